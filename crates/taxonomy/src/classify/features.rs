//! What does the linear method read in a title? Its words, where they stand, and parts of them.
//!
//! | block | features | weight |
//! |---|---|---|
//! | words | the s-stemmed words | 1 |
//! | ends | the first word and the last, which names the thing in English | 0.7 |
//! | pairs | neighbouring words, function words left out | 0.5 |
//! | parts | 2 to 6 characters of a word with its bounds: what a word never seen shares with known ones | 0.7 |
//! | spans | 4 to 7 characters of the whole title, across words | 0.7 |
//! | shape | the number of words up to 4, whether there is "and", whether there is a digit | 0.3 |
//!
//! Each block is a vector of its own: `(1 + ln tf) idf` with `idf = 1 + ln((1 + N) / (1 + df))`, scaled to length 1 times its weight; so a block
//! with many features does not drown one with few. Features are told apart by 64-bit hashes.
//!
//! Sources: W. B. Cavnar, J. M. Trenkle (1994) for parts of words; G. Salton, C. Buckley (1988) for the weighting. The blocks and weights
//! were chosen by cross-validation on names of product categories.

use crate::text::{norm, s_stem};

/// How many blocks there are.
pub(super) const BLOCKS: usize = 6;
/// What each counts.
pub(super) const WEIGHTS: [f64; BLOCKS] = [1.0, 0.7, 0.5, 0.7, 0.7, 0.3];

/// The hash of a feature, by FNV-1a with 64 bits (G. Fowler, L. C. Noll, K.-P. Vo).
pub(super) type Feature = u64;

#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    const fn of_block(block: u8) -> Self {
        Self(0xcbf2_9ce4_8422_2325).byte(block)
    }

    const fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u64).wrapping_mul(0x0100_0000_01b3))
    }

    fn text(self, text: &str) -> Self {
        text.bytes().fold(self, Self::byte)
    }
}

/// Words that connect others and name nothing.
fn is_function_word(word: &str) -> bool {
    matches!(word, "and" | "for" | "with" | "of" | "the" | "in" | "or" | "to")
}

/// The features of a title by block; one that occurs twice stands twice.
pub(super) fn features(title: &str) -> [Vec<Feature>; BLOCKS] {
    let norm = norm(title);
    let words: Vec<&str> = norm.split(' ').filter(|word| !word.is_empty()).collect();
    let stems: Vec<_> = words.iter().map(|word| s_stem(word)).collect();
    let mut blocks: [Vec<Feature>; BLOCKS] = Default::default();
    let [in_words, ends, pairs, parts, spans, shape] = &mut blocks;
    in_words.extend(stems.iter().map(|stem| Hash::of_block(0).text(stem).0));
    if let (Some(first), Some(last)) = (stems.first(), stems.last()) {
        ends.push(Hash::of_block(1).byte(0).text(first).0);
        ends.push(Hash::of_block(1).byte(1).text(last).0);
    }
    let mut named = stems.iter().filter(|stem| !is_function_word(stem)).peekable();
    while let Some(stem) = named.next() {
        if let Some(next) = named.peek() {
            pairs.push(Hash::of_block(2).text(stem).byte(b' ').text(next).0);
        }
    }
    for word in &words {
        runs(&format!("<{word}>"), 2..=6, Hash::of_block(3), parts);
    }
    if !words.is_empty() {
        runs(&format!("<{norm}>"), 4..=7, Hash::of_block(4), spans);
        shape.push(Hash::of_block(5).byte(u8::try_from(words.len().min(4)).unwrap_or(4)).0);
    }
    if words.contains(&"and") {
        shape.push(Hash::of_block(5).byte(b'&').0);
    }
    if norm.contains(|character: char| character.is_ascii_digit()) {
        shape.push(Hash::of_block(5).byte(b'#').0);
    }
    blocks
}

/// Every run of characters of these lengths.
fn runs(text: &str, lengths: std::ops::RangeInclusive<usize>, hash: Hash, found: &mut Vec<Feature>) {
    for (start, _) in text.char_indices() {
        let mut run = hash;
        let rest = text.get(start..).unwrap_or_default();
        for (count, (at, character)) in (1_usize..).zip(rest.char_indices()).take(*lengths.end()) {
            run = run.text(rest.get(at..at.saturating_add(character.len_utf8())).unwrap_or_default());
            if lengths.contains(&count) {
                found.push(run.0);
            }
        }
    }
}
