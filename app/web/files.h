#pragma once

#include <string_view>

namespace stratwatch::app::web {

// A file of app/web/, compiled into the binary.
struct File {
  std::string_view path;  // "/app.js"
  std::string_view content_type;
  std::string_view content;
};

// nullptr when the page has no such file. "/" is the page itself.
const File* FindFile(std::string_view path);

}  // namespace stratwatch::app::web
