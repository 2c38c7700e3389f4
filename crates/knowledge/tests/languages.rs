//! Bases in languages other than English: without spaces, right to left, with other endings.

use warmline_knowledge::{Article, Index};

/// An id, a title, and phrasings separated by `|`.
fn index(entries: &[(&str, &str, &str)]) -> Index {
    let article = |&(id, title, phrasings): &(&str, &str, &str)| Article {
        id: id.to_owned(),
        title: title.to_owned(),
        category: String::new(),
        url: None,
        answer: String::new(),
        phrasings: phrasings.split('|').map(str::to_owned).collect(),
    };
    Index::new(entries.iter().map(article).collect())
}

fn all_found(index: &Index, questions: &[(&str, &str)]) {
    for (question, id) in questions {
        let found = index.search(question, 3);
        assert_eq!(
            found.first().map(|c| c.article.id.as_str()),
            Some(*id),
            "{question}: {found:?}"
        );
    }
}

fn none_answered(index: &Index, questions: &[&str]) {
    for question in questions {
        let found = index.search(question, 1);
        assert!(found.iter().all(|c| c.confidence < 60), "{question}: {found:?}");
    }
}

#[test]
fn japanese_is_searched() {
    let index = index(&[
        (
            "returns",
            "返品と交換",
            "返品したいです|商品を交換できますか|サイズが合わないので返したい",
        ),
        (
            "delivery",
            "配送について",
            "いつ届きますか|荷物の追跡番号を教えてください|配送状況を確認したい",
        ),
        ("password", "パスワードの再設定", "パスワードを忘れました|ログインできません"),
        ("invoice", "領収書の発行", "領収書をください|請求書を発行してもらえますか"),
    ]);
    all_found(
        &index,
        &[
            ("届いた商品を返品したいのですが", "returns"),
            ("荷物はいつ届きますか？", "delivery"),
            ("ログインのパスワードを忘れた", "password"),
            ("領収書は発行できますか", "invoice"),
        ],
    );
    none_answered(&index, &["今日の天気はどうですか", "おすすめの映画は何"]);
}

#[test]
fn chinese_is_searched() {
    let index = index(&[
        ("refund", "退款", "我要退款|什么时候能收到退款|怎么申请退钱"),
        ("delivery", "物流查询", "我的包裹到哪里了|什么时候发货|快递单号是多少"),
        ("account", "账号登录", "忘记密码了怎么办|无法登录账号"),
    ]);
    all_found(
        &index,
        &[
            ("请问退款多久到账", "refund"),
            ("包裹现在到哪里了", "delivery"),
            ("我忘记密码，登录不了", "account"),
        ],
    );
    none_answered(&index, &["今天天气怎么样", "讲个笑话"]);
}

#[test]
fn arabic_is_searched_with_and_without_vowel_marks() {
    let index = index(&[
        ("refund", "استرداد المال", "أريد استرداد أموالي|متى يصل المبلغ المسترد"),
        ("delivery", "التوصيل", "أين طلبي|متى تصل الشحنة|رقم تتبع الطلب"),
        ("password", "كلمة المرور", "نسيت كلمة المرور|لا أستطيع تسجيل الدخول"),
    ]);
    all_found(
        &index,
        &[
            ("كيف يمكنني استرداد أموالي؟", "refund"),
            ("مَتَى تَصِلُ الشُّحْنَة", "delivery"),
            ("لقد نسيت كلمة المرور الخاصة بي", "password"),
        ],
    );
    none_answered(&index, &["ما هي عاصمة منغوليا", "احك لي نكتة"]);
}

#[test]
fn words_with_many_endings_are_searched() {
    let german = index(&[
        (
            "kuendigen",
            "Vertrag kündigen",
            "Ich möchte meinen Vertrag kündigen|Kündigung einreichen",
        ),
        ("rechnung", "Rechnungen", "Wo finde ich meine Rechnung?|Die Rechnung stimmt nicht"),
        ("lieferung", "Lieferzeit", "Wann kommt mein Paket?|Wie lange dauert die Lieferung?"),
    ]);
    all_found(
        &german,
        &[
            ("wie kündige ich den vertrag", "kuendigen"),
            ("RECHNUNGEN FALSCH", "rechnung"),
            ("wann wird das paket geliefert", "lieferung"),
        ],
    );
    let russian = index(&[
        ("refund", "Возврат денег", "Хочу вернуть деньги|Когда вернут деньги за заказ"),
        ("delivery", "Доставка", "Где мой заказ|Сколько идёт доставка"),
        ("password", "Пароль", "Забыл пароль|Не могу войти в аккаунт"),
    ]);
    all_found(
        &russian,
        &[
            ("как мне вернуть деньги", "refund"),
            ("сколько ждать доставку", "delivery"),
            ("я забыла пароль", "password"),
        ],
    );
    let hindi = index(&[
        ("refund", "रिफंड", "मुझे रिफंड चाहिए|मेरे पैसे कब वापस आएंगे"),
        ("delivery", "डिलीवरी", "मेरा ऑर्डर कहाँ है|डिलीवरी कब होगी"),
    ]);
    all_found(&hindi, &[("पैसे वापस चाहिए", "refund"), ("मेरा ऑर्डर अभी तक नहीं आया", "delivery")]);
}

#[test]
fn two_languages_in_one_base_do_not_disturb_each_other() {
    let index = index(&[
        (
            "returns",
            "Returns",
            "I want to return my order|quiero devolver mi pedido|je veux retourner ma commande",
        ),
        ("hours", "Opening hours", "when are you open|a qué hora abren|quels sont vos horaires"),
    ]);
    all_found(
        &index,
        &[
            ("¿puedo devolver el pedido?", "returns"),
            ("vos horaires d'ouverture", "hours"),
            ("are you open on sunday", "hours"),
        ],
    );
}
