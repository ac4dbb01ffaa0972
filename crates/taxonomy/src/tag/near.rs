//! Which tags of a vocabulary are spellings of one another?
//!
//! All pairs whose similarity reaches a threshold are found, as if each pair were compared. What a pair must have in common for
//! that is worked out first, and pairs without it are passed by:
//!
//! * by characters, tags stand in order of length, and those too different in length never meet; of the rest, those with too few
//!   characters in common, counted as a bag, are not compared: a character that matches is in both bags, and an edit changes
//!   one character of a bag (a swap none). How many are too few for Jaro-Winkler depends on the common prefix too;
//! * by tokens, two sets with Jaccard index `t` share one of the rarest `|a| - ⌈t |a|⌉ + 1` tokens of each, and only tags that do are
//!   compared (S. Chaudhuri, V. Ganti, R. Kaushik, 2006, "A primitive operator for similarity joins in data cleaning").

use super::normalize::checked_norm;
use super::similarity::{BOOST_ABOVE, PREFIX, Pattern, TagSimilarity, characters, common_prefix, jaccard};
use crate::error::TaxonomyError;
use crate::rank;
use crate::text::{Stem, tokens};
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most tags of a call, the longest tag in characters of its norm, and the most pairs of an answer: what keeps the work of
/// a call to seconds.
pub(super) const MAX_TAGS: usize = 50_000;
const MAX_CHARS: usize = 1_000;
const MAX_PAIRS: usize = 1_000_000;

/// What [`near_duplicates`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NearDuplicatesInput {
    /// The tags: at most 50,000, each with at most 1,000 characters in its norm.
    pub tags: Vec<String>,
    /// How likeness is measured.
    pub measure: TagSimilarity,
    /// The least likeness of a pair, above 0 and at most 1.
    pub threshold: f64,
}

/// The pairs that are alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NearDuplicates {
    /// The most alike first; of equals (to 12 decimals) by the place of a, then of b.
    pub pairs: Vec<DuplicatePair>,
}

/// Two tags that are alike; `a` stands before `b` in the input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DuplicatePair {
    /// The first, as it was given.
    pub a: String,
    /// The second, as it was given.
    pub b: String,
    /// The likeness of their norms, at most 1.
    pub score: f64,
}

/// Two places in the list of tags and the likeness.
type Pair = (usize, usize, f64);

/// Pairs up to [`MAX_PAIRS`].
struct Found {
    pairs: Vec<Pair>,
    threshold: f64,
}

impl Found {
    fn push(&mut self, a: usize, b: usize, score: f64) -> Result<(), Error> {
        if rank::rounded(score) < rank::rounded(self.threshold) {
            return Ok(());
        }
        if self.pairs.len() >= MAX_PAIRS {
            let reason = format!("gives more than {MAX_PAIRS} pairs: raise it, or leave out tags that are equal");
            return Err(Error::invalid("threshold", self.threshold, reason));
        }
        self.pairs.push((a.min(b), a.max(b), score));
        Ok(())
    }
}

/// How often each character of a tag occurs, by a hash: what two tags have in common is at most what their bags have.
#[derive(Clone, Copy)]
struct Bag([u8; 32]);

impl Bag {
    fn new(characters: &[char]) -> Self {
        let mut counts = [0_u8; 32];
        for character in characters {
            if let Some(count) = counts.get_mut(*character as usize % 32) {
                *count = count.saturating_add(1);
            }
        }
        Self(counts)
    }

    /// At least as many as the characters that both hold, if neither has more than 255.
    fn common(&self, other: &Self) -> usize {
        let sum: u16 = self.0.iter().zip(&other.0).map(|(a, b)| u16::from(*a.min(b))).sum();
        usize::from(sum)
    }
}

/// A tag with what is compared of it first.
struct Spelling {
    place: usize,
    characters: Vec<char>,
    bag: Bag,
    /// The first of the characters, with no character of a norm where there are fewer.
    start: [char; PREFIX],
}

