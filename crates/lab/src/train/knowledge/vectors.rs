//! Word vectors, such that texts that ask for the same thing point the same way.
//!
//! Prototypical training (Snell, Swersky, Zemel 2017) of summed word vectors: an episode takes some entries of one
//! base, a few phrasings of each as its prototype, and other phrasings as questions; the loss is the softmax over the
//! cosines with the prototypes. The cosine by words alone is added to it, so that the vectors learn what it misses.

use std::collections::{BTreeMap, HashMap};

use warmline_knowledge::{DIMENSIONS as D, stems};

use super::{Corpus, Numbers};

/// A word has a vector if this many texts have it.
const SEEN: u32 = 3;
const EPISODES: usize = 6_000;
/// Entries of an episode, and questions for each.
const ENTRIES: usize = 40;
const QUESTIONS: usize = 2;
/// How many phrasings make a prototype.
const SUPPORT: [usize; 5] = [1, 2, 3, 5, 8];
/// How much a cosine counts in the softmax: by direction, and by words.
const SHARP: f32 = 10.0;
const SHARP_WORDS: f32 = 8.0;
/// Adagrad's rate, which falls to a tenth; the pull towards where a vector began; the share of words dropped.
const RATE: f32 = 0.05;
const PULL: f32 = 0.005;
const DROPPED: f32 = 0.2;

type Vector = [f32; D];
/// Distinct words by number, in order.
type Text = Vec<u32>;

struct Base {
    entries: Vec<Vec<Text>>,
    /// By word: how rare it is among the entries.
    rarity: Vec<f32>,
}

/// A text of an episode.
struct Said {
    entry: usize,
    question: bool,
    words: Text,
    direction: Vector,
    length: f32,
}

/// The words of the corpus with their vectors, commonest first.
pub fn learn(corpus: &Corpus) -> Vec<(String, Vector)> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for text in corpus.values().flat_map(BTreeMap::values).flatten() {
        for word in distinct(stems(text)) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut words: Vec<(String, u32)> = counts.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let bases = read(corpus, &words);
    words.retain(|(_, count)| *count >= SEEN);

    let mut numbers = Numbers(20_261_121);
    let texts: usize = bases.iter().flat_map(|b| &b.entries).map(Vec::len).sum();
    let first: Vec<Vector> = words
        .iter()
        .map(|&(_, count)| {
            let rarity = (texts as f32 / count as f32).ln().max(0.1) / 10.0;
            let mut bell = || (numbers.unit() + numbers.unit() + numbers.unit() - 1.5) * 2.0;
            std::array::from_fn(|_| bell() * rarity / (D as f32).sqrt())
        })
        .collect();
    let vectors = descend(&bases, first, &mut numbers);
    words.into_iter().map(|(word, _)| word).zip(vectors).collect()
}

fn distinct<T: Ord>(mut words: Vec<T>) -> Vec<T> {
    words.sort_unstable();
    words.dedup();
    words
}

fn read(corpus: &Corpus, words: &[(String, u32)]) -> Vec<Base> {
    let ids: HashMap<&str, u32> =
        words.iter().enumerate().map(|(n, (word, _))| (word.as_str(), n as u32)).collect();
    let text = |t: &String| distinct(stems(t).iter().map(|s| ids[s.as_str()]).collect::<Text>());
    corpus
        .values()
        .map(|entries| {
            let entries: Vec<Vec<Text>> = entries
                .values()
                .map(|texts| texts.iter().map(text).filter(|t| !t.is_empty()).collect())
                .filter(|texts: &Vec<Text>| texts.len() >= 3)
                .collect();
            let mut having = vec![0.0_f32; words.len()];
            for texts in &entries {
                for word in distinct(texts.iter().take(20).flatten().copied().collect()) {
                    having[word as usize] += 1.0;
                }
            }
            let total = entries.len() as f32;
            let rare = |n: &f32| (1.0 + (total - n + 0.5) / (n + 0.5)).ln().max(0.05);
            Base { rarity: having.iter().map(rare).collect(), entries }
        })
        .collect()
}

fn descend(bases: &[Base], first: Vec<Vector>, numbers: &mut Numbers) -> Vec<Vector> {
    let mut vectors = first.clone();
    let mut squares = vec![1e-3_f32; vectors.len()];
    let shares: Vec<f32> = bases.iter().map(|b| (b.entries.len() as f32).sqrt()).collect();
    let (mut loss, mut asked) = (0.0, 0);
    for episode in 0..EPISODES {
        let rate = RATE * (1.0 - 0.9 * episode as f32 / EPISODES as f32);
        let base = &bases[draw(&shares, numbers)];
        let said = speak(base, &vectors, numbers);
        let (gradients, episode_loss) = compare(base, &said);
        loss += episode_loss;
        asked += said.iter().filter(|s| s.question).count();
        let mut by_word: BTreeMap<u32, Vector> = BTreeMap::new();
        for (said, gradient) in said.iter().zip(&gradients) {
            let inward = across(gradient, &said.direction);
            for &word in said.words.iter().filter(|&&w| (w as usize) < vectors.len()) {
                add(by_word.entry(word).or_insert([0.0; D]), &inward, 1.0 / said.length);
            }
        }
        for (word, gradient) in by_word {
            let word = word as usize;
            squares[word] += dot(&gradient, &gradient) / D as f32;
            let step = rate / squares[word].sqrt();
            for d in 0..D {
                let back = vectors[word][d] - first[word][d];
                vectors[word][d] -= step * gradient[d] + rate * PULL * back;
            }
        }
        if (episode + 1) % (EPISODES / 3) == 0 {
            eprintln!("word vectors, episode {}: loss {:.3}", episode + 1, loss / asked as f32);
            (loss, asked) = (0.0, 0);
        }
    }
    vectors
}

