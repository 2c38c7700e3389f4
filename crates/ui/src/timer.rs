//! One timer of the browser, set again and again.

use std::cell::Cell;
use wasm_bindgen::{JsCast, closure::Closure};

/// Calls a function once each time it was set; silent after it is dropped.
pub struct Timer {
    closure: Closure<dyn FnMut()>,
    handle: Cell<Option<i32>>,
}

impl Timer {
    /// A timer that is not set.
    pub fn new(rung: impl FnMut() + 'static) -> Self {
        Self { closure: Closure::new(rung), handle: Cell::new(None) }
    }

    /// Rings in `ms` milliseconds, and not when it was set to before.
    pub fn set(&self, ms: i32) {
        self.clear();
        self.handle.set(web_sys::window().and_then(|window| {
            let function = self.closure.as_ref().unchecked_ref();
            window.set_timeout_with_callback_and_timeout_and_arguments_0(function, ms.max(0)).ok()
        }));
    }

    /// Does not ring any more.
    pub fn clear(&self) {
        if let (Some(handle), Some(window)) = (self.handle.take(), web_sys::window()) {
            window.clear_timeout_with_handle(handle);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.clear();
    }
}
