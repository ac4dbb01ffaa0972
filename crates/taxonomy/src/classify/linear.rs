//! A linear support vector machine for each category against the rest, over the features of [`features`](super::features).
//!
//! Each category c has weights that minimise `|w|²/2 + C Σ max(0, 1 - y_i w·x_i)²` over the examples, `y_i` = 1 for those of c and -1 for the
//! others, by dual coordinate descent: one example after another its dual variable is set to what is best while all others
//! stand, `α_i ← max(0, α_i - G/(|x_i|² + 1/(2C)))`, `G = y_i w·x_i - 1 + α_i/(2C)`, and w follows. Examples whose variable rests at 0
//! sit out until the end. The order of the examples is a fixed permutation for each round, so that the answer is the same everywhere.
//!
//! Margins become probabilities by `p_c ∝ exp(s m_c)`. The scale s is the one under which a fifth of the examples, held out from a first
//! training, is most likely; the model is then trained on all.
//!
//! Source: C.-J. Hsieh, K.-W. Chang, C.-J. Lin, S. S. Keerthi, S. Sundararajan (2008), "A dual coordinate descent method for
//! large-scale linear SVM", algorithms 1 and 3.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "every number is the place of a feature, an example or a category in lists of that length"
)]

use super::features::{BLOCKS, Feature, WEIGHTS, features};
use super::titles::{Grouped, Scores};
use mercato_core::Error;
use mercato_numeric::minimize;
use mercato_numeric::root::Tolerance;
use std::collections::HashMap;

/// What an error costs.
const C: f64 = 0.5;
/// Rounds over the examples, and the violation of optimality at which they end.
const ROUNDS: usize = 100;
const TOLERANCE: f64 = 0.02;
/// The most weights of a model, and the most steps of a round.
const MAX_WEIGHTS: usize = 1 << 26;
const MAX_STEPS: usize = 1 << 31;
/// One example of so many is held out for the scale.
const HELD_OUT: usize = 5;
/// The scale where there are too few examples to hold one out.
const SCALE: f64 = 4.0;
const NEAR_ENOUGH: Tolerance = Tolerance { absolute: 1e-3, relative: 1e-3, iterations: 100 };

#[derive(Debug, Clone)]
pub(super) struct Linear {
    /// From a feature to its place and its rarity.
    vocabulary: HashMap<Feature, (u32, f32)>,
    categories: usize,
    /// By feature, then by category; the bias is the last feature.
    weights: Vec<f32>,
    scale: f64,
}

/// A title as the numbers of its features and their values.
type Row = Vec<(u32, f32)>;

impl Linear {
    pub(super) fn train(grouped: &Grouped<'_>) -> Result<Self, Error> {
        let blocks: Vec<_> = grouped.titles.iter().map(|(title, _)| features(title)).collect();
        let vocabulary = vocabulary(&blocks);
        if vocabulary.is_empty() {
            return Err(Error::invalid("examples", blocks.len(), "titles hold no letter and no digit"));
        }
        let categories = grouped.categories.len();
        let entries: usize = blocks.iter().flatten().map(Vec::len).sum();
        if (vocabulary.len() + 1).saturating_mul(categories) > MAX_WEIGHTS
            || entries.saturating_mul(categories) > MAX_STEPS
        {
            let what = format!(
                "the linear method takes at most {MAX_WEIGHTS} parts of words × categories, here {} × {categories}; naive Bayes takes any \
                 number",
                vocabulary.len()
            );
            return Err(Error::unsupported("examples", what));
        }
        let mut model = Self { vocabulary, categories, weights: Vec::new(), scale: SCALE };
        let rows: Vec<Row> = blocks.iter().map(|blocks| model.row(blocks)).collect();
        let of: Vec<usize> = grouped.titles.iter().map(|(_, category)| *category).collect();
        let kept = |held: bool| (0..rows.len()).filter(move |place| (place % HELD_OUT == HELD_OUT - 1) == held);
        let held: Vec<usize> = kept(true).collect();
        if !held.is_empty() {
            model.weights = model.fit(&rows, &of, &kept(false).collect::<Vec<usize>>());
            model.scale = model.likeliest_scale(&rows, &of, &held)?;
        }
        model.weights = model.fit(&rows, &of, &(0..rows.len()).collect::<Vec<usize>>());
        Ok(model)
    }

