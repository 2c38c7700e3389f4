//! The look that both screens share, as CSS custom properties.

/// Colours (light and dark), spacing, radii, shadows and fonts, on `:root` and `:host`.
pub const TOKENS: &str = "";
