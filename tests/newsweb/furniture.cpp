#include "tests/newsweb/furniture.h"

#include "tests/newsweb/text_forms.h"

namespace stratwatch::newsweb {
namespace {

std::string Word(const Words& words, std::string_view key) {
  return Escaped(words.find(key)->second);
}

}  // namespace

std::string StyleBlock() {
  std::string css = "<style>\n*{box-sizing:border-box}body{margin:0;font:18px/1.6 Georgia,serif}\n";
  // Real pages carry more style than text.
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    css += ".c-card--" + n + "{display:grid;grid-template-columns:repeat(12,1fr);gap:" + n +
           "px}.c-card--" + n + ">.c-card__body{padding:" + n + "px 12px;color:#1a1a1a}\n";
  }
  return css + "@media(max-width:640px){.o-grid{display:block}}</style>\n";
}

std::string ScriptBlock(const Outlet& outlet) {
  std::string script = "<script>window.dataLayer=window.dataLayer||[];dataLayer.push({\"site\":" +
                       JsonQuoted(outlet.name) + ",\"country\":" + JsonQuoted(outlet.country) +
                       ",\"consent\":\"unknown\"});\n";
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    script += "function t" + n + "(e){var a=document.getElementById('slot-" + n + "');if(a&&e<" +
              n + "){a.innerHTML='<div class=\"ad\"><p>'+e+'</p></div>';}}\n";
  }
  return script + "</script>\n";
}

std::string CookieBar(const Words& words) {
  return "<div id=\"cookie-consent\" class=\"cookie-banner\" role=\"dialog\"><p>" +
         Word(words, "cookies") + "</p><button>" + Word(words, "accept") + "</button><button>" +
         Word(words, "settings") + "</button></div>\n";
}

std::string Menu(const Outlet& outlet, const Words& words) {
  std::string menu = "<header class=\"site-header\"><a class=\"logo\" href=\"/\">" +
                     Escaped(outlet.name) + "</a><nav class=\"main-nav\"><ul>";
  for (const char* key : {"home", "news", "world", "economy", "sport", "culture", "contact"}) {
    menu += "<li><a href=\"/section/" + std::string(key) + "\">" + Word(words, key) + "</a></li>";
  }
  return menu + "</ul></nav></header>\n";
}

std::string AdSlot(const Words& words, int number) {
  const std::string n = std::to_string(number);
  return "<div class=\"ad-slot\" id=\"slot-" + n + "\"><span>" + Word(words, "advert") +
         "</span><iframe title=\"ad\" src=\"about:blank\"></iframe></div>\n";
}

std::string ShareBar(const Words& words) {
  std::string bar = "<div class=\"share-bar\"><span>" + Word(words, "share") + "</span><ul>";
  for (const char* network : {"Facebook", "X", "WhatsApp", "LinkedIn", "Telegram"}) {
    bar += "<li><a rel=\"nofollow\" href=\"https://share.example/?to=" + std::string(network) +
           "\"><svg viewBox=\"0 0 24 24\"><path d=\"M24 4.6c-.9.4-1.8.7-2.8.8 1-.6 1.8-1.6 2.2-2.7"
           "-1 .6-2 1-3.1 1.2z\"/></svg>" +
           network + "</a></li>";
  }
  return bar + "</ul></div>\n";
}

std::string NewsletterBox(const Words& words) {
  return "<aside class=\"newsletter-signup\"><p>" + Word(words, "subscribe") +
         "</p><form action=\"/newsletter\"><input type=\"email\" name=\"m\"><button>OK</button>"
         "</form></aside>\n";
}

std::string RelatedLinks(const Web& web, const Piece& piece, const std::string& list_class) {
  const Words& words = web.WordsOf(web.OutletOf(piece));
  std::string list =
      "<section class=\"" + list_class + "\"><h3>" + Word(words, "related") + "</h3><ul>";
  int count = 0;
  for (const Piece* other : web.PiecesOf(piece.host)) {
    if (other->path == piece.path || count == 5) continue;
    ++count;
    list += "<li><a href=\"" + PercentEncoded(other->path) + "?ref=related\">" +
            Escaped(other->title) + "</a></li>";
  }
  return list + "</ul></section>\n";
}

std::string CommentSection(const Words& words) {
  return "<section id=\"comments\" class=\"comments\"><h3>" + Word(words, "comments") +
         " (1)</h3><div class=\"comment\"><b>reader77</b><p>" + Word(words, "comment") +
         "</p></div></section>\n";
}

std::string Footer(const Outlet& outlet, const Words& words) {
  return "<footer class=\"site-footer\"><p>© 2026 " + Escaped(outlet.name) + ". " +
         Word(words, "rights") + "</p><a href=\"/contact\">" + Word(words, "contact") +
         "</a></footer>\n";
}

std::string HtmlAttributes(const Outlet& outlet) {
  const bool right_to_left = outlet.language == "ar" || outlet.language == "he";
  return "lang=\"" + outlet.language + "\"" + (right_to_left ? " dir=\"rtl\"" : "");
}

std::string PieceUrl(const Piece& piece) {
  return "http://" + piece.host + PercentEncoded(piece.path);
}

}  // namespace stratwatch::newsweb
