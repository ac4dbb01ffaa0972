//! From which difference on is one alternative preferred, and how strongly? The six preference functions of Brans and
//! Vincke.
//!
//! ```text
//! d > 0 is a lead in the criterion's sense
//! usual     1 for d > 0                             level     1/2 for q < d <= p, 1 for d > p
//! u_shape   1 for d > q                             linear    (d - q)/(p - q) between q and p
//! v_shape   d/p, at most 1                          gaussian  1 - exp(-d²/2s²)
//! ```
//!
//! `q`: up to here indifferent, at least 0; `p`: from here on strictly preferred, above 0 and above `q`; `s`: the
//! inflection, above 0; all in the criterion's unit.
//!
//! Source: J. P. Brans, P. Vincke, "A preference ranking organisation method", Management Science 31 (1985) 647-656.

use crate::check;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// The shape of a preference function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PreferenceShape {
    /// Any lead counts in full.
    Usual,
    /// A lead above `q` counts in full.
    UShape,
    /// A lead counts in proportion up to `p`.
    VShape,
    /// A lead counts half above `q` and in full above `p`.
    Level,
    /// A lead counts in proportion between `q` and `p`.
    Linear,
    /// A lead counts by a bell curve of width `s`.
    Gaussian,
}

/// A preference function as people write it; a parameter that the shape does not use is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PreferenceFunctionSpec {
    /// The shape.
    #[serde(rename = "type")]
    pub shape: PreferenceShape,
    /// Up to here indifferent, at least 0.
    #[serde(default)]
    pub q: Option<f64>,
    /// From here on strictly preferred, above 0 and above `q`.
    #[serde(default)]
    pub p: Option<f64>,
    /// The inflection of the bell curve, above 0.
    #[serde(default)]
    pub s: Option<f64>,
}

/// A preference function with good parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PreferenceFunction {
    /// Any lead counts in full.
    Usual,
    /// A lead above `q` counts in full.
    UShape {
        /// Up to here indifferent.
        q: f64,
    },
    /// A lead counts in proportion up to `p`.
    VShape {
        /// From here on strictly preferred.
        p: f64,
    },
    /// A lead counts half above `q` and in full above `p`.
    Level {
        /// Up to here indifferent.
        q: f64,
        /// From here on strictly preferred.
        p: f64,
    },
    /// A lead counts in proportion between `q` and `p`.
    Linear {
        /// Up to here indifferent.
        q: f64,
        /// From here on strictly preferred.
        p: f64,
    },
    /// A lead counts by a bell curve.
    Gaussian {
        /// The inflection.
        s: f64,
    },
}

impl PreferenceFunctionSpec {
    /// The function, if its parameters are there and good.
    ///
    /// ```
    /// use mercato_decision::{PreferenceFunctionSpec, PreferenceShape};
    /// let spec = PreferenceFunctionSpec { shape: PreferenceShape::Linear, q: Some(1.0), p: Some(3.0), s: None };
    /// assert_eq!(spec.read()?.degree(2.0), 0.5);
    /// # Ok::<(), mercato_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_argument` for a parameter that is missing, negative or not finite, and for a `p` that is not above `q`.
    pub fn read(&self) -> Result<PreferenceFunction, Error> {
        let needed = |name: &'static str, value: Option<f64>| {
            value.ok_or_else(|| Error::invalid(name, "nothing", "is needed by this type"))
        };
        let q = || check::non_negative("q", needed("q", self.q)?);
        let p = || check::positive("p", needed("p", self.p)?);
        let both = || {
            let (q, p) = (q()?, p()?);
            if p > q { Ok((q, p)) } else { Err(Error::invalid("p", p, format!("must be above q, {q}"))) }
        };
        Ok(match self.shape {
            PreferenceShape::Usual => PreferenceFunction::Usual,
            PreferenceShape::UShape => PreferenceFunction::UShape { q: q()? },
            PreferenceShape::VShape => PreferenceFunction::VShape { p: p()? },
            PreferenceShape::Level => both().map(|(q, p)| PreferenceFunction::Level { q, p })?,
            PreferenceShape::Linear => both().map(|(q, p)| PreferenceFunction::Linear { q, p })?,
            PreferenceShape::Gaussian => {
                PreferenceFunction::Gaussian { s: check::positive("s", needed("s", self.s)?)? }
            }
        })
    }
}

impl PreferenceFunction {
    /// How strongly a lead of `d` is preferred, 0 to 1.
    ///
    /// ```
    /// use mercato_decision::PreferenceFunction;
    /// assert_eq!(PreferenceFunction::Level { q: 1.0, p: 3.0 }.degree(2.0), 0.5);
    /// assert_eq!(PreferenceFunction::VShape { p: 4.0 }.degree(-1.0), 0.0);
    /// ```
    #[must_use]
    pub fn degree(&self, d: f64) -> f64 {
        if d <= 0.0 {
            return 0.0;
        }
        match *self {
            Self::Usual => 1.0,
            Self::UShape { q } => f64::from(u8::from(d > q)),
            Self::VShape { p } => (d / p).min(1.0),
            Self::Level { q, p } => {
                if d > p {
                    1.0
                } else if d > q {
                    0.5
                } else {
                    0.0
                }
            }
            Self::Linear { q, p } => ((d - q) / (p - q)).clamp(0.0, 1.0),
            Self::Gaussian { s } => {
                let z = d / s;
                -libm::expm1(-0.5 * z * z)
            }
        }
    }
}
