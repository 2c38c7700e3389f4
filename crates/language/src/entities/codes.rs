//! Order numbers, telephone numbers, e-mail and web addresses.

use warmline_model::{Fact, Language};

use super::{Found, Here, Role, dates, has, is, money};

/// The e-mail addresses of a text, and the web addresses, which are no facts but hide the numbers in them.
pub fn addresses(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let bytes = text.as_bytes();
    let of_name = |c: &u8| c.is_ascii_alphanumeric() || b"._%+-".contains(c);
    let of_host = |c: &u8| c.is_ascii_alphanumeric() || b".-".contains(c);
    for (at, _) in text.match_indices(['@', ':']) {
        let done = found.last().map_or(0, |last| last.end);
        if at < done {
            continue;
        }
        if bytes[at] == b':' {
            let scheme = ["https", "http"].into_iter().find(|name| text[..at].ends_with(name));
            if let Some(scheme) = scheme.filter(|_| text[at..].starts_with("://")) {
                let end = text[at..].find(char::is_whitespace).map_or(text.len(), |len| at + len);
                found.push(Found { start: at - scheme.len(), end, fact: None });
            }
            continue;
        }
        // RFC 5321: at most 64 bytes before the sign and 255 after it.
        let name = bytes[done..at].iter().rev().take(64).take_while(|c| of_name(c)).count();
        let host = bytes[at + 1..].iter().take(255).take_while(|c| of_host(c)).count();
        let host = text[at + 1..at + 1 + host].trim_end_matches(['.', '-']);
        let name = text[at - name..at].trim_start_matches(['.', '-', '%', '+']);
        let (Some((_, end)), false) = (host.rsplit_once('.'), name.is_empty()) else { continue };
        if end.len() >= 2
            && end.bytes().all(|c| c.is_ascii_alphabetic())
            && !host.contains("..")
            && !host.starts_with('.')
        {
            let (start, end) = (at - name.len(), at + 1 + host.len());
            let address = text[start..end].to_ascii_lowercase();
            found.push(Found { start, end, fact: Some(Fact::Email { address }) });
        }
    }
    found
}

/// Words for what has a number, folded.
pub const ORDERS: &str = "order orders ordernumber orderno invoice ticket booking reservation case reference ref confirmation \
    purchase receipt contract repair return claim job request application complaint quote quotation transaction appointment delivery shipment \
    pedido orden factura reserva compra referencia encomenda fatura nota commande facture reservation billet dossier \
    presupuesto contrato albaran recibo cita expediente incidencia devolucion protocolo orcamento agendamento \
    contrat devis recu retour achat livraison \
    vertrag vertragsnummer lieferschein lieferscheinnummer beleg belegnummer quittung retoure rucksendung angebot \
    angebotsnummer reservierung reservierungsnummer kaufbeleg reparatur reparaturauftrag \
    bestellung bestellnummer auftrag auftragsnummer rechnung rechnungsnummer ticketnummer buchung buchungsnummer vorgang \
    vorgangsnummer bestellnr rechnungsnr ordine fattura prenotazione bestelling bestelnummer ordernummer factuur \
    factuurnummer boeking boekingsnummer zamowienie zamowienia zamowieniem faktura faktury fakture rezerwacja rezerwacji \
    siparis siparisim siparisimin fatura faturam rezervasyon 주문 주문번호 송장 예약번호 예약 طلب الطلب طلبي فاتوره الفاتوره حجز الحجز \
    ऑर्डर आर्डर चालान बुकिंग заказ заказа заказу заказом счет счета бронирование бронирования";

/// Words of buying: where one stands in a message, a code in it is mostly that of an order.
const BOUGHT: &str = "ordered bought purchased booked reserved paid pedi compre comprado compramos reserve comprei pedimos reservei \
    commande achete reserve bestellt gekauft gebucht reserviert ordinato comprato besteld gekocht";

/// Words that announce some number by themselves.
const NUMBERS: &str = "number no nr num numero nummer";

/// What else has numbers and codes, folded: right before one of these it is no order's.
const OTHERS: &str = "error code codes serial model part version phone telephone mobile cell tel fax house flat room street card \
    account customer client member vat tax article item sku seat gate port zip postcode fehler fehlercode seriennummer \
    modell hausnummer telefon handy kunden kundennummer artikel plz error codigo serie modelo telefono movil cliente cuenta \
    tarjeta erro celular telefone conta cartao erreur modele serie telephone portable compte carte my mi mein meine mon meu \
    minha mia";

