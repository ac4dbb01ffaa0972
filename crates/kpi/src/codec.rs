//! How does the state of an accumulator travel? As bytes that begin with a version and a kind, read back with every bound
//! checked: bytes from elsewhere give an error, never a panic or an allocation larger than themselves.

use crate::error::KpiError;
use mercato_core::Error;
use num_bigint::BigInt;

/// Raised whenever the layout of any state changes.
const VERSION: u8 = 1;

/// Which accumulator the bytes hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Count = 1,
    SumDecimal = 2,
    ExactDistinct = 3,
    Sales = 4,
    Moments = 5,
    SalesCube = 8,
    #[cfg(feature = "sketches")]
    HllDistinct = 6,
    #[cfg(feature = "sketches")]
    TDigest = 7,
    Funnel = 9,
    Sessions = 10,
}

/// The refusal of bytes that are no state of the kind asked for.
pub(crate) fn malformed(what: impl std::fmt::Display) -> KpiError {
    Error::invalid("state", what, "makes it no state that this accumulator wrote").into()
}

/// Appends the parts of a state.
#[derive(Debug)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(vec![VERSION, kind as u8])
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Seven bits a byte, the lowest first.
    pub(crate) fn count(&mut self, value: u64) {
        write_varint(&mut self.0, value);
    }

    pub(crate) fn length(&mut self, value: usize) {
        // no collection has more than 2^64 entries
        self.count(u64::try_from(value).unwrap_or(u64::MAX));
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// Its sign in the last bit, so that small numbers of either sign are short.
    pub(crate) fn signed(&mut self, value: i128) {
        let folded = ((value << 1) ^ (value >> 127)).cast_unsigned();
        let (high, low) = (folded >> 64, folded & u128::from(u64::MAX));
        self.count(u64::try_from(low).unwrap_or_default());
        self.count(u64::try_from(high).unwrap_or_default());
    }

    pub(crate) fn float(&mut self, value: f64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub(crate) fn integer(&mut self, value: &BigInt) {
        self.bytes(&value.to_signed_bytes_le());
    }
}

/// Appends `value`, seven bits a byte, the lowest first.
pub(crate) fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// Takes the parts of a state off the front of its bytes.
#[derive(Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], kind: Kind) -> Result<Self, KpiError> {
        match bytes.split_at_checked(2) {
            Some(([version, found], rest)) if *version == VERSION && *found == kind as u8 => Ok(Self(rest)),
            Some(([version, _], _)) if *version != VERSION => Err(malformed(format_args!("version {version}"))),
            _ => Err(malformed("another kind or no kind")),
        }
    }

    /// Nothing may be left.
    pub(crate) fn finish(&self) -> Result<(), KpiError> {
        if self.0.is_empty() { Ok(()) } else { Err(malformed(format_args!("{} bytes after its end", self.0.len()))) }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], KpiError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(|| malformed("an end before its time"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, KpiError> {
        self.take(1)?.first().copied().ok_or_else(|| malformed("an end before its time"))
    }

    pub(crate) fn count(&mut self) -> Result<u64, KpiError> {
        let mut value = 0_u64;
        for (byte, shift) in self.0.iter().zip((0_usize..64).step_by(7)) {
            let bits = u64::from(byte & 0x7f);
            // the tenth byte holds the last bit, and a number has one form only
            if (shift == 63 && bits > 1) || (*byte == 0 && shift > 0) {
                break;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                self.take((shift / 7).saturating_add(1))?;
                return Ok(value);
            }
        }
        Err(malformed("a number that does not end within 64 bits"))
    }

    /// The length of a list whose entries take at least one byte each.
    pub(crate) fn length(&mut self) -> Result<usize, KpiError> {
        let length = self.count()?;
        usize::try_from(length)
            .ok()
            .filter(|length| *length <= self.0.len())
            .ok_or_else(|| malformed(format_args!("a length of {length}")))
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], KpiError> {
        let length = self.length()?;
        self.take(length)
    }

    pub(crate) fn signed(&mut self) -> Result<i128, KpiError> {
        let (low, high) = (self.count()?, self.count()?);
        let folded = u128::from(low) | (u128::from(high) << 64);
        let sign = if folded & 1 == 1 { -1 } else { 0 };
        Ok((folded >> 1).cast_signed() ^ sign)
    }

    /// A finite number.
    pub(crate) fn float(&mut self) -> Result<f64, KpiError> {
        let bytes = self.take(8)?.try_into().map_err(malformed)?;
        let value = f64::from_le_bytes(bytes);
        if value.is_finite() { Ok(value) } else { Err(malformed(value)) }
    }

    pub(crate) fn integer(&mut self) -> Result<BigInt, KpiError> {
        Ok(BigInt::from_signed_bytes_le(self.bytes()?))
    }
}
