//! How much is a quantity in another unit?
//!
//! | dimension | units |
//! |---|---|
//! | length | `mm` `cm` `m` `in` (25.4 mm) `ft` (12 in) `yd` (3 ft) |
//! | mass | `mg` `g` `kg` `t` `lb` (453.59237 g) `oz` (lb/16) |
//! | volume | `ml` `l` `cm3` `m3` `gal_us` (3785.411784 ml) `fl_oz_us` (gal/128) |
//! | area | `cm2` `m2` `ft2` |
//! | power, energy | `w` `kw`; `wh` `kwh` |
//! | data | `kb` `mb` `gb` `tb`, decimal |
//! | duration | `s` `min` `h` `d` |
//! | temperature | `c` `f` `k` |
//!
//! Factors are exact ratios of integers: a conversion rounds at most twice. Source: BIPM (2019), "The International System of
//! Units"; NIST (2008), Special Publication 811, appendix B, for the units of the United States. Limits: doubles.

use crate::error::TaxonomyError;
use mercato_core::Error;
use num_integer::Integer;
use serde::{Deserialize, Serialize};

/// What units measure; those of one convert into one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dimension {
    /// Length.
    Length,
    /// Mass.
    Mass,
    /// Volume.
    Volume,
    /// Area.
    Area,
    /// Power.
    Power,
    /// Energy.
    Energy,
    /// Amount of data.
    Data,
    /// Duration.
    Duration,
    /// Temperature.
    Temperature,
}

/// How a unit relates to the others of its dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// So many of the largest amount that all units of the dimension are whole multiples of.
    Multiple(u64),
    Celsius,
    Fahrenheit,
    Kelvin,
}

/// A unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    symbol: &'static str,
    dimension: Dimension,
    scale: Scale,
}

/// A unit that is a multiple.
const fn multiple(symbol: &'static str, dimension: Dimension, count: u64) -> Unit {
    Unit { symbol, dimension, scale: Scale::Multiple(count) }
}

const UNITS: [Unit; 36] = {
    use Dimension::{Area, Data, Duration, Energy, Length, Mass, Power, Temperature, Volume};
    [
        // of 0.1 mm
        multiple("mm", Length, 10),
        multiple("cm", Length, 100),
        multiple("m", Length, 10_000),
        multiple("in", Length, 254),
        multiple("ft", Length, 3_048),
        multiple("yd", Length, 9_144),
        // of an eighth of a microgram
        multiple("mg", Mass, 8_000),
        multiple("g", Mass, 8_000_000),
        multiple("kg", Mass, 8_000_000_000),
        multiple("oz", Mass, 226_796_185),
        multiple("lb", Mass, 3_628_738_960),
        multiple("t", Mass, 8_000_000_000_000),
        // of 1e-10 ml
        multiple("ml", Volume, 10_000_000_000),
        multiple("l", Volume, 10_000_000_000_000),
        multiple("fl_oz_us", Volume, 295_735_295_625),
        multiple("gal_us", Volume, 37_854_117_840_000),
        multiple("cm3", Volume, 10_000_000_000),
        multiple("m3", Volume, 10_000_000_000_000_000),
        // of 1 mm² / 100
        multiple("cm2", Area, 10_000),
        multiple("m2", Area, 100_000_000),
        multiple("ft2", Area, 9_290_304),
        multiple("w", Power, 1),
        multiple("kw", Power, 1_000),
        multiple("wh", Energy, 1),
        multiple("kwh", Energy, 1_000),
        multiple("kb", Data, 1),
        multiple("mb", Data, 1_000),
        multiple("gb", Data, 1_000_000),
        multiple("tb", Data, 1_000_000_000),
        multiple("s", Duration, 1),
        multiple("min", Duration, 60),
        multiple("h", Duration, 3_600),
        multiple("d", Duration, 86_400),
        Unit { symbol: "c", dimension: Temperature, scale: Scale::Celsius },
        Unit { symbol: "f", dimension: Temperature, scale: Scale::Fahrenheit },
        Unit { symbol: "k", dimension: Temperature, scale: Scale::Kelvin },
    ]
};

impl Unit {
    /// The unit with this symbol.
    ///
    /// ```
    /// use mercato_taxonomy::{Dimension, Unit};
    /// assert_eq!(Unit::from_symbol("lb").unwrap().dimension(), Dimension::Mass);
    /// assert!(Unit::from_symbol("parsec").is_none());
    /// ```
    #[must_use]
    pub fn from_symbol(symbol: &str) -> Option<Self> {
        UNITS.into_iter().find(|unit| unit.symbol == symbol)
    }

