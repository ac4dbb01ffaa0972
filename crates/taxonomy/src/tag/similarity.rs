//! How alike are two tags as they are written?
//!
//! | measure | formula | good at |
//! |---|---|---|
//! | `jaro_winkler` | `J + p/10 (1 - J)` where `J > 0.7`, else `J`; `p` the common prefix up to 4; `J = (m/\|a\| + m/\|b\| + (m - t)/m)/3` with `m` characters that match within `max(⌊max(\|a\|, \|b\|)/2⌋ - 1, 0)` places and `t` half of those out of order, rounded down | slips in short words |
//! | `normalized_osa` | `1 - d/max(\|a\|, \|b\|)`, `d` the least insertions, deletions, substitutions and swaps of neighbours, no part edited twice | slips in longer words |
//! | `token_jaccard` | common tokens / all tokens, as sets, s-stemmed | words in another order |
//!
//! Lengths are in Unicode scalar values. Sources: W. E. Winkler (1990), "String comparator metrics and enhanced decision rules in the
//! Fellegi-Sunter model of record linkage"; L. Boytsov (2011), "Indexing methods for approximate dictionary searching", for
//! optimal string alignment; H. Hyyrö (2003), "A bit-vector algorithm for computing Levenshtein and Damerau edit distances"; P.
//! Jaccard (1901). Strings of up to 64 characters, which tags are, take one machine word a character.

use crate::text::{Stem, tokens};
use serde::{Deserialize, Serialize};

/// How alike two tags are as they are written: from 0 to 1, and 1 where they are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TagSimilarity {
    /// [`jaro_winkler`].
    JaroWinkler,
    /// [`normalized_osa`].
    NormalizedOsa,
    /// [`token_jaccard`].
    TokenJaccard,
}

/// The longest string that is compared a machine word at a time.
const WORD: usize = 64;

/// A string prepared for comparison with many others: where each of its characters stands.
#[derive(Debug)]
pub(super) struct Pattern<'a> {
    characters: &'a [char],
    /// By ASCII character, a bit for each place; only for strings of up to [`WORD`] characters.
    ascii: Box<[u64; 128]>,
    /// The same for the other characters.
    others: Vec<(char, u64)>,
}

impl<'a> Pattern<'a> {
    pub(super) fn new(characters: &'a [char]) -> Self {
        let mut pattern = Self { characters, ascii: Box::new([0; 128]), others: Vec::new() };
        for (bit, character) in (0..WORD).zip(characters) {
            let place = 1_u64 << bit;
            if let Some(places) = pattern.ascii.get_mut(*character as usize) {
                *places |= place;
            } else if let Some((_, places)) = pattern.others.iter_mut().find(|(other, _)| other == character) {
                *places |= place;
            } else {
                pattern.others.push((*character, place));
            }
        }
        pattern
    }

    /// The places of a character.
    fn places(&self, character: char) -> u64 {
        match self.ascii.get(character as usize) {
            Some(places) => *places,
            None => self.others.iter().find(|(other, _)| *other == character).map_or(0, |(_, places)| *places),
        }
    }

    /// Do its characters fit into one machine word?
    fn fits(&self) -> bool {
        self.characters.len() <= WORD
    }

    pub(super) fn jaro_winkler(&self, text: &[char]) -> f64 {
        let jaro = self.jaro(text);
        winkler(jaro, common_prefix(self.characters, text))
    }

    fn jaro(&self, text: &[char]) -> f64 {
        let (a, b) = (self.characters.len(), text.len());
        let window = (a.max(b) / 2).saturating_sub(1);
        let (matches, out_of_order) = if self.fits() && b <= WORD {
            self.matches_in_a_word(text, window)
        } else {
            matches(self.characters, text, window)
        };
        jaro(a, b, matches, out_of_order)
    }