/// Words that may stand between such a word and its code: "the order of the gift card was GC-77120".
const BETWEEN: &str = "of the my our your for was it its a an this that new last first second gift card latest note \
    de del la el lo los mi su mon ma notre meine meiner mein der die das dem den vom von war lautet era fue o e foi minha meu \
    c etait une un do da uma um sobre it i we you they he she got gave given sent has have had says shows from in on end \
    mail letter there already also letzte letzter letztem letzten woche semana pasada semaine derniere";

/// The words that announce a number, and the prefixes of numbers.
pub fn beginnings() -> Vec<&'static str> {
    let prefixes = PREFIXES_FOLDED.split_ascii_whitespace().chain(NUMBERS.split_ascii_whitespace());
    ORDERS
        .split_ascii_whitespace()
        .chain(PARCELS.split_ascii_whitespace())
        .chain(prefixes)
        .collect()
}

/// Of scripts without spaces, at the end of what stands before the number; particles come after.
const WIDE: [&str; 12] = [
    "注文番号",
    "注文",
    "請求書番号",
    "予約番号",
    "订单号",
    "订单",
    "订单编号",
    "訂單號",
    "訂單",
    "发票号",
    "发票",
    "单号",
];

/// Words between such a word and its number, folded.
pub const LABELS: &str = "number no nr num numero numer nummer n id ref code is es est ist jest e nо номер № رقم رقمه رقمها नंबर संख्या \
    numarasi numaram numarali numarasi numarami 번호 번호는 은 는 with con mit met avec";

/// Words before a number of a parcel: neither an order nor a telephone.
pub const PARCELS: &str = "tracking track parcel shipment awb suivi seguimiento sendungsnummer sendungsverfolgung paczki rastreio kargo";

/// Prefixes of numbers.
const PREFIXES: &str = "INV ORD SO PO TKT TCK TICKET REF RMA CASE CS BK RES ORDER INVOICE CN WO";

/// The same as the tokeniser writes them.
const PREFIXES_FOLDED: &str =
    "inv ord so po tkt tck ticket ref rma case cs bk res order invoice cn wo";

/// Things that are counted: "order 1000 pieces" names no number.
const COUNTED: &str = "pieces pcs units items times days hours minutes weeks months years boxes people kg g ml cm percent";

/// The number of an order that begins here, or whose word stands here.
pub fn order(here: Here<'_>) -> Option<Found> {
    let token = here.token();
    let before = here.before();
    let found = |start: usize, end: usize| {
        let number = here.text[start..end].trim_start_matches(['#', ' ', '№']).to_owned();
        Some(Found { start, end, fact: Some(Fact::OrderNumber { number }) })
    };
    if before.ends_with(['#', '№', '＃']) || before.ends_with("# ") || before.ends_with("№ ") {
        let end = code(here, 3)?;
        if here.text[token.start..end].bytes().any(|c| c.is_ascii_lowercase()) {
            return None;
        }
        let mark = before.rfind(['#', '№', '＃'])?;
        return found(mark, end);
    }
    let letters = token.text.trim_end_matches(|c: char| c.is_ascii_digit());
    let glued = token.text.len() - letters.len();
    let written = here.text.get(token.start..token.start + letters.len()).unwrap_or_default();
    if (2..=7).contains(&letters.len())
        && has(PREFIXES, written)
        && (glued >= 4 || glued == 0 && here.gap(0) == "-")
        && let Some(end) = code(here, 5).filter(|end| {
            here.text[token.start..*end].bytes().filter(u8::is_ascii_digit).count() >= 3
        })
    {
        return found(token.start, end);
    }
    if is(Role::Parcel, &token.text) {
        let (at, _) = number_after(here)?;
        let end = code(at, 8)?;
        return Some(Found { start: at.token().start, end, fact: None });
    }
    let wide = || {
        let word = token.text.trim_end_matches(['は', 'が', 'の', '是', '为', '為', 'を']);
        WIDE.iter().any(|name| word.ends_with(name))
    };
    if let Some(end) = by_its_looks(here) {
        return found(token.start, end);
    }
    if token.text.starts_with(|c: char| c.is_ascii_digit()) {
        // "10452 numaralı sipariş".
        let turkish = here.word(1).is_some_and(|word| word == "numarali" || word == "nolu");
        let end = code(here, 3)?;
        return turkish.then(|| found(token.start, end))?;
    }
    // "Delivery note 88-301".
    let note = token.text == "note"
        && here.back(1).is_some_and(|w| has("delivery dispatch packing credit", w));
    if !(if token.unspaced { wide() } else { note || is(Role::Order, &token.text) }) {
        let (start, end) = number_alone(here)?;
        return found(start, end);
    }
    let (at, labelled) = number_after(here)?;
    if dates::here(at) || money::find(at).is_some() {
        return None;
    }
    let end = code(at, if labelled { 2 } else { 4 }).or_else(|| locator(at))?;
    let plain = here.text[at.token().start..end].bytes().all(|c| c.is_ascii_digit());
    let next = here.tokens[at.at..].iter().find(|t| t.start >= end);
    let counted = plain && !labelled && next.is_some_and(|next| has(COUNTED, &next.text));
    (!counted).then(|| found(at.token().start, end))?
}

