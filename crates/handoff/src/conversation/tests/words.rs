//! A site's own words.

use super::*;

#[test]
fn a_site_speaks_in_its_own_words() {
    // R-120
    let templates = r#"{"templates": {
        "asked": "Gern! Ein Mensch ist gleich für Sie da.",
        "first_word": "{why} Noch einen Moment -- {place}.",
        "place_next": "Sie sind die Nächste",
        "agent_joined": "{agent} ist jetzt da.",
        "opening": "Guten Tag {customer}, ich bin {agent}."
    }}"#;
    let mut scene = Scene::with(serde_json::from_str(templates).expect("settings"));
    scene.press(0);
    let said = |scene: &Scene, text: &str| scene.log.iter().any(|e| e.body.text() == Some(text));
    assert!(said(&scene, "Gern! Ein Mensch ist gleich für Sie da."));
    scene.place(1, Standing { position: Some(1), team_online: true, ..Standing::default() });
    scene.at(30, Event::Woken);
    assert!(said(&scene, "Noch einen Moment -- Sie sind die Nächste."), "{:?}", scene.log);
    scene.assign(31);
    assert!(said(&scene, "Ana ist jetzt da."));
    let words = &scene.machine.settings().templates;
    let opening = crate::wording::opening(words, scene.machine.card(), "Ana", "Support");
    assert_eq!(opening, "Guten Tag, ich bin Ana.");
}
