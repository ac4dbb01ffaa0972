//! Work in pieces: beside each other with the feature `rayon`, one after the other without; what comes of it is the same.

use mercato_core::Error;
use std::cmp::Ordering;

/// How many offers or things are one piece of work.
const CHUNK: usize = 1 << 14;

/// How many threads there are to work.
pub(crate) fn threads() -> usize {
    #[cfg(feature = "rayon")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "rayon"))]
    1
}

/// What becomes of each of so many pieces of work, in their order.
pub(crate) fn side_by_side<T: Send>(pieces: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    #[cfg(feature = "rayon")]
    if pieces > 1 {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        return (0..pieces).into_par_iter().map(&work).collect();
    }
    (0..pieces).map(work).collect()
}

/// Both pieces of work.
pub(crate) fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "rayon")]
    return rayon::join(a, b);
    #[cfg(not(feature = "rayon"))]
    (a(), b())
}

/// Sorts what has no equals that differ, on all threads where there are several.
pub(crate) fn sort_by<T: Send>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync) {
    #[cfg(feature = "rayon")]
    rayon::slice::ParallelSliceMut::par_sort_unstable_by(list, compare);
    #[cfg(not(feature = "rayon"))]
    list.sort_unstable_by(compare);
}

/// Joins what pieces of work found, in the order of the pieces.
pub(crate) fn in_pieces<T: Send>(
    total: usize,
    work: impl Fn(std::ops::Range<usize>) -> Result<Vec<T>, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let range = |piece: usize| {
        let from = piece.saturating_mul(CHUNK);
        from..from.saturating_add(CHUNK).min(total)
    };
    let mut joined = Vec::new();
    for part in side_by_side(total.div_ceil(CHUNK), |piece| work(range(piece))) {
        joined.append(&mut part?);
    }
    Ok(joined)
}