/// The end of a code with dashes that nothing announces: "it came on May 2 (LM-6653)". It is an order's where the
/// message speaks of one, or has hardly another word.
fn by_its_looks(here: Here<'_>) -> Option<usize> {
    let start = here.token().start;
    if here.before().ends_with(|c: char| c.is_alphanumeric() || "-_/.@+".contains(c)) {
        return None;
    }
    let end = code(here, 5)?;
    let code = here.text.get(start..end)?;
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let other = here.back(1).is_some_and(|word| has(OTHERS, word) && !has("my mi mein mon", word));
    let dashes = code.matches('-').count();
    // A telephone number has more digits or begins with a nought, a span of years has four and four.
    let shaped = match letters {
        0 => {
            dashes == 1
                && (5..=8).contains(&digits)
                && !code.starts_with('0')
                && code.bytes().all(|c| c.is_ascii_digit() || c == b'-')
                && !code.split('-').all(|part| part.len() == 4)
        }
        1..=4 => dashes >= 1 && digits >= 4,
        _ => false,
    };
    let goes_on = here.text.get(end..).is_some_and(|rest| rest.starts_with([':', '%', '€']));
    // Alone it must not look like a postcode or a telephone number.
    let lengths: Vec<usize> = code.split('-').map(str::len).collect();
    let alone =
        letters == 0 && digits >= 6 && !matches!(lengths[..], [3 | 5, 3 | 4] | [2, 3] | [5, 5]);
    let first = code.get(..letters).unwrap_or_default();
    let norm =
        ["ISO", "RFC", "DIN", "EN", "IEC", "CVE", "USB", "RTX", "GTX", "COVID"].contains(&first);
    let said = || of_orders(here) || alone || letters > 0 && !norm;
    (shaped && !other && !goes_on && !dates::here(here) && said()).then_some(end)
}

/// Whether the message speaks of an order or of buying.
fn of_orders(here: Here<'_>) -> bool {
    here.tokens.iter().any(|token| is(Role::Order, &token.text) || has(BOUGHT, &token.text))
}

/// A number that only a word such as "number" announces, in a message about an order: where its code begins and ends.
fn number_alone(here: Here<'_>) -> Option<(usize, usize)> {
    if !has(NUMBERS, &here.token().text) || here.back(1).is_some_and(|word| has(OTHERS, word)) {
        return None;
    }
    let (at, _) = number_after(here)?;
    let start = at.token().start;
    let end = code(at, 5)?;
    let code = here.text.get(start..end)?;
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let long = (5..10).contains(&digits) && !code.starts_with('0');
    (long && of_orders(here) && !dates::here(at)).then_some((start, end))
}

/// The end of a booking code of six capitals and digits, of which few may be digits: "VQ7H2L".
fn locator(here: Here<'_>) -> Option<usize> {
    let token = here.token();
    let code = here.text.get(token.start..token.end)?;
    let plain = code.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let mixed = code.bytes().any(|c| c.is_ascii_digit());
    (code.len() == 6 && plain && mixed).then_some(token.end)
}

/// The first word with a digit after words such as "number", and whether there were such, or a colon.
fn number_after(here: Here<'_>) -> Option<(Here<'_>, bool)> {
    let (mut labelled, mut far) = (false, false);
    for further in 1..7 {
        let at = here.further(further)?;
        let gap = here.gap(further - 1);
        if gap.len() > 4
            || gap.contains(['?', '!', ',', '\n', ';', '•'])
            || gap == ". " && further == 1
        {
            return None;
        }
        labelled |= gap.contains([':', '#', '=', '：', '°', 'º', '№']);
        let text = at.token().text.as_str();
        // A code's first group may be a letter that is a word too: "order E-77102".
        let coded = here.gap(further) == "-" && text.len() <= 2;
        if is(Role::Label, text) && !coded {
            labelled = true;
            continue;
        }
        // A code's first group may be letters: "ABC-10452".
        let letters = text.len() <= 6 && text.is_ascii() && here.gap(further) == "-";
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits == 0 && !letters && has(BETWEEN, text) {
            far = true;
            continue;
        }
        // Further off it must look like a code.
        let strong = !far || digits >= 5 || letters || here.gap(further) == "-";
        return ((digits > 0 || letters) && strong).then_some((at, labelled && !far));
    }
    None
}

