#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace stratwatch::pipeline::internal {

// The canonical id of a person's name, the same for its spellings in several scripts as far as
// their sounds allow: Latin letters through ICU, consonants alone, those that transliterations
// exchange made one ("Maksut Shadayev", "Максут Шадаев" are both "mkst.stf"). Two names may share
// an id; one text rarely has both. Names in Han characters get their Chinese reading.
// Threads: thread-safe once built. Building takes some 20 ms.
class PersonIdentity {
 public:
  PersonIdentity();
  ~PersonIdentity();
  // Words in order of the name, joined by dots; the Latin form in lower case when a name has too
  // few consonants to tell it from others. Never empty for a name with a letter.
  std::string IdOf(std::string_view name) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline::internal
