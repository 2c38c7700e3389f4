//! A page that shows what is fetched: while it is on its way, when it can't be had, when it is there.

use crate::form::{Form, told};
use crate::http::Trouble;
use crate::parts;
use crate::{conflict, parts::words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::rc::Rc;
use warmline_ui::dom::{El, button, el, live, when};

/// What is being fetched. A copy is the same.
pub struct Fetched<T: Send + Sync + 'static> {
    state: RwSignal<Option<Result<T, Trouble>>>,
    again: StoredValue<Option<Rc<dyn Fn()>>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetched<T> {}

impl<T: Clone + Send + Sync + 'static> Fetched<T> {
    /// Begins to fetch.
    pub fn begin<F: Future<Output = Result<T, Trouble>> + 'static>(
        fetch: impl Fn() -> F + 'static,
    ) -> Self {
        let state = RwSignal::new(None);
        let fetch = Rc::new(fetch);
        let again = Rc::new(move || {
            let fetched = fetch();
            spawn_local(async move {
                let fetched = fetched.await;
                let _page_left = state.try_set(Some(fetched));
            });
        });
        again();
        Self { state, again: StoredValue::new_local(Some(again)) }
    }

    /// Fetches once more; what was there stays until then.
    pub fn again(&self) {
        if let Some(again) = self.again.get_value() {
            again();
        }
    }

    /// Changes what was fetched.
    pub fn change(&self, change: impl FnOnce(&mut T)) {
        self.state.update(|state| {
            if let Some(Ok(there)) = state {
                change(there);
            }
        });
    }

    /// The page, made of what was fetched.
    pub fn show(self, view: impl Fn(T) -> El + Send + 'static) -> El {
        let view = live(move || {
            Some(match self.state.get() {
                None => parts::loading(),
                Some(Err(trouble)) => parts::trouble(&trouble.words(), move || {
                    self.state.set(None);
                    self.again();
                }),
                Some(Ok(there)) => untrack(|| view(there)),
            })
        });
        el("div", "").view(view)
    }
}

/// A form with its fields, what is wrong elsewhere, its bar to save it, and its conflicts.
pub fn form(form: Form, fields: El) -> El {
    let app = form.app();
    app.form.set(Some(form));
    on_cleanup(move || {
        let _screen_gone = app.form.try_set(None);
    });
    let elsewhere = live(move || {
        let faults = form.faults_elsewhere();
        let lines = faults.iter().map(|fault| {
            let says = [&crate::fields::named(&fault.field).0, ": ", &fault.message].concat();
            el("li", "").text(says)
        });
        (!faults.is_empty()).then(|| {
            el("ul", "notice is-trouble fault-elsewhere")
                .set("tabindex", "-1")
                .children(lines.collect::<Vec<_>>())
        })
    });
    let trouble = live(move || {
        let words = form.trouble.get()?;
        Some(el("p", "notice is-trouble").id("save-trouble").set("role", "alert").text(words))
    });
    let dispute =
        live(move || form.dispute.get().map(|dispute| untrack(|| conflict::settle(form, dispute))));
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        form.save();
    };
    el("form", "form")
        .set("novalidate", "")
        .set("autocomplete", "off")
        .on("submit", submit)
        .view(elsewhere)
        .child(fields)
        .view(trouble)
        .child(bar(form))
        .view(dispute)
}

fn bar(form: Form) -> El {
    let last = words(move || match form.changed.get() {
        Some((name, at)) => ["Changed by ", &name, ", ", &parts::moment(at)].concat(),
        None => String::new(),
    });
    let last = el("p", "soft").follow_text(last);
    if !form.editable {
        return el("div", "bar is-still").child(last);
    }
    let label = words(move || match (form.busy.get(), form.faults()) {
        (true, _) => "Saving\u{2026}".to_owned(),
        (false, 0) => "Save".to_owned(),
        (false, 1) => "Save: one fault".to_owned(),
        (false, n) => ["Save: ", &n.to_string(), " faults"].concat(),
    });
    let changed = Memo::new(move |_| form.is_changed());
    let faulty = Memo::new(move |_| form.faults());
    let discard = when(
        move || changed.get(),
        move || {
            button("button quiet", move || {
                form.discard();
                parts::focus("[data-testid=save]");
            })
            .id("discard")
            .text("Discard")
        },
    );
    el("div", "bar")
        .follow("data-changed", move || changed.get().then_some("true".into()))
        .child(last)
        .child(el("p", "bar-faults").id("faults").set("role", "status").follow_text(words(
            move || match faulty.get() {
                0 => String::new(),
                n => told(n),
            },
        )))
        .view(discard)
        .child(
            el("button", "button primary")
                .set("type", "submit")
                .id("save")
                .set("aria-keyshortcuts", "Control+S")
                .flag("aria-disabled", move || !changed.get() || form.busy.get())
                .follow_text(label),
        )
}
