//! Which factor moved the figure? The logarithmic mean Divisia index (LMDI-I) of a figure that is a sum of products.
//!
//! With `V = sum over segments i of V_i`, `V_i = x_1i x_2i ..`, and the logarithmic mean `L(a, b) = (a - b) / (ln a - ln b)`,
//! `L(a, a) = a`:
//!
//! ```text
//! additive:        effect_k = sum_i L(V1_i, V0_i) ln(x1_ki / x0_ki)             the effects add up to V1 - V0
//! multiplicative:  effect_k = exp(additive effect_k / L(V1, V0))                the effects multiply to V1 / V0
//! ```
//!
//! Zeros: if `V_i` goes to or from 0, its change is split equally over the factors that go to or from 0; a segment that is 0 in
//! both periods has no effect.
//!
//! Source: Ang (2005), The LMDI approach to decomposition analysis: a practical guide, Energy Policy 33(7), eqs. 3-12; zero limits
//! as in Ang, Liu (2007), Handling zero values in the logarithmic mean Divisia index decomposition approach, Energy Policy 35(1).
//! Limits: factors must not be negative; an effect says how the figure is composed, not what caused it.

use crate::check::{finite_non_negative, not_empty, unique};
use crate::error::KpiError;
use crate::logarithm::log_ratio;
use mercato_core::{Error, Exact};
use serde::{Deserialize, Serialize};

/// A segment's factors before and after, in the order of the factors' names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LmdiSegment {
    /// The segment's name, unique in the input.
    pub key: String,
    /// The factors before, each at least 0.
    pub before: Vec<f64>,
    /// The factors after, each at least 0.
    pub after: Vec<f64>,
}

/// Whether a change is a difference or a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LmdiForm {
    /// A difference, in the figure's unit.
    Additive,
    /// A ratio.
    Multiplicative,
}

/// What [`lmdi`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LmdiInput {
    /// The factors' names, at least one, each once.
    pub factors: Vec<String>,
    /// The segments, at least one.
    pub segments: Vec<LmdiSegment>,
    /// Whether the change is told as a difference or a ratio.
    pub form: LmdiForm,
}

/// What a factor did to the figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LmdiEffect {
    /// The factor.
    pub factor: String,
    /// Its part of the difference, or its factor of the ratio.
    pub effect: f64,
}

/// A change and the effects that it consists of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LmdiDecomposition {
    /// The figure before.
    pub before: f64,
    /// The figure after.
    pub after: f64,
    /// After less before, or after over before.
    pub change: f64,
    /// The factors, in the order given.
    pub effects: Vec<LmdiEffect>,
}

/// `L(a, b)` of positive numbers.
fn log_mean(a: &Exact, b: &Exact) -> Result<f64, Error> {
    let log = log_ratio("effect", a, b)?;
    // a ratio within half a unit in the last place of 1 has the logarithm 0
    if log == 0.0 { a.to_f64("effect") } else { Ok((a - b).to_f64("effect")? / log) }
}

/// A segment's factors and their product, before and after.
struct Segment {
    before: Vec<Exact>,
    after: Vec<Exact>,
    value_before: Exact,
    value_after: Exact,
}

impl Segment {
    fn read(segment: &LmdiSegment, factors: usize) -> Result<Self, Error> {
        let side = |name: &str, values: &[f64]| -> Result<Vec<Exact>, Error> {
            if values.len() != factors {
                let reason = format!("must be {factors}, one for each factor");
                return Err(Error::invalid(name, format_args!("the number of values, {},", values.len()), reason));
            }
            let read = |(index, value): (usize, &f64)| finite_non_negative(&format!("{name}[{index}]"), *value);
            values.iter().enumerate().map(read).collect()
        };
        let product = |factors: &[Exact]| factors.iter().fold(Exact::ONE, |product, factor| &product * factor);
        let (before, after) = (side("before", &segment.before)?, side("after", &segment.after)?);
        let (value_before, value_after) = (product(&before), product(&after));
        Ok(Self { before, after, value_before, value_after })
    }

