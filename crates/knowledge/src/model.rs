//! What is learned once, from public support questions, and ships with the engine: word vectors and shares.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::confidence::{CONFIDENCE_SHARES, RANK_SHARES};

/// The dimensions of a word's vector.
pub const DIMENSIONS: usize = 48;

/// A text's vector of length one, each component times 127.
pub(crate) type Dense = [i8; DIMENSIONS];

static SHIPPED: LazyLock<Arc<Model>> = LazyLock::new(|| {
    let model = Model::parse(include_bytes!("knowledge.weights"));
    Arc::new(model.unwrap_or_default())
});

/// Word vectors, the shares by which articles are ranked, and those of the confidence.
///
/// Two texts whose words' summed vectors point the same way ask for the same thing in the companies it was trained
/// on; words it never saw have no vector, and are compared as words only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Beside the features of `confidence::rank_features`.
    pub rank: [f32; RANK_SHARES],
    /// Beside the features of `confidence::confidence_features`.
    pub confidence: [f32; CONFIDENCE_SHARES],
    rows: HashMap<String, u32>,
    vectors: Vec<[f32; DIMENSIONS]>,
}

impl Model {
    /// The weights this crate was built with.
    pub fn shipped() -> Arc<Self> {
        SHIPPED.clone()
    }

    /// A model of these words, each stem with its vector.
    pub fn new(words: &[(String, [f32; DIMENSIONS])]) -> Self {
        let rows = words.iter().enumerate().map(|(n, (w, _))| (w.clone(), n as u32)).collect();
        let vectors = words.iter().map(|(_, vector)| *vector).collect();
        Self { rows, vectors, ..Self::default() }
    }

    /// Reads what [`Model::bytes`] wrote; none where it is cut short or not of this shape.
    pub fn parse(mut bytes: &[u8]) -> Option<Self> {
        let mut model = Self::default();
        for share in model.rank.iter_mut().chain(&mut model.confidence) {
            *share = f32::from_le_bytes(*bytes.split_off(..4)?.first_chunk()?);
        }
        let count = u32::from_le_bytes(*bytes.split_off(..4)?.first_chunk()?) as usize;
        let length = u32::from_le_bytes(*bytes.split_off(..4)?.first_chunk()?) as usize;
        let words = std::str::from_utf8(bytes.split_off(..length)?).ok()?;
        let scales = bytes.split_off(..count)?;
        if bytes.len() != count * DIMENSIONS {
            return None;
        }
        for (row, (word, scale)) in words.lines().zip(scales).enumerate() {
            model.rows.insert(word.to_owned(), row as u32);
            let scale = f32::from(*scale) / SCALE_STEPS;
            // By dimension, not by word: neighbours are alike, which compresses better.
            let component = |d: usize| f32::from(bytes[d * count + row].cast_signed()) * scale;
            model.vectors.push(std::array::from_fn(component));
        }
        (model.vectors.len() == count).then_some(model)
    }

    /// The model as it is embedded: shares, words, then the vectors in a few bits a component.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for share in self.rank.iter().chain(&self.confidence) {
            out.extend(share.to_le_bytes());
        }
        let mut words: Vec<(&String, &u32)> = self.rows.iter().collect();
        words.sort_unstable();
        let text: String = words.iter().map(|(word, _)| format!("{word}\n")).collect();
        out.extend((words.len() as u32).to_le_bytes());
        out.extend((text.len() as u32).to_le_bytes());
        out.extend(text.as_bytes());
        let vectors: Vec<_> = words.iter().map(|(_, row)| self.vectors[**row as usize]).collect();
        let scales: Vec<u8> = vectors.iter().map(scale_of).collect();
        out.extend(&scales);
        for d in 0..DIMENSIONS {
            for (vector, scale) in vectors.iter().zip(&scales) {
                let scale = f32::from(*scale) / SCALE_STEPS;
                let level = (vector[d] / scale).round().clamp(-LEVELS, LEVELS);
                out.push((level as i8).cast_unsigned());
            }
        }
        out
    }

    /// The direction of a text; none where no word of it has a vector.
    pub(crate) fn direction(&self, stems: &[String]) -> Option<Dense> {
        let mut rows: Vec<u32> = stems.iter().filter_map(|s| self.rows.get(s)).copied().collect();
        rows.sort_unstable();
        rows.dedup();
        let mut sum = [0.0; DIMENSIONS];
        for row in rows {
            for (sum, component) in sum.iter_mut().zip(&self.vectors[row as usize]) {
                *sum += component;
            }
        }
        quantised(&sum)
    }
}

/// A component is a whole number of levels either way; a word's longest component sets how much a level is.
const LEVELS: f32 = 7.0;
const SCALE_STEPS: f32 = 512.0;

fn scale_of(vector: &[f32; DIMENSIONS]) -> u8 {
    let longest = vector.iter().fold(0.0_f32, |longest, c| longest.max(c.abs()));
    (longest / LEVELS * SCALE_STEPS).ceil().clamp(1.0, 255.0) as u8
}

/// The vector at length one, in steps of 1/127; none where it has no direction.
pub(crate) fn quantised(sum: &[f32; DIMENSIONS]) -> Option<Dense> {
    let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
    (length > 1e-6).then(|| sum.map(|x| (x / length * 127.0).round() as i8))
}

/// The cosine of two directions.
pub(crate) fn cosine(a: &Dense, b: &Dense) -> f32 {
    let sum: i32 = a.iter().zip(b).map(|(&x, &y)| i32::from(x) * i32::from(y)).sum();
    sum as f32 / (127.0 * 127.0)
}
