//! Multinomial naive Bayes: how often does each category use the words of the title?
//!
//! `ln p(c | title) = ln p(c) + Σ ln p(t | c) + const`, `p(t | c) = (n_tc + α) / (n_c + α |V|)` (Lidstone), where `n_tc` is how often
//! the titles of c use the token, `n_c` how many tokens they have, `|V|` how many there are in all, and `p(c)` the share of
//! titles. Tokens that training did not see are left out. Source: C. D. Manning, P. Raghavan, H. Schütze (2008), "Introduction to
//! Information Retrieval", chapter 13.
//!
//! What a token adds where a category never used it is the same for every token, so that only the pairs of a token and a
//! category that used it are kept and visited.

use super::titles::{Grouped, Scores};
use crate::text::each_token;
use crate::text::norm;
use hashbrown::HashMap;
use mercato_core::Error;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub(super) struct NaiveBayes {
    vocabulary: HashMap<String, usize>,
    /// By token: the categories that used it, and what it adds there beyond a token never used.
    gains: Vec<Vec<(usize, f64)>>,
    /// By category: the logarithm of its share, and that of a token it never used.
    prior: Vec<f64>,
    unused: Vec<f64>,
}

impl NaiveBayes {
    pub(super) fn train(grouped: &Grouped<'_>, alpha: f64) -> Result<Self, Error> {
        let categories = grouped.categories.len();
        let mut vocabulary: HashMap<String, usize> = HashMap::new();
        let mut counts: Vec<BTreeMap<usize, u64>> = Vec::new();
        let mut tokens = vec![0_u64; categories];
        for (title, category) in &grouped.titles {
            each_token(&norm(title), |token| {
                let next = vocabulary.len();
                let number = match vocabulary.get(token) {
                    Some(number) => *number,
                    None => *vocabulary.entry(token.to_owned()).or_insert(next),
                };
                if number == counts.len() {
                    counts.push(BTreeMap::new());
                }
                if let Some(count) = counts.get_mut(number).map(|counts| counts.entry(*category).or_default()) {
                    *count = count.saturating_add(1);
                }
                if let Some(total) = tokens.get_mut(*category) {
                    *total = total.saturating_add(1);
                }
            });
        }
        if vocabulary.is_empty() {
            return Err(Error::invalid("examples", grouped.titles.len(), "titles hold no letter and no digit"));
        }
        let smoothing = alpha * vocabulary.len() as f64;
        if !smoothing.is_finite() {
            return Err(Error::invalid("alpha", alpha, "is too large for the number of words"));
        }
        let gain = |count: u64| libm::log(count as f64 + alpha) - libm::log(alpha);
        let gains = counts.into_iter().map(|counts| counts.into_iter().map(|(at, count)| (at, gain(count))).collect());
        Ok(Self {
            gains: gains.collect(),
            vocabulary,
            prior: grouped.log_shares(),
            unused: tokens.iter().map(|total| libm::log(alpha) - libm::log(*total as f64 + smoothing)).collect(),
        })
    }

    /// The logarithm of the joint probability, up to a constant, by category.
    pub(super) fn score(&self, title: &str) -> Scores {
        let mut scores = vec![0.0; self.prior.len()];
        let mut known_tokens = 0_usize;
        each_token(&norm(title), |token| {
            let Some(gains) = self.vocabulary.get(token).and_then(|token| self.gains.get(*token)) else { return };
            known_tokens = known_tokens.saturating_add(1);
            for (category, gain) in gains {
                if let Some(score) = scores.get_mut(*category) {
                    *score += gain;
                }
            }
        });
        let known = known_tokens as f64;
        for ((score, prior), unused) in scores.iter_mut().zip(&self.prior).zip(&self.unused) {
            *score += prior + known * unused;
        }
        Scores { logarithms: scores, known_tokens }
    }
}
