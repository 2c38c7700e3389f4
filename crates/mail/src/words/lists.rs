//! How mail programs of many languages begin what they quote, and end what a hand-held device wrote.

/// Words of the line before a quotation: "On … wrote:". Each with its language.
pub(super) const WROTE: [&str; 34] = [
    "wrote:",      // English
    "schrieb",     // German
    "a écrit",     // French
    "escribió",    // Spanish
    "ha scritto",  // Italian
    "escreveu",    // Portuguese
    "schreef",     // Dutch
    "skrev",       // Swedish, Danish, Norwegian
    "kirjoitti",   // Finnish
    "napisał",     // Polish
    "pisze:",      // Polish
    "написал",     // Russian
    "пишет:",      // Russian
    "пише:",       // Ukrainian
    "yazdı",       // Turkish
    "のメール",    // Japanese
    "書きました",  // Japanese
    "写道",        // Chinese, simplified
    "寫道",        // Chinese, traditional
    "작성",        // Korean
    "كتب",         // Arabic
    "ने लिखा",      // Hindi
    "napsal",      // Czech, Slovak
    "írta",        // Hungarian
    "a scris",     // Romanian
    "έγραψε",      // Greek
    "đã viết",     // Vietnamese
    "menulis",     // Indonesian
    "כתב",         // Hebrew
    "va escriure", // Catalan
    "je napisao",  // Croatian
    "написа",      // Bulgarian
    "เขียน",        // Thai
    "نوشت",        // Persian
];

/// Lines between dashes or underscores before a forwarded or quoted message.
pub(super) const SEPARATORS: [&str; 40] = [
    "original message",
    "original appointment",
    "forwarded message",
    "reply message",
    "ursprüngliche nachricht",
    "originalnachricht",
    "original-nachricht",
    "weitergeleitete nachricht",
    "message d'origine",
    "message d’origine",
    "message original",
    "message transféré",
    "message initial",
    "mensaje original",
    "mensaje reenviado",
    "messaggio originale",
    "messaggio inoltrato",
    "mensagem original",
    "mensagem encaminhada",
    "oorspronkelijk bericht",
    "doorgestuurd bericht",
    "исходное сообщение",
    "пересылаемое сообщение",
    "原始邮件",
    "原始郵件",
    "转发邮件",
    "元のメッセージ",
    "転送メッセージ",
    "원본 메시지",
    "전달된 메시지",
    "الرسالة الأصلية",
    "رسالة معاد توجيهها",
    "मूल संदेश",
    "wiadomość oryginalna",
    "orijinal mesaj",
    "ursprungligt meddelande",
    "oprindelig meddelelse",
    "opprinnelig melding",
    "alkuperäinen viesti",
    "původní zpráva",
];

/// Lines of their own before a forwarded message, without dashes.
pub(super) const FORWARDED: [&str; 8] = [
    "begin forwarded message:",
    "anfang der weitergeleiteten nachricht:",
    "début du message réexpédié :",
    "inicio del mensaje reenviado:",
    "inizio messaggio inoltrato:",
    "início da mensagem encaminhada:",
    "begin doorgestuurd bericht:",
    "начало переадресованного сообщения:",
];

/// Labels of a header block that name the sender.
pub(super) const FROM: [&str; 22] = [
    "from",
    "von",
    "de",
    "da",
    "van",
    "от",
    "från",
    "fra",
    "od",
    "kimden",
    "gönderen",
    "差出人",
    "发件人",
    "寄件者",
    "보낸 사람",
    "من",
    "प्रेषक",
    "lähettäjä",
    "expéditeur",
    "remitente",
    "mittente",
    "отправитель",
];

/// The other labels of a header block.
pub(super) const OTHERS: [&str; 66] = [
    "sent",
    "date",
    "to",
    "subject",
    "cc",
    "reply-to",
    "gesendet",
    "datum",
    "an",
    "betreff",
    "envoyé",
    "à",
    "objet",
    "enviado",
    "enviado el",
    "enviada em",
    "fecha",
    "para",
    "asunto",
    "inviato",
    "data",
    "a",
    "oggetto",
    "assunto",
    "verzonden",
    "aan",
    "onderwerp",
    "отправлено",
    "дата",
    "кому",
    "тема",
    "копия",
    "skickat",
    "till",
    "ämne",
    "sendt",
    "til",
    "emne",
    "dato",
    "wysłano",
    "do",
    "temat",
    "gönderildi",
    "tarih",
    "kime",
    "konu",
    "送信日時",
    "日付",
    "宛先",
    "件名",
    "发送时间",
    "日期",
    "收件人",
    "主题",
    "寄件日期",
    "收件者",
    "主旨",
    "보낸 날짜",
    "날짜",
    "받는 사람",
    "제목",
    "تاريخ",
    "إلى",
    "الموضوع",
    "lähetetty",
    "aihe",
];

/// How the last line begins that a telephone or a mail program adds.
pub(super) const DEVICES: [&str; 46] = [
    "sent from my",
    "sent from mail for windows",
    "sent from outlook",
    "sent from yahoo mail",
    "sent from samsung",
    "sent from proton",
    "sent with proton",
    "sent via",
    "sent using",
    "get outlook for",
    "get bluemail for",
    "download outlook for",
    "von meinem iphone gesendet",
    "von meinem ipad gesendet",
    "von meinem",
    "gesendet von",
    "gesendet mit",
    "diese nachricht wurde von meinem",
    "envoyé de mon",
    "envoyé depuis",
    "envoyé à partir de",
    "téléchargez outlook",
    "enviado desde mi",
    "enviado desde",
    "enviado do meu",
    "enviado a partir",
    "enviado via",
    "obtener outlook",
    "obter o outlook",
    "inviato da",
    "inviato dal",
    "verzonden vanaf mijn",
    "verstuurd vanaf mijn",
    "отправлено с",
    "отправлено из",
    "skickat från min",
    "sendt fra min",
    "lähetetty",
    "wysłane z",
    "odesláno z",
    "iphoneから送信",
    "发自我的",
    "從我的",
    "나의 iphone에서 보냄",
    "أُرسلت من",
    "iphone'umdan gönderildi",
];
