//! What can be understood of a message: its topic, the facts in it, how the customer feels.

use crate::{Seq, Timestamp};
use serde::{Deserialize, Serialize};

/// What a message is about, as far as it decides who should answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A refund, a chargeback, a charge that is wrong.
    BillingRefund,
    /// A breach, a lost or stolen card, access by someone else.
    AccountSecurity,
    /// Ending a contract, a subscription, an account.
    Cancellation,
    /// A complaint, above all about a person of the team.
    Complaint,
    /// Lawyers, courts, regulators, data protection.
    Legal,
    /// Danger to health or safety.
    HealthSafety,
    /// Contracts, volume prices, an offer for a company.
    EnterprisePricing,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::BillingRefund,
        Self::AccountSecurity,
        Self::Cancellation,
        Self::Complaint,
        Self::Legal,
        Self::HealthSafety,
        Self::EnterprisePricing,
    ];

    /// The name in settings, on the wire and in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BillingRefund => "billing_refund",
            Self::AccountSecurity => "account_security",
            Self::Cancellation => "cancellation",
            Self::Complaint => "complaint",
            Self::Legal => "legal",
            Self::HealthSafety => "health_safety",
            Self::EnterprisePricing => "enterprise_pricing",
        }
    }
}

/// A sum of money in a currency's hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Hundredths of the currency's unit, whatever its smallest coin is.
    pub hundredths: i64,
    /// Which currency.
    pub currency: Currency,
}

/// A currency by its ISO 4217 code: three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The currency of a code such as `GBP`, in capital letters.
    pub const fn new(code: &str) -> Option<Self> {
        match code.as_bytes() {
            &[a, b, c]
                if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_uppercase() =>
            {
                Some(Self([a, b, c]))
            }
            _ => None,
        }
    }

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl TryFrom<String> for Currency {
    type Error = &'static str;
    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::new(&code).ok_or("a currency is an ISO 4217 code such as USD")
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// A day of the calendar. Without a year where none was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    /// The year, if it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31; absent where only a month was said ("my March invoice").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u8>,
}

impl Day {
    /// The day of a moment, in UTC.
    pub fn of(moment: Timestamp) -> Self {
        // Days to a date of the proleptic Gregorian calendar, in eras of 400 years that begin in March.
        let days = moment.0.div_euclid(DAY_MS) + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let of_year = day - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let of_month = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        Self {
            year: i32::try_from(year).ok(),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(of_month).ok(),
        }
    }

    /// How many days from this one to a moment; unknown without a year.
    pub fn days_until(self, moment: Timestamp) -> Option<i64> {
        let (year, month) = (i64::from(self.year?), i64::from(self.month));
        let year = if month <= 2 { year - 1 } else { year };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day.unwrap_or(1)) - 1;
        let day = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        Some(moment.0.div_euclid(DAY_MS) - (era * 146_097 + day - 719_468))
    }
}

/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// A fact read from a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// A sum of money.
    Amount {
        /// Which.
        money: Money,
    },
    /// The number of an order, a ticket, an invoice.
    OrderNumber {
        /// As written, without `#`.
        number: String,
    },
    /// An e-mail address.
    Email {
        /// In lower case.
        address: String,
    },
    /// A telephone number.
    Phone {
        /// `+` where it was written, and digits.
        number: String,
    },
    /// A day.
    Date {
        /// Which.
        day: Day,
    },
    /// A product of the site's.
    Product {
        /// Its name, as the site spells it.
        name: String,
    },
}

/// A fact with the words it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entity {
    /// The message it stands in.
    pub entry: Seq,
    /// As it was written.
    pub text: String,
    /// What it means.
    #[serde(flatten)]
    pub fact: Fact,
}

/// Something that tells of frustration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// The message is negative.
    Negative,
    /// The same question again in other words.
    Rephrased,
    /// A short "no", "wrong", "nope" after an answer.
    Curt,
    /// The problem is still there after an answer.
    StillThere,
    /// Messages fell from detailed to a word or two.
    Collapsed,
    /// Swearing, or insults.
    Profanity,
    /// Written in capitals.
    Capitals,
    /// Three minutes of silence or more, and then a negative message.
    SilenceThenNegative,
    /// It is getting urgent.
    Urgency,
    /// Fear, tears, despair.
    Distress,
}

/// How the customer feels, in five levels.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Calm.
    #[default]
    Calm,
    /// Mildly frustrated.
    MildlyFrustrated,
    /// Frustrated.
    Frustrated,
    /// Very frustrated.
    VeryFrustrated,
    /// Angry.
    Angry,
}

/// Where the mood is going.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trajectory {
    /// Getting worse.
    Rising,
    /// As before.
    #[default]
    Steady,
    /// Getting better.
    Calming,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_its_day_and_days_are_counted_over_leap_years() {
        let noon = Timestamp(1_709_208_000_000);
        let leap = Day { year: Some(2024), month: 2, day: Some(29) };
        assert_eq!(Day::of(noon), leap);
        assert_eq!(Day::of(Timestamp(0)), Day { year: Some(1970), month: 1, day: Some(1) });
        assert_eq!(leap.days_until(noon), Some(0));
        assert_eq!(Day { year: Some(2023), day: Some(28), ..leap }.days_until(noon), Some(366));
        assert_eq!(Day { year: None, ..leap }.days_until(noon), None);
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!(Currency::new("GBP").map(String::from).as_deref(), Some("GBP"));
        for bad in ["", "gbp", "EURO", "€€€"] {
            assert_eq!(Currency::new(bad), None, "{bad}");
        }
    }
}
