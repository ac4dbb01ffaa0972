//! Which alternatives meet the least that is asked of them? Conjunctive screening.
//!
//! An alternative passes if it meets every rule; else the rules that it fails are named. Screen before ranking: no method
//! makes up for a must that is missed.
//!
//! Source: C.-L. Hwang, K. Yoon, "Multiple Attribute Decision Making" (1981), conjunctive method. Limits: a limit missed by
//! a hair counts as missed.

use crate::check;
use crate::error::DecisionError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// How a value must stand to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScreenOperator {
    /// At least.
    Ge,
    /// Above.
    Gt,
    /// At most.
    Le,
    /// Below.
    Lt,
    /// Exactly.
    Eq,
}

/// What is asked of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScreenRule {
    /// The criterion, counted from 0.
    pub criterion: usize,
    /// How the value must stand to the limit.
    pub op: ScreenOperator,
    /// The limit.
    pub value: f64,
}

impl ScreenRule {
    /// Does a value meet the limit?
    #[must_use]
    #[allow(clippy::float_cmp, reason = "`eq` asks for exactly the value")]
    pub fn is_met_by(&self, x: f64) -> bool {
        match self.op {
            ScreenOperator::Ge => x >= self.value,
            ScreenOperator::Gt => x > self.value,
            ScreenOperator::Le => x <= self.value,
            ScreenOperator::Lt => x < self.value,
            ScreenOperator::Eq => x == self.value,
        }
    }
}

/// What [`screen`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScreenInput {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// What is asked; without rules all pass.
    pub rules: Vec<ScreenRule>,
}

/// An alternative that does not pass, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RejectedAlternative {
    /// The alternative.
    pub index: usize,
    /// The rules that it fails, ascending.
    pub failed_rules: Vec<usize>,
}

/// What [`screen`] gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Screened {
    /// The alternatives that meet every rule, ascending.
    pub passed: Vec<usize>,
    /// The others, ascending.
    pub rejected: Vec<RejectedAlternative>,
}

/// Which alternatives meet every rule, and which rules the others fail.
///
/// Time O(n (m + rules)).
///
/// ```
/// use mercato_decision::{ScreenInput, ScreenOperator, ScreenRule, screen};
/// let rule = ScreenRule { criterion: 0, op: ScreenOperator::Ge, value: 3.0 };
/// let answer = screen(&ScreenInput { matrix: vec![vec![2.0], vec![3.0]], rules: vec![rule] })?;
/// assert_eq!((answer.passed, answer.rejected[0].index), (vec![1], 0));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a matrix that is empty, not rectangular or not finite, a criterion that does not exist, and a
/// limit that is not finite.
pub fn screen(input: &ScreenInput) -> Result<Screened, DecisionError> {
    check::not_empty("matrix", &input.matrix)?;
    let columns = input.matrix.first().map_or(0, Vec::len);
    for (index, row) in input.matrix.iter().enumerate() {
        let path = format!("matrix[{index}]");
        check::not_empty(&path, row)?;
        check::length(path.as_str(), row.len(), columns, "as the first row has")?;
        check::each(&path, row, check::finite)?;
    }
    for (index, rule) in input.rules.iter().enumerate() {
        if rule.criterion >= columns {
            let reason = format!("must be below the number of criteria, {columns}");
            return Err(Error::invalid("criterion", rule.criterion, reason).at("rules", index).into());
        }
        check::finite("value", rule.value).map_err(|error| error.at("rules", index))?;
    }
    let mut answer = Screened { passed: Vec::new(), rejected: Vec::new() };
    for (index, row) in input.matrix.iter().enumerate() {
        let fails = |rule: &ScreenRule| row.get(rule.criterion).is_none_or(|x| !rule.is_met_by(*x));
        let failed_rules: Vec<usize> =
            input.rules.iter().enumerate().filter(|(_, rule)| fails(rule)).map(|(rule, _)| rule).collect();
        if failed_rules.is_empty() {
            answer.passed.push(index);
        } else {
            answer.rejected.push(RejectedAlternative { index, failed_rules });
        }
    }
    Ok(answer)
}
