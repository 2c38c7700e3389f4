//! The language of a text, by its script and, for the Latin ones, by small words and letters.

use std::collections::HashMap;
use std::sync::LazyLock;

use warmline_model::Language;

use crate::Message;

/// Function words by language, folded. A word in several lists speaks for each of them.
const SMALL_WORDS: [(Language, &str); 9] = [
    (
        Language::En,
        "the and is are was were you your my i to of in it for with have has not this that can do does what how when where why who would could should please an be been from they there will which about but or if we me at on by im dont cant its as he she his her had more than their some any up out just get got need want help order",
    ),
    (
        Language::Es,
        "el la los las de que y en un una es son por para con no mi tu su se lo al del como cuando donde quiero puedo tengo hola gracias pero mas esta este estoy hay me te le si ya muy porque mis sus una fue ser ha he han nos desde sobre tambien entre sin hasta todo otros donde cual cuenta pedido ayuda",
    ),
    (
        Language::Pt,
        "o os as de que e em um uma nao por para com meu minha seu sua se ao do da dos das como quando onde quero posso tenho ola obrigado obrigada mas mais esta este estou ha me eu voce ja muito porque no na nos nas pelo pela foi ser tem ele ela isso tambem sobre ate conta pedido ajuda sao",
    ),
    (
        Language::Fr,
        "le la les de des du que et en un une est sont par pour avec ne pas mon ma mes votre vous je il elle nous ce cette dans sur au aux comment quand ou bonjour merci mais plus suis ai avez qui se son sa ses leur ete etre a y l d j n qu c s m t on tout fait commande compte aide",
    ),
    (
        Language::De,
        "der die das und ist sind ein eine einen einem ich sie er es wir nicht mit fur von zu auf im in den dem des mein meine wie wann wo was warum kann mochte habe hat haben bitte danke aber auch wird wurde werden nach bei aus an als sich dass oder noch nur uber war hallo bestellung konto hilfe ihr ihre",
    ),
    (
        Language::It,
        "il lo la i gli le di che e in un una sono per con non mio mia si del della dei delle al alla come quando dove voglio posso ho ciao grazie ma piu questo questa ha hanno anche da dal nel nella ci mi ti vi se era essere stato suo sua degli dalla sul perche ordine conto aiuto",
    ),
    (
        Language::Nl,
        "de het een en is zijn van ik je u hij zij wij niet met voor op in aan te dat die dit mijn hoe wanneer waar wat waarom kan wil heb heeft hebben dank maar ook wordt werd naar bij uit als om er nog over was door tot al worden geen meer hallo bestelling rekening hulp uw ze zo dan",
    ),
    (
        Language::Pl,
        "i w na z do nie sie jest sa to ze jak co czy moje moj moja mam prosze dziekuje ale o po za od dla przez tym tego ktory ktora jego jej byl byla tylko juz oraz kiedy gdzie dlaczego chce moge bardzo lub pod przed ich jako tak ten ta te zamowienie konto pomoc mi mnie we u",
    ),
    (
        Language::Tr,
        "ve bir bu da de ne nasil icin ile mi mu var yok ben sen biz siz o ama cok daha gibi olarak olan benim nerede neden zaman istiyorum lutfen merhaba tesekkurler degil sonra kadar en her ya ki olan oldu siparis hesap yardim edildi dedi yeni iyi nasil miyim musunuz misiniz",
    ),
];

/// By small word: the positions in `SMALL_WORDS` of the lists that have it.
static LISTS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut lists: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (at, (_, words)) in SMALL_WORDS.iter().enumerate() {
        for word in words.split(' ') {
            let known = lists.entry(word).or_default();
            if known.last() != Some(&at) {
                known.push(at);
            }
        }
    }
    lists
});

/// Letters that one of the Latin languages has and few others do, each worth a small word up to `MOST_HINTS`.
const LETTERS: [(Language, &str); 8] = [
    (Language::Es, "ñ¿¡"),
    (Language::Pt, "ãõ"),
    (Language::Fr, "œùêîûë"),
    (Language::De, "ßä"),
    (Language::It, "òì"),
    (Language::Nl, "ĳ"),
    (Language::Pl, "łżźśćńąę"),
    (Language::Tr, "ğışİ"),
];

/// Letters of Latin languages that are none of the fifteen.
const FOREIGN_LATIN: &str = "åæøðþőűřěůďťňľĺŕčšžđțșăēīūāģķļņėįųơưảạấầẩậắẻẽếềểệỉịọốồổộớờởợụứừửựỳỹŵ";
/// Letters of Cyrillic languages other than Russian, and of Arabic-script ones other than Arabic.
const FOREIGN_OTHER: &str = "іїєґўјљњћђџѓќѕқңғүұһөәپچژگکیٹڈڑےہھں";

/// How much the best Latin language must lead the second, in small words.
const LEAD: f32 = 0.75;

/// How many small words letters can stand for: Finnish has as many umlauts as German.
const MOST_HINTS: f32 = 1.5;

/// The language of a text, where it is one of the fifteen and can be told; `None` if unsure. The script decides for
/// the non-Latin ones; a short Latin text without any small word stays undecided.
pub fn detect(message: &Message<'_>) -> Option<Language> {
    let text = message.text();
    let mut scripts = Scripts::default();
    for c in text.chars() {
        scripts.count(c);
    }
    let letters = scripts.total();
    if letters == 0 {
        return None;
    }
    // A Latin brand name in a Japanese sentence doesn't make it English.
    let others = letters - scripts.latin;
    if others * 3 >= letters {
        return scripts.other(text);
    }
    latin(message)
}

