//! Line drawings on a ground of 24 by 24.

/// A paper clip.
pub const CLIP: &str = "M20 11.5l-8 8a5 5 0 0 1-7-7l8.2-8.2a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.2a1.7 1.7 0 0 1-2.4-2.4l7.4-7.4";
/// A cross.
pub const CLOSE: &str = "M6.5 6.5l11 11M17.5 6.5l-11 11";
/// A telephone beside a screen.
pub const DEVICES: &str =
    "M13 18H4.5A1.5 1.5 0 0 1 3 16.5v-10A1.5 1.5 0 0 1 4.5 5H17M16 9h4.5v10.5H16zM8 21h4";
/// An arrow upwards.
pub const SEND: &str = "M12 19V5.5M6 11l6-6 6 6";
/// A head and shoulders.
pub const PERSON: &str =
    "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.5 3.7-5.5 7.5-5.5s6.7 2 7.5 5.5";
/// The assistant's mark: a spark.
pub const BOT: &str = "M12 3.5c.9 4.7 3.8 7.6 8.5 8.5-4.7.9-7.6 3.8-8.5 8.5-.9-4.7-3.8-7.6-8.5-8.5 4.7-.9 7.6-3.8 8.5-8.5z";
/// An hourglass.
pub const HOURGLASS: &str =
    "M7 3.5h10M7 20.5h10M8 3.5c0 5 8 5.5 8 8.5s-8 3.5-8 8.5M16 3.5c0 5-8 5.5-8 8.5s8 3.5 8 8.5";
/// A star.
pub const STAR: &str = "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z";
/// Two links of a chain.
pub const SOURCE: &str = "M9 17H7A5 5 0 0 1 7 7h2M15 7h2a5 5 0 0 1 0 10h-2M8.5 12h7";
