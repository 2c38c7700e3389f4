//! A table of small fields: the tiers' windows and clocks, the bands by topic.

use crate::controls::{fault, fault_at, id_of, input};
use crate::field::{Choices, Field};
use crate::fields::{BANDS, TIER, TIERS, TOPICS};
use crate::form::Form;
use warmline_ui::dom::{El, Words, button, el, when};

/// The tiers: a row for each clock, a column for each tier.
pub fn tiers(form: Form, field: &'static Field) -> El {
    let rows = TIER.iter().map(|clock| {
        let cells = TIERS.iter().map(|(tier, name)| {
            cell(form, ["tiers.", tier, ".", clock.name].concat(), clock, name)
        });
        let head = el("th", "grid-head")
            .set("scope", "row")
            .child(el("span", "field-label").text(clock.label))
            .child(el("span", "field-help").text(clock.help));
        el("tr", "").child(head).children(cells)
    });
    table(form, field, TIERS, rows.collect())
}

/// The bands by topic: a row for each topic.
pub fn bands(form: Form, field: &'static Field) -> El {
    let rows = TOPICS.iter().map(|(topic, name)| {
        let cells = BANDS
            .iter()
            .map(|band| cell(form, ["topic_bands.", topic, ".", band.name].concat(), band, name));
        let head =
            el("th", "grid-head").set("scope", "row").child(el("span", "field-label").text(*name));
        el("tr", "").child(head).children(cells)
    });
    const COLUMNS: Choices =
        &[("answer_from", "Answers plainly from"), ("refuse_below", "Offers a person below")];
    table(form, field, COLUMNS, rows.collect())
}

fn table(form: Form, field: &'static Field, columns: Choices, rows: Vec<El>) -> El {
    let heads = columns.iter().map(|(_, name)| el("th", "").set("scope", "col").text(*name));
    let head = el("tr", "").child(el("td", "")).children(heads);
    let id = id_of(field.name);
    form.shows(field.name, false);
    let chosen = move || form.editable && form.chosen(field.name).is_some();
    let back = when(chosen, move || {
        button("link", move || form.back(field.name))
            .id([field.name, "-back"].concat())
            .text("All back to default")
    });
    el("section", "group")
        .set("aria-labelledby", id.clone())
        .child(
            el("div", "group-head").child(el("h2", "").set("id", id).text(field.label)).view(back),
        )
        .child(el("p", "soft").text(field.help))
        .child(el("p", "soft").text("What is grey is the default. Empty a field to go back to it."))
        .child(fault_at(form, field.name))
        .child(
            el("table", "grid")
                .set("data-columns", columns.len().to_string())
                .child(el("thead", "").child(head))
                .child(el("tbody", "").children(rows)),
        )
}

fn cell(form: Form, path: String, field: &'static Field, column: &'static str) -> El {
    form.shows(&path, true);
    let fault_id = [&id_of(&path), "-fault"].concat();
    let invalid = {
        let path = path.clone();
        move || form.fault(&path).map(|_| Words::Borrowed("true"))
    };
    let is_percent = field.kind == crate::field::Kind::Percent;
    let input = input(form, &path, &field.kind)
        .set("id", id_of(&path))
        .id(path.clone())
        .set("aria-label", [field.label, ": ", column].concat())
        .set("aria-describedby", fault_id.clone())
        .follow("aria-invalid", invalid);
    let input = match is_percent {
        true => el("div", "with-unit").child(input).child(el("span", "unit").text("%")),
        false => input,
    };
    let narrow = if is_percent { field.label } else { column };
    el("td", "")
        .child(el("span", "cell-label").set("aria-hidden", "true").text(narrow))
        .child(input)
        .child(fault(form, &path).set("id", fault_id))
}
