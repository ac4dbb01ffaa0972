//! By which name is a conflict known, today and tomorrow? A hash of what it is: the same conflict keeps its name from run to run,
//! whichever order its parties come in, so that it can be waived, followed and closed.
//!
//! `"c"` and 32 hexadecimal digits of FNV-1a (128 bits) over the UTF-8 of kind, rule, thing and the parties, sorted, each once,
//! all joined by U+001F. The amounts are no part of it: a gap that widens is the same conflict.
//!
//! Source: Fowler, Noll and Vo (1991); draft-eastlake-fnv, 128-bit offset basis and prime. It is no defence against someone who
//! looks for two conflicts of one name.

use crate::check::not_blank;
use crate::error::ChannelError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What stands between two parts of what is hashed; no part may hold it.
const SEPARATOR: u8 = 0x1f;

const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0100_0000_0000_0000_0000_013b;

/// FNV-1a of 128 bits, fed piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fnv1a(u128);

impl Fnv1a {
    pub(crate) const fn new() -> Self {
        Self(OFFSET)
    }

    /// The state after these bytes.
    #[must_use]
    pub(crate) fn bytes(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME)))
    }

    /// The state after one more part: the separator, then the part.
    #[must_use]
    pub(crate) fn part(self, part: &str) -> Self {
        self.bytes(&[SEPARATOR]).bytes(part.as_bytes())
    }

    pub(crate) const fn value(self) -> u128 {
        self.0
    }
}

/// The name with this hash.
pub(crate) fn printed(hash: u128) -> String {
    // a live check prints thousands at a time: the digits one by one, without the formatter
    let mut text = String::with_capacity(33);
    text.push('c');
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    text.extend(hash.to_be_bytes().into_iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).flatten());
    text
}

/// The hash of a conflict whose parties are sorted and distinct.
pub(crate) fn hash(kind: &str, rule_id: &str, sku: &str, parties: &[&str]) -> u128 {
    let head = Fnv1a::new().bytes(kind.as_bytes()).part(rule_id).part(sku);
    parties.iter().fold(head, |state, party| state.part(party)).value()
}

/// Refuses a part that holds the separator.
pub(crate) fn check_part(path: &str, part: &str) -> Result<(), Error> {
    if part.as_bytes().contains(&SEPARATOR) {
        return Err(Error::invalid(
            path,
            format_args!("{part:?}"),
            "must not hold U+001F, which joins the parts of a conflict's id",
        ));
    }
    Ok(())
}

/// What [`conflict_id`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConflictIdInput {
    /// The kind of conflict, such as `price_parity`.
    pub kind: String,
    /// The rule that is broken.
    pub rule_id: String,
    /// The thing.
    pub sku: String,
    /// What contradicts one another, at least one, in any order.
    pub parties: Vec<String>,
}

/// The name of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ConflictId {
    /// `c` and 32 hexadecimal digits.
    pub conflict_id: String,
}

/// By which name is the conflict known?
///
/// ```
/// use mercato_channel::{ConflictIdInput, conflict_id};
/// let input = |parties: &[&str]| ConflictIdInput {
///     kind: "price_parity".into(),
///     rule_id: "parity".into(),
///     sku: "sku1".into(),
///     parties: parties.iter().map(|party| (*party).to_owned()).collect(),
/// };
/// let id = conflict_id(&input(&["o2", "o1"]))?;
/// assert_eq!(id.conflict_id, "c4a8be555a03888084fcd004e8a07965c");
/// assert_eq!(conflict_id(&input(&["o1", "o2", "o2"]))?, id);
/// # Ok::<(), mercato_channel::ChannelError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a blank kind, no parties, a part with U+001F in it.
pub fn conflict_id(input: &ConflictIdInput) -> Result<ConflictId, ChannelError> {
    not_blank("kind", &input.kind)?;
    if input.parties.is_empty() {
        return Err(Error::invalid("parties", "an empty list", "makes no conflict: name at least one party").into());
    }
    for (path, part) in [("kind", &input.kind), ("rule_id", &input.rule_id), ("sku", &input.sku)] {
        check_part(path, part)?;
    }
    let mut parties: Vec<&str> = input.parties.iter().map(String::as_str).collect();
    for (index, party) in parties.iter().enumerate() {
        check_part(&format!("parties[{index}]"), party)?;
    }
    parties.sort_unstable();
    parties.dedup();
    Ok(ConflictId { conflict_id: printed(hash(&input.kind, &input.rule_id, &input.sku, &parties)) })
}

#[cfg(test)]
mod tests {
    use super::{Fnv1a, printed};

    /// The published values of the draft for the empty text and for "a".
    #[test]
    fn published_hashes() {
        assert_eq!(printed(Fnv1a::new().value()), "c6c62272e07bb014262b821756295c58d");
        assert_eq!(printed(Fnv1a::new().bytes(b"a").value()), "cd228cb696f1a8caf78912b704e4a8964");
        assert_eq!(printed(Fnv1a::new().bytes(b"foobar").value()), "c343e1662793c64bf6f0d3597ba446f18");
    }
}
