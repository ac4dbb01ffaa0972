//! Bytes as choices, for inputs that are nearly always well formed.

use serde_json::Value;

/// A stream of choices. Where the bytes end, every choice is the first.
pub(super) struct Choices<'a> {
    pub(super) bytes: &'a [u8],
}

impl Choices<'_> {
    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    pub(super) fn below(&mut self, count: u8) -> u8 {
        self.byte() % count
    }

    pub(super) fn pick<'c>(&mut self, choices: &[&'c str]) -> &'c str {
        choices[usize::from(self.byte()) % choices.len()]
    }

    pub(super) fn maybe(&mut self, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if self.below(3) == 1 { make(self) } else { Value::Null }
    }

    pub(super) fn list(&mut self, most: u8, mut make: impl FnMut(&mut Self) -> Value) -> Value {
        let count = self.below(most + 1);
        (0..count).map(|_| make(self)).collect()
    }
}
