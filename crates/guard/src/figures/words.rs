//! Numbers, days and units in words.

/// Numbers in words.
pub const NUMBERS: &[(&str, f64)] = &[
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("sixty", 60.0),
    ("ninety", 90.0),
    ("hundred", 100.0),
    ("both", 2.0),
    ("thirteen", 13.0),
    ("sixteen", 16.0),
    ("eighteen", 18.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("dozen", 12.0),
    ("uno", 1.0),
    ("ocho", 8.0),
    ("nueve", 9.0),
    ("doce", 12.0),
    ("veinte", 20.0),
    ("neun", 9.0),
    ("zwolf", 12.0),
    ("zwanzig", 20.0),
    ("huit", 8.0),
    ("neuf", 9.0),
    ("douze", 12.0),
    ("vingt", 20.0),
    ("oito", 8.0),
    ("nove", 9.0),
    ("doze", 12.0),
    ("vinte", 20.0),
    ("dos", 2.0),
    ("tres", 3.0),
    ("cuatro", 4.0),
    ("cinco", 5.0),
    ("seis", 6.0),
    ("siete", 7.0),
    ("diez", 10.0),
    ("quince", 15.0),
    ("treinta", 30.0),
    ("zwei", 2.0),
    ("drei", 3.0),
    ("vier", 4.0),
    ("funf", 5.0),
    ("sechs", 6.0),
    ("sieben", 7.0),
    ("acht", 8.0),
    ("zehn", 10.0),
    ("vierzehn", 14.0),
    ("dreissig", 30.0),
    ("deux", 2.0),
    ("trois", 3.0),
    ("quatre", 4.0),
    ("cinq", 5.0),
    ("sept", 7.0),
    ("dix", 10.0),
    ("quinze", 15.0),
    ("trente", 30.0),
    ("dois", 2.0),
    ("duas", 2.0),
    ("quatro", 4.0),
    ("sete", 7.0),
    ("dez", 10.0),
    ("trinta", 30.0),
];

/// The months, January first.
pub const MONTHS: [&str; 12] = [
    "january jan enero januar janvier janeiro",
    "february feb febrero februar fevrier fevereiro",
    "march mar marzo marz mars marco",
    "april apr abril avril",
    "may mayo mai maio",
    "june jun junio juni juin junho",
    "july jul julio juli juillet julho",
    "august aug agosto aout",
    "september sep sept septiembre septembre setembro",
    "october oct octubre oktober octobre outubro",
    "november nov noviembre novembre novembro",
    "december dec diciembre dezember decembre dezembro",
];

/// The days of the week, Monday first.
pub const WEEKDAYS: [&str; 7] = [
    "monday mondays lunes montag lundi",
    "tuesday tuesdays martes dienstag mardi",
    "wednesday wednesdays miercoles mittwoch mercredi",
    "thursday thursdays jueves donnerstag jeudi",
    "friday fridays viernes freitag vendredi",
    "saturday saturdays sabado samstag samedi",
    "sunday sundays domingo sonntag dimanche",
];

/// Currencies.
pub const COINS: [&str; 15] = [
    "usd", "eur", "euro", "euros", "dollars", "dollar", "pounds", "pound", "gbp", "bucks", "reais",
    "pesos", "chf", "francs", "cents",
];
/// Their signs.
pub const SIGNS: [&str; 3] = ["$", "€", "£"];
/// What makes days working days.
pub const WORKING: [&str; 13] = [
    "business",
    "working",
    "work",
    "werktage",
    "werktagen",
    "arbeitstage",
    "arbeitstagen",
    "habiles",
    "laborables",
    "ouvres",
    "ouvrables",
    "uteis",
    "werktag",
];
/// What stands inside a range.
pub const BETWEEN: [&str; 13] =
    ["to", "or", "and", "bis", "a", "y", "und", "oder", "ou", "e", "et", "until", "till"];
/// One, before a unit of time.
pub const SINGLE: [&str; 9] = ["a", "an", "one", "ein", "eine", "einem", "einer", "une", "una"];
/// What stands before "a week" where a length of time is meant.
pub const WITHIN: [&str; 19] = [
    "be",
    "need",
    "needs",
    "lasts",
    "last",
    "is",
    "requires",
    "within",
    "in",
    "take",
    "takes",
    "about",
    "after",
    "of",
    "for",
    "innerhalb",
    "dentro",
    "en",
    "dans",
];

/// What makes a number with two decimals a sum.
pub const PRICED: [&str; 24] = [
    "cost", "costs", "price", "charge", "charges", "fee", "pay", "shipping", "delivery", "refund",
    "deposit", "total", "kostet", "kosten", "preis", "cuesta", "cuestan", "precio", "coute",
    "prix", "custa", "preco", "postage", "charged",
];
/// What takes "free" back.
pub const NOT: [&str; 6] = ["not", "nicht", "no", "pas", "nao", "isnt"];