    /// The weights that fit the examples at these places.
    fn fit(&self, rows: &[Row], of: &[usize], places: &[usize]) -> Vec<f32> {
        let bias = self.vocabulary.len();
        let mut weights = vec![0.0_f32; (bias + 1) * self.categories];
        let squares: Vec<f64> = places
            .iter()
            .map(|place| 1.0 + rows[*place].iter().map(|(_, value)| f64::from(*value) * f64::from(*value)).sum::<f64>())
            .collect();
        for category in 0..self.categories {
            let column = fit_one(rows, places, &squares, |place| of[place] == category, bias);
            for (feature, weight) in column.into_iter().enumerate() {
                #[allow(clippy::cast_possible_truncation, reason = "seven digits are enough for a weight")]
                let weight = weight as f32;
                weights[feature * self.categories + category] = weight;
            }
        }
        weights
    }

    /// The values of a title's features: of those that training saw.
    fn row(&self, blocks: &[Vec<Feature>; BLOCKS]) -> Row {
        let mut row = Row::new();
        for (block, weight) in blocks.iter().zip(WEIGHTS) {
            let mut known: Vec<(u32, f32)> =
                block.iter().filter_map(|feature| self.vocabulary.get(feature).copied()).collect();
            known.sort_unstable_by_key(|(place, _)| *place);
            let counted: Vec<(u32, f64)> = known
                .chunk_by(|a, b| a.0 == b.0)
                .map(|same| (same[0].0, (1.0 + libm::log(same.len() as f64)) * f64::from(same[0].1)))
                .collect();
            let length = counted.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
            #[allow(clippy::cast_possible_truncation, reason = "seven digits are enough for a feature")]
            row.extend(counted.into_iter().map(|(place, value)| (place, (weight * value / length) as f32)));
        }
        row
    }

    fn margins(&self, row: &Row) -> Vec<f32> {
        let row_of = |place: usize| &self.weights[place * self.categories..(place + 1) * self.categories];
        let mut margins = row_of(self.vocabulary.len()).to_vec();
        for (place, value) in row {
            for (margin, weight) in margins.iter_mut().zip(row_of(*place as usize)) {
                *margin += value * weight;
            }
        }
        margins
    }

    /// The scale under which the held-out examples are most likely.
    fn likeliest_scale(&self, rows: &[Row], of: &[usize], held: &[usize]) -> Result<f64, Error> {
        let margins: Vec<(Vec<f32>, usize)> =
            held.iter().map(|place| (self.margins(&rows[*place]), of[*place])).collect();
        let surprise = |scale: f64| {
            let one = |(margins, category): &(Vec<f32>, usize)| {
                let most = f64::from(margins.iter().copied().fold(f32::NEG_INFINITY, f32::max));
                let total: f64 = margins.iter().map(|margin| libm::exp(scale * (f64::from(*margin) - most))).sum();
                libm::log(total) - scale * (f64::from(margins[*category]) - most)
            };
            margins.iter().map(one).sum::<f64>()
        };
        let found = minimize::brent(surprise, 0.1, 20.0, NEAR_ENOUGH);
        found.map(|least| least.x).map_err(|error| Error::no_convergence("examples", error))
    }

    pub(super) fn score(&self, title: &str) -> Scores {
        let blocks = features(title);
        let known_tokens = blocks[0].iter().filter(|word| self.vocabulary.contains_key(word)).count();
        let margins = self.margins(&self.row(&blocks));
        Scores { logarithms: margins.into_iter().map(|margin| self.scale * f64::from(margin)).collect(), known_tokens }
    }
}

