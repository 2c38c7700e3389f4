//! The small words of questions.

/// Words with which a question for yes or no begins.
pub const BEGIN: [&str; 60] = [
    "what",
    "which",
    "when",
    "where",
    "who",
    "how",
    "is",
    "are",
    "do",
    "does",
    "did",
    "have",
    "has",
    "can",
    "could",
    "was",
    "were",
    "que",
    "cual",
    "cuando",
    "donde",
    "como",
    "wie",
    "welche",
    "welches",
    "welcher",
    "wo",
    "wann",
    "haben",
    "ist",
    "quel",
    "quelle",
    "ou",
    "quand",
    "comment",
    "avez",
    "qual",
    "quando",
    "onde",
    "whats",
    "would",
    "will",
    "shall",
    "should",
    "may",
    "prefiere",
    "prefieres",
    "hat",
    "sind",
    "soll",
    "sollen",
    "mochten",
    "est",
    "esta",
    "tiene",
    "ha",
    "tem",
    "voce",
    "prefere",
    "ja",
];

/// Verbs that stand before their subject in a question.
pub const INVERTING: [&str; 20] = [
    "is", "are", "was", "were", "do", "does", "did", "have", "has", "had", "can", "could", "would",
    "will", "should", "shall", "s", "r", "am", "might",
];
/// Subjects after such a verb.
pub const PRONOUNS: [&str; 16] = [
    "you", "u", "it", "this", "that", "we", "i", "he", "she", "they", "there", "us", "these",
    "those", "your", "ya",
];
/// What stands before a noun.
pub const DETERMINERS: [&str; 52] = [
    "the", "your", "ur", "a", "an", "that", "this", "these", "those", "our", "my", "its", "his",
    "her", "their", "su", "sus", "tu", "el", "la", "los", "las", "un", "una", "der", "die", "das",
    "dem", "den", "des", "ihr", "ihre", "ihren", "ihrem", "ihrer", "ein", "eine", "einen", "deine",
    "dein", "le", "les", "votre", "vos", "ton", "ta", "o", "os", "seu", "sua", "me", "us",
];
/// "Is", between a question word and its noun.
pub const BE: [&str; 18] = [
    "is", "are", "was", "were", "s", "be", "ist", "sind", "war", "lautet", "es", "son", "era",
    "est", "sont", "e", "sao", "re",
];
/// What may stand before a question word at the front of a clause.
pub const FRONT: [&str; 51] = [
    "and", "so", "then", "ok", "okay", "hi", "hello", "hey", "also", "in", "on", "at", "for",
    "from", "to", "with", "under", "by", "about", "but", "now", "just", "please", "y", "en", "a",
    "de", "con", "und", "fur", "ab", "bis", "seit", "auf", "bei", "mit", "um", "et", "dans", "sur",
    "e", "em", "com", "para", "pour", "yes", "sure", "first", "right", "great", "thanks",
];
/// Words that join sentences more often than they ask.
pub const JOINING: [&str; 8] = ["que", "como", "was", "wie", "ou", "when", "qui", "porque"];
/// Nouns that are the head even if another follows: "what size shirt".
pub const ATTRIBUTES: [&str; 14] = [
    "siz", "colour", "weight", "height", "length", "version", "shap", "flavour", "brand", "cod",
    "style", "width", "ag", "model",
];
/// What a verb may ask for: "what does it weigh".
pub const MEASURES: [&str; 5] = ["weight", "height", "width", "age", "depth"];
/// What stands before the noun that something belongs to.
pub const OWNING: [&str; 30] = [
    "the", "your", "ur", "that", "this", "these", "those", "our", "his", "her", "their", "su",
    "sus", "tu", "el", "la", "los", "las", "der", "die", "das", "ihr", "ihre", "ihren", "le",
    "les", "votre", "vos", "seu", "sua",
];
/// Others for whom a customer may ask.
pub const KIN: [&str; 40] = [
    "son",
    "daughter",
    "wife",
    "husband",
    "mother",
    "father",
    "mum",
    "mom",
    "dad",
    "friend",
    "colleague",
    "partner",
    "child",
    "children",
    "parents",
    "brother",
    "sister",
    "boss",
    "neighbour",
    "sons",
    "daughters",
    "husbands",
    "wifes",
    "kids",
    "kid",
    "guest",
    "guests",
    "hijo",
    "hija",
    "sohn",
    "tochter",
    "frau",
    "mann",
    "fils",
    "fille",
    "mari",
    "filho",
    "filha",
    "marido",
    "esposa",
];
/// Where something is read, and not what it belongs to.
pub const SHOWN: [&str; 10] =
    ["display", "screen", "label", "sticker", "box", "back", "front", "panel", "moment", "call"];
/// Words that do not make a thing another thing.
pub const LIGHT: [&str; 22] = [
    "own",
    "exact",
    "exactly",
    "current",
    "currently",
    "full",
    "actual",
    "correct",
    "right",
    "precise",
    "roughly",
    "approximate",
    "please",
    "again",
    "genaue",
    "aktuelle",
    "main",
    "preferred",
    "desired",
    "chosen",
    "best",
    "rough",
];
/// What follows the English "was", and not the German.
pub const ENGLISH: [&str; 16] = [
    "the", "it", "this", "that", "your", "there", "he", "she", "a", "an", "any", "anyone",
    "someone", "anything", "one", "my",
];
/// What joins a thing to what it belongs to.
pub const OF: [&str; 29] = [
    "of", "on", "for", "in", "from", "at", "with", "by", "under", "de", "del", "da", "do", "du",
    "des", "von", "vom", "fur", "auf", "an", "am", "im", "pour", "sur", "para", "no", "na", "em",
    "dos",
];
