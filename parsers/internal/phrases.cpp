#include "parsers/internal/phrases.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "parsers/internal/word_index.h"

namespace stratwatch::parsers::internal {
namespace {

struct Row {
  std::string_view text;  // ASCII letters in lower case.
  Phrase phrase;
};

// clang-format off
constexpr Row kRows[] = {
    {"read also", Phrase::kRelated}, {"read more", Phrase::kRelated},
    {"also read", Phrase::kRelated}, {"see also", Phrase::kRelated},
    {"related:", Phrase::kRelated}, {"related articles", Phrase::kRelated},
    {"related stories", Phrase::kRelated}, {"related news", Phrase::kRelated},
    {"recommended", Phrase::kRelated}, {"more on this", Phrase::kRelated},
    {"more from", Phrase::kRelated}, {"more stories", Phrase::kRelated},
    {"you may also like", Phrase::kRelated}, {"you might also like", Phrase::kRelated},
    {"most read", Phrase::kRelated}, {"most popular", Phrase::kRelated},
    {"trending", Phrase::kRelated}, {"editor's picks", Phrase::kRelated},
    {"don't miss", Phrase::kRelated}, {"up next", Phrase::kRelated},
    {"continue reading", Phrase::kRelated}, {"previous article", Phrase::kRelated},
    {"next article", Phrase::kRelated}, {"lesen sie auch", Phrase::kRelated},
    {"mehr zum thema", Phrase::kRelated}, {"auch interessant", Phrase::kRelated},
    {"das könnte sie auch", Phrase::kRelated}, {"meistgelesen", Phrase::kRelated},
    {"weitere artikel", Phrase::kRelated}, {"mehr dazu", Phrase::kRelated},
    {"lire aussi", Phrase::kRelated}, {"à lire", Phrase::kRelated}, {"a lire", Phrase::kRelated},
    {"sur le même sujet", Phrase::kRelated}, {"voir aussi", Phrase::kRelated},
    {"les plus lus", Phrase::kRelated}, {"lea también", Phrase::kRelated},
    {"lea tambien", Phrase::kRelated}, {"te puede interesar", Phrase::kRelated},
    {"más noticias", Phrase::kRelated}, {"lee también", Phrase::kRelated},
    {"ver también", Phrase::kRelated}, {"leia também", Phrase::kRelated},
    {"leia mais", Phrase::kRelated}, {"veja também", Phrase::kRelated},
    {"saiba mais", Phrase::kRelated}, {"mais lidas", Phrase::kRelated},
    {"leggi anche", Phrase::kRelated}, {"potrebbe interessarti", Phrase::kRelated},
    {"lees ook", Phrase::kRelated}, {"läs mer", Phrase::kRelated},
    {"läs också", Phrase::kRelated}, {"les også", Phrase::kRelated},
    {"læs også", Phrase::kRelated}, {"czytaj także", Phrase::kRelated},
    {"czytaj też", Phrase::kRelated}, {"zobacz też", Phrase::kRelated},
    {"zobacz także", Phrase::kRelated}, {"czytaj więcej", Phrase::kRelated},
    {"przeczytaj", Phrase::kRelated}, {"polecamy", Phrase::kRelated},
    {"читайте также", Phrase::kRelated}, {"читать также", Phrase::kRelated},
    {"по теме", Phrase::kRelated}, {"смотрите также", Phrase::kRelated},
    {"ещё по теме", Phrase::kRelated}, {"другие новости", Phrase::kRelated},
    {"читайте нас", Phrase::kRelated}, {"подробнее", Phrase::kRelated},
    {"читайте також", Phrase::kRelated}, {"διαβάστε", Phrase::kRelated},
    {"δείτε επίσης", Phrase::kRelated}, {"σχετικά άρθρα", Phrase::kRelated},
    {"ilgili haber", Phrase::kRelated}, {"bunları da", Phrase::kRelated},
    {"çok okunan", Phrase::kRelated}, {"اقرأ أيضا", Phrase::kRelated},
    {"اقرأ المزيد", Phrase::kRelated}, {"قد يهمك", Phrase::kRelated},
    {"مواضيع ذات صلة", Phrase::kRelated}, {"קראו עוד", Phrase::kRelated},
    {"כתבות נוספות", Phrase::kRelated},
    {"यह भी पढ़ें", Phrase::kRelated},
    {"ये भी पढ़ें", Phrase::kRelated},
    {"संबंधित", Phrase::kRelated}, {"相关新闻", Phrase::kRelated},
    {"相关阅读", Phrase::kRelated}, {"相关报道", Phrase::kRelated},
    {"相关链接", Phrase::kRelated}, {"推荐阅读", Phrase::kRelated},
    {"延伸閱讀", Phrase::kRelated}, {"相關新聞", Phrase::kRelated},
    {"更多新闻", Phrase::kRelated}, {"点击进入", Phrase::kRelated},
    {"查看更多", Phrase::kRelated}, {"热门", Phrase::kRelated},
    {"関連記事", Phrase::kRelated}, {"あわせて読みたい", Phrase::kRelated},
    {"おすすめ", Phrase::kRelated}, {"人気記事", Phrase::kRelated},
    {"続きを読む", Phrase::kRelated}, {"관련기사", Phrase::kRelated},
    {"관련 기사", Phrase::kRelated}, {"많이 본", Phrase::kRelated},
    {"인기기사", Phrase::kRelated},
    {"ข่าวที่เกี่ยวข้อง", Phrase::kRelated},
    {"อ่านต่อ", Phrase::kRelated}, {"baca juga", Phrase::kRelated},
    {"simak juga", Phrase::kRelated}, {"xem thêm", Phrase::kRelated},
    {"tin liên quan", Phrase::kRelated}, {"soma pia", Phrase::kRelated},
    {"soma zaidi", Phrase::kRelated}, {"ተጨማሪ ያንብቡ", Phrase::kRelated},
    {"newsletter", Phrase::kSubscribe}, {"subscribe", Phrase::kSubscribe},
    {"sign up", Phrase::kSubscribe}, {"sign in", Phrase::kSubscribe},
    {"log in", Phrase::kSubscribe}, {"follow us", Phrase::kSubscribe},
    {"join us on", Phrase::kSubscribe}, {"whatsapp channel", Phrase::kSubscribe},
    {"telegram channel", Phrase::kSubscribe}, {"download our app", Phrase::kSubscribe},
    {"download the app", Phrase::kSubscribe}, {"our app", Phrase::kSubscribe},
    {"get the latest", Phrase::kSubscribe}, {"breaking news alerts", Phrase::kSubscribe},
    {"free trial", Phrase::kSubscribe}, {"become a member", Phrase::kSubscribe},
    {"support our", Phrase::kSubscribe}, {"donate", Phrase::kSubscribe},
    {"abonnieren", Phrase::kSubscribe}, {"jetzt abonnieren", Phrase::kSubscribe},
    {"anmelden", Phrase::kSubscribe}, {"folgen sie uns", Phrase::kSubscribe},
    {"abonnez-vous", Phrase::kSubscribe}, {"inscrivez-vous", Phrase::kSubscribe},
    {"suivez-nous", Phrase::kSubscribe}, {"s'abonner", Phrase::kSubscribe},
    {"suscríbete", Phrase::kSubscribe}, {"suscribirse", Phrase::kSubscribe},
    {"síguenos", Phrase::kSubscribe}, {"regístrate", Phrase::kSubscribe},
    {"inscreva-se", Phrase::kSubscribe}, {"assine", Phrase::kSubscribe},
    {"siga-nos", Phrase::kSubscribe}, {"cadastre-se", Phrase::kSubscribe},
    {"iscriviti", Phrase::kSubscribe}, {"abbonati", Phrase::kSubscribe},
    {"seguici", Phrase::kSubscribe}, {"zapisz się", Phrase::kSubscribe},
    {"zaloguj", Phrase::kSubscribe}, {"dołącz do nas", Phrase::kSubscribe},
    {"подпис", Phrase::kSubscribe}, {"следите за", Phrase::kSubscribe},
    {"наш телеграм", Phrase::kSubscribe}, {"telegram-канал", Phrase::kSubscribe},
    {"зарегистр", Phrase::kSubscribe}, {"войти", Phrase::kSubscribe},
    {"εγγραφ", Phrase::kSubscribe}, {"ακολουθήστε", Phrase::kSubscribe},
    {"abone ol", Phrase::kSubscribe}, {"takip edin", Phrase::kSubscribe},
    {"اشترك", Phrase::kSubscribe}, {"تابعنا", Phrase::kSubscribe},
    {"تابعونا", Phrase::kSubscribe}, {"הירשמו", Phrase::kSubscribe},
    {"הצטרפו", Phrase::kSubscribe}, {"सब्सक्राइब", Phrase::kSubscribe},
    {"फॉलो", Phrase::kSubscribe}, {"订阅", Phrase::kSubscribe},
    {"关注我们", Phrase::kSubscribe}, {"扫码", Phrase::kSubscribe},
    {"微信公众号", Phrase::kSubscribe}, {"下载客户端", Phrase::kSubscribe},
    {"登录", Phrase::kSubscribe}, {"登入", Phrase::kSubscribe}, {"訂閱", Phrase::kSubscribe},
    {"会員登録", Phrase::kSubscribe}, {"無料登録", Phrase::kSubscribe},
    {"ログイン", Phrase::kSubscribe}, {"有料会員", Phrase::kSubscribe},
    {"フォロー", Phrase::kSubscribe}, {"구독", Phrase::kSubscribe},
    {"로그인", Phrase::kSubscribe}, {"회원가입", Phrase::kSubscribe},
    {"สมัคร", Phrase::kSubscribe}, {"ติดตาม", Phrase::kSubscribe},
    {"berlangganan", Phrase::kSubscribe}, {"ikuti kami", Phrase::kSubscribe},
    {"đăng ký", Phrase::kSubscribe}, {"jiunge", Phrase::kSubscribe},
    {"all rights reserved", Phrase::kLegal}, {"copyright", Phrase::kLegal},
    {"may not be reproduced", Phrase::kLegal}, {"terms of use", Phrase::kLegal},
    {"terms of service", Phrase::kLegal}, {"privacy policy", Phrase::kLegal},
    {"disclaimer", Phrase::kLegal}, {"the views expressed", Phrase::kLegal},
    {"opinions expressed", Phrase::kLegal}, {"not necessarily reflect", Phrase::kLegal},
    {"alle rechte vorbehalten", Phrase::kLegal}, {"nachdruck", Phrase::kLegal},
    {"tous droits réservés", Phrase::kLegal}, {"mentions légales", Phrase::kLegal},
    {"todos los derechos", Phrase::kLegal}, {"aviso legal", Phrase::kLegal},
    {"todos os direitos", Phrase::kLegal}, {"tutti i diritti", Phrase::kLegal},
    {"riproduzione riservata", Phrase::kLegal}, {"wszelkie prawa", Phrase::kLegal},
    {"prawa zastrzeżone", Phrase::kLegal}, {"все права защищены", Phrase::kLegal},
    {"при использовании материалов", Phrase::kLegal},
    {"перепечатка", Phrase::kLegal}, {"ссылка на", Phrase::kLegal},
    {"редакция не несет", Phrase::kLegal}, {"правила", Phrase::kLegal},
    {"με επιφύλαξη", Phrase::kLegal}, {"tüm hakları", Phrase::kLegal},
    {"جميع الحقوق", Phrase::kLegal}, {"כל הזכויות", Phrase::kLegal},
    {"सर्वाधिकार", Phrase::kLegal}, {"版权", Phrase::kLegal},
    {"版權", Phrase::kLegal}, {"免责声明", Phrase::kLegal}, {"免責聲明", Phrase::kLegal},
    {"未经授权", Phrase::kLegal}, {"不得转载", Phrase::kLegal},
    {"转载请注明", Phrase::kLegal}, {"本文仅代表", Phrase::kLegal},
    {"责任编辑", Phrase::kLegal}, {"责编", Phrase::kLegal}, {"編輯：", Phrase::kLegal},
    {"编辑：", Phrase::kLegal}, {"無断転載", Phrase::kLegal}, {"著作権", Phrase::kLegal},
    {"무단전재", Phrase::kLegal}, {"저작권", Phrase::kLegal}, {"재배포", Phrase::kLegal},
    {"สงวนลิขสิทธิ์", Phrase::kLegal}, {"hak cipta", Phrase::kLegal},
    {"bản quyền", Phrase::kLegal}, {"comments", Phrase::kComment},
    {"leave a comment", Phrase::kComment}, {"leave a reply", Phrase::kComment},
    {"post a comment", Phrase::kComment}, {"add a comment", Phrase::kComment},
    {"join the conversation", Phrase::kComment}, {"join the discussion", Phrase::kComment},
    {"report abuse", Phrase::kComment},
    {"your email address will not be published", Phrase::kComment}, {"reply", Phrase::kComment},
    {"replies", Phrase::kComment}, {"kommentare", Phrase::kComment},
    {"kommentar schreiben", Phrase::kComment}, {"kommentieren", Phrase::kComment},
    {"commentaires", Phrase::kComment}, {"laisser un commentaire", Phrase::kComment},
    {"réagir", Phrase::kComment}, {"comentarios", Phrase::kComment},
    {"deja un comentario", Phrase::kComment}, {"comentar", Phrase::kComment},
    {"comentários", Phrase::kComment}, {"commenti", Phrase::kComment},
    {"lascia un commento", Phrase::kComment}, {"reacties", Phrase::kComment},
    {"kommentarer", Phrase::kComment}, {"komentarze", Phrase::kComment},
    {"komentarz", Phrase::kComment}, {"dodaj komentarz", Phrase::kComment},
    {"skomentuj", Phrase::kComment}, {"комментари", Phrase::kComment},
    {"комментировать", Phrase::kComment}, {"коментар", Phrase::kComment},
    {"σχόλια", Phrase::kComment}, {"yorum", Phrase::kComment},
    {"تعليق", Phrase::kComment}, {"تعليقات", Phrase::kComment},
    {"תגובות", Phrase::kComment}, {"टिप्पणी", Phrase::kComment},
    {"评论", Phrase::kComment}, {"留言", Phrase::kComment}, {"發表", Phrase::kComment},
    {"网友", Phrase::kComment}, {"コメント", Phrase::kComment}, {"댓글", Phrase::kComment},
    {"ความคิดเห็น", Phrase::kComment}, {"komentar", Phrase::kComment},
    {"bình luận", Phrase::kComment}, {"maoni", Phrase::kComment}, {"photo:", Phrase::kCredit},
    {"photo by", Phrase::kCredit}, {"photograph:", Phrase::kCredit},
    {"photo credit", Phrase::kCredit}, {"image:", Phrase::kCredit},
    {"image source", Phrase::kCredit}, {"image credit", Phrase::kCredit},
    {"getty images", Phrase::kCredit}, {"picture:", Phrase::kCredit}, {"credit:", Phrase::kCredit},
    {"file photo", Phrase::kCredit}, {"video:", Phrase::kCredit}, {"watch:", Phrase::kCredit},
    {"watch now", Phrase::kCredit}, {"listen to", Phrase::kCredit}, {"source:", Phrase::kCredit},
    {"foto:", Phrase::kCredit}, {"bild:", Phrase::kCredit}, {"quelle:", Phrase::kCredit},
    {"photo :", Phrase::kCredit}, {"crédit", Phrase::kCredit}, {"fuente:", Phrase::kCredit},
    {"fotografía", Phrase::kCredit}, {"fonte:", Phrase::kCredit}, {"źródło", Phrase::kCredit},
    {"fot.", Phrase::kCredit}, {"фото:", Phrase::kCredit}, {"фото ", Phrase::kCredit},
    {"источник", Phrase::kCredit}, {"видео:", Phrase::kCredit},
    {"πηγή", Phrase::kCredit}, {"φωτο", Phrase::kCredit}, {"kaynak:", Phrase::kCredit},
    {"fotoğraf", Phrase::kCredit}, {"المصدر", Phrase::kCredit},
    {"صورة", Phrase::kCredit}, {"צילום", Phrase::kCredit},
    {"फोटो", Phrase::kCredit}, {"来源", Phrase::kCredit}, {"來源", Phrase::kCredit},
    {"图片来源", Phrase::kCredit}, {"資料圖", Phrase::kCredit}, {"图为", Phrase::kCredit},
    {"写真", Phrase::kCredit}, {"画像", Phrase::kCredit}, {"出典", Phrase::kCredit},
    {"사진", Phrase::kCredit}, {"ภาพ", Phrase::kCredit}, {"sumber", Phrase::kCredit},
    {"ảnh:", Phrase::kCredit}, {"picha", Phrase::kCredit}, {"share this", Phrase::kShare},
    {"share on", Phrase::kShare}, {"share ", Phrase::kShare}, {"tweet", Phrase::kShare},
    {"facebook", Phrase::kShare}, {"twitter", Phrase::kShare}, {"whatsapp", Phrase::kShare},
    {"linkedin", Phrase::kShare}, {"e-mail", Phrase::kShare}, {"email this", Phrase::kShare},
    {"print", Phrase::kShare}, {"teilen", Phrase::kShare}, {"drucken", Phrase::kShare},
    {"partager", Phrase::kShare}, {"imprimer", Phrase::kShare}, {"compartir", Phrase::kShare},
    {"imprimir", Phrase::kShare}, {"compartilhar", Phrase::kShare}, {"condividi", Phrase::kShare},
    {"stampa", Phrase::kShare}, {"delen", Phrase::kShare}, {"udostępnij", Phrase::kShare},
    {"drukuj", Phrase::kShare}, {"поделиться", Phrase::kShare},
    {"распечатать", Phrase::kShare}, {"вконтакте", Phrase::kShare},
    {"отправить", Phrase::kShare}, {"κοινοποίηση", Phrase::kShare},
    {"paylaş", Phrase::kShare}, {"شارك", Phrase::kShare}, {"طباعة", Phrase::kShare},
    {"שתף", Phrase::kShare}, {"साझा करें", Phrase::kShare},
    {"शेयर", Phrase::kShare}, {"分享", Phrase::kShare}, {"打印", Phrase::kShare},
    {"收藏", Phrase::kShare}, {"シェア", Phrase::kShare}, {"ツイート", Phrase::kShare},
    {"印刷", Phrase::kShare}, {"공유", Phrase::kShare}, {"인쇄", Phrase::kShare},
    {"แชร์", Phrase::kShare}, {"bagikan", Phrase::kShare}, {"chia sẻ", Phrase::kShare},
    {"cookie", Phrase::kCookie}, {"gdpr", Phrase::kCookie}, {"consent", Phrase::kCookie},
    {"privacy settings", Phrase::kCookie}, {"personalised ads", Phrase::kCookie},
    {"personalized ads", Phrase::kCookie}, {"tracking", Phrase::kCookie},
    {"werbeblocker", Phrase::kCookie}, {"adblock", Phrase::kCookie},
    {"ad blocker", Phrase::kCookie}, {"einwilligung", Phrase::kCookie},
    {"datenschutz", Phrase::kCookie}, {"confidentialité", Phrase::kCookie},
    {"traceurs", Phrase::kCookie}, {"privacidad", Phrase::kCookie},
    {"privacidade", Phrase::kCookie}, {"informativa", Phrase::kCookie}, {"rodo", Phrase::kCookie},
    {"политик", Phrase::kCookie}, {"конфиденциальн", Phrase::kCookie},
    {"çerez", Phrase::kCookie}, {"ملفات تعريف", Phrase::kCookie},
    {"隐私", Phrase::kCookie}, {"クッキー", Phrase::kCookie},
    {"개인정보", Phrase::kCookie}, {"คุกกี้", Phrase::kCookie},
};
// clang-format on

constexpr std::size_t kLookedAtBytes = 400;

}  // namespace

PhraseCounts CountPhrases(std::string_view text) {
  static const WordIndex kIndex = [] {
    static std::array<std::string_view, std::size(kRows)> texts;
    std::transform(std::begin(kRows), std::end(kRows), texts.begin(),
                   [](const Row& row) { return row.text; });
    return WordIndex(texts);
  }();
  PhraseCounts counts{};
  const auto add = [&counts](Phrase phrase) {
    std::uint8_t& count = counts[static_cast<std::size_t>(phrase)];
    if (count < 9) ++count;
  };
  text = text.substr(0, kLookedAtBytes);
  kIndex.ForEach(text, [&](std::size_t, std::size_t row) {
    add(kRows[row].phrase);
    return true;
  });
  // Too short for the index.
  constexpr std::string_view kCopyright = "©";
  for (std::size_t at = 0; (at = text.find(kCopyright, at)) != std::string_view::npos;) {
    add(Phrase::kLegal);
    at += kCopyright.size();
  }
  return counts;
}

}  // namespace stratwatch::parsers::internal
