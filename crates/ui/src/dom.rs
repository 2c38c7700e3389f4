//! Elements of one shape. Leptos compiles each kind of element with each set of attributes by itself,
//! and whoever opens the screen downloads them all; these are compiled once, which took a fifth off the
//! widget.

pub mod html;
mod part;

pub use part::{Class, Part, ToWords, Value, Whenever};

use crate::browser::Listener;
use leptos::html::{ElementType, custom};
use leptos::prelude::*;
use leptos::tachys::html::directive::DirectiveAttribute;
use leptos::tachys::html::node_ref::NodeRefContainer as _;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// Text that is known when the widget is built, or later.
pub type Words = Cow<'static, str>;
type Truth = Box<dyn Fn() -> bool>;
type Live = Box<dyn Fn() -> Option<Words>>;
type Apply = Box<dyn Fn(Option<&str>)>;

/// An element to be made.
pub struct El {
    tag: &'static str,
    steps: Vec<Step>,
    children: Vec<AnyView>,
}

/// A step of making an element.
pub enum Step {
    Set(&'static str, Words),
    Follow(&'static str, Live),
    Text(Words),
    FollowText(Live),
    Toggle(&'static str, Truth),
    Prop(&'static str, Truth),
    Icon(&'static str),
    On(&'static str, Box<dyn FnMut(Event)>),
    With(Box<dyn FnOnce(&Element)>),
}

/// An element called `tag`, with a class.
pub fn el(tag: &'static str, class: &'static str) -> El {
    let steps = if class.is_empty() { vec![] } else { vec![Step::Set("class", class.into())] };
    El { tag, steps, children: Vec::new() }
}

/// A button that does something.
pub fn button(class: &'static str, mut pressed: impl FnMut() + 'static) -> El {
    el("button", class).set("type", "button").on("click", move |_| pressed())
}

impl El {
    fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Sets an attribute.
    pub fn set(self, name: &'static str, value: impl Into<Words>) -> Self {
        self.step(Step::Set(name, value.into()))
    }

    /// Names the element for tests.
    pub fn id(self, name: impl Into<Words>) -> Self {
        self.set("data-testid", name)
    }

    /// Keeps an attribute at what `value` says; `None` takes it away. A name that begins with a dot is
    /// a property's.
    pub fn follow(self, name: &'static str, value: impl Fn() -> Option<Words> + 'static) -> Self {
        self.step(Step::Follow(name, Box::new(value)))
    }

    /// Keeps an attribute there as long as `on` says so.
    pub fn flag(self, name: &'static str, on: impl Fn() -> bool + 'static) -> Self {
        self.follow(name, move || on().then_some(Cow::Borrowed("true")))
    }

    /// Adds text. Before any children.
    pub fn text(self, text: impl Into<Words>) -> Self {
        self.step(Step::Text(text.into()))
    }

    /// Keeps the text at what `text` says. Without other text or children.
    pub fn follow_text(self, text: impl Fn() -> Option<Words> + 'static) -> Self {
        self.step(Step::FollowText(Box::new(text)))
    }

    /// Adds a line drawing. Before any children.
    pub fn icon(self, d: &'static str) -> Self {
        self.step(Step::Icon(d))
    }

    /// Hears an event.
    pub fn on(self, kind: &'static str, heard: impl FnMut(Event) + 'static) -> Self {
        self.step(Step::On(kind, Box::new(heard)))
    }

    /// Does something with the element when it is there.
    pub fn with(self, done: impl FnOnce(&Element) + 'static) -> Self {
        self.step(Step::With(Box::new(done)))
    }

    /// Adds what stands inside.
    pub fn child(self, child: impl Part) -> Self {
        self.view(child.part())
    }

    /// Sets an attribute, or keeps it at what a closure says; `None` takes it away.
    pub fn attr(self, name: &'static str, value: impl Value) -> Self {
        self.step(value.step(name))
    }

    /// Sets its classes, keeps them at what a closure says, or one of them there as long as it says so.
    pub fn class(self, class: impl Class) -> Self {
        self.step(class.step())
    }

    /// Keeps a property at what `on` says.
    pub fn prop(self, name: &'static str, on: impl Fn() -> bool + 'static) -> Self {
        self.step(Step::Prop(name, Box::new(on)))
    }

    /// Hears a key.
    pub fn on_key(self, mut heard: impl FnMut(web_sys::KeyboardEvent) + 'static) -> Self {
        self.on("keydown", move |event| heard(event.unchecked_into()))
    }

    /// Puts the element into a reference.
    pub fn node_ref<E>(self, node: NodeRef<E>) -> Self
    where
        E: ElementType,
        E::Output: JsCast + 'static,
    {
        self.with(move |element| node.load(element))
    }

    /// Adds elements.
    pub fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Adds a part of another kind.
    pub fn view(mut self, view: AnyView) -> Self {
        self.children.push(view);
        self
    }

    /// The element as a part of any view.
    pub fn into_view_of_one_kind(self) -> AnyView {
        let steps = Rc::new(RefCell::new(self.steps));
        custom(self.tag).child(self.children).directive(take_steps, steps).into_any()
    }
}

/// What `view` makes, as long as `shown` says so.
pub fn when(
    shown: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> El + Send + 'static,
) -> AnyView {
    when_so(Box::new(shown), Box::new(view))
}

/// Compiled once for all.
fn when_so(
    shown: Box<dyn Fn() -> bool + Send + Sync>,
    view: Box<dyn Fn() -> El + Send>,
) -> AnyView {
    let shown = Memo::new(move |_| shown());
    let view: Box<dyn FnMut() -> Option<AnyView> + Send> =
        Box::new(move || shown.get().then(|| untrack(&view).into_view_of_one_kind()));
    view.into_any()
}

/// What `view` makes now; made anew whenever what it looked at changes.
pub fn live(view: impl Fn() -> Option<El> + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> Option<AnyView> + Send> =
        Box::new(move || view().map(El::into_view_of_one_kind));
    view.into_any()
}

fn take_steps(element: Element, steps: Rc<RefCell<Vec<Step>>>) {
    for step in steps.take() {
        match step {
            Step::Set(name, value) => set(&element, name, Some(&value)),
            Step::Follow(name, value) => {
                let element = element.clone();
                keep(value, Box::new(move |value| set(&element, name, value)));
            }
            Step::Text(text) => {
                let _never_fails = element.append_with_str_1(&text);
            }
            Step::FollowText(text) => {
                let element = element.clone();
                keep(text, Box::new(move |text| element.set_text_content(text)));
            }
            Step::Toggle(class, on) => {
                let element = element.clone();
                let apply = move |on| {
                    let _never_fails = element.class_list().toggle_with_force(class, on);
                };
                keep_truth(on, Box::new(apply));
            }
            Step::Prop(name, on) => {
                let element = element.clone();
                let apply = move |on: bool| {
                    let _never_fails = js_sys::Reflect::set(&element, &name.into(), &on.into());
                };
                keep_truth(on, Box::new(apply));
            }
            Step::Icon(d) => draw(&element, d),
            Step::On(kind, heard) => {
                // As long as the part of the view that it belongs to.
                let _kept = StoredValue::new_local(Listener::new(&element, kind, heard));
            }
            Step::With(done) => done(&element),
        }
    }
}

fn keep(value: Live, apply: Apply) {
    let effect = RenderEffect::new(move |before: Option<Option<Words>>| {
        let value = value();
        if before.as_ref() != Some(&value) {
            apply(value.as_deref());
        }
        value
    });
    let _kept = StoredValue::new_local(effect);
}

fn keep_truth(on: Truth, apply: Box<dyn Fn(bool)>) {
    let effect = RenderEffect::new(move |before: Option<bool>| {
        let on = on();
        if before != Some(on) {
            apply(on);
        }
        on
    });
    let _kept = StoredValue::new_local(effect);
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    let _never_fails = match (name.strip_prefix('.'), value) {
        (Some(property), value) => {
            js_sys::Reflect::set(element, &property.into(), &value.unwrap_or_default().into())
                .map(|_| ())
        }
        (None, Some(value)) => element.set_attribute(name, value),
        (None, None) => element.remove_attribute(name),
    };
}

fn draw(element: &Element, d: &str) {
    const SVG: Option<&str> = Some("http://www.w3.org/2000/svg");
    let draw = || {
        let document = element.owner_document()?;
        let svg = document.create_element_ns(SVG, "svg").ok()?;
        let path = document.create_element_ns(SVG, "path").ok()?;
        set(&svg, "viewBox", Some("0 0 24 24"));
        set(&svg, "aria-hidden", Some("true"));
        set(&path, "d", Some(d));
        svg.append_child(&path).ok()?;
        element.append_child(&svg).ok()
    };
    let _never_fails = draw();
}

/// What is in the text field that an event comes from.
pub fn value_of(event: &Event) -> String {
    let target =
        event.target().and_then(|target| js_sys::Reflect::get(&target, &"value".into()).ok());
    target.and_then(|value| value.as_string()).unwrap_or_default()
}

/// The element as one that can have the focus and a style.
pub fn html(element: &Element) -> web_sys::HtmlElement {
    element.clone().unchecked_into()
}
