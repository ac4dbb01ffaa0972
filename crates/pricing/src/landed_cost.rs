//! What does imported stock really cost when it stands in the warehouse?
//!
//! ```text
//! goods_value = round(unit_cost x quantity)
//! cif_value   = goods_value + freight + insurance
//! duty        = round(duty_rate x cif_value)
//! import_vat  = round(import_vat_rate x (cif_value + duty))
//! total       = cif_value + duty + other_costs (+ import_vat where it cannot be recovered)
//! ```
//!
//! All rounded half away from zero, to minor units. Duty is on the CIF value, as in the EU, the United Kingdom and China; where
//! customs assess FOB (the United States), pass freight and insurance in `other_costs`.
//!
//! Source: WTO Agreement on Customs Valuation, article 8.2; Council Directive 2006/112/EC, articles 85 and 86 (VAT on the customs
//! value and the duty).

use crate::amount::{decimal_non_negative, non_negative, optional};
use crate::check::{at_least_one, unique};
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, Money, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// What [`landed_cost`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LandedCostInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// Units bought, at least 1.
    pub quantity: u64,
    /// What the supplier asks for a unit, at least 0, with any number of decimals.
    #[serde(with = "DecimalString")]
    pub unit_cost: Decimal,
    /// Transport to the border, for all units, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub freight: Option<Decimal>,
    /// Insurance of the transport, for all units, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub insurance: Option<Decimal>,
    /// Handling, clearance, inland transport: what bears no duty, for all units, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub other_costs: Option<Decimal>,
    /// Duty on the CIF value (0.065 for 6.5%), at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub duty_rate: Option<Decimal>,
    /// VAT on the CIF value and the duty, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub import_vat_rate: Option<Decimal>,
    /// Does the importer get the VAT back? Yes if left out.
    pub vat_recoverable: Option<bool>,
}

impl LandedCostInput {
    /// Goods alone: no transport, no duty, no VAT.
    #[must_use]
    pub const fn new(currency: Currency, quantity: u64, unit_cost: Decimal) -> Self {
        Self {
            currency,
            quantity,
            unit_cost,
            freight: None,
            insurance: None,
            other_costs: None,
            duty_rate: None,
            import_vat_rate: None,
            vat_recoverable: None,
        }
    }
}

/// What the stock costs, step by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LandedCost {
    /// Unit cost times quantity.
    #[serde(with = "DecimalString")]
    pub goods_value: Decimal,
    /// Goods, freight and insurance.
    #[serde(with = "DecimalString")]
    pub cif_value: Decimal,
    /// Duty on the CIF value.
    #[serde(with = "DecimalString")]
    pub duty: Decimal,
    /// VAT on the CIF value and the duty, whether or not it is recovered.
    #[serde(with = "DecimalString")]
    pub import_vat: Decimal,
    /// What the importer bears.
    #[serde(with = "DecimalString")]
    pub total: Decimal,
    /// The total over the quantity, with four decimals more than the currency.
    #[serde(with = "DecimalString")]
    pub unit_landed_cost: Decimal,
}

/// The landed cost of a consignment and of a unit.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{LandedCostInput, landed_cost};
/// let input = LandedCostInput {
///     freight: Some(decimal::parse("180.00")?),
///     insurance: Some(decimal::parse("20.00")?),
///     duty_rate: Some(decimal::parse("0.10")?),
///     import_vat_rate: Some(decimal::parse("0.20")?),
///     ..LandedCostInput::new(Currency::EUR, 100, decimal::parse("8.00")?)
/// };
/// let cost = landed_cost(&input)?;
/// assert_eq!(cost.cif_value.to_string(), "1000.00"); // 800 + 180 + 20
/// assert_eq!(cost.duty.to_string(), "100.00");
/// assert_eq!(cost.import_vat.to_string(), "220.00"); // 20% of 1,100, and recovered
/// assert_eq!(cost.unit_landed_cost.to_string(), "11.000000");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a quantity of 0, a negative cost or rate, or an amount with more decimals than the currency (the unit
/// cost may have any); `overflow` for a total beyond 64-bit minor units.
pub fn landed_cost(input: &LandedCostInput) -> Result<LandedCost, PricingError> {
    let currency = input.currency;
    at_least_one("quantity", input.quantity)?;
    let unit_cost = decimal_non_negative("unit_cost", input.unit_cost)?;
    let freight = optional("freight", input.freight, currency)?;
    let insurance = optional("insurance", input.insurance, currency)?;
    let other = optional("other_costs", input.other_costs, currency)?;
    let duty_rate = decimal_non_negative("duty_rate", input.duty_rate.unwrap_or_default())?;
    let vat_rate = decimal_non_negative("import_vat_rate", input.import_vat_rate.unwrap_or_default())?;

    let round = |name, value: Exact| Money::round_exact(name, &value, currency, Rounding::HalfUp);
    let goods = round("goods_value", unit_cost * Exact::from(input.quantity))?;
    let cif = goods.checked_add(freight)?.checked_add(insurance)?;
    let duty = round("duty", duty_rate * Exact::from(cif.to_decimal()))?;
    let dutiable = cif.checked_add(duty)?;
    let vat = round("import_vat", vat_rate * Exact::from(dutiable.to_decimal()))?;
    let before_vat = dutiable.checked_add(other)?;
    let total = if input.vat_recoverable.unwrap_or(true) { before_vat } else { before_vat.checked_add(vat)? };
    let unit = Exact::from(total.to_decimal()).checked_div(&Exact::from(input.quantity)).unwrap_or(Exact::ZERO);
    let unit_digits = currency.minor_digits().saturating_add(4);
    Ok(LandedCost {
        goods_value: goods.to_decimal(),
        cif_value: cif.to_decimal(),
        duty: duty.to_decimal(),
        import_vat: vat.to_decimal(),
        total: total.to_decimal(),
        unit_landed_cost: unit.round("unit_landed_cost", unit_digits, Rounding::HalfUp)?,
    })
}

