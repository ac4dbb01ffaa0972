//! How is a figure computed where the rows are? By states that take rows, merge, cross processes as bytes, and answer.
//!
//! The laws: `merge` is associative and commutative, and rows split in any way over states that are then merged give what one
//! state over all rows gives: exactly for sums, counts, distinct counts and the registers of a `HyperLogLog`; within 1e-12
//! relative for moments (Chan, Golub & `LeVeque` 1979); within the bound of the sketch for quantiles.
//! Where the state is exact, its bytes depend on the rows alone and not on how they were split or ordered.

use crate::codec::{Kind, Reader, Writer, malformed};
use crate::error::KpiError;
use crate::intern::Interner;
use mercato_core::Error;
use std::convert::Infallible;
use std::marker::PhantomData;

/// A state that rows go into and a figure comes out of.
pub trait Accumulator: Sized {
    /// A row.
    type Item: ?Sized;
    /// The figure.
    type Output;

    /// Takes a row in; a row that is refused leaves the state as it was.
    ///
    /// # Errors
    /// A row out of its range; `overflow`.
    fn update(&mut self, item: &Self::Item) -> Result<(), KpiError>;

    /// Takes in all that another state took in.
    ///
    /// # Errors
    /// `invalid_argument` if the two were set up differently; `overflow`.
    fn merge(&mut self, other: &Self) -> Result<(), KpiError>;

    /// The figure over what was taken in so far.
    ///
    /// # Errors
    /// `overflow` of a figure beyond its type.
    fn finish(&self) -> Result<Self::Output, KpiError>;

    /// The state as bytes, a version first.
    fn to_bytes(&self) -> Vec<u8>;

    /// The state that [`Accumulator::to_bytes`] wrote.
    ///
    /// # Errors
    /// `invalid_argument` (path `state`) for anything else; never a panic.
    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError>;
}

/// Gives an accumulator its serde form: the bytes of its state.
macro_rules! serde_as_bytes {
    ($($(#[$attribute:meta])* $type:ty),*) => {$(
        $(#[$attribute])*
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&$crate::accumulator::Accumulator::to_bytes(self))
            }
        }

        $(#[$attribute])*
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let bytes = $crate::accumulator::state_bytes(deserializer)?;
                $crate::accumulator::Accumulator::from_bytes(&bytes).map_err(|error| mercato_core::wire::custom(&error))
            }
        }
    )*};
}

/// Bytes, from a format that has them or from a list of numbers.
pub(crate) fn state_bytes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    struct Bytes;
    impl<'de> serde::de::Visitor<'de> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("the bytes of a state")
        }

        fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut bytes: A) -> Result<Vec<u8>, A::Error> {
            let mut state = Vec::new();
            while let Some(byte) = bytes.next_element()? {
                state.push(byte);
            }
            Ok(state)
        }
    }
    deserializer.deserialize_bytes(Bytes)
}

serde_as_bytes!(
    crate::sum::SumDecimal,
    Count<str>,
    ExactDistinct,
    crate::moments::Moments,
    crate::sales::SalesAccumulator,
    crate::event_funnel::FunnelAccumulator,
    crate::session::SessionAccumulator
);
#[cfg(feature = "sketches")]
serde_as_bytes!(crate::sketches::HllDistinct, crate::sketches::TDigest);

/// How many rows there were, of any type.
///
/// ```
/// use mercato_kpi::{Accumulator, Count};
/// let mut visits = Count::<str>::default();
/// visits.update("u1")?;
/// visits.update("u1")?;
/// assert_eq!(visits.finish()?, 2);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
pub struct Count<T: ?Sized> {
    rows: u64,
    item: PhantomData<fn(&T) -> Infallible>,
}

impl<T: ?Sized> Default for Count<T> {
    fn default() -> Self {
        Self { rows: 0, item: PhantomData }
    }
}

impl<T: ?Sized> Clone for Count<T> {
    fn clone(&self) -> Self {
        Self { rows: self.rows, item: PhantomData }
    }
}

impl<T: ?Sized> PartialEq for Count<T> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl<T: ?Sized> Eq for Count<T> {}

impl<T: ?Sized> std::fmt::Debug for Count<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Count").field(&self.rows).finish()
    }
}

/// `total += more`, or `overflow` of the figure `name`.
pub(crate) fn add_count(name: &str, total: u64, more: u64) -> Result<u64, KpiError> {
    total
        .checked_add(more)
        .ok_or_else(|| Error::overflow(name, format_args!("{total} + {more}"), "a 64-bit count").into())
}

impl<T: ?Sized> Accumulator for Count<T> {
    type Item = T;
    type Output = u64;

    fn update(&mut self, _: &T) -> Result<(), KpiError> {
        self.rows = add_count("count", self.rows, 1)?;
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        self.rows = add_count("count", self.rows, other.rows)?;
        Ok(())
    }

    fn finish(&self) -> Result<u64, KpiError> {
        Ok(self.rows)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::Count);
        out.count(self.rows);
        out.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::Count)?;
        let rows = from.count()?;
        from.finish()?;
        Ok(Self { rows, item: PhantomData })
    }
}

/// How many different texts there were, exactly. Memory grows with them: their bytes and about 20 more each.
///
/// ```
/// use mercato_kpi::{Accumulator, ExactDistinct};
/// let mut visitors = ExactDistinct::default();
/// for visitor in ["u1", "u2", "u1"] {
///     visitors.update(visitor)?;
/// }
/// assert_eq!(visitors.finish()?, 2);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ExactDistinct {
    seen: Interner,
}

impl PartialEq for ExactDistinct {
    fn eq(&self, other: &Self) -> bool {
        self.seen.len() == other.seen.len() && self.seen.ids().all(|id| other.seen.find(self.seen.get(id)).is_some())
    }
}

impl Eq for ExactDistinct {}

impl Accumulator for ExactDistinct {
    type Item = str;
    type Output = u64;

    fn update(&mut self, item: &str) -> Result<(), KpiError> {
        self.seen.intern(item.as_bytes())?;
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        self.seen.absorb(&other.seen)?;
        Ok(())
    }

    fn finish(&self) -> Result<u64, KpiError> {
        Ok(u64::try_from(self.seen.len()).unwrap_or(u64::MAX))
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::ExactDistinct);
        write_names(&mut out, &self.seen);
        out.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::ExactDistinct)?;
        let seen = read_names(&mut from)?;
        from.finish()?;
        Ok(Self { seen })
    }
}

/// The texts in the order of their bytes; answers the rank of each by its number.
pub(crate) fn write_names(out: &mut Writer, names: &Interner) -> Vec<u32> {
    let sorted = names.sorted();
    out.length(sorted.len());
    let mut ranks = vec![0; sorted.len()];
    for (rank, id) in (0_u32..).zip(&sorted) {
        out.bytes(names.get(*id));
        if let Some(slot) = usize::try_from(*id).ok().and_then(|id| ranks.get_mut(id)) {
            *slot = rank;
        }
    }
    ranks
}

/// The texts that [`write_names`] wrote, numbered by rank.
pub(crate) fn read_names(from: &mut Reader<'_>) -> Result<Interner, KpiError> {
    let mut names = Interner::default();
    let mut last: Option<&[u8]> = None;
    for _ in 0..from.length()? {
        let name = from.bytes()?;
        if last.is_some_and(|last| last >= name) || std::str::from_utf8(name).is_err() {
            return Err(malformed("a text out of order or not UTF-8"));
        }
        names.intern(name)?;
        last = Some(name);
    }
    Ok(names)
}
