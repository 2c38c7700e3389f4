//! Everyday messages that no trigger may take for more than they are.

use super::*;

/// Calm questions, many of them about what policies are about.
const CALM: &str = "\
How long does a refund over $200 take?
Is the lamp a fire hazard?
Where can I read your privacy policy under GDPR?
What counts as suspicious activity?
My lawyer friend recommended your shop
Where is the legal notice on your page?
Do you have wine glasses? I broke a glass in my kitchen
Is this toy safe for a child of two?
Do you sell smoke detectors and fire blankets?
I lost my order confirmation, can you send it again?
How do I reset my password?
Can I pay by invoice?
I would like to exchange the blue jacket for a red one
My parcel says delivered but I can't find it
How do I unsubscribe from the newsletter?
Can you tell me the size of the small backpack?
What is the cancellation fee?
Is my data safe with you?
Do you offer discounts for schools?
Where can I see my bills?
How much was I charged for delivery?
The code SAVE10 does not work
I am looking for a birthday present for my brother
Do you ship to Alaska?
When is the sale?
What's the difference between the two stoves?
How can I complain?
Does the charger explode in the heat?
Is the shop on fire street open on Sundays?
Which card types do you take?
I need it by Friday, is that possible?
Can I change the delivery address?
How do I delete a saved card?
My order number is 10452
Thank you, that is all
ok
Can I get a gift receipt?
The colour is not what I expected, can I return it?
What happens if nobody is at home?
Is there a student discount?
I ordered two, only one came
Do you repair kettles?
Who is the manufacturer of the skillet?
Is the manual available in French?
My account shows the wrong name, how do I change it?
Do I need an account?
Tell me about your loyalty programme
What do I do with an unwanted gift?
Are your candles vegan?
¿Cuánto tarda el envío a Canarias?
¿Puedo devolver un regalo?
Wie lange dauert eine Rückerstattung?
Kann ich auf Rechnung zahlen?
Quels sont vos délais de livraison ?
Comment annuler ma commande ?
Quanto costa la spedizione?
Hoe kan ik mijn bestelling volgen?
Como faço para trocar um produto?
Kiedy dostanę przesyłkę?
Kargom ne zaman gelir?
返品はできますか
配送需要多久？
배송은 얼마나 걸리나요?
كم تستغرق الشحنة؟
डिलीवरी में कितना समय लगता है?
Сколько идёт доставка?";

/// The same subjects, where a person is owed at once.
const URGENT: &str = "\
Somebody logged in to my account from another country
There are payments on my card that I did not make
My son swallowed a part of the toy
The heater caught fire last night
I burned my hand on the kettle and am in hospital
I will sue you
Not acceptable, I will sue you
Nobody answers, so my lawyer will
No, I am taking legal action against you
I'm going to take legal action
You billed me twice this month
I want my $250 back
I don't recognise a payment of 45 euros
Somebody withdrew money from my account
I found glass in my yoghurt
Your agent was rude to me on the phone
I want a refund of 450 dollars
I was overcharged by $30
Get me a human
I demand to speak to a manager
Mi cuenta fue hackeada
Ich will einen Menschen sprechen
Je veux parler à un conseiller
Ich verklage euch
担当者と話したい
转人工
Соедините с оператором";

#[test]
fn calm_everyday_messages_are_left_to_the_assistant() {
    let mut wrong = Vec::new();
    for text in CALM.lines() {
        let mut scene = Scene::new();
        scene.say(0, text);
        let offered = matches!(scene.machine.stage(), Stage::Bot(bot) if bot.offer.is_some());
        if scene.is_waiting() || offered {
            let reason = scene.machine.card().reason.clone();
            wrong.push(format!("{text}: {:?}", reason.map(|r| (r.policy, r.evidence))));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn who_is_owed_a_person_gets_one_at_once() {
    let waits = |text: &&str| {
        let mut scene = Scene::new();
        scene.say(0, text);
        scene.is_waiting()
    };
    let left: Vec<_> = URGENT.lines().filter(|text| !waits(text)).collect();
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn a_calm_conversation_of_everyday_questions_never_looks_frustrated() {
    let settings = Settings { turns_from: 100, ..Settings::default() };
    let mut scene = Scene { machine: Conversation::new(settings), ..Scene::new() };
    for (n, text) in CALM.lines().enumerate() {
        let n = i64::try_from(n).expect("few");
        scene.say(n * 30, text);
        let offered = matches!(scene.machine.stage(), Stage::Bot(bot) if bot.offer.is_some());
        assert!(!offered, "{text}: {:?}", scene.machine.card().signals);
        scene.bot_answers(n * 30 + 1, 95);
    }
}