/// Where a code of letters and digits with dashes between ends, if it has digits enough.
fn code(here: Here<'_>, least: usize) -> Option<usize> {
    let start = here.token().start;
    let mut end = start;
    let mut chars = here.text[start..].char_indices().take(40).peekable();
    while let Some((at, c)) = chars.next() {
        let inside = matches!(c, '-' | '_' | '/')
            && chars.peek().is_some_and(|(_, next)| next.is_ascii_alphanumeric());
        if c.is_ascii_alphanumeric() || c.is_numeric() {
            end = start + at + c.len_utf8();
        } else if !inside {
            break;
        }
    }
    let code = &here.text[start..end];
    let digits = code.chars().filter(|c| c.is_numeric()).count();
    (code.chars().count() >= least && digits >= least.min(3) && code.len() <= 32).then_some(end)
}

/// Words that announce a telephone number, folded.
pub const PHONES: &str = "phone telephone tel mobile cell call ring whatsapp text number telefono movil llamar llamame telefone celular \
    ligar telephone portable appeler appelez telefon handy rufnummer telefonnummer anrufen cellulare chiamare telefoonnummer \
    bellen komorka zadzwon numeru telefonu telefonum ara arayin 전화 전화번호 연락처 هاتف هاتفي جوال رقمي फोन मोबाइल телефон телефону \
    номер позвоните";

/// Words that announce other numbers, folded.
const ACCOUNTS: &str = "account policy member membership customer claim card routing loan case serial model reference id order \
    konto kontonummer kundennummer cuenta cliente conta compte client klant klantnummer klienta hesap musteri счет клиента";

/// A telephone number whose first group of digits is this word.
pub fn phone(here: Here<'_>) -> Option<Found> {
    let first = here.token();
    if !first.text.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let before = here.before();
    let plus = before.ends_with('+') || before.ends_with("+(") || before.ends_with("(+");
    let (mut digits, mut lens, mut groups, mut end) = (String::new(), [0_usize; 8], 0, 0);
    while groups < 8 {
        let Some(token) = here.get(groups) else { break };
        let number = token.text.bytes().all(|c| c.is_ascii_digit());
        let joined = groups == 0
            || matches!(
                here.gap(groups - 1),
                " " | "-"
                    | "."
                    | "/"
                    | ") "
                    | ")"
                    | " ("
                    | "("
                    | ")-"
                    | " - "
                    | "\u{A0}"
                    | "‑"
                    | "–"
            );
        if !number || !joined || digits.len() + token.text.len() > 15 {
            break;
        }
        digits.push_str(&token.text);
        lens[groups] = token.text.len();
        groups += 1;
        end = token.end;
    }
    let total = digits.len();
    let said = || {
        let wide = here.at > 0
            && here.tokens[here.at - 1].unspaced
            && here.tokens[here.at - 1].text.contains(['電', '电', '话', '話']);
        let another = (1..=4).map_while(|by| here.back(by)).any(|word| has(ACCOUNTS, word));
        wide || !another && (1..=4).map_while(|by| here.back(by)).any(|word| is(Role::Phone, word))
    };
    let language = here.reading.language;
    let shape = &lens[..groups];
    let national = match shape {
        [3, 3, 4] | [1, 3, 3, 4] => true,
        [10 | 11] if digits.starts_with('0') => true,
        [11] => digits.starts_with('1') && language == Language::Zh,
        [10] => digits.starts_with(['6', '7', '8', '9']) && language == Language::Hi,
        [5, 5] => language == Language::Hi,
        [2, 5, 4] | [2, 4, 4] => language == Language::Pt,
        [3, 3, 3] => matches!(language, Language::Es | Language::Pl),
        [3, 3, 2, 2] => language == Language::Ru,
        [1, 3, 3, 2, 2] => language == Language::Ru || digits.starts_with('8'),
        [_, _, ..] => digits.starts_with('0') && (9..=12).contains(&total),
        _ => false,
    };
    let right = match plus || digits.starts_with("00") && total >= 10 {
        true => (7..=15).contains(&total),
        false => (7..=15).contains(&total) && (national || said()),
    };
    if !right || before.ends_with(['#', '$', '€', '£', '/', '-', '.']) {
        return None;
    }
    // The plus sign or the bracket before it belongs to it.
    let start = before.trim_end_matches(['+', '(']).len();
    let start = if before.len() - start <= 2 { start } else { first.start };
    let number = if plus { format!("+{digits}") } else { digits };
    Some(Found { start, end, fact: Some(Fact::Phone { number }) })
}
