//! Small words of the Latin languages: how they are told apart where runs of letters leave it open.

use std::collections::HashMap;
use std::sync::LazyLock;

use warmline_model::Language;

/// Function words by language, folded. A word in several lists speaks for each of them.
pub const SMALL_WORDS: [(Language, &str); 9] = [
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
pub static LISTS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
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
