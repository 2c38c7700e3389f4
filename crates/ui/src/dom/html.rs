//! The elements of HTML under their own names, for `use warmline_ui::dom::html::*`.

use super::{El, el};

macro_rules! elements {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("`<", stringify!($name), ">`")]
            pub fn $name() -> El {
                el(stringify!($name), "")
            }
        )*
    };
}

elements! {
    a aside button dd details dialog div dl dt fieldset form h1 h2 h3 h4 header input label legend li main nav ol p
    section span summary textarea ul
}