    /// Its symbol.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        self.symbol
    }

    /// What it measures.
    #[must_use]
    pub const fn dimension(self) -> Dimension {
        self.dimension
    }

    /// `value` of this unit in another.
    ///
    /// ```
    /// use mercato_taxonomy::Unit;
    /// let [inch, cm] = ["in", "cm"].map(|symbol| Unit::from_symbol(symbol).unwrap());
    /// assert_eq!(inch.convert(12.0, cm)?, 30.48);
    /// # Ok::<(), mercato_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_argument` for a unit of another dimension, for a value that is not finite, or for a temperature below absolute
    /// zero; `overflow` where the result is beyond a double.
    pub fn convert(self, value: f64, to: Self) -> Result<f64, Error> {
        if !value.is_finite() {
            return Err(Error::invalid("value", value, "must be finite"));
        }
        if self.dimension != to.dimension {
            let reason = format!("measures another dimension than {}", self.symbol);
            return Err(Error::invalid("to", to.symbol, reason));
        }
        if value < self.least() {
            return Err(Error::invalid("value", value, "is below absolute zero"));
        }
        let converted = match (self.scale, to.scale) {
            (from, to) if from == to => value,
            (Scale::Multiple(from), Scale::Multiple(to)) => times_ratio(value, from, to),
            (Scale::Celsius, Scale::Fahrenheit) => value * 9.0 / 5.0 + 32.0,
            (Scale::Fahrenheit, Scale::Celsius) => (value - 32.0) * 5.0 / 9.0,
            (Scale::Celsius, _) => value + 273.15,
            (_, Scale::Celsius) => value - 273.15,
            (Scale::Fahrenheit, _) => (value + 459.67) * 5.0 / 9.0,
            (_, _) => value * 9.0 / 5.0 - 459.67,
        };
        // + 0 makes a negative zero a zero
        if converted.is_finite() { Ok(converted + 0.0) } else { Err(Error::overflow("value", value, "a double")) }
    }

    /// The least value that there is.
    pub(crate) const fn least(self) -> f64 {
        match self.scale {
            Scale::Multiple(_) => f64::NEG_INFINITY,
            Scale::Celsius => -273.15,
            Scale::Fahrenheit => -459.67,
            Scale::Kelvin => 0.0,
        }
    }
}

/// value x from / to, with the ratio in its lowest terms.
#[allow(clippy::arithmetic_side_effects, reason = "the divisor of two numbers above 0 is above 0")]
fn times_ratio(value: f64, from: u64, to: u64) -> f64 {
    let divisor = from.gcd(&to);
    let (from, to) = ((from / divisor) as f64, (to / divisor) as f64);
    let product = value * from;
    // a product beyond a double may have a quotient within
    if product.is_finite() { product / to } else { value / to * from }
}

/// What [`convert_unit`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConvertUnitInput {
    /// How much.
    pub value: f64,
    /// In which unit: `mm` `cm` `m` `in` `ft` `yd`, `mg` `g` `kg` `t` `lb` `oz`, `ml` `l` `cm3` `m3` `gal_us` `fl_oz_us`, `cm2` `m2` `ft2`,
    /// `w` `kw`, `wh` `kwh`, `kb` `mb` `gb` `tb`, `s` `min` `h` `d`, `c` `f` `k`.
    pub from: String,
    /// The unit wanted, of the same dimension.
    pub to: String,
}

/// What [`convert_unit`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ConvertedUnit {
    /// How much in the unit wanted.
    pub value: f64,
}

/// A quantity in another unit.
///
/// # Errors
/// `not_found` for an unknown unit; `invalid_argument` for one of another dimension or a temperature below absolute zero;
/// `overflow` where the result is beyond a double.
pub fn convert_unit(input: &ConvertUnitInput) -> Result<ConvertedUnit, TaxonomyError> {
    let unit = |path: &str, symbol: &str| Unit::from_symbol(symbol).ok_or_else(|| Error::not_found(path, symbol));
    let (from, to) = (unit("from", &input.from)?, unit("to", &input.to)?);
    Ok(ConvertedUnit { value: from.convert(input.value, to)? })
}
