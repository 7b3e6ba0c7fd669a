#include "pipeline/content_hash.h"

#include "model/wire/digest.h"
#include "pipeline/internal/text_folding.h"

namespace stratwatch::pipeline {

ContentHash HashOfText(std::string_view text) {
  return wire::ContentHashOf(FoldForHash(text));
}

}  // namespace stratwatch::pipeline
