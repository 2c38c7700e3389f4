//! What an agent can ask a customer for.

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    Name,
    Email,
    Phone,
    Number(Kind),
    Amount,
    Date,
    Product,
    Page,
    Plan,
    Address,
    Problem,
    Error,
    /// What they have tried at all.
    Tried,
    /// Whether they have done one thing.
    Did,
    Outcome,
    Since,
    Device,
    Browser,
    Version,
    Confirmation,
}

/// What a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Order,
    Invoice,
    Ticket,
    Tracking,
    Booking,
    Account,
    Serial,
    /// Of whatever there is a number: "the reference".
    Any,
}

impl Kind {
    /// What the line with the answer calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Order => "Order",
            Self::Invoice => "Invoice",
            Self::Ticket => "Ticket",
            Self::Tracking => "Tracking number",
            Self::Booking => "Booking",
            Self::Account => "Customer number",
            Self::Serial => "Serial number",
            Self::Any => "Number",
        }
    }
}

impl Subject {
    /// By its name in the word lists.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "order" => Self::Number(Kind::Order),
            "invoice" => Self::Number(Kind::Invoice),
            "ticket" => Self::Number(Kind::Ticket),
            "tracking" => Self::Number(Kind::Tracking),
            "booking" => Self::Number(Kind::Booking),
            "account" => Self::Number(Kind::Account),
            "serial" => Self::Number(Kind::Serial),
            "reference" => Self::Number(Kind::Any),
            "amount" => Self::Amount,
            "date" => Self::Date,
            "product" => Self::Product,
            "page" => Self::Page,
            "plan" => Self::Plan,
            "address" => Self::Address,
            "problem" => Self::Problem,
            "error" => Self::Error,
            "tried" => Self::Tried,
            "did" => Self::Did,
            "outcome" => Self::Outcome,
            "since" => Self::Since,
            "device" => Self::Device,
            "browser" => Self::Browser,
            "version" => Self::Version,
            "confirmation" => Self::Confirmation,
            _ => return None,
        })
    }

    /// What the line with the answer begins with.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Email => "E-mail",
            Self::Phone => "Phone",
            Self::Number(kind) => kind.label(),
            Self::Amount => "Amount",
            Self::Date => "Date",
            Self::Product => "Product",
            Self::Page => "Page",
            Self::Plan => "Plan",
            Self::Address => "Address",
            Self::Problem => "Problem",
            Self::Error => "Error",
            Self::Tried | Self::Did => "Tried",
            Self::Outcome => "Wanted",
            Self::Since => "Since",
            Self::Device => "Device",
            Self::Browser => "Browser",
            Self::Version => "Version",
            Self::Confirmation => "Confirmation",
        }
    }
}