#[derive(Default)]
struct Scripts {
    latin: usize,
    hangul: usize,
    kana: usize,
    han: usize,
    arabic: usize,
    devanagari: usize,
    cyrillic: usize,
    unknown: usize,
}

impl Scripts {
    fn count(&mut self, c: char) {
        let kind = match c {
            'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => {
                &mut self.latin
            }
            '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' | '\u{3131}'..='\u{318E}' => {
                &mut self.hangul
            }
            '\u{3041}'..='\u{30FF}' | '\u{FF66}'..='\u{FF9F}' => &mut self.kana,
            '\u{3400}'..='\u{9FFF}' => &mut self.han,
            '\u{0600}'..='\u{06FF}' => &mut self.arabic,
            '\u{0900}'..='\u{097F}' => &mut self.devanagari,
            '\u{0400}'..='\u{052F}' => &mut self.cyrillic,
            _ if c.is_alphabetic() => &mut self.unknown,
            _ => return,
        };
        *kind += 1;
    }

    fn total(&self) -> usize {
        self.latin
            + self.hangul
            + self.kana
            + self.han
            + self.arabic
            + self.devanagari
            + self.cyrillic
            + self.unknown
    }

    fn other(&self, text: &str) -> Option<Language> {
        if text.chars().flat_map(char::to_lowercase).any(|c| FOREIGN_OTHER.contains(c)) {
            return None;
        }
        // A few kana are enough: Japanese mixes them with Han.
        let han = if self.kana * 8 >= self.han { Language::Ja } else { Language::Zh };
        let (count, language) = [
            (self.hangul, Language::Ko),
            (self.kana + self.han, han),
            (self.arabic, Language::Ar),
            (self.devanagari, Language::Hi),
            (self.cyrillic, Language::Ru),
        ]
        .into_iter()
        .max_by_key(|&(count, _)| count)?;
        // Russian seldom goes on for long without these; Bulgarian and Serbian never have them.
        let russian = text.contains(['ы', 'э', 'ё', 'Ы', 'Э', 'Ё'])
            || (self.cyrillic < 45 && text.matches('ъ').count() * 60 <= self.cyrillic);
        (count > self.unknown && (language != Language::Ru || russian)).then_some(language)
    }
}

fn latin(message: &Message<'_>) -> Option<Language> {
    let mut scores = [0.0_f32; SMALL_WORDS.len()];
    let (text, tokens) = (message.text(), message.tokens());
    for token in tokens.iter().take(200) {
        let weight = if token.text.len() > 2 { 1.5 } else { 1.0 };
        for &at in LISTS.get(token.text.as_str()).into_iter().flatten() {
            scores[at] += weight;
        }
    }
    let mut foreign = 0.0_f32;
    let mut hints = [0.0_f32; SMALL_WORDS.len()];
    for c in text.chars().take(2_000).filter(|c| !c.is_ascii()) {
        for (language, letters) in LETTERS {
            if letters.contains(c) {
                let at = SMALL_WORDS.iter().position(|(l, _)| *l == language);
                hints[at.unwrap_or_default()] += 1.0;
            }
        }
        if FOREIGN_LATIN.contains(c.to_lowercase().next().unwrap_or(c)) {
            foreign += 1.0;
        }
    }
    for (score, hint) in scores.iter_mut().zip(hints) {
        *score += hint.min(MOST_HINTS);
    }
    let mut ranked: Vec<(f32, Language)> = scores
        .into_iter()
        .zip(SMALL_WORDS)
        .map(|(score, (language, _))| (score, language))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let [(best, language), (second, _), ..] = ranked[..] else {
        return None;
    };
    // A long text in which small words are rare is in another language.
    let rare = best * 8.0 < tokens.len().min(200) as f32;
    (best >= 1.0 && best - second >= LEAD && best > 2.0 * foreign && !rare).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::detect;
    use crate::Message;
    use warmline_model::Language;

    #[test]
    fn each_language_is_known_by_a_sentence() {
        for (text, language) in [
            ("Where is my order?", Language::En),
            ("¿Dónde está mi pedido?", Language::Es),
            ("Onde está o meu pedido? Não chegou", Language::Pt),
            ("Où est ma commande, elle n'est pas arrivée", Language::Fr),
            ("Wo ist meine Bestellung?", Language::De),
            ("Dove è il mio ordine, non è arrivato", Language::It),
            ("Waar is mijn bestelling gebleven?", Language::Nl),
            ("Gdzie jest moje zamówienie?", Language::Pl),
            ("Siparişim nerede, neden gelmedi?", Language::Tr),
            ("注文はどこですか", Language::Ja),
            ("我的订单在哪里", Language::Zh),
            ("제 주문은 어디에 있나요", Language::Ko),
            ("أين طلبي", Language::Ar),
            ("मेरा ऑर्डर कहाँ है", Language::Hi),
            ("Где мой заказ?", Language::Ru),
        ] {
            assert_eq!(detect(&Message::read(text)), Some(language), "{text}");
        }
    }

    #[test]
    fn an_unsure_text_has_no_language() {
        for text in [
            "",
            "42",
            "ok",
            "IMG 2041",
            "Де моє замовлення?",
            "Где е поръчката ми, къде е",
            "پیگیری سفارش من چگونه است",
        ] {
            assert_eq!(detect(&Message::read(text)), None, "{text}");
        }
    }
}