    /// As [`matches`], with bits for flags.
    fn matches_in_a_word(&self, text: &[char], window: usize) -> (usize, usize) {
        let mut own = 0_u64;
        let mut theirs = 0_u64;
        for (place, character) in text.iter().enumerate() {
            let from = u64::MAX.checked_shl(saturate(place.saturating_sub(window))).unwrap_or(0);
            let beyond = u64::MAX.checked_shl(saturate(place.saturating_add(window).saturating_add(1))).unwrap_or(0);
            let free = self.places(*character) & from & !beyond & !own;
            if free != 0 {
                own |= free & free.wrapping_neg();
                theirs |= 1_u64.wrapping_shl(saturate(place));
            }
        }
        let mut rest = own;
        let mut out_of_order = 0_usize;
        let mut flags = theirs;
        while flags != 0 {
            let matched = text.get(flags.trailing_zeros() as usize);
            let lowest = rest & rest.wrapping_neg();
            if matched.is_some_and(|character| self.places(*character) & lowest == 0) {
                out_of_order = out_of_order.saturating_add(1);
            }
            rest ^= lowest;
            flags &= flags.wrapping_sub(1);
        }
        (own.count_ones() as usize, out_of_order)
    }

    pub(super) fn normalized_osa(&self, text: &[char]) -> f64 {
        let longest = self.characters.len().max(text.len());
        if longest == 0 {
            return 1.0;
        }
        let distance = if self.fits() { self.osa_in_a_word(text) } else { osa(self.characters, text) };
        1.0 - distance as f64 / longest as f64
    }

    /// Optimal string alignment by the bit vectors of Hyyrö (2003): a column of the table of distances as the signs of its
    /// vertical differences.
    fn osa_in_a_word(&self, text: &[char]) -> usize {
        let Some(last) = self.characters.len().checked_sub(1) else { return text.len() };
        let end = 1_u64.wrapping_shl(saturate(last));
        let (mut positive, mut negative) = (u64::MAX, 0_u64);
        let (mut diagonal, mut before) = (0_u64, 0_u64);
        let mut distance = self.characters.len();
        for character in text {
            let places = self.places(*character);
            let swapped = ((!diagonal & places) << 1) & before;
            diagonal = ((places & positive).wrapping_add(positive) ^ positive) | places | negative | swapped;
            let up = negative | !(diagonal | positive);
            let down = diagonal & positive;
            distance = distance.saturating_add(usize::from(up & end != 0)).saturating_sub(usize::from(down & end != 0));
            let (up, down) = ((up << 1) | 1, down << 1);
            positive = down | !(diagonal | up);
            negative = up & diagonal;
            before = places;
        }
        distance
    }
}

fn saturate(places: usize) -> u32 {
    u32::try_from(places).unwrap_or(u32::MAX)
}

fn jaro(a: usize, b: usize, matches: usize, out_of_order: usize) -> f64 {
    if matches == 0 {
        return if a == 0 && b == 0 { 1.0 } else { 0.0 };
    }
    let found = matches as f64;
    let in_order = found - (out_of_order / 2) as f64;
    (found / a as f64 + found / b as f64 + in_order / found) / 3.0
}

/// How many characters of a common prefix count for Winkler, and above which similarity of Jaro.
pub(super) const PREFIX: usize = 4;
pub(super) const BOOST_ABOVE: f64 = 0.7;

/// The length of the common prefix, at most [`PREFIX`].
pub(super) fn common_prefix(a: &[char], b: &[char]) -> usize {
    a.iter().zip(b).take(PREFIX).take_while(|(a, b)| a == b).count()
}

/// The similarity of Winkler from that of Jaro and the length of the common prefix.
fn winkler(jaro: f64, prefix: usize) -> f64 {
    if jaro > BOOST_ABOVE { jaro + 0.1 * prefix as f64 * (1.0 - jaro) } else { jaro }
}

