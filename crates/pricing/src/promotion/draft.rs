//! What one promotion takes off and gives, before it is applied.

use mercato_core::Error;

/// What a promotion gives, before it is applied.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Discount by line; 0 for every line that is not in `lines`.
    by_line: Vec<i64>,
    /// The lines discounted, each once.
    lines: Vec<usize>,
    /// Discount on shipping; for a bound, on anything.
    pub(crate) shipping: i64,
    /// Pieces given.
    pub(crate) gift: u64,
}

impl Draft {
    /// Nothing, for a cart of so many lines.
    pub(crate) fn new(lines: usize) -> Self {
        Self { by_line: vec![0; lines], lines: Vec::with_capacity(lines), shipping: 0, gift: 0 }
    }

    /// Back to nothing.
    pub(crate) fn clear(&mut self) {
        for line in self.lines.drain(..) {
            if let Some(amount) = self.by_line.get_mut(line) {
                *amount = 0;
            }
        }
        self.shipping = 0;
        self.gift = 0;
    }

    /// Takes `amount` more off `line`.
    pub(crate) fn add(&mut self, line: usize, amount: i64) {
        if amount <= 0 {
            return;
        }
        if let Some(sum) = self.by_line.get_mut(line) {
            if *sum == 0 {
                self.lines.push(line);
            }
            // no more than the line's amount
            *sum = sum.saturating_add(amount);
        }
    }

    fn of_line(&self, line: usize) -> i64 {
        self.by_line.get(line).copied().unwrap_or_default()
    }

    /// Puts the lines into the order of the cart.
    pub(crate) fn sort(&mut self) {
        self.lines.sort_unstable();
    }

    /// The lines discounted and what each gets.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, i64)> + '_ {
        self.lines.iter().map(|line| (*line, self.of_line(*line)))
    }

    /// Replaces what each line gets.
    pub(crate) fn try_map(&mut self, mut change: impl FnMut(i64) -> Result<i64, Error>) -> Result<(), Error> {
        for line in &self.lines {
            if let Some(amount) = self.by_line.get_mut(*line) {
                *amount = change(*amount)?;
            }
        }
        let by_line = &self.by_line;
        self.lines.retain(|line| by_line.get(*line).is_some_and(|amount| *amount > 0));
        Ok(())
    }

    pub(crate) fn line_total(&self) -> i64 {
        self.lines().fold(0, |sum, (_, amount)| sum.saturating_add(amount))
    }

    /// Does it give nothing?
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.shipping == 0 && self.gift == 0
    }

    /// Line and shipping discount together.
    pub(crate) fn total(&self) -> i64 {
        self.line_total().saturating_add(self.shipping)
    }
}
