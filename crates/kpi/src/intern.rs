//! Which texts have been seen? Each is kept once, in one arena, and named by a number: exact, and compact enough for the
//! keys of ten million rows.

use crate::error::KpiError;
use hashbrown::{DefaultHashBuilder, HashTable};
use mercato_core::Error;
use std::hash::BuildHasher;

/// Distinct byte strings, numbered from 0 in the order of their first appearance.
///
/// Memory: the bytes themselves, 8 for their end, and 6 to 12 in the table. A hash only finds the candidates; the bytes
/// decide. The order of the table never reaches an answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    bytes: Vec<u8>,
    /// `ends[i]` is where entry `i` ends in `bytes`.
    ends: Vec<usize>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// Entry `id`; an id that was never given out names the empty text.
fn entry<'a>(bytes: &'a [u8], ends: &[usize], id: u32) -> &'a [u8] {
    let Ok(id) = usize::try_from(id) else { return &[] };
    let start = id.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied());
    start.zip(ends.get(id).copied()).and_then(|(start, end)| bytes.get(start..end)).unwrap_or_default()
}

impl Interner {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Makes room for so many more, so that the table need not grow while they come.
    pub(crate) fn reserve(&mut self, more: usize) {
        let Self { bytes, ends, table, hasher } = self;
        table.reserve(more, |id| hasher.hash_one(entry(bytes, ends, *id)));
        ends.reserve(more);
    }

    /// The bytes of entry `id`.
    pub(crate) fn get(&self, id: u32) -> &[u8] {
        entry(&self.bytes, &self.ends, id)
    }

    /// The text of entry `id`, for one that went in as text.
    pub(crate) fn text(&self, id: u32) -> &str {
        std::str::from_utf8(self.get(id)).unwrap_or_default()
    }

    /// The number of `key`, if it was seen.
    pub(crate) fn find(&self, key: &[u8]) -> Option<u32> {
        self.table.find(self.hasher.hash_one(key), |id| self.get(*id) == key).copied()
    }

    /// The number of `key`, and whether it is new.
    ///
    /// # Errors
    /// `overflow` beyond 2^32 - 1 entries.
    pub(crate) fn intern(&mut self, key: &[u8]) -> Result<(u32, bool), KpiError> {
        let Self { bytes, ends, table, hasher } = self;
        let hash = hasher.hash_one(key);
        if let Some(id) = table.find(hash, |id| entry(bytes, ends, *id) == key) {
            return Ok((*id, false));
        }
        let id = u32::try_from(ends.len())
            .ok()
            .filter(|id| *id < u32::MAX)
            .ok_or_else(|| Error::overflow("distinct", ends.len(), "2^32 - 1 distinct keys"))?;
        bytes.extend_from_slice(key);
        ends.push(bytes.len());
        table.insert_unique(hash, id, |id| hasher.hash_one(entry(bytes, ends, *id)));
        Ok((id, true))
    }

    /// Forgets the entry that came last.
    pub(crate) fn forget_last(&mut self) {
        let Some(id) = self.ids().next_back() else { return };
        let Self { bytes, ends, table, hasher } = self;
        let last = entry(bytes, ends, id);
        let start = bytes.len().saturating_sub(last.len());
        if let Ok(found) = table.find_entry(hasher.hash_one(last), |other| *other == id) {
            found.remove();
        }
        ends.pop();
        bytes.truncate(start);
    }

    /// Every entry's number.
    pub(crate) fn ids(&self) -> std::ops::Range<u32> {
        // `intern` gives out no more
        0..u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    /// Every entry's number, by the bytes of the entries.
    pub(crate) fn sorted(&self) -> Vec<u32> {
        let mut ids: Vec<u32> = self.ids().collect();
        ids.sort_unstable_by(|a, b| self.get(*a).cmp(self.get(*b)));
        ids
    }

    /// Adds the entries of `other`; the answer maps its numbers to the numbers here.
    pub(crate) fn absorb(&mut self, other: &Self) -> Result<Vec<u32>, KpiError> {
        other.ids().map(|id| Ok(self.intern(other.get(id))?.0)).collect()
    }

    /// Bytes held, for a caller that bounds its memory.
    pub(crate) fn memory(&self) -> usize {
        let ends = self.ends.capacity().saturating_mul(size_of::<usize>());
        // a slot is the number and a control byte
        let table = self.table.capacity().saturating_mul(size_of::<u32>().saturating_add(1)).saturating_mul(8) / 7;
        self.bytes.capacity().saturating_add(ends).saturating_add(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_first_appearance() {
        let mut names = Interner::default();
        assert_eq!(names.intern(b"b").unwrap(), (0, true));
        assert_eq!(names.intern(b"").unwrap(), (1, true));
        assert_eq!(names.intern(b"a").unwrap(), (2, true));
        assert_eq!(names.intern(b"b").unwrap(), (0, false));
        assert_eq!((names.text(0), names.text(1), names.text(2), names.text(9)), ("b", "", "a", ""));
        assert_eq!(names.sorted(), [1, 2, 0]);
        assert_eq!(names.find(b"a"), Some(2));
        assert_eq!(names.find(b"c"), None);
        names.forget_last();
        assert_eq!((names.len(), names.find(b"a"), names.text(0)), (2, None, "b"));
        assert_eq!(names.intern(b"c").unwrap(), (2, true));
    }

    #[test]
    fn as_a_map_does() {
        let mut names = Interner::default();
        let mut map = std::collections::HashMap::new();
        for i in 0..20_000_u64 {
            let key = (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50).to_string();
            let next = u32::try_from(map.len()).unwrap();
            let expected = *map.entry(key.clone()).or_insert(next);
            assert_eq!(names.intern(key.as_bytes()).unwrap(), (expected, expected == next));
        }
        assert_eq!(names.len(), map.len());
    }
}
