//! How much is it together, in one currency?
//!
//! `total = sum of amount x rate`, exactly, rounded once; a rate is how many units of the target currency one unit of the currency
//! is worth, and the target's own rate is 1.
//!
//! Source: definition. Limits: one rate a currency for the whole call; amounts of different days take one call a day.

use crate::error::KpiError;
use crate::quantity::MoneyFormat;
use mercato_core::{CurrencyCode, Decimal, DecimalString, Error, Exact, Rounding};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An amount in its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ForeignAmount {
    /// How much; may be negative.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
    /// Of what.
    pub currency: CurrencyCode,
}

/// What [`convert_and_sum`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConvertAndSumInput {
    /// The amounts.
    pub amounts: Vec<ForeignAmount>,
    /// Units of the target currency for one unit of each currency, above 0; that of the target itself may be left out, or is 1.
    #[serde(with = "rates")]
    #[cfg_attr(feature = "schemars", schemars(with = "BTreeMap<String, DecimalString>"))]
    pub rates: BTreeMap<CurrencyCode, Decimal>,
    /// The currency of the answer.
    pub target_currency: CurrencyCode,
    /// Decimals of the answer, 0..=10; 2 if left out.
    pub scale: Option<u32>,
    /// How the answer is rounded; half to even if left out.
    pub rounding: Option<Rounding>,
}

/// A sum in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ConvertedSum {
    /// How much.
    #[serde(with = "DecimalString")]
    pub total: Decimal,
    /// Of what.
    pub currency: CurrencyCode,
}

/// The sum of amounts of several currencies in one of them.
///
/// ```
/// use mercato_core::{CurrencyCode, decimal};
/// use mercato_kpi::{ConvertAndSumInput, ForeignAmount, convert_and_sum};
/// let (cny, usd) = (CurrencyCode::new("CNY")?, CurrencyCode::new("USD")?);
/// let sum = convert_and_sum(&ConvertAndSumInput {
///     amounts: vec![
///         ForeignAmount { amount: decimal::parse("10.00")?, currency: cny },
///         ForeignAmount { amount: decimal::parse("2.50")?, currency: usd },
///     ],
///     rates: [(usd, decimal::parse("7.25")?)].into(),
///     target_currency: cny,
///     scale: None,
///     rounding: None,
/// })?;
/// assert_eq!(sum.total.to_string(), "28.12"); // 10 + 18.125, half to even
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `not_found` for an amount whose currency has no rate; `invalid_argument` for a rate not above 0, a rate of the target other than
/// 1, a `scale` above 10; `overflow` for a total beyond a decimal of that scale. From JSON, `duplicate_id` for a currency twice.
pub fn convert_and_sum(input: &ConvertAndSumInput) -> Result<ConvertedSum, KpiError> {
    let money = MoneyFormat::new(input.scale, input.rounding)?;
    let target = input.target_currency;
    for (currency, rate) in &input.rates {
        let path = || format!("rates.{currency}");
        if rate.mantissa() <= 0 {
            return Err(Error::invalid(path(), rate, "must be above 0").into());
        }
        if *currency == target && *rate != Decimal::ONE {
            return Err(Error::invalid(path(), rate, "must be 1 for the target currency").into());
        }
    }
    let mut total = Exact::ZERO;
    for (index, ForeignAmount { amount, currency }) in input.amounts.iter().enumerate() {
        let rate = match input.rates.get(currency) {
            Some(rate) => *rate,
            None if *currency == target => Decimal::ONE,
            None => return Err(Error::not_found("currency", currency.as_str()).at("amounts", index).into()),
        };
        total = total + &Exact::from(*amount) * &Exact::from(rate);
    }
    Ok(ConvertedSum { total: money.round("total", &total)?, currency: target })
}

/// The JSON form of the rates: an object of decimal strings in which no currency occurs twice.
mod rates {
    use mercato_core::{CurrencyCode, Decimal, DecimalString, Error, wire};
    use serde::de::{Deserializer, MapAccess, Visitor};
    use serde::ser::Serializer;
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeMap;
    use std::fmt;

    #[derive(Serialize, Deserialize)]
    struct Rate(#[serde(with = "DecimalString")] Decimal);

    pub(super) fn serialize<S: Serializer>(
        rates: &BTreeMap<CurrencyCode, Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(rates.iter().map(|(currency, rate)| (currency, Rate(*rate))))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<CurrencyCode, Decimal>, D::Error> {
        struct Rates;
        impl<'de> Visitor<'de> for Rates {
            type Value = BTreeMap<CurrencyCode, Decimal>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of currencies and their rates")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut rates = BTreeMap::new();
                while let Some((currency, Rate(rate))) = map.next_entry::<CurrencyCode, Rate>()? {
                    if rates.insert(currency, rate).is_some() {
                        return Err(wire::custom(&Error::duplicate(format!("rates.{currency}"), currency.as_str())));
                    }
                }
                Ok(rates)
            }
        }
        deserializer.deserialize_map(Rates)
    }
}
