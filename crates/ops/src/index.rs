//! Which operation has this name? A table sorted by the compiler answers by binary search; nothing is built at start-up.
//!
//! The lists of the kernels stay in whatever order they are written. A name that occurs twice does not compile.

use crate::{CATALOGUE, Op};
use std::cmp::Ordering;

#[allow(clippy::indexing_slicing, reason = "evaluated at compile time, where an index out of range does not build")]
const COUNT: usize = {
    let (mut count, mut list) = (0, 0);
    while list < CATALOGUE.len() {
        count += CATALOGUE[list].len();
        list += 1;
    }
    count
};

/// Every operation, by name.
pub(crate) static BY_NAME: [&Op; COUNT] = sorted();

#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "evaluated at compile time, where a panic does not build"
)]
const fn sorted() -> [&'static Op; COUNT] {
    let mut table = [&CATALOGUE[0][0]; COUNT];
    let (mut filled, mut list) = (0, 0);
    while list < CATALOGUE.len() {
        let mut item = 0;
        while item < CATALOGUE[list].len() {
            // insertion: lists that are nearly in order, as they are, cost next to nothing
            let op = &CATALOGUE[list][item];
            let mut place = filled;
            while place > 0 {
                match compare(op.name, table[place - 1].name) {
                    Ordering::Less => table[place] = table[place - 1],
                    Ordering::Equal => panic!("two operations have the same name"),
                    Ordering::Greater => break,
                }
                place -= 1;
            }
            table[place] = op;
            filled += 1;
            item += 1;
        }
        list += 1;
    }
    table
}

/// Byte order, at compile time.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "evaluated at compile time")]
const fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() {
        if a[i] != b[i] {
            return if a[i] < b[i] { Ordering::Less } else { Ordering::Greater };
        }
        i += 1;
    }
    if a.len() < b.len() {
        Ordering::Less
    } else if a.len() > b.len() {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

/// The operation with this name.
pub(crate) fn get(name: &str) -> Option<&'static Op> {
    let place = BY_NAME.binary_search_by(|op| op.name.cmp(name)).ok()?;
    BY_NAME.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::{BY_NAME, get};
    use crate::CATALOGUE;

    #[test]
    fn names_are_sorted_unique_and_all_there() {
        assert!(BY_NAME.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(BY_NAME.len(), CATALOGUE.iter().map(|list| list.len()).sum::<usize>());
        for op in CATALOGUE.iter().copied().flatten() {
            assert_eq!(get(op.name).map(|found| (found.name, found.summary)), Some((op.name, op.summary)));
        }
        assert!(get("").is_none() && get("kpi").is_none() && get("zzz.zzz").is_none());
    }

    #[test]
    fn names_are_a_kernel_and_a_function() {
        for op in BY_NAME {
            let parts: Vec<&str> = op.name.split('.').collect();
            let word = |part: &&str| {
                part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            };
            assert!(parts.len() == 2 && parts.iter().all(word), "{}", op.name);
        }
    }
}
