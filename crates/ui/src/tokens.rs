//! The look that both screens share, as CSS custom properties.

/// Colours (light and dark), spacing in steps of 4 px, radii, shadows and fonts, on `:root` and `:host`.
/// Text on its ground has a contrast of 4.5 to 1 or more in both themes; a site may set
/// `--wl-site-accent`, `--wl-site-on-accent` and `--wl-site-accent-text`.
pub const TOKENS: &str = include_str!("tokens.css");
