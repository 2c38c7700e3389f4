//! Many articles at once: files or a sitemap, looked through first, then imported.

use crate::app::App;
use crate::controls::plain;
use crate::dialog as dialogs;
use crate::http;
use crate::parts;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;
use warmline_ui::dom::{El, button, el, live};
use warmline_wire::settings::{ImportArticles, ImportFile, ImportFormat, Imported};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, Event, File, FileList, HtmlInputElement};

/// Faults that are listed; the rest is counted.
const SHOWN: usize = 100;

#[derive(Clone, Copy)]
struct Import {
    app: App,
    files: RwSignal<Vec<ImportFile>>,
    sitemap: RwSignal<String>,
    /// What an import of what is chosen would do, or did.
    report: RwSignal<Option<Imported>>,
    trouble: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

/// The dialog; `done` is called when something was imported.
pub fn dialog(
    app: App,
    close: impl Fn() + Copy + Send + 'static,
    done: impl Fn() + Copy + Send + 'static,
) -> El {
    let import = Import {
        app,
        files: RwSignal::new(Vec::new()),
        sitemap: RwSignal::new(String::new()),
        report: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let content = el("div", "modal-text")
        .child(el("p", "").text(
            "Nothing is changed until you have seen what would happen. Articles with the same id are replaced.",
        ))
        .child(drop_area(import))
        .child(chosen(import))
        .child(
            plain(
                "input",
                "sitemap",
                "Or the address of a sitemap",
                "Each page becomes an article, as in https://www.example.com/sitemap.xml.",
                import.sitemap,
            )
            .on("input", move |_| import.report.set(None)),
        )
        .view(live(move || {
            let words = import.trouble.get()?;
            Some(el("p", "notice is-trouble").set("role", "alert").text(words))
        }))
        .child(el("div", "").set("role", "status").id("import-report").view(live(move || {
            if import.busy.get() {
                return Some(parts::loading());
            }
            import.report.get().map(|report| told(&report))
        })))
        .view(live(move || Some(actions(import, close, done))));
    dialogs::dialog("import-dialog", "Import articles", close, content)
}

fn drop_area(import: Import) -> El {
    let picked = move |event: Event| {
        let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        take(import, input.and_then(|input| input.files()));
    };
    let dropped = move |event: Event| {
        event.prevent_default();
        let event = event.dyn_into::<DragEvent>().ok();
        take(import, event.and_then(|event| event.data_transfer()).and_then(|data| data.files()));
    };
    el("label", "drop")
        .on("dragover", |event| event.prevent_default())
        .on("drop", dropped)
        .child(
            el("input", "")
                .set("type", "file")
                .set("multiple", "")
                .set("accept", ".md,.markdown,.csv,text/markdown,text/csv")
                .id("import-files")
                .on("change", picked),
        )
        .child(el("span", "drop-title").text("Choose files, or drop them here"))
        .child(el("span", "soft").text(
            "Markdown: one article a file, the first heading is its title. CSV: columns title and answer, and \
             where wanted id, category, url, phrasings.",
        ))
}

fn take(import: Import, files: Option<FileList>) {
    let Some(files) = files else { return };
    let files: Vec<File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    import.report.set(None);
    import.trouble.set(None);
    spawn_local(async move {
        for file in files {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            let name = file.name();
            match (text, format_of(&name)) {
                (Some(text), Some(_)) => {
                    import.files.update(|files| {
                        files.retain(|there| there.name != name);
                        files.push(ImportFile { name, text });
                    });
                }
                _ => import.trouble.set(Some(
                    [&name, " can\u{2019}t be read: choose .md or .csv files."].concat(),
                )),
            }
        }
    });
}

fn format_of(name: &str) -> Option<ImportFormat> {
    let name = name.to_lowercase();
    match name.rsplit_once('.')?.1 {
        "md" | "markdown" => Some(ImportFormat::Markdown),
        "csv" => Some(ImportFormat::Csv),
        _ => None,
    }
}

fn chosen(import: Import) -> El {
    let list = live(move || {
        let files = import.files.get();
        if files.is_empty() {
            return None;
        }
        let items = files.into_iter().map(|file| {
            let name = file.name.clone();
            let remove = move || {
                import.files.update(|files| files.retain(|there| there.name != name));
                import.report.set(None);
            };
            el("li", "line").child(el("span", "").set("dir", "auto").text(file.name.clone())).child(
                button("button small quiet", remove)
                    .set("aria-label", ["Leave out ", &file.name].concat())
                    .text("Leave out"),
            )
        });
        Some(el("ul", "lines").id("import-chosen").children(items.collect::<Vec<_>>()))
    });
    el("div", "").view(list)
}

/// What is to be imported, by format: each format is a request of its own.
fn requests(import: Import, all_or_nothing: bool, dry_run: bool) -> Vec<ImportArticles> {
    let request = |format, files| ImportArticles { format, files, all_or_nothing, dry_run };
    let mut requests: Vec<ImportArticles> = Vec::new();
    for file in import.files.get_untracked() {
        let Some(format) = format_of(&file.name) else { continue };
        match requests.iter_mut().find(|request| request.format == format) {
            Some(request) => request.files.push(file),
            None => requests.push(request(format, vec![file])),
        }
    }
    let name = import.sitemap.get_untracked().trim().to_owned();
    if !name.is_empty() {
        requests
            .push(request(ImportFormat::Sitemap, vec![ImportFile { name, text: String::new() }]));
    }
    requests
}

fn run(import: Import, all_or_nothing: bool, dry_run: bool, done: impl Fn() + 'static) {
    import.busy.set(true);
    import.trouble.set(None);
    let requests = requests(import, all_or_nothing, dry_run);
    spawn_local(async move {
        let mut sum = Imported::default();
        let mut trouble = None;
        for request in requests {
            match http::call::<Imported>("POST", "articles/import", Some(json!(request))).await {
                Ok(report) => {
                    sum.added += report.added;
                    sum.changed += report.changed;
                    sum.same += report.same;
                    sum.saved |= report.saved;
                    sum.faults.extend(report.faults);
                }
                Err(why) => trouble = Some(why.words()),
            }
        }
        let saved = sum.saved;
        let _left = import.busy.try_set(false);
        let failed = trouble.is_some() && sum == Imported::default();
        let _left = import.trouble.try_set(trouble);
        let _left = import.report.try_set((!failed).then_some(sum));
        if saved {
            import.app.say("Imported. The assistant knows them from now on.");
            done();
        }
    });
}

fn told(report: &Imported) -> El {
    let line = |count: usize, what: &'static str| {
        el("li", "")
            .child(el("strong", "").text(count.to_string()))
            .child(el("span", "").text(what))
    };
    let faults = report.faults.iter().take(SHOWN).map(|fault| {
        let at =
            fault.line.map_or_else(String::new, |line| [", line ", &line.to_string()].concat());
        el("li", "")
            .child(el("strong", "").set("dir", "auto").text([&fault.file, at.as_str()].concat()))
            .child(el("span", "").text([": ", &fault.message].concat()))
    });
    let faults: Vec<El> = faults.collect();
    let more = report.faults.len().saturating_sub(SHOWN);
    let more =
        (more > 0).then(|| el("p", "soft").text(["And ", &more.to_string(), " more."].concat()));
    let title = if report.saved { "Imported" } else { "What would happen" };
    let fault_list = (!report.faults.is_empty()).then(|| {
        el("div", "notice is-trouble")
            .child(el("p", "field-label").text(match report.faults.len() {
                1 => "One fault".to_owned(),
                n => [&n.to_string(), " faults"].concat(),
            }))
            .child(el("ul", "import-faults").id("import-faults").children(faults))
            .children(more)
    });
    el("div", "report")
        .child(el("h3", "").text(title))
        .child(
            el("ul", "counts")
                .id("import-counts")
                .child(line(report.added, " new"))
                .child(line(report.changed, " changed"))
                .child(line(report.same, " the same")),
        )
        .children(fault_list)
}

fn actions(
    import: Import,
    close: impl Fn() + Copy + Send + 'static,
    done: impl Fn() + Copy + Send + 'static,
) -> El {
    let nothing = import.files.with(Vec::is_empty) && import.sitemap.with(|s| s.trim().is_empty());
    let cancel = button("button", close).text("Close");
    let report = import.report.get();
    let buttons = match report {
        Some(report) if report.saved => {
            vec![button("button primary", close).id("import-done").text("Done")]
        }
        Some(report) => {
            let good = report.added + report.changed;
            let label = match report.faults.len() {
                0 => "Import".to_owned(),
                _ => "Import the good ones".to_owned(),
            };
            let go = button("button primary", move || run(import, false, false, done))
                .id("import-good")
                .flag("disabled", move || good == 0 || import.busy.get())
                .text(label);
            vec![cancel, go]
        }
        None => {
            let look = button("button primary", move || run(import, false, true, || {}))
                .id("import-look")
                .flag("disabled", move || nothing || import.busy.get())
                .text("Look what would happen");
            vec![cancel, look]
        }
    };
    dialogs::buttons(buttons)
}
