//! CSV as spreadsheets write it: quoted fields with line breaks, a comma, a semicolon or a tab, the line of each fault.
//!
//! Own code, for a quote that is never closed must cost its row and not the rest of the file.

use super::{Draft, Fault, id_of, lines};
use crate::Article;

/// The columns that are read.
const COLUMNS: [&str; 6] = ["id", "title", "category", "url", "answer", "phrasings"];

/// The articles of a CSV file with a head.
pub fn csv(file: &str, text: &str) -> (Vec<Draft>, Vec<Fault>) {
    let text = lines(text);
    let mut faults = Vec::new();
    let head = text.split('\n').next().unwrap_or_default();
    let count = |separator: char| head.matches(separator).count();
    let separator =
        [',', ';', '\t'].into_iter().max_by_key(|c| (count(*c), *c == ',')).unwrap_or(',');
    let fault =
        |line: usize, message: String| Fault { file: file.into(), line: Some(line), message };
    let mut rows = Rows { text: &text, at: 0, line: 1, separator };
    let Some((_, Ok(head))) = rows.next() else {
        faults.push(fault(1, "the first line names the columns: title,answer".into()));
        return (Vec::new(), faults);
    };
    let names: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
    let column = |name: &str| names.iter().position(|given| given == name);
    for name in names.iter().filter(|name| !COLUMNS.contains(&name.as_str())) {
        let known = COLUMNS.join(", ");
        faults.push(fault(1, format!("there is no column {name:?}; there are {known}")));
    }
    let (Some(title), Some(answer)) = (column("title"), column("answer")) else {
        faults.push(fault(1, "the columns title and answer are needed".into()));
        return (Vec::new(), faults);
    };
    let [id, category, url, phrasings] = ["id", "category", "url", "phrasings"].map(column);
    let mut drafts = Vec::new();
    for (line, row) in rows {
        let fields = match row {
            Ok(fields) => fields,
            Err(message) => {
                faults.push(fault(line, message));
                continue;
            }
        };
        if fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if fields.len() != names.len() {
            let (has, needs) = (fields.len(), names.len());
            faults.push(fault(line, format!("{has} fields, where the head has {needs}")));
            continue;
        }
        let of =
            |at: usize| fields.get(at).map(|field| field.trim().to_owned()).unwrap_or_default();
        let maybe = |at: Option<usize>| at.map(of).filter(|field| !field.is_empty());
        let title = of(title);
        let asked = maybe(phrasings).unwrap_or_default();
        let asked = asked.split(['\n', '|']).map(str::trim).filter(|asked| !asked.is_empty());
        let article = Article {
            id: maybe(id).unwrap_or_else(|| id_of(&title)),
            title,
            category: maybe(category).unwrap_or_default(),
            url: maybe(url),
            answer: of(answer),
            phrasings: asked.map(str::to_owned).collect(),
        };
        drafts.push(Draft { file: file.into(), line: Some(line), article });
    }
    (drafts, faults)
}

/// The rows of a text, each with the line it begins on.
struct Rows<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    separator: char,
}

impl Iterator for Rows<'_> {
    type Item = (usize, Result<Vec<String>, String>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let line = self.line;
        let (row, bytes) = match row(rest, self.separator) {
            Ok((fields, bytes)) => (Ok(fields), bytes),
            // What follows its own line may be right.
            Err(message) => (Err(message), rest.find('\n').map_or(rest.len(), |end| end + 1)),
        };
        self.at += bytes;
        self.line += rest.get(..bytes).unwrap_or(rest).matches('\n').count();
        Some((line, row))
    }
}

/// The first row's fields, and how many bytes it has with its line break.
fn row(text: &str, separator: char) -> Result<(Vec<String>, usize), String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut chars = text.char_indices().peekable();
    let (mut quoted, mut closed) = (false, false);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' if quoted => match chars.peek() {
                Some((_, '"')) => {
                    chars.next();
                    field.push('"');
                }
                Some((_, after)) if *after != separator && *after != '\n' => {
                    let n = fields.len() + 1;
                    // It is the quote of a later row that seemed to close this one.
                    return Err(if field.contains('\n') {
                        format!("the quote of field {n} is never closed")
                    } else {
                        format!(
                            "after the closing quote of field {n} comes {after:?}; a quote inside \
                             a quoted field is written twice"
                        )
                    });
                }
                Some(_) | None => (quoted, closed) = (false, true),
            },
            _ if quoted => field.push(c),
            '"' if field.trim().is_empty() && !closed => {
                field.clear();
                quoted = true;
            }
            '\n' => {
                fields.push(field);
                return Ok((fields, at + 1));
            }
            _ if c == separator => {
                fields.push(std::mem::take(&mut field));
                closed = false;
            }
            _ => field.push(c),
        }
    }
    if quoted {
        return Err(format!("the quote of field {} is never closed", fields.len() + 1));
    }
    fields.push(field);
    Ok((fields, text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With the line of each.
    type Lines<T> = Vec<(Option<usize>, T)>;

    fn read(text: &str) -> (Lines<Article>, Lines<String>) {
        let (drafts, faults) = csv("a.csv", text);
        let drafts = drafts.into_iter().map(|draft| (draft.line, draft.article)).collect();
        (drafts, faults.into_iter().map(|fault| (fault.line, fault.message)).collect())
    }

    #[test]
    fn quoted_fields_marks_line_breaks_and_semicolons_are_read() {
        let text = "\u{FEFF}title;answer;phrasings;id\r\n\
                    \"Returns; how\";\"Send it back.\r\n\r\nWe \"\"pay\"\".\";return it|send back;\r\n\
                    \r\n\
                    Shipping;Two days;;ship\r\n";
        let (drafts, faults) = read(text);
        assert_eq!(faults, []);
        let [(Some(2), returns), (Some(6), shipping)] = &drafts[..] else { panic!("{drafts:?}") };
        assert_eq!((returns.id.as_str(), returns.title.as_str()), ("returns-how", "Returns; how"));
        assert_eq!(returns.answer, "Send it back.\n\nWe \"pay\".");
        assert_eq!(returns.phrasings, ["return it", "send back"]);
        assert_eq!((shipping.id.as_str(), shipping.phrasings.len()), ("ship", 0));
    }

    #[test]
    fn a_broken_row_is_told_with_its_line_and_costs_no_other() {
        let text = "title,answer\nA,one\nB,\"never closed\nC,three\nD,four,five\nE,\"x\"y\nF,six";
        let (drafts, faults) = read(text);
        let titles: Vec<&str> = drafts.iter().map(|(_, article)| article.title.as_str()).collect();
        assert_eq!(titles, ["A", "C", "F"]);
        assert_eq!(drafts[2].0, Some(7));
        let lines: Vec<Option<usize>> = faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [Some(3), Some(5), Some(6)]);
        assert!(faults[0].1.contains("field 2 is"), "{faults:?}");
    }

    #[test]
    fn a_head_is_needed() {
        assert_eq!(read("").1.len(), 1);
        assert!(read("name,answer\nA,B").1.iter().any(|(_, why)| why.contains("title and answer")));
        let (drafts, faults) = read("title,answer,anwser\nA,B,C");
        assert_eq!((drafts.len(), faults.len()), (1, 1));
    }

    #[test]
    fn thousands_of_quotes_that_are_never_closed_take_no_time() {
        let text = format!("title,answer\n{}", "\"a\n".repeat(20_000));
        assert_eq!(read(&text).0.len(), 0);
    }
}
