//! Answers as models write them, to the demo shop's articles: what a guard lets through, and what it stops.

use serde_json::{Value, json};
use warmline_answering::{Failure, Generation, LlmProvider, LlmSettings, Source};
use warmline_model::{ArticleRef, Millis, Timestamp};

const SITE: &str = include_str!("../../../static/demo/site.json");

/// What becomes of an answer that draws from one article; none if it is shown.
fn stopped(id: &str, text: &str) -> Option<Failure> {
    let site: Value = serde_json::from_str(SITE).expect("the demo's site");
    let articles = site["articles"].as_array().expect("articles");
    let article = articles.iter().find(|article| article["id"] == id).expect(id);
    let string = |field: &str| article[field].as_str().expect(field).to_owned();
    let reference = ArticleRef { id: id.into(), title: string("title"), url: Some(string("url")) };
    let sources = vec![Source { article: reference, text: string("answer"), confidence: 90 }];
    let settings = LlmSettings {
        provider: LlmProvider::OpenAi,
        base_url: None,
        model: "small-1".into(),
        key: None,
        first_word: Millis::seconds(5),
        whole_answer: Millis::seconds(20),
    };
    let mut generation = Generation::new(Timestamp(0), &settings, sources);
    let chunk = json!({ "choices": [{ "delta": { "content": text }, "finish_reason": "stop" }] });
    generation.bytes(Timestamp(0), format!("data: {chunk}\n\n").as_bytes());
    generation.outcome().cloned().expect("an outcome").err()
}

const ORDINARY: [(&str, &str); 25] = [
    (
        "delivery-times",
        "Standard delivery usually takes 3 to 5 business days after your order ships, or 5 to 8 business days to \
         Alaska and Hawaii [1]. If you need it sooner, Express takes 2 business days in the other 48 states [1].",
    ),
    (
        "delivery-cost",
        "Standard shipping within the US costs $6.95, and it's free once your items reach $75 [1]. Express is $14.95, \
         and delivery to Canada is a flat $18 [1].",
    ),
    (
        "track-order",
        "You can track it under Orders: choose your order and you'll see the carrier's latest scan [1]. You should \
         also have an e-mail with the tracking number, which can take up to 24 hours to show its first scan [1].",
    ),
    (
        "late-delivery",
        "Sorry about the delay! Open your order, choose Report a problem and then Late delivery [1]. We trace the \
         parcel with the carrier and e-mail you within 2 business days [1].",
    ),
    (
        "change-address",
        "Yes, you can change the address as long as your order has not been dispatched yet: open the order and \
         choose Change address [1].",
    ),
    (
        "cancel-order",
        "You can cancel it until it is dispatched. Open the order and choose Cancel order; the hold on your card is \
         released at once [1].",
    ),
    (
        "canada-delivery",
        "Yes, we ship to Canada [1]. It costs a flat $18 and takes 6 to 9 business days, with duties and taxes \
         collected at checkout [1].",
    ),
    (
        "gift-wrap",
        "Yes! Gift wrap costs $5 per item, and you can add a handwritten note of up to 200 characters for free [1]. \
         Just tick Gift in your cart [1].",
    ),
    (
        "return-window",
        "You have 30 days from delivery to return an item, as long as it is unused and still has its tags [1].",
    ),
    (
        "how-to-return",
        "Go to Orders, choose the order and select Return items [1]. You'll get a prepaid label and a QR code by \
         e-mail, and you can drop the parcel at any pickup point within 14 days [1].",
    ),
    (
        "refund-time",
        "Once your return arrives, it is checked within 2 business days and the refund starts the same day [1]. After \
         that, cards take 3 to 5 business days and PayPal takes 1 day [1].",
    ),
    (
        "damaged-on-arrival",
        "I'm sorry to hear that. Open the order, choose Report a problem, then Damaged or faulty, and add a photo \
         within 14 days [1]. You can choose between a replacement and a full refund [1].",
    ),
    (
        "payment-methods",
        "You can pay with Visa, Mastercard, American Express, Discover, PayPal, Apple Pay, Google Pay or a gift card \
         [1]. Checks and bank transfers are not accepted [1].",
    ),
    (
        "when-charged",
        "Your card is charged when your order is dispatched; until then the bank only holds the amount [1].",
    ),
    (
        "promo-code",
        "Enter the code in your cart under Promo code or gift card and press Apply [1]. Only one promo code works per \
         order [1].",
    ),
    (
        "reset-password",
        "On the sign-in page, choose Forgot your password and enter your e-mail address [1]. You will receive a link \
         that stays valid for 60 minutes [1].",
    ),
    (
        "points",
        "You earn 1 point per dollar, and 100 points are worth $5 at checkout [1]. They last 24 months from your \
         latest order [1].",
    ),
    (
        "delete-account",
        "Open Account, then Your data, and choose Delete account [1]. You have 7 days to change your mind before your \
         details are erased [1].",
    ),
    (
        "tent-waterproof",
        "Yes, the Headland is waterproof: the fly holds a 3,000 mm column of water and the floor 5,000 mm [1]. It \
         isn't meant for snow, though [1].",
    ),
    (
        "lantern-battery",
        "On the lowest setting it lasts 80 hours, and on the brightest about 6 hours [1]. Charging it fully takes 3 \
         hours [1].",
    ),
    (
        "warranty",
        "Lanterns are covered for 2 years, cast iron for life, and tents, bags and clothing for 5 years [1]. Your \
         order is your proof of purchase [1].",
    ),
    (
        "kettle-stoves",
        "Yes, you can use the Tarn kettle on an induction stove [1]. It also works on gas, electric and ceramic \
         stoves and over an open fire [1].",
    ),
    (
        "price-adjustment",
        "If our price drops within 14 days of your order, we refund the difference [1]. Open the order and choose \
         Report a problem, then Price dropped [1].",
    ),
    (
        "return-cost",
        "Returns are free from the United States because the label is prepaid [1]. From Canada, $9 is taken off your \
         refund for the label [1].",
    ),
    (
        "two-factor-lost",
        "You can sign in with one of your 10 backup codes and then set up your new phone [1]. If you have no codes, \
         choose I lost my device on the sign-in page [1].",
    ),
];