fn draw(shares: &[f32], numbers: &mut Numbers) -> usize {
    let mut left = numbers.unit() * shares.iter().sum::<f32>();
    for (at, share) in shares.iter().enumerate() {
        if left < *share {
            return at;
        }
        left -= share;
    }
    shares.len() - 1
}

fn speak(base: &Base, vectors: &[Vector], numbers: &mut Numbers) -> Vec<Said> {
    let mut all = Vec::new();
    let support = SUPPORT[numbers.below(SUPPORT.len())];
    for (entry, number) in numbers.some(ENTRIES, base.entries.len()).into_iter().enumerate() {
        let texts = &base.entries[number];
        for (at, text) in numbers.some(support + QUESTIONS, texts.len()).into_iter().enumerate() {
            let mut words = texts[text].clone();
            words.retain(|_| numbers.unit() >= DROPPED);
            if words.is_empty() {
                words.clone_from(&texts[text]);
            }
            let mut direction = [0.0; D];
            for vector in words.iter().filter_map(|&w| vectors.get(w as usize)) {
                add(&mut direction, vector, 1.0);
            }
            let length = normalise(&mut direction);
            all.push(Said { entry, question: at < QUESTIONS, words, direction, length });
        }
    }
    all
}

/// The gradient of the mean loss by each text's direction, and the summed loss.
fn compare(base: &Base, said: &[Said]) -> (Vec<Vector>, f32) {
    let count = said.iter().map(|s| s.entry + 1).max().unwrap_or(0);
    let mut prototypes = vec![[0.0; D]; count];
    let mut bags: Vec<BTreeMap<u32, f32>> = vec![BTreeMap::new(); count];
    for said in said.iter().filter(|s| !s.question) {
        add(&mut prototypes[said.entry], &said.direction, 1.0);
        for (word, weight) in weighed(&said.words, &base.rarity) {
            *bags[said.entry].entry(word).or_default() += weight;
        }
    }
    let lengths: Vec<f32> = prototypes.iter_mut().map(normalise).collect();
    let bag_lengths: Vec<f32> =
        bags.iter().map(|b| b.values().map(|w| w * w).sum::<f32>().sqrt().max(1e-6)).collect();
    let questions = said.iter().filter(|s| s.question).count() as f32;
    let mut pulls = vec![[0.0; D]; count];
    let mut gradients = vec![[0.0; D]; said.len()];
    let mut loss = 0.0;
    for (said, gradient) in said.iter().zip(&mut gradients).filter(|(s, _)| s.question) {
        let words = weighed(&said.words, &base.rarity);
        let score = |entry: usize| {
            let bag = &bags[entry];
            let common: f32 =
                words.iter().map(|(word, w)| w * bag.get(word).copied().unwrap_or(0.0)).sum();
            SHARP_WORDS * common / bag_lengths[entry]
                + SHARP * dot(&said.direction, &prototypes[entry])
        };
        let scores: Vec<f32> = (0..count).map(score).collect();
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        let total: f32 = scores.iter().map(|s| (s - top).exp()).sum();
        loss += total.ln() + top - scores[said.entry];
        for (entry, score) in scores.iter().enumerate() {
            let right = f32::from(u8::from(entry == said.entry));
            let push = SHARP * ((score - top).exp() / total - right) / questions;
            add(gradient, &prototypes[entry], push);
            add(&mut pulls[entry], &said.direction, push);
        }
    }
    for (said, gradient) in said.iter().zip(&mut gradients).filter(|(s, _)| !s.question) {
        let inward = across(&pulls[said.entry], &prototypes[said.entry]);
        add(gradient, &inward, 1.0 / lengths[said.entry]);
    }
    (gradients, loss)
}

/// The words by rarity, as a vector of length one.
fn weighed(words: &[u32], rarity: &[f32]) -> Vec<(u32, f32)> {
    let length = words.iter().map(|&w| rarity[w as usize].powi(2)).sum::<f32>().sqrt().max(1e-9);
    words.iter().map(|&w| (w, rarity[w as usize] / length)).collect()
}

fn dot(a: &Vector, b: &Vector) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn add(sum: &mut Vector, vector: &Vector, share: f32) {
    for (sum, component) in sum.iter_mut().zip(vector) {
        *sum += share * component;
    }
}

/// Makes the length one, and returns what it was.
fn normalise(vector: &mut Vector) -> f32 {
    let length = dot(vector, vector).sqrt().max(1e-6);
    vector.iter_mut().for_each(|x| *x /= length);
    length
}

/// The part of a gradient that turns a direction.
fn across(gradient: &Vector, direction: &Vector) -> Vector {
    let along = dot(gradient, direction);
    std::array::from_fn(|d| gradient[d] - along * direction[d])
}
