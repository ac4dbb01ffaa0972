//! Which method? A choice among those that need nothing but the matrix, the weights and the types.

use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Weights};
use crate::methods::Method;
use crate::methods::aras::Aras;
use crate::methods::cocoso::Cocoso;
use crate::methods::codas::Codas;
use crate::methods::copras::Copras;
use crate::methods::edas::Edas;
use crate::methods::mabac::Mabac;
use crate::methods::mairca::Mairca;
use crate::methods::marcos::Marcos;
use crate::methods::moora::Moora;
use crate::methods::multimoora::Multimoora;
use crate::methods::topsis::Topsis;
use crate::methods::vikor::Vikor;
use crate::methods::waspas::Waspas;
use crate::methods::wpm::Wpm;
use crate::methods::wsm::Wsm;
use crate::normalize::Normalization;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// A method by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MethodName {
    /// Weighted sum.
    Wsm,
    /// Weighted product.
    Wpm,
    /// Half weighted sum, half weighted product.
    Waspas,
    /// Closeness to the ideal.
    Topsis,
    /// Compromise ranking, by Q with v = 0.5.
    Vikor,
    /// Benefits less costs.
    Moora,
    /// The majority of three views, by wins.
    Multimoora,
    /// Complex proportional assessment.
    Copras,
    /// Distance from the average.
    Edas,
    /// Part of the ideal.
    Aras,
    /// Distance from the worst, with tau = 0.02.
    Codas,
    /// Distance from the border.
    Mabac,
    /// Utility between the ideal and the anti-ideal.
    Marcos,
    /// Gap between what could be and what is.
    Mairca,
    /// Three compromises, with lambda = 0.5.
    Cocoso,
}

impl MethodName {
    /// Every method, in the order of the documentation.
    pub const ALL: [Self; 15] = [
        Self::Wsm,
        Self::Wpm,
        Self::Waspas,
        Self::Topsis,
        Self::Vikor,
        Self::Moora,
        Self::Multimoora,
        Self::Copras,
        Self::Edas,
        Self::Aras,
        Self::Codas,
        Self::Mabac,
        Self::Marcos,
        Self::Mairca,
        Self::Cocoso,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wsm => "wsm",
            Self::Wpm => "wpm",
            Self::Waspas => "waspas",
            Self::Topsis => "topsis",
            Self::Vikor => "vikor",
            Self::Moora => "moora",
            Self::Multimoora => "multimoora",
            Self::Copras => "copras",
            Self::Edas => "edas",
            Self::Aras => "aras",
            Self::Codas => "codas",
            Self::Mabac => "mabac",
            Self::Marcos => "marcos",
            Self::Mairca => "mairca",
            Self::Cocoso => "cocoso",
        }
    }

    const fn takes_normalization(self) -> bool {
        matches!(self, Self::Wsm | Self::Wpm | Self::Topsis)
    }
}

/// A method and, where it lets one choose, its normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RankingMethod {
    /// The method.
    #[serde(rename = "type")]
    pub name: MethodName,
    /// For `wsm`, `wpm` and `topsis`: how the columns are brought to a common scale; the method's own choice if absent.
    #[serde(default)]
    pub normalization: Option<Normalization>,
}

impl RankingMethod {
    /// The method with its own normalisation.
    #[must_use]
    pub const fn new(name: MethodName) -> Self {
        Self { name, normalization: None }
    }

    /// Refuses a normalisation that the method has no use for.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        if let Some(normalization) = self.normalization
            && !self.name.takes_normalization()
        {
            let reason = format!("is not used by {}, whose scale is its own", self.name.as_str());
            return Err(Error::invalid("method.normalization", normalization.name(), reason));
        }
        Ok(self)
    }

    /// What `wsm` and `wpm` run on.
    pub(crate) fn normalization_or(self, own: Normalization) -> Normalization {
        self.normalization.unwrap_or(own)
    }
}

impl Method for RankingMethod {
    type Report = crate::rank::Ranking;

    fn higher_is_better(&self) -> bool {
        !matches!(self.name, MethodName::Vikor | MethodName::Mairca)
    }

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        match self.checked()?.name {
            MethodName::Wsm => {
                Wsm { normalization: self.normalization_or(Normalization::Linear) }.scores_into(matrix, weights, scores)
            }
            MethodName::Wpm => {
                Wpm { normalization: self.normalization_or(Normalization::Linear) }.scores_into(matrix, weights, scores)
            }
            MethodName::Topsis => Topsis { normalization: self.normalization_or(Normalization::Vector) }
                .scores_into(matrix, weights, scores),
            MethodName::Waspas => Waspas::default().scores_into(matrix, weights, scores),
            MethodName::Vikor => Vikor::default().scores_into(matrix, weights, scores),
            MethodName::Moora => Moora.scores_into(matrix, weights, scores),
            MethodName::Multimoora => Multimoora.scores_into(matrix, weights, scores),
            MethodName::Copras => Copras.scores_into(matrix, weights, scores),
            MethodName::Edas => Edas.scores_into(matrix, weights, scores),
            MethodName::Aras => Aras.scores_into(matrix, weights, scores),
            MethodName::Codas => Codas::default().scores_into(matrix, weights, scores),
            MethodName::Mabac => Mabac.scores_into(matrix, weights, scores),
            MethodName::Marcos => Marcos.scores_into(matrix, weights, scores),
            MethodName::Mairca => Mairca.scores_into(matrix, weights, scores),
            MethodName::Cocoso => Cocoso::default().scores_into(matrix, weights, scores),
        }
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Self::Report, DecisionError> {
        Self::Report::of(self.scores(matrix, weights)?, self.higher_is_better())
    }
}