impl Spelling {
    fn new(place: usize, norm: &str) -> Self {
        let characters = characters(norm);
        let bag = Bag::new(&characters);
        let mut start = ['\0'; PREFIX];
        for (place, character) in start.iter_mut().zip(&characters) {
            *place = *character;
        }
        Self { place, characters, bag, start }
    }

    /// The most characters that can match, out of the shorter's.
    fn common(&self, longer: &Self) -> usize {
        let len = self.characters.len();
        if longer.characters.len() > usize::from(u8::MAX) { len } else { self.bag.common(&longer.bag) }
    }
}

/// Rounding in a bound must not lose a pair.
const SLACK: f64 = 1e-9;

/// The fewest characters that tags of two lengths have in common where their likeness reaches a threshold, by the length of their
/// common prefix.
struct Fewest {
    measure: TagSimilarity,
    /// The least likeness before the prefix counts, by the length of the prefix.
    least: [f64; PREFIX + 1],
}

impl Fewest {
    fn new(measure: TagSimilarity, threshold: f64) -> Self {
        let threshold = threshold - SLACK;
        let mut least = [threshold; PREFIX + 1];
        if measure == TagSimilarity::JaroWinkler {
            // the formula of Winkler, solved for that of Jaro
            for (least, prefix) in least.iter_mut().zip(0_u8..) {
                let boost = 0.1 * f64::from(prefix);
                *least = threshold.min(((threshold - boost) / (1.0 - boost)).max(BOOST_ABOVE - SLACK));
            }
        }
        Self { measure, least }
    }

    fn common(&self, shorter: usize, longer: usize) -> [f64; PREFIX + 1] {
        let (a, b) = (shorter as f64, longer as f64);
        self.least.map(|least| match self.measure {
            // (m/a + m/b + 1)/3, which matches in order give, solved for m
            TagSimilarity::JaroWinkler => (3.0 * least - 1.0) * a * b / (a + b),
            _ => least * b,
        })
    }
}

fn by_characters(norms: &[String], measure: TagSimilarity, found: &mut Found) -> Result<(), Error> {
    let mut spellings: Vec<Spelling> = norms.iter().enumerate().map(|(at, norm)| Spelling::new(at, norm)).collect();
    spellings.sort_by_key(|spelling| spelling.characters.len());
    let fewest = Fewest::new(measure, found.threshold);
    let mut rest = spellings.as_slice();
    while let Some((shorter, longer)) = rest.split_first() {
        rest = longer;
        let pattern = Pattern::new(&shorter.characters);
        let len = shorter.characters.len();
        for longer in longer.chunk_by(|a, b| a.characters.len() == b.characters.len()) {
            let Some(length) = longer.first().map(|longer| longer.characters.len()) else { break };
            let fewest = fewest.common(len, length);
            // more is needed as the other grows, so that the first too long ends the search
            if fewest.iter().all(|fewest| *fewest > len as f64) {
                break;
            }
            for longer in longer {
                let common = shorter.common(longer) as f64;
                let prefix = common_prefix(&shorter.start, &longer.start);
                if fewest.get(prefix).is_some_and(|fewest| common < *fewest) {
                    continue;
                }
                let score = match measure {
                    TagSimilarity::JaroWinkler => pattern.jaro_winkler(&longer.characters),
                    _ => pattern.normalized_osa(&longer.characters),
                };
                found.push(shorter.place, longer.place, score)?;
            }
        }
    }
    Ok(())
}