    /// The additive effect of each factor.
    fn effects(&self) -> Result<Vec<f64>, Error> {
        let pairs = || self.before.iter().zip(&self.after);
        if !self.value_before.is_zero() && !self.value_after.is_zero() {
            let mean = log_mean(&self.value_after, &self.value_before)?;
            return pairs().map(|(before, after)| Ok(mean * log_ratio("effect", after, before)?)).collect();
        }
        let turned = |before: &Exact, after: &Exact| before.is_zero() != after.is_zero();
        let count = pairs().filter(|(before, after)| turned(before, after)).fold(0_u64, |n, _| n.saturating_add(1));
        let change = &self.value_after - &self.value_before;
        let share = change.checked_div(&count.into()).unwrap_or(Exact::ZERO).to_f64("effect")?;
        Ok(pairs().map(|(before, after)| if turned(before, after) { share } else { 0.0 }).collect())
    }
}

/// The effects of the factors on a sum of their products.
///
/// ```
/// use mercato_kpi::{LmdiForm, LmdiInput, LmdiSegment, lmdi};
/// // 1000 visitors x 2 % became 2000 visitors x 2 %: all of it is visitors
/// let change = lmdi(&LmdiInput {
///     factors: vec!["visitors".into(), "conversion".into()],
///     segments: vec![LmdiSegment { key: "shop".into(), before: vec![1000.0, 0.02], after: vec![2000.0, 0.02] }],
///     form: LmdiForm::Additive,
/// })?;
/// assert_eq!((change.change, change.effects[1].effect), (20.0, 0.0));
/// assert!((change.effects[0].effect - 20.0).abs() < 1e-12);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no factors or segments, a number of values other than the factors', a factor that is negative or not
/// finite, a total of 0 in the multiplicative form; `duplicate_id` for a factor or segment twice; `overflow` beyond the largest
/// double.
pub fn lmdi(input: &LmdiInput) -> Result<LmdiDecomposition, KpiError> {
    not_empty("factors", &input.factors)?;
    not_empty("segments", &input.segments)?;
    unique(input.factors.iter().map(String::as_str), |index| format!("factors[{index}]"))?;
    unique(input.segments.iter().map(|segment| segment.key.as_str()), |index| format!("segments[{index}].key"))?;
    let (mut before, mut after) = (Exact::ZERO, Exact::ZERO);
    // the exact sum of the segments' effects does not depend on their order
    let mut additive = vec![Exact::ZERO; input.factors.len()];
    for (index, described) in input.segments.iter().enumerate() {
        let read = Segment::read(described, input.factors.len());
        let segment = read.map_err(|error| error.at("segments", index))?;
        let effects = segment.effects().map_err(|error| error.at("segments", index))?;
        for (sum, effect) in additive.iter_mut().zip(effects) {
            let effect = Exact::from_f64_shortest(effect)
                .ok_or_else(|| Error::overflow("effect", effect, "a 64-bit float").at("segments", index))?;
            *sum = &*sum + &effect;
        }
        before = before + segment.value_before;
        after = after + segment.value_after;
    }
    let change = match input.form {
        LmdiForm::Additive => &after - &before,
        LmdiForm::Multiplicative => match after.checked_div(&before) {
            Some(ratio) if !ratio.is_zero() => ratio,
            _ => {
                let period = if before.is_zero() { "before" } else { "after" };
                let reason = format!("is the total {period}, and a ratio to or from 0 has no factors");
                return Err(Error::invalid("segments", 0, reason).into());
            }
        },
    };
    let effects = match input.form {
        LmdiForm::Additive => additive.iter().map(|effect| effect.to_f64("effects")).collect::<Result<Vec<_>, _>>()?,
        LmdiForm::Multiplicative => {
            let mean = log_mean(&after, &before)?;
            let effect = |additive: &Exact| Ok(libm::exp(additive.to_f64("effects")? / mean));
            additive.iter().map(effect).collect::<Result<Vec<_>, Error>>()?
        }
    };
    if let Some(effect) = effects.iter().find(|effect| !effect.is_finite()) {
        return Err(Error::overflow("effects", effect, "a 64-bit float").into());
    }
    let effects = input.factors.iter().zip(effects);
    Ok(LmdiDecomposition {
        before: before.to_f64("before")?,
        after: after.to_f64("after")?,
        change: change.to_f64("change")?,
        effects: effects.map(|(factor, effect)| LmdiEffect { factor: factor.clone(), effect }).collect(),
    })
}
