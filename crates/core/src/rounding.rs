//! Which neighbour does a number between two take? The seven modes, and the one place where they are applied.

use num_bigint::{BigInt, Sign};
use serde::{Deserialize, Serialize};

/// What happens to the digits that are cut off.
///
/// | mode | 2.5 | -2.5 | 2.4 | -2.4 | 2.6 | -2.6 |
/// |---|---|---|---|---|---|---|
/// | `half_up` (ties away from zero) | 3 | -3 | 2 | -2 | 3 | -3 |
/// | `half_down` (ties toward zero) | 2 | -2 | 2 | -2 | 3 | -3 |
/// | `half_even` (ties to the even neighbour) | 2 | -2 | 2 | -2 | 3 | -3 |
/// | `up` (away from zero) | 3 | -3 | 3 | -3 | 3 | -3 |
/// | `down` (toward zero) | 2 | -2 | 2 | -2 | 2 | -2 |
/// | `ceil` (toward plus infinity) | 3 | -2 | 3 | -2 | 3 | -2 |
/// | `floor` (toward minus infinity) | 2 | -3 | 2 | -3 | 2 | -3 |
///
/// In JSON the names are those of the table; `ceiling` is read as `ceil`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(transform = list_aliases))]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearest; ties away from zero.
    #[default]
    HalfUp,
    /// To the nearest; ties toward zero.
    HalfDown,
    /// To the nearest; ties to the even neighbour.
    HalfEven,
    /// Away from zero.
    Up,
    /// Toward zero.
    Down,
    /// Toward plus infinity.
    #[serde(alias = "ceiling")]
    Ceil,
    /// Toward minus infinity.
    Floor,
}

/// `ceiling` is read too: a schema of what is accepted lists it, though no answer holds it.
#[cfg(feature = "schemars")]
fn list_aliases(schema: &mut schemars::Schema) {
    if let Some(modes) = schema.get_mut("oneOf").and_then(|modes| modes.as_array_mut()) {
        modes.push(schemars::json_schema!({"const": "ceiling", "type": "string", "description": "As `ceil`."}).into());
    }
}

/// Where the cut-off part of a magnitude stands against one half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remainder {
    Below,
    Half,
    Above,
}

impl Rounding {
    /// Every mode.
    pub const ALL: [Self; 7] =
        [Self::HalfUp, Self::HalfDown, Self::HalfEven, Self::Up, Self::Down, Self::Ceil, Self::Floor];

    /// Does a magnitude with a non-zero cut-off part grow by one?
    #[inline]
    const fn grows(self, negative: bool, odd: bool, cut: Remainder) -> bool {
        match self {
            Self::HalfUp => !matches!(cut, Remainder::Below),
            Self::HalfDown => matches!(cut, Remainder::Above),
            Self::HalfEven => matches!(cut, Remainder::Above) || (odd && matches!(cut, Remainder::Half)),
            Self::Up => true,
            Self::Down => false,
            Self::Ceil => !negative,
            Self::Floor => negative,
        }
    }
}

macro_rules! round_quotient {
    ($name:ident, $magnitude:ty) => {
        /// `numerator / denominator` of magnitudes, rounded as the signed value would be.
        #[inline]
        pub(crate) const fn $name(
            numerator: $magnitude,
            denominator: $magnitude,
            negative: bool,
            mode: Rounding,
        ) -> Option<$magnitude> {
            let (Some(quotient), Some(rest)) = (numerator.checked_div(denominator), numerator.checked_rem(denominator))
            else {
                return None;
            };
            if rest == 0 {
                return Some(quotient);
            }
            // rest against denominator - rest is rest against half of the denominator, without the overflow of doubling
            let other = denominator.saturating_sub(rest);
            let cut = if rest < other {
                Remainder::Below
            } else if rest == other {
                Remainder::Half
            } else {
                Remainder::Above
            };
            if mode.grows(negative, quotient & 1 == 1, cut) { quotient.checked_add(1) } else { Some(quotient) }
        }
    };
}

round_quotient!(round_quotient_u64, u64);
round_quotient!(round_quotient_u128, u128);

/// `numerator / denominator` rounded to a whole number; `denominator` must be positive.
pub(crate) fn round_quotient_big(numerator: &BigInt, denominator: &BigInt, mode: Rounding) -> Option<BigInt> {
    if denominator.sign() != Sign::Plus {
        return None;
    }
    let negative = numerator.sign() == Sign::Minus;
    let quotient = numerator.magnitude() / denominator.magnitude();
    let rest = numerator.magnitude() - &quotient * denominator.magnitude();
    let grows = rest.bits() > 0 && {
        let cut = match (&rest << 1_u32).cmp(denominator.magnitude()) {
            std::cmp::Ordering::Less => Remainder::Below,
            std::cmp::Ordering::Equal => Remainder::Half,
            std::cmp::Ordering::Greater => Remainder::Above,
        };
        mode.grows(negative, quotient.bit(0), cut)
    };
    let magnitude = if grows { quotient + 1_u32 } else { quotient };
    Some(BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, magnitude))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the documentation, in tenths.
    #[test]
    fn modes_agree_with_the_documented_table() {
        let tenths = [25_i64, -25, 24, -24, 26, -26];
        let table = [
            (Rounding::HalfUp, [3, -3, 2, -2, 3, -3]),
            (Rounding::HalfDown, [2, -2, 2, -2, 3, -3]),
            (Rounding::HalfEven, [2, -2, 2, -2, 3, -3]),
            (Rounding::Up, [3, -3, 3, -3, 3, -3]),
            (Rounding::Down, [2, -2, 2, -2, 2, -2]),
            (Rounding::Ceil, [3, -2, 3, -2, 3, -2]),
            (Rounding::Floor, [2, -3, 2, -3, 2, -3]),
        ];
        for (mode, wants) in table {
            for (value, want) in tenths.into_iter().zip(wants) {
                let magnitude = round_quotient_u64(value.unsigned_abs(), 10, value < 0, mode).unwrap();
                assert_eq!(i64::try_from(magnitude).unwrap() * value.signum(), want, "{mode:?} of {value} tenths");
                let wide = round_quotient_u128(value.unsigned_abs().into(), 10, value < 0, mode).unwrap();
                assert_eq!(wide, magnitude.into());
                let big = round_quotient_big(&BigInt::from(value), &BigInt::from(10), mode).unwrap();
                assert_eq!(big, BigInt::from(want), "{mode:?} of {value} tenths");
            }
        }
    }

    #[test]
    fn half_even_takes_the_even_neighbour_on_both_sides() {
        for (value, want) in [(5_u64, 0_u64), (15, 2), (25, 2), (35, 4)] {
            assert_eq!(round_quotient_u64(value, 10, false, Rounding::HalfEven), Some(want));
        }
    }

    #[test]
    fn extremes_do_not_overflow() {
        assert_eq!(round_quotient_u128(u128::MAX, 1, false, Rounding::Up), Some(u128::MAX));
        assert_eq!(round_quotient_u128(u128::MAX - 1, u128::MAX, false, Rounding::HalfUp), Some(1));
        assert_eq!(round_quotient_u64(1, 0, false, Rounding::HalfUp), None);
    }
}