const BAD: [(&str, &str); 25] = [
    ("delivery-times", "Standard delivery takes 3 to 4 business days [1]."),
    ("delivery-times", "Your order arrives on Thursday [1]."),
    ("delivery-times", "Your order will be delivered tomorrow by express [1]."),
    ("delivery-cost", "Standard delivery in the United States is $5.95 [1]."),
    ("free-delivery", "Use the code SAVE20 for free standard delivery [1]."),
    ("refund-time", "Refunds arrive on your card within 24 hours [1]."),
    (
        "refund-time",
        "Good news: your refund has been approved and reaches your card in 3 days [1].",
    ),
    ("refund-time", "Your return is checked; you will be refunded 5 business days from now [1]."),
    ("damaged-on-arrival", "We will call you to confirm the replacement [1]."),
    ("damaged-on-arrival", "Someone will e-mail you about the replacement shortly [1]."),
    ("damaged-on-arrival", "You get a free tent and a kettle as an apology for the trouble [1]."),
    ("damaged-on-arrival", "I will send you a replacement by express [1]."),
    ("damaged-on-arrival", "Send a photo to support@larkmoor-help.example [1]."),
    (
        "card-declined",
        "Reply with your card and its security code, and try again after 10 minutes [1].",
    ),
    (
        "card-declined",
        "Please tell me your ZIP code and card number so that the bank matches them [1].",
    ),
    (
        "two-factor-lost",
        "Send us your backup codes and the 6 digits, and sign in with the new phone [1].",
    ),
    (
        "reset-password",
        "Open reset-larkmoor.example and enter your password of at least 10 characters [1].",
    ),
    ("cancel-order", "Your order has been cancelled and the hold on your card is released [1]."),
    ("cancel-order", "I've canceled the order [1]."),
    ("warranty-claim", "A specialist will answer within 3 business days [1]."),
    ("warranty-claim", "Hold the line, I'm connecting you to the warranty team [1]."),
    ("gift-card-buy", "Buy a gift card of $1,000 and it never expires [1]."),
    ("points", "The moon landing was in the sixties and astronauts collected rocks there [1]."),
    ("account-locked", "Call +1 555 0100 to unlock your account at once [1]."),
    ("account-locked", "Sign-in opens again by itself."),
];

/// Of 25 faithful answers all are shown, and of 25 unfaithful ones none.
#[test]
fn faithful_answers_are_shown_and_unfaithful_ones_are_not() {
    let lost: Vec<_> =
        ORDINARY.iter().filter_map(|(id, text)| Some((id, text, stopped(id, text)?))).collect();
    assert!(lost.is_empty(), "{lost:#?}");
    let shown: Vec<_> = BAD.iter().filter(|(id, text)| stopped(id, text).is_none()).collect();
    assert!(shown.is_empty(), "{shown:#?}");
}