/// By what a shared cost is laid on the lines of a consignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CostDriver {
    /// Unit value times quantity: duty, insurance.
    Value,
    /// Units: handling.
    Quantity,
    /// Weight of a unit times quantity: air freight, express.
    Weight,
    /// Volume of a unit times quantity: sea freight, storage.
    Volume,
}

/// A line of a consignment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsignmentLine {
    /// Its name, once in a consignment.
    pub id: String,
    /// Units, at least 1.
    pub quantity: u64,
    /// Value of a unit, at least 0; needed to share by `value`.
    #[serde(default, with = "OptionalDecimalString")]
    pub unit_value: Option<Decimal>,
    /// Weight of a unit, at least 0, in any unit of measure; needed to share by `weight`.
    #[serde(default, with = "OptionalDecimalString")]
    pub weight: Option<Decimal>,
    /// Volume of a unit, at least 0, in any unit of measure; needed to share by `volume`.
    #[serde(default, with = "OptionalDecimalString")]
    pub volume: Option<Decimal>,
}

impl ConsignmentLine {
    /// What the line weighs in the sharing.
    fn driver(&self, by: CostDriver) -> Result<Decimal, Error> {
        at_least_one("quantity", self.quantity)?;
        for (field, value) in [("unit_value", self.unit_value), ("weight", self.weight), ("volume", self.volume)] {
            decimal_non_negative(field, value.unwrap_or_default())?;
        }
        let (field, per_unit) = match by {
            CostDriver::Value => ("unit_value", self.unit_value),
            CostDriver::Quantity => ("quantity", Some(Decimal::ONE)),
            CostDriver::Weight => ("weight", self.weight),
            CostDriver::Volume => ("volume", self.volume),
        };
        let per_unit = per_unit.ok_or_else(|| Error::invalid(field, "nothing", "was given to share by"))?;
        (Exact::from(per_unit) * Exact::from(self.quantity))
            .to_decimal(per_unit.scale())
            .ok_or_else(|| Error::overflow(field, per_unit, "a 96-bit decimal, once times the quantity"))
    }
}

/// What [`allocate_landed_cost`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AllocateLandedCostInput {
    /// The currency of the amount.
    pub currency: Currency,
    /// The cost that the lines share, at least 0.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
    /// By what they share it.
    pub by: CostDriver,
    /// The lines, at least one, not all of them with nothing to share by.
    pub lines: Vec<ConsignmentLine>,
}

/// A line's part of the cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LineCost {
    /// The line.
    pub id: String,
    /// Its part, for all its units.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
}

/// The cost shared out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LandedCostAllocation {
    /// One part a line, in their order; they sum to the amount.
    pub allocations: Vec<LineCost>,
}

/// A shared cost laid on the lines of a consignment by value, quantity, weight or volume, to the last minor unit.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{AllocateLandedCostInput, ConsignmentLine, CostDriver, allocate_landed_cost};
/// let line = |id: &str, quantity, weight| ConsignmentLine { id: id.into(), quantity, weight, ..Default::default() };
/// let input = AllocateLandedCostInput {
///     currency: Currency::USD,
///     amount: decimal::parse("100.00")?,
///     by: CostDriver::Weight,
///     lines: vec![
///         line("kettle", 10, Some(decimal::parse("1.2")?)), // 12 kg
///         line("cup", 60, Some(decimal::parse("0.3")?)),    // 18 kg
///     ],
/// };
/// let parts = allocate_landed_cost(&input)?.allocations;
/// assert_eq!((parts[0].amount.to_string(), parts[1].amount.to_string()), ("40.00".into(), "60.00".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for a line named twice; `invalid_argument` for no lines, a blank id, a quantity of 0, a negative figure, a line
/// without the figure to share by, or only zeros; `overflow` for a figure beyond its type.
pub fn allocate_landed_cost(input: &AllocateLandedCostInput) -> Result<LandedCostAllocation, PricingError> {
    if input.lines.is_empty() {
        return Err(Error::invalid("lines", "an empty list", "has nothing to share by").into());
    }
    unique("lines", input.lines.iter().map(|line| line.id.as_str()))?;
    let amount = non_negative("amount", input.amount, input.currency)?;
    let drivers = (input.lines.iter().enumerate())
        .map(|(index, line)| line.driver(input.by).map_err(|error| error.at("lines", index)))
        .collect::<Result<Vec<Decimal>, Error>>()?;
    let parts = amount.allocate_by(&drivers).map_err(|error| error.named("lines"))?;
    let allocations =
        input.lines.iter().zip(parts).map(|(line, part)| LineCost { id: line.id.clone(), amount: part.to_decimal() });
    Ok(LandedCostAllocation { allocations: allocations.collect() })
}