/// The features of all titles with their places, in the order of their first occurrence, and their rarity.
fn vocabulary(titles: &[[Vec<Feature>; BLOCKS]]) -> HashMap<Feature, (u32, f32)> {
    /// The place of a feature, the last title that had it, and how many did.
    struct Seen {
        place: u32,
        last: usize,
        titles: u32,
    }
    let mut seen: HashMap<Feature, Seen> = HashMap::new();
    for (title, blocks) in titles.iter().enumerate() {
        for feature in blocks.iter().flatten() {
            let place = u32::try_from(seen.len()).unwrap_or(u32::MAX);
            let entry = seen.entry(*feature).or_insert(Seen { place, last: usize::MAX, titles: 0 });
            if entry.last != title {
                entry.last = title;
                entry.titles = entry.titles.saturating_add(1);
            }
        }
    }
    let all = titles.len() as f64 + 1.0;
    #[allow(clippy::cast_possible_truncation, reason = "seven digits are enough for a rarity")]
    let rarity = |titles: u32| (1.0 + libm::log(all / (f64::from(titles) + 1.0))) as f32;
    seen.into_iter().map(|(feature, seen)| (feature, (seen.place, rarity(seen.titles)))).collect()
}

/// The weights of one category against the rest, the bias last.
fn fit_one(rows: &[Row], places: &[usize], squares: &[f64], is_own: impl Fn(usize) -> bool, bias: usize) -> Vec<f64> {
    const SOFT: f64 = 0.5 / C;
    let mut weights = vec![0.0; bias + 1];
    let mut alphas = vec![0.0; places.len()];
    let own: Vec<bool> = places.iter().map(|place| is_own(*place)).collect();
    let mut active: Vec<usize> = (0..places.len()).collect();
    let mut rests_above = f64::INFINITY;
    for round in 0..ROUNDS {
        let (mut most, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut staying = Vec::with_capacity(active.len());
        for step in Walk::new(active.len(), round) {
            let example = active[step];
            let row = &rows[places[example]];
            let sign = if own[example] { 1.0 } else { -1.0 };
            let margin =
                weights[bias] + row.iter().map(|(at, value)| weights[*at as usize] * f64::from(*value)).sum::<f64>();
            let gradient = sign * margin - 1.0 + SOFT * alphas[example];
            let at_zero = alphas[example] <= 0.0;
            if at_zero && gradient > rests_above {
                continue;
            }
            staying.push(example);
            // at 0 only a descent counts
            let violation = if at_zero { gradient.min(0.0) } else { gradient };
            most = most.max(violation);
            least = least.min(violation);
            if violation != 0.0 {
                let before = alphas[example];
                alphas[example] = (before - gradient / (squares[example] + SOFT)).max(0.0);
                let change = sign * (alphas[example] - before);
                weights[bias] += change;
                for (at, value) in row {
                    weights[*at as usize] += change * f64::from(*value);
                }
            }
        }
        let all = staying.len() == places.len();
        let done = most - least <= TOLERANCE;
        staying.sort_unstable();
        active = staying;
        rests_above = if most > 0.0 { most } else { f64::INFINITY };
        if done {
            if all || round + 1 == ROUNDS {
                break;
            }
            // those that sat out may have come to violate
            active = (0..places.len()).collect();
            rests_above = f64::INFINITY;
        }
    }
    weights
}

/// The numbers below `len`, each once, in an order of its own for each round: steps of about the golden section.
struct Walk {
    len: usize,
    step: usize,
    next: usize,
    left: usize,
}

impl Walk {
    fn new(len: usize, round: usize) -> Self {
        let section = [618, 382, 724, 276, 839][round % 5];
        let mut step = (len * section / 1000).max(1);
        while gcd(step, len) != 1 {
            step += 1;
        }
        Self { len, step, next: if len == 0 { 0 } else { round * 7919 % len }, left: len }
    }
}

impl Iterator for Walk {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let place = self.next;
        self.next = (self.next + self.step) % self.len;
        Some(place)
    }
}

fn gcd(mut a: usize, mut b: usize) -> usize {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
