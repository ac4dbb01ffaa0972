//! Local search: where a component is too large to be searched whole, the best combination that small changes lead to.
//!
//! It starts from the priority pass, or from the best that the search had found, and takes the best of all changes of one
//! promotion, then of two, until none saves more. The result is never worse than the start, and never called optimal.

use super::best::Contender;
use super::engine::Engine;
use super::evaluate::Pass;
use mercato_core::Error;

/// The improved choice: the contenders applied.
pub(crate) fn improve(
    engine: &mut Engine<'_>,
    contenders: &[&Contender<'_>],
    start: Vec<bool>,
    node_limit: u64,
) -> Result<Vec<bool>, Error> {
    let mut search = Search { contenders, choice: start, steps: node_limit };
    let mut best = search.saving(engine)?;
    loop {
        let count = contenders.len();
        let singles = (0..count).map(|index| (index, None));
        let pairs = (0..count).flat_map(|a| (a.saturating_add(1)..count).map(move |b| (a, Some(b))));
        let one = search.best_change(engine, best, singles)?;
        let change = match one {
            Some(change) => Some(change),
            None => search.best_change(engine, best, pairs)?,
        };
        match change {
            Some((saving, (a, b))) => {
                search.flip(a, b);
                best = saving;
            }
            None => break,
        }
    }
    let pass = search.pass(engine)?;
    let applied = |one: &&Contender<'_>| pass.applied.iter().any(|applied| applied.rank == one.candidate.rank);
    Ok(contenders.iter().map(applied).collect())
}

/// One contender, or two, that change sides.
type Change = (usize, Option<usize>);

struct Search<'c> {
    contenders: &'c [&'c Contender<'c>],
    choice: Vec<bool>,
    /// How many promotions may still be looked at.
    steps: u64,
}

impl Search<'_> {
    fn pass(&self, engine: &mut Engine<'_>) -> Result<Pass, Error> {
        let chosen = self.contenders.iter().zip(&self.choice).filter(|(_, taken)| **taken);
        Pass::run(engine, &mut chosen.map(|(one, _)| one.candidate))
    }

    fn saving(&mut self, engine: &mut Engine<'_>) -> Result<i128, Error> {
        self.steps = self.steps.saturating_sub(u64::try_from(self.contenders.len()).unwrap_or(u64::MAX));
        Ok(self.pass(engine)?.saving)
    }

    fn flip(&mut self, a: usize, b: Option<usize>) {
        for index in std::iter::once(a).chain(b) {
            if let Some(taken) = self.choice.get_mut(index) {
                *taken = !*taken;
            }
        }
    }

    /// The change that saves most beyond `best`, the first of equals; none once the steps are used up.
    fn best_change(
        &mut self,
        engine: &mut Engine<'_>,
        best: i128,
        changes: impl Iterator<Item = Change>,
    ) -> Result<Option<(i128, Change)>, Error> {
        let mut found = None;
        let mut most = best;
        for change in changes {
            if self.steps == 0 {
                break;
            }
            self.flip(change.0, change.1);
            let saving = self.saving(engine);
            self.flip(change.0, change.1);
            let saving = saving?;
            if saving > most {
                most = saving;
                found = Some((saving, change));
            }
        }
        Ok(found)
    }
}