/// How many characters match within the window, first come first served, and how many of them are out of order.
fn matches(a: &[char], b: &[char], window: usize) -> (usize, usize) {
    let mut taken = vec![false; b.len()];
    let mut of_a = Vec::new();
    for (place, character) in a.iter().enumerate() {
        let from = place.saturating_sub(window);
        let to = place.saturating_add(window);
        let free = b.iter().zip(taken.iter_mut()).enumerate().take(to.saturating_add(1)).skip(from);
        let found = free.map(|(_, pair)| pair).find(|(other, taken)| !**taken && *other == character);
        if let Some((_, taken)) = found {
            *taken = true;
            of_a.push(character);
        }
    }
    let of_b = b.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(character, _)| character);
    let out_of_order = of_a.iter().zip(of_b).filter(|(a, b)| **a != *b).count();
    (of_a.len(), out_of_order)
}

/// Optimal string alignment by three rows of the table of distances.
fn osa(a: &[char], b: &[char]) -> usize {
    let mut above2: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(above.len());
        row.push(i.saturating_add(1));
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX);
            let mut least = at(&above, j.saturating_add(1)).min(at(&row, j)).saturating_add(1);
            least = least.min(at(&above, j).saturating_add(usize::from(x != y)));
            if let (Some(i), Some(j)) = (i.checked_sub(1), j.checked_sub(1))
                && a.get(i) == Some(y)
                && b.get(j) == Some(x)
            {
                least = least.min(at(&above2, j).saturating_add(1));
            }
            row.push(least);
        }
        above2 = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

/// The similarity of Jaro and Winkler of two strings as they are; symmetric, 1 for equal strings.
///
/// Time O(|a| |b|) beyond 64 characters, O(|a| + |b|) machine words up to there.
///
/// ```
/// use mercato_taxonomy::tag::jaro_winkler;
/// // the worked pairs of Winkler (1990)
/// assert!((jaro_winkler("MARTHA", "MARHTA") - 0.9611).abs() < 5e-5);
/// assert!((jaro_winkler("DIXON", "DICKSONX") - 0.8133).abs() < 5e-5);
/// assert!((jaro_winkler("DWAYNE", "DUANE") - 0.84).abs() < 5e-5);
/// ```
#[must_use]
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    let (a, b) = (characters(a), characters(b));
    Pattern::new(&a).jaro_winkler(&b)
}

/// One minus the optimal string alignment distance over the longer length; 1 for equal strings.
///
/// ```
/// use mercato_taxonomy::tag::normalized_osa;
/// assert_eq!(normalized_osa("form", "from"), 0.75);
/// // a part is edited once only, so a swap and an insertion between are three steps, not two
/// assert_eq!(normalized_osa("ca", "abc"), 0.0);
/// ```
#[must_use]
pub fn normalized_osa(a: &str, b: &str) -> f64 {
    let (a, b) = (characters(a), characters(b));
    Pattern::new(&a).normalized_osa(&b)
}

/// The share of common words in all words, s-stemmed, as sets: [`tokens`] with [`Stem::S`]. 1 where both have none.
///
/// ```
/// use mercato_taxonomy::tag::token_jaccard;
/// assert_eq!(token_jaccard("Oven-Bake Clay", "clays, oven bake"), 1.0);
/// assert_eq!(token_jaccard("Wind Wheels", "Wheel Set"), 1.0 / 3.0);
/// ```
#[must_use]
pub fn token_jaccard(a: &str, b: &str) -> f64 {
    let set = |text: &str| {
        let mut tokens = tokens(text, Stem::S);
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    };
    jaccard(&set(a), &set(b))
}

/// The Jaccard index of two sorted sets.
pub(super) fn jaccard<T: Ord>(a: &[T], b: &[T]) -> f64 {
    let common = common(a, b);
    let all = a.len().saturating_add(b.len()).saturating_sub(common);
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

/// How many elements two sorted sets have in common.
fn common<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut common = 0_usize;
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                common = common.saturating_add(1);
                a.next();
                b.next();
            }
        }
    }
    common
}

pub(super) fn characters(text: &str) -> Vec<char> {
    text.chars().collect()
}
