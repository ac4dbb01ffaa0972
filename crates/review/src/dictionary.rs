//! Texts as dense numbers: each distinct text once, in the order of its first appearance.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// A dictionary of texts. Its numbers run from 0 without gaps.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    bytes: String,
    /// End of each text in `bytes`.
    ends: Vec<usize>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The answer before: rows of one order follow each other.
    last: u32,
}

impl Dictionary {
    /// The number of a text, new or known; `None` beyond 2^32 - 1 distinct texts.
    pub(crate) fn intern(&mut self, text: &str) -> Option<u32> {
        if self.get(self.last) == Some(text) {
            return Some(self.last);
        }
        let Self { bytes, ends, table, hasher, last } = self;
        let hash = hasher.hash_one(text);
        if let Some(found) = table.find(hash, |id| slice(bytes, ends, *id) == Some(text)) {
            *last = *found;
            return Some(*found);
        }
        let id = u32::try_from(ends.len()).ok().filter(|id| *id < u32::MAX)?;
        bytes.push_str(text);
        ends.push(bytes.len());
        table.insert_unique(hash, id, |id| hasher.hash_one(slice(bytes, ends, *id).unwrap_or_default()));
        *last = id;
        Some(id)
    }

    /// The text of a number.
    pub(crate) fn get(&self, id: u32) -> Option<&str> {
        slice(&self.bytes, &self.ends, id)
    }

    /// How many texts.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

fn slice<'a>(bytes: &'a str, ends: &[usize], id: u32) -> Option<&'a str> {
    let at = usize::try_from(id).ok()?;
    let start = match at.checked_sub(1) {
        Some(before) => *ends.get(before)?,
        None => 0,
    };
    bytes.get(start..*ends.get(at)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dense_and_stable() {
        let mut dictionary = Dictionary::default();
        let ids: Vec<_> = ["b", "a", "b", "", "a"].iter().map(|text| dictionary.intern(text)).collect();
        assert_eq!(ids, [Some(0), Some(1), Some(0), Some(2), Some(1)]);
        assert_eq!([0, 1, 2, 3].map(|id| dictionary.get(id)), [Some("b"), Some("a"), Some(""), None]);
        for i in 0..10_000 {
            assert_eq!(dictionary.intern(&format!("text {i}")), Some(i + 3));
        }
        assert_eq!(dictionary.get(5_003), Some("text 5000"));
    }
}
