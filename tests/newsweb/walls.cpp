#include "tests/newsweb/walls.h"

#include "tests/newsweb/text_forms.h"

namespace stratwatch::newsweb {

std::string BotWall() {
  return R"(<!DOCTYPE html>
<html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="390">
</head><body class="no-js"><div class="main-wrapper" role="main"><div class="main-content">
<noscript><div class="h2"><span id="challenge-error-text">Enable JavaScript and cookies to continue
</span></div></noscript>
<h2>Checking if the site connection is secure</h2>
<p>Please verify you are a human by completing the action below.</p></div></div>
<script>(function(){window._cf_chl_opt={cvId:'3',cType:'managed'};}());</script>
</body></html>
)";
}

std::string ConsentWall(std::string_view outlet) {
  return "<!DOCTYPE html>\n<html lang=\"de\"><head><meta charset=\"utf-8\"><title>" +
         Escaped(outlet) + R"( - Zustimmung</title></head><body>
<div id="consent-wall" class="cmp-container"><h1>Weiter mit Werbung oder mit Abo</h1>
<p>Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Dazu brauchen wir Ihre Zustimmung zu
Cookies. Zustimmung jederzeit widerrufbar. Oder lesen Sie mit PUR-Abo ohne Tracking.</p>
<button class="cmp-accept">Akzeptieren und weiter</button><a href="/pur">PUR-Abo</a></div>
<script src="/cmp/consent-manager.js"></script></body></html>
)";
}

std::string Paywall(std::string_view outlet, std::string_view title) {
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
         Escaped(title) + " | " + Escaped(outlet) +
         "</title>\n<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\","
         "\"@type\":\"NewsArticle\",\"headline\":" +
         JsonQuoted(title) +
         ",\"isAccessibleForFree\":false,\"hasPart\":{\"@type\":\"WebPageElement\","
         "\"isAccessibleForFree\":false,\"cssSelector\":\".paywall\"}}</script></head><body>"
         "<article><h1>" +
         Escaped(title) +
         "</h1><p>The minister weighed her words.</p><div class=\"paywall\"><h2>This article is "
         "for subscribers only</h2><p>Subscribe now to continue reading. Already a subscriber? "
         "Log in.</p></div></article></body></html>\n";
}

}  // namespace stratwatch::newsweb