fn by_tokens(norms: &[String], found: &mut Found) -> Result<(), Error> {
    let words: Vec<Vec<String>> = norms.iter().map(|norm| tokens(norm, Stem::S)).collect();
    let mut bearers: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (place, words) in words.iter().enumerate() {
        for word in words {
            bearers.entry(word).or_default().insert(place);
        }
    }
    // the rarest first, so that what is looked up has few bearers
    let mut by_rarity: Vec<(usize, &str)> = bearers.iter().map(|(word, places)| (places.len(), *word)).collect();
    by_rarity.sort_unstable();
    let rank: HashMap<&str, usize> = by_rarity.iter().enumerate().map(|(rank, (_, word))| (*word, rank)).collect();
    let mut index: Vec<Vec<usize>> = vec![Vec::new(); by_rarity.len()];
    let mut sets: Vec<Vec<usize>> = Vec::with_capacity(words.len());
    for (place, words) in words.iter().enumerate() {
        let set: BTreeSet<usize> = words.iter().filter_map(|word| rank.get(word.as_str()).copied()).collect();
        let set: Vec<usize> = set.into_iter().collect();
        let shared = (0..=set.len()).find(|n| *n as f64 + SLACK >= found.threshold * set.len() as f64).unwrap_or(0);
        let prefix = set.len().saturating_sub(shared).saturating_add(1);
        let mut met: BTreeSet<usize> = BTreeSet::new();
        for token in set.iter().take(prefix) {
            let Some(earlier) = index.get_mut(*token) else { continue };
            met.extend(earlier.iter());
            earlier.push(place);
        }
        for other in met {
            let score = sets.get(other).map_or(0.0, |earlier| jaccard(earlier, &set));
            found.push(other, place, score)?;
        }
        sets.push(set);
    }
    Ok(())
}

/// Which tags are spellings of one another?
///
/// Every pair of tags whose norms are alike by at least the threshold; equal norms have likeness 1. Both are compared rounded to 12
/// decimals. Time O(n²) in the worst case, but few pairs that cannot reach the threshold are compared.
///
/// ```
/// use mercato_taxonomy::tag::{NearDuplicatesInput, TagSimilarity, near_duplicates};
/// let tags = ["Dresses", "dress", "Beach Bag", "bag (beach)"].map(String::from).to_vec();
/// let pairs = near_duplicates(&NearDuplicatesInput { tags, measure: TagSimilarity::TokenJaccard, threshold: 0.8 })?.pairs;
/// assert_eq!(pairs.len(), 2);
/// assert_eq!((pairs[0].a.as_str(), pairs[0].b.as_str(), pairs[0].score), ("Dresses", "dress", 1.0));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a threshold outside (0, 1], a tag without letters and digits, more than 50,000 tags, a tag of more than 1,000
/// characters, and where there are more than a million pairs.
pub fn near_duplicates(input: &NearDuplicatesInput) -> Result<NearDuplicates, TaxonomyError> {
    let threshold = input.threshold;
    if !(threshold > 0.0 && threshold <= 1.0) {
        return Err(Error::invalid("threshold", threshold, "must be above 0 and at most 1").into());
    }
    if input.tags.len() > MAX_TAGS {
        return Err(Error::invalid("tags", input.tags.len(), format!("must be at most {MAX_TAGS}")).into());
    }
    let mut norms = Vec::with_capacity(input.tags.len());
    for (index, tag) in input.tags.iter().enumerate() {
        let path = || format!("tags[{index}]");
        let norm = checked_norm("tags", tag).map_err(|error| error.named(path()))?;
        let length = norm.chars().count();
        if length > MAX_CHARS {
            let reason = format!("characters are more than the {MAX_CHARS} of a tag");
            return Err(Error::invalid(path(), length, reason).into());
        }
        norms.push(norm);
    }
    let mut found = Found { pairs: Vec::new(), threshold };
    match input.measure {
        TagSimilarity::TokenJaccard => by_tokens(&norms, &mut found)?,
        measure => by_characters(&norms, measure, &mut found)?,
    }
    let mut pairs = found.pairs;
    pairs.sort_by(|x, y| rank::descending(x.2, y.2).then_with(|| (x.0, x.1).cmp(&(y.0, y.1))));
    let tag = |place: usize| input.tags.get(place).cloned().unwrap_or_default();
    let pairs = pairs.into_iter().map(|(a, b, score)| DuplicatePair { a: tag(a), b: tag(b), score }).collect();
    Ok(NearDuplicates { pairs })
}
