//! The language of a text, by its script and, for the Latin ones, by small words and by how often their
//! languages have such runs of letters. `docs/models/language.md` says where the table comes from.

pub mod table;
mod words;

use std::sync::LazyLock;

use warmline_model::Language;

use crate::Message;
use table::Table;
use words::LISTS;

static TABLE: LazyLock<Option<Table>> =
    LazyLock::new(|| Table::read(include_bytes!("detect/language.weights")));

/// Letters of Latin languages that are none of the fifteen.
const FOREIGN_LATIN: &str = "åæøőűřěůďťňľĺŕčšžđțșăēīūāģķļņėįųơưảạấầẩậắẻẽếềểệỉịọốồổộớờởợụứừửựỳỹŵ";
/// Letters of Cyrillic languages other than Russian, and of Arabic-script ones other than Arabic.
const FOREIGN_OTHER: &str = "іїєґўјљњћђџѓќѕқңғүұһөәپچژگکیٹڈڑےہھں";

/// By how much the best language must lead the second, in units of the table.
const LEAD: f32 = 1.0;

/// By how much another Latin language must lead: one that a visitor writes is far more often one of the fifteen.
const AGAINST_OTHERS: f32 = 6.0;

/// What a small word is worth; the share of each language whose word it is.
const SMALL_WORD: f32 = 5.0;

/// The language of a text, where it is one of the fifteen and can be told; `None` if unsure. The script decides for
/// the non-Latin ones; a short Latin text without any small word stays undecided.
pub fn detect(message: &Message<'_>) -> Option<Language> {
    message.language()
}

pub(crate) fn tell(message: &Message<'_>) -> Option<Language> {
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
    // "ok" and "no" are words of many languages.
    if letters < 4 { None } else { latin(message) }
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
        // Bulgarian has none of these letters; a short text of either may have none.
        let russian = text.contains(['ы', 'э', 'ё', 'Ы', 'Э', 'Ё']) || !bulgarian(text);
        (count > self.unknown && (language != Language::Ru || russian)).then_some(language)
    }
}

/// Whether small words and hard signs speak for Bulgarian rather than Russian.
fn bulgarian(text: &str) -> bool {
    const RUSSIAN: [&str; 20] = [
        "что",
        "как",
        "это",
        "из",
        "для",
        "его",
        "к",
        "у",
        "не",
        "ее",
        "так",
        "был",
        "была",
        "было",
        "также",
        "при",
        "их",
        "об",
        "только",
        "где",
    ];
    const BULGARIAN: [&str; 22] = [
        "се",
        "да",
        "е",
        "че",
        "са",
        "ще",
        "си",
        "от",
        "към",
        "след",
        "този",
        "тази",
        "това",
        "които",
        "обаче",
        "съм",
        "със",
        "във",
        "има",
        "къде",
        "ми",
        "ли",
    ];
    let mut lead = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).take(300) {
        let word = word.to_lowercase();
        lead += i32::from(BULGARIAN.contains(&word.as_str()));
        lead -= i32::from(RUSSIAN.contains(&word.as_str()));
        // In Russian the hard sign stands before a vowel that has a "y" sound, and nowhere else.
        let marks = word
            .chars()
            .zip(word.chars().skip(1))
            .filter(|&(c, next)| c == 'ъ' && !"еёюя".contains(next));
        lead += 2 * i32::from(marks.count() > 0 || word.ends_with('ъ'));
    }
    lead > 0
}

fn latin(message: &Message<'_>) -> Option<Language> {
    let text = message.text();
    let mut scores = TABLE.as_ref()?.scores(text).map(|score| score as f32);
    for token in message.tokens().iter().take(300) {
        let languages = LISTS.get(token.text.as_str()).map(Vec::as_slice).unwrap_or_default();
        let worth = if token.text.len() > 2 { 1.5 * SMALL_WORD } else { SMALL_WORD };
        for &at in languages {
            scores[at] += worth / (languages.len() as f32).sqrt();
        }
    }
    let (mut best, mut second) = ((f32::MIN, Language::En), f32::MIN);
    for (&score, language) in scores.iter().zip(table::LANGUAGES) {
        if score > best.0 {
            (best, second) = ((score, language), best.0);
        } else {
            second = second.max(score);
        }
    }
    let others = scores[table::LANGUAGES.len()..].iter().copied().fold(f32::MIN, f32::max);
    let foreign =
        text.chars().take(2_000).filter(|c| !c.is_ascii() && FOREIGN_LATIN.contains(*c)).count();
    let sure = best.0 - second >= LEAD && others - best.0 <= AGAINST_OTHERS;
    (sure && foreign * 8 <= message.tokens().len()).then_some(best.1)
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
    fn a_chat_without_diacritics_is_known_too() {
        for (text, language) in [
            ("wheres my stuff", Language::En),
            ("thx it works now", Language::En),
            ("donde esta mi pedido", Language::Es),
            ("no me llego el paquete", Language::Es),
            ("cade meu pacote", Language::Pt),
            ("nao recebi nada ainda", Language::Pt),
            ("ou est mon colis", Language::Fr),
            ("c est pas arrive", Language::Fr),
            ("wo ist mein paket", Language::De),
            ("ich moechte das zurueckgeben", Language::De),
            ("dove e il mio pacco", Language::It),
            ("waar blijft mijn pakket", Language::Nl),
            ("gdzie jest moja paczka", Language::Pl),
            ("nie dziala mi logowanie", Language::Pl),
            ("kargom nerede kaldi", Language::Tr),
            ("siparisim gelmedi", Language::Tr),
            ("где мой заказ", Language::Ru),
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
