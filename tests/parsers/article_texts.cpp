#include "tests/parsers/article_pages.h"

namespace stratwatch::parsers::testing {

namespace {

// Written for these tests.
const std::vector<ArticlePage> kPages = {
    {"English",
     "en",
     "Ministry publishes national strategy for artificial intelligence",
     {"The ministry of digital affairs published the country's first national strategy for "
      "artificial intelligence on Tuesday, setting targets for research, public services and "
      "training until 2030.",
      "Under the plan, the government will invest 300 million in computing centres, open data "
      "and scholarships, and every ministry has to name an officer who answers for the systems "
      "it uses.",
      "“We want the benefits to reach the regions and not only the capital,” the minister told "
      "reporters, adding that a law on the use of such systems would follow next year."},
     "Related stories",
     "Central bank keeps its rate as inflation slows",
     "We use cookies to improve your experience on this website.",
     "Copyright 2026 Example News. All rights reserved."},
    {"French",
     "fr",
     "Le gouvernement dévoile sa stratégie nationale pour l'intelligence artificielle",
     {"Le ministère du numérique a présenté mardi à Rabat la première stratégie nationale pour "
      "l'intelligence artificielle, qui fixe des objectifs pour la recherche, les services "
      "publics et la formation d'ici à 2030.",
      "Le plan prévoit 300 millions d'investissements dans les centres de calcul, les données "
      "ouvertes et les bourses d'études ; chaque ministère devra nommer un responsable des "
      "systèmes qu'il utilise.",
      "« Nous voulons que les bénéfices atteignent les "
      "régions et pas seulement la capitale », a "
      "déclaré la ministre devant la presse, en annonçant une loi pour l'an prochain."},
     "À lire aussi",
     "La banque centrale maintient son taux directeur",
     "Nous utilisons des cookies pour améliorer votre expérience.",
     "© 2026 Example. Tous droits réservés."},
    {"Spanish",
     "es",
     "El Gobierno presenta la estrategia nacional de inteligencia artificial",
     {"El Ministerio de Transformación Digital presentó el "
      "martes la primera estrategia nacional "
      "de inteligencia artificial, que fija metas para la "
      "investigación, los servicios públicos "
      "y la formación hasta 2030.",
      "El plan prevé invertir 300 millones en centros de "
      "cálculo, datos abiertos y becas, y cada "
      "ministerio deberá nombrar a un responsable de los sistemas que utiliza.",
      "«Queremos que los beneficios lleguen a las regiones y no solo a la capital», dijo la "
      "ministra ante la prensa, y anunció una ley para el próximo año."},
     "Lea también",
     "El banco central mantiene su tasa de interés",
     "Usamos cookies para mejorar su experiencia.",
     "© 2026 Example. Todos los derechos reservados."},
    {"Portuguese",
     "pt",
     "Governo apresenta a estratégia nacional de inteligência artificial",
     {"O Ministério da Ciência apresentou na terça-feira a primeira estratégia nacional de "
      "inteligência artificial, que define metas para a investigação, os serviços públicos e a "
      "formação até 2030.",
      "O plano prevê 300 milhões para centros de computação, "
      "dados abertos e bolsas de estudo, e "
      "cada ministério terá de nomear um responsável pelos sistemas que utiliza.",
      "“Queremos que os benefícios cheguem às regiões e não "
      "apenas à capital”, disse a ministra "
      "aos jornalistas, anunciando uma lei para o próximo ano."},
     "Leia também",
     "Banco central mantém a taxa de juro",
     "Utilizamos cookies para melhorar a sua experiência.",
     "© 2026 Example. Todos os direitos reservados."},
    {"German",
     "de",
     "Regierung veröffentlicht nationale Strategie für künstliche Intelligenz",
     {"Das Digitalministerium hat am Dienstag die erste nationale Strategie für künstliche "
      "Intelligenz veröffentlicht, die Ziele für Forschung, Verwaltung und Ausbildung bis 2030 "
      "festlegt.",
      "Der Plan sieht 300 Millionen für Rechenzentren, offene Daten und Stipendien vor; jedes "
      "Ministerium muss eine Person benennen, die für die eingesetzten Systeme verantwortlich "
      "ist.",
      "„Der Nutzen soll in den Regionen ankommen und nicht nur in der Hauptstadt“, sagte die "
      "Ministerin vor der Presse und kündigte für das nächste Jahr ein Gesetz an."},
     "Lesen Sie auch",
     "Zentralbank lässt den Leitzins unverändert",
     "Wir verwenden Cookies, um unsere Webseite zu verbessern.",
     "© 2026 Example. Alle Rechte vorbehalten."},
    {"Turkish",
     "tr",
     "Bakanlık ulusal yapay zekâ stratejisini yayımladı",
     {"Sanayi ve Teknoloji Bakanlığı salı günü ülkenin ilk ulusal yapay zekâ stratejisini "
      "yayımladı; belge araştırma, kamu hizmetleri ve eğitim için 2030'a kadar hedefler "
      "belirliyor.",
      "Plana göre hükümet hesaplama merkezleri, açık veri ve burslar için 300 milyon ayıracak, "
      "her bakanlık kullandığı sistemlerden sorumlu bir kişi atayacak.",
      "Bakan gazetecilere, “Yararın yalnızca başkente değil bütün bölgelere ulaşmasını "
      "istiyoruz” dedi ve gelecek yıl bir yasa çıkarılacağını açıkladı."},
     "Bunlar da ilginizi çekebilir",
     "Merkez Bankası faizi değiştirmedi",
     "Bu sitede çerezler kullanılmaktadır.",
     "© 2026 Example. Tüm hakları saklıdır."},
    {"Swahili",
     "sw",
     "Serikali yazindua mkakati wa kitaifa wa akili bandia",
     {"Wizara ya teknolojia imezindua siku ya Jumanne mkakati wa kwanza wa kitaifa wa akili "
      "bandia, unaoweka malengo ya utafiti, huduma za umma na mafunzo hadi mwaka 2030.",
      "Kwa mujibu wa mpango huo, serikali itawekeza milioni "
      "300 katika vituo vya kompyuta, data "
      "huria na ufadhili wa masomo, na kila wizara italazimika kumteua afisa anayewajibika.",
      "“Tunataka manufaa yafike mikoani na si katika mji mkuu pekee,” waziri aliwaambia "
      "waandishi "
      "wa habari, akiongeza kuwa sheria itafuata mwaka ujao."},
     "Soma pia",
     "Benki kuu yaacha kiwango cha riba bila mabadiliko",
     "Tunatumia vidakuzi kuboresha tovuti hii.",
     "© 2026 Example. Haki zote zimehifadhiwa."},
    {"Russian",
     "ru",
     "Правительство представило национальную стратегию искусственного интеллекта",
     {"Министерство цифрового развития представило во вторник первую национальную стратегию "
      "развития искусственного интеллекта, в которой "
      "поставлены цели для науки, государственных "
      "услуг и образования до 2030 года.",
      "План предусматривает 300 миллионов на вычислительные "
      "центры, открытые данные и стипендии; "
      "каждое министерство должно назначить ответственного за применяемые системы.",
      "«Мы хотим, чтобы польза дошла до регионов, а не только до столицы», — сказала министр "
      "журналистам и добавила, что закон будет принят в следующем году."},
     "Читайте также",
     "Центробанк сохранил ключевую ставку",
     "Мы используем файлы cookie, чтобы улучшить сайт.",
     "© 2026 Example. Все права защищены."},
    {"Arabic",
     "ar",
     "الوزارة تنشر الاستراتيجية الوطنية للذكاء الاصطناعي",
     {"نشرت وزارة الانتقال الرقمي يوم الثلاثاء أول استراتيجية وطنية للذكاء الاصطناعي، وتحدد "
      "الوثيقة "
      "أهدافا للبحث العلمي والخدمات العمومية والتكوين إلى غاية سنة 2030.",
      "وتنص الخطة على استثمار 300 مليون في مراكز الحوسبة والبيانات المفتوحة والمنح الدراسية، "
      "وسيكون "
      "على كل وزارة أن تعين مسؤولا عن الأنظمة التي تستعملها.",
      "وقالت الوزيرة للصحفيين: «نريد أن تصل المنافع إلى "
      "الجهات وليس إلى العاصمة وحدها»، مضيفة أن "
      "قانونا سيصدر في السنة المقبلة."},
     "اقرأ أيضا",
     "البنك المركزي يبقي سعر الفائدة دون تغيير",
     "نستخدم ملفات تعريف الارتباط لتحسين تجربتك.",
     "© 2026 Example. جميع الحقوق محفوظة."},
    {"Hebrew",
     "he",
     "המשרד פרסם תוכנית לאומית לבינה מלאכותית",
     {"משרד המדע פרסם ביום שלישי את התוכנית הלאומית הראשונה "
      "לבינה מלאכותית, הקובעת יעדים למחקר, "
      "לשירותים הציבוריים ולהכשרה עד שנת 2030.",
      "על פי התוכנית תשקיע הממשלה 300 מיליון במרכזי חישוב, בנתונים פתוחים ובמלגות, וכל משרד "
      "יצטרך "
      "למנות אחראי למערכות שהוא מפעיל.",
      "„אנחנו רוצים שהתועלת תגיע לפריפריה ולא רק לבירה”, אמרה השרה לעיתונאים, והוסיפה כי חוק "
      "בנושא "
      "יובא לאישור בשנה הבאה."},
     "כתבות נוספות",
     "הבנק המרכזי הותיר את הריבית ללא שינוי",
     "אתר זה משתמש בעוגיות.",
     "© 2026 Example. כל הזכויות שמורות."},
    {"Hindi",
     "hi",
     "सरकार ने राष्ट्रीय कृत्रिम बुद्धिमत्ता रणनीति जारी की",
     {"इलेक्ट्रॉनिक्स और सूचना प्रौद्योगिकी मंत्रालय ने "
      "मंगलवार को देश की पहली राष्ट्रीय कृत्रिम "
      "बुद्धिमत्ता रणनीति जारी की, जिसमें 2030 तक अनुसंधान, "
      "सार्वजनिक सेवाओं और प्रशिक्षण के लक्ष्य "
      "तय किए गए हैं।",
      "योजना के अनुसार सरकार कंप्यूटिंग केंद्रों, खुले डेटा और "
      "छात्रवृत्तियों पर 30 करोड़ खर्च करेगी और "
      "हर मंत्रालय को इस्तेमाल होने वाली प्रणालियों के लिए एक अधिकारी नियुक्त करना होगा।",
      "मंत्री ने पत्रकारों से कहा, “हम चाहते हैं कि लाभ केवल "
      "राजधानी तक नहीं, बल्कि सभी क्षेत्रों तक "
      "पहुंचे।” उन्होंने कहा कि अगले साल एक कानून लाया जाएगा।"},
     "यह भी पढ़ें",
     "केंद्रीय बैंक ने ब्याज दर नहीं बदली",
     "हम कुकीज़ का उपयोग करते हैं।",
     "© 2026 Example. सर्वाधिकार सुरक्षित।"},
    {"Amharic",
     "am",
     "ሚኒስቴሩ ብሔራዊ የሰው ሰራሽ አስተውሎት ስትራቴጂ ይፋ አደረገ",
     {"የኢኖቬሽንና ቴክኖሎጂ ሚኒስቴር የአገሪቱን የመጀመሪያ ብሔራዊ የሰው ሰራሽ አስተውሎት ስትራቴጂ ማክሰኞ ይፋ "
      "አደረገ፤ ሰነዱ እስከ 2030 ድረስ ለምርምር፣ ለሕዝብ አገልግሎትና ለሥልጠና ግቦችን ያስቀምጣል።",
      "በዕቅዱ መሠረት መንግሥት ለኮምፒውቲንግ ማዕከላት፣ ለክፍት ዳታና ለትምህርት ዕድሎች 300 ሚሊዮን ይመድባል፤ "
      "እያንዳንዱ ሚኒስቴር ለሚጠቀማቸው ሥርዓቶች ተጠያቂ ባለሙያ መሰየም አለበት።",
      "ሚኒስትሯ ለጋዜጠኞች “ጥቅሙ ለዋና ከተማዋ ብቻ ሳይሆን ለክልሎችም እንዲደርስ እንፈልጋለን” ያሉ ሲሆን በሚቀጥለው "
      "ዓመት ሕግ እንደሚወጣ ገልጸዋል።"},
     "ተጨማሪ ያንብቡ",
     "ማዕከላዊ ባንኩ የወለድ ምጣኔውን አልለወጠም",
     "ይህ ድረ ገጽ ኩኪዎችን ይጠቀማል።",
     "© 2026 Example. መብቱ በሕግ የተጠበቀ ነው።"},
    {"Thai",
     "th",
     "รัฐบาลเผยแพร่ยุทธศาสตร์ปัญญาประดิษฐ์แห่งชาติ",
     {"กระทรวงดิจิทัลเผยแพร่ยุทธศาสตร์ปัญญาประดิษฐ์แห่งชาติฉบับแรกของประเทศเมื่อวันอังคาร "
      "โดยกำหนดเป้าหมายด้านการวิจัย บริการภาครัฐ และการฝึกอบรมจนถึงปี 2573",
      "ตามแผนดังกล่าว รัฐบาลจะลงทุน 300 ล้านในศูนย์ประมวลผล ข้อมูลเปิด และทุนการศึกษา "
      "และทุกกระทรวงต้องแต่งตั้งเจ้าหน้าที่ผู้รับผิดชอบระบบที่นำมาใช้",
      "รัฐมนตรีกล่าวกับผู้สื่อข่าวว่าต้องการให้ประโยชน์ไปถึงทุกภูมิภาค ไม่ใช่เพียงเมืองหลวง "
      "และจะมีกฎหมายว่าด้วยการใช้ระบบเหล่านี้ตามมาในปีหน้า"},
     "ข่าวที่เกี่ยวข้อง",
     "ธนาคารกลางคงอัตราดอกเบี้ย",
     "เว็บไซต์นี้ใช้คุกกี้",
     "© 2569 Example สงวนลิขสิทธิ์"},
    {"Chinese",
     "zh",
     "国务院发布国家人工智能发展战略",
     {"国务院周二发布首个国家人工智能发展战略，提出到2030年在科学研究、公共服务和人才培养方面的目"
      "标，"
      "并要求各地区各部门结合实际认真贯彻落实。",
      "根据规划，政府将投入三亿元建设算力中心、开放数据和奖学金项目，每个部门都要指定一名负责人，"
      "对所使用的系统承担责任，并定期向社会公布情况。",
      "部长在记者会上表示：“我们希望成果惠及各个地区，而不只是首都。”她同时透露，"
      "有关使用这类系统的法律将于明年提交审议。"},
     "相关新闻",
     "央行维持利率不变",
     "本网站使用隐私追踪技术。",
     "版权所有 © 2026 Example 未经授权不得转载"},
    {"Japanese",
     "ja",
     "政府が人工知能の国家戦略を決定",
     {"政府は火曜日、人工知能に関する初めての国家戦略を閣議決定した。"
      "研究開発や行政サービス、人材育成について二〇三〇年までの目標を定めている。",
      "計画によると、計算基盤の整備やデータの公開、奨学金に三百億円を投じる。"
      "各省庁は利用するシステムについて責任者を置かなければならない。",
      "大臣は記者会見で「恩恵が首都だけでなく地方にも届くようにしたい」と述べ、"
      "システムの利用に関する法案を来年の国会に提出する考えを示した。"},
     "関連記事",
     "中央銀行が政策金利を据え置き",
     "当サイトではクッキーを使用しています。",
     "© 2026 Example 無断転載を禁じます"},
    {"Korean",
     "ko",
     "정부, 국가 인공지능 전략 발표",
     {"과학기술정보통신부는 화요일 첫 국가 인공지능 전략을 발표하고 2030년까지의 연구개발과 "
      "공공서비스, "
      "인재 양성 목표를 제시했다.",
      "계획에 따르면 정부는 컴퓨팅 센터와 공공데이터 개방, 장학금에 3000억 원을 투자하며, 모든 "
      "부처는 "
      "사용하는 시스템을 책임질 담당자를 지정해야 한다.",
      "장관은 기자들에게 “혜택이 수도권뿐 아니라 모든 지역에 돌아가도록 하겠다”고 말하고, 관련 "
      "법안을 "
      "내년에 국회에 제출하겠다고 밝혔다."},
     "관련기사",
     "중앙은행 기준금리 동결",
     "이 사이트는 쿠키를 사용합니다.",
     "© 2026 Example 무단전재 및 재배포 금지"},
};

}  // namespace

const std::vector<ArticlePage>& ArticlePages() {
  return kPages;
}

}  // namespace stratwatch::parsers::testing
