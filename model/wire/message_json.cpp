#include <google/protobuf/util/json_util.h>

#include "model/wire/internal/convert.h"
#include "model/wire/messages.h"

namespace stratwatch::wire {
namespace {

// Bytes fields would print as base64; ids and hashes are known to users as hexadecimal, so they
// are replaced in the message by their hexadecimal form before printing, which base64 would
// hide. Protobuf's JSON has no hook for that: the bytes fields are cleared and the hexadecimal
// forms are spliced in as leading members.
struct Member {
  std::string name;
  std::string value;
};

Result<std::string> Print(const google::protobuf::Message& message,
                          const std::vector<Member>& members) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return Fail(ErrorCode::kInvalid, "message to JSON: " + status.ToString());
  std::string head = "{";
  for (const Member& member : members) {
    if (member.value.empty()) continue;
    if (head.size() > 1) head += ",";
    head += "\"" + member.name + "\":\"" + member.value + "\"";
  }
  if (head.size() > 1 && json.size() > 2) head += ",";
  return head + json.substr(1);
}

std::string HexOf(std::string_view key) {
  const auto digest = Digest128::FromBytes(key);
  return digest ? digest->Hex() : std::string();
}

}  // namespace

Result<std::string> MessageToJson(MessageKind kind, std::string_view bytes) {
  switch (kind) {
    case MessageKind::kPage: {
      auto page = ParseMessage<pb::Page>(bytes, "Page");
      if (!page) return tl::unexpected(page.error());
      const std::vector<Member> members = {
          {"id", HexOf(page->id())}, {"body_zstd_bytes", std::to_string(page->body_zstd().size())}};
      page->clear_id();
      page->clear_body_zstd();
      return Print(*page, members);
    }
    case MessageKind::kArticle: {
      auto article = ParseMessage<pb::Article>(bytes, "Article");
      if (!article) return tl::unexpected(article.error());
      const std::vector<Member> members = {
          {"id", HexOf(article->id())},
          {"content_hash", HexOf(article->content_hash())},
          {"duplicate_of", HexOf(article->resolution().duplicate_of())},
          {"story", HexOf(article->resolution().story())}};
      article->clear_id();
      article->clear_content_hash();
      article->mutable_resolution()->clear_duplicate_of();
      article->mutable_resolution()->clear_story();
      return Print(*article, members);
    }
    case MessageKind::kDeadLetter: {
      auto letter = ParseMessage<pb::DeadLetter>(bytes, "DeadLetter");
      if (!letter) return tl::unexpected(letter.error());
      return Print(*letter, {});
    }
  }
  return Fail(ErrorCode::kInvalid, "unknown message kind");
}

}  // namespace stratwatch::wire
