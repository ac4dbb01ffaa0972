//! From a finding to a conflict that explains itself.

use super::Compiled;
use super::findings::Finding;
use super::limits::Limits;
use super::parity::{CompiledParity, PricedTable};
use super::symbols::NONE;
use super::table::{OfferTable, index};
use crate::agreement::AgreementKind;
use crate::conflict::{
    ComparedPrice, Conflict, ConflictKind, Evidence, LimitEvidence, PairEvidence, PlacementEvidence, ReferenceEvidence,
};
use crate::conflict_id::printed;
use crate::effective::{Basis, Measure, Prices};
use crate::fx::FxRate;
use crate::map_rule::LimitKind;
use crate::parity::Reference;
use mercato_core::{Currency, Decimal, Error, Exact, Rounding, Sku};

/// What a conflict is written from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer<'w, 't> {
    pub(crate) rules: &'w Compiled,
    pub(crate) table: &'w OfferTable<'t>,
    pub(crate) prices: Option<&'w PricedTable>,
}

impl Writer<'_, '_> {
    /// The conflict with its figures. What the door lets in (amounts up to 10^14, taxes up to 10, rates up to 10^7) can be written
    /// down, so the refusals are for what cannot be.
    pub(crate) fn conflict(&self, kind: ConflictKind, finding: &Finding) -> Result<Conflict, Error> {
        let row = index(finding.row);
        let mut parties = vec![self.table.offer_id(row).to_owned()];
        if finding.high != NONE {
            parties.push(self.table.offer_id(index(finding.high)).to_owned());
            parties.sort_unstable();
        }
        let (magnitude_ratio, evidence) = self.evidence(kind, finding)?;
        Ok(Conflict {
            conflict_id: printed(finding.hash),
            kind,
            rule_id: self.rules.rule_id(kind, finding.rule).to_owned(),
            sku: Sku::new(self.table.sku_text(row))?,
            parties,
            magnitude_ratio,
            evidence,
        })
    }

    fn evidence(&self, kind: ConflictKind, finding: &Finding) -> Result<(Option<f64>, Evidence), Error> {
        match kind {
            ConflictKind::PriceParity => {
                let (Some((_, rule)), Some(prices)) = (&self.rules.parity, self.prices) else {
                    return Err(lost());
                };
                if finding.high == NONE {
                    self.reference(rule, prices, finding)
                } else {
                    self.pair(rule, prices, finding)
                }
            }
            ConflictKind::BelowMap | ConflictKind::AboveMax => {
                let rule = self.rules.limits.rule(finding.rule).ok_or_else(lost)?;
                let side = if kind == ConflictKind::BelowMap { LimitKind::BelowMap } else { LimitKind::AboveMax };
                self.limit(rule, side, finding)
            }
            _ => {
                let terms = self.rules.agreements.terms(finding.rule).ok_or_else(lost)?;
                let row = index(finding.row);
                let evidence = PlacementEvidence {
                    channel_id: self.table.channel_text(row).to_owned(),
                    territory: self.table.territories.text(row).map(str::to_owned),
                    channels: terms.channels(),
                    territories: if terms.kind() == AgreementKind::Territory {
                        terms.territories()
                    } else {
                        Vec::new()
                    },
                };
                Ok((None, Evidence::Placement(evidence)))
            }
        }
    }

    fn pair(
        &self,
        rule: &CompiledParity,
        prices: &PricedTable,
        finding: &Finding,
    ) -> Result<(Option<f64>, Evidence), Error> {
        let low = prices.price_of(finding.thing, finding.row);
        let high = prices.price_of(finding.thing, finding.high);
        let gap = &high - &low;
        let digits = rule.measure.digits(prices.currency);
        let allowed = rule.tolerance.allowed(&high);
        let ratio = crate::check::ratio("magnitude_ratio", &gap, &high)?;
        let compared = |row: u32, price: &Exact| self.compared(rule.measure, prices.currency, prices, row, price);
        let evidence = PairEvidence {
            currency: prices.currency,
            low: compared(finding.row, &low)?,
            high: compared(finding.high, &high)?,
            gap: crate::check::money("gap", &gap, digits)?,
            allowed: crate::check::money("allowed", &allowed, digits)?,
            raise_low_to: (&high - &allowed).round("raise_low_to", digits, Rounding::Ceil)?,
            lower_high_to: rule.tolerance.highest(&low).round("lower_high_to", digits, Rounding::Floor)?,
        };
        Ok((ratio, Evidence::Pair(evidence)))
    }

    fn reference(
        &self,
        rule: &CompiledParity,
        prices: &PricedTable,
        finding: &Finding,
    ) -> Result<(Option<f64>, Evidence), Error> {
        let channel = self.table.reference_channel(&rule.reference);
        let reference = prices.reference(finding.thing, &rule.reference, channel).ok_or_else(lost)?;
        let price = prices.price_of(finding.thing, finding.row);
        let deviation = &price - &reference;
        let digits = rule.measure.digits(prices.currency);
        let allowed = rule.tolerance.allowed(&reference);
        let move_to = if deviation.is_negative() {
            (&reference - &allowed).round("move_to", digits, Rounding::Ceil)?
        } else {
            (&reference + &allowed).round("move_to", digits, Rounding::Floor)?
        };
        let ratio = crate::check::ratio("magnitude_ratio", &deviation.abs(), &reference)?;
        let evidence = ReferenceEvidence {
            currency: prices.currency,
            offer: self.compared(rule.measure, prices.currency, prices, finding.row, &price)?,
            reference: rule.reference.kind(),
            reference_channel: if let Reference::Channel(channel) = &rule.reference {
                Some(channel.as_str().to_owned())
            } else {
                None
            },
            reference_price: crate::check::money("reference_price", &reference, digits)?,
            deviation: crate::check::money("deviation", &deviation, digits)?,
            allowed: crate::check::money("allowed", &allowed, digits)?,
            move_to,
        };
        Ok((ratio, Evidence::Reference(evidence)))
    }

    fn limit(&self, rule: &Limits, side: LimitKind, finding: &Finding) -> Result<(Option<f64>, Evidence), Error> {
        let row = index(finding.row);
        let price = rule.price(self.table, row)?.to_exact();
        let limit = rule.limit(side);
        let excess = (&price - &limit).abs();
        let digits = rule.measure.digits(rule.currency);
        let toward = if side == LimitKind::BelowMap { Rounding::Ceil } else { Rounding::Floor };
        let ratio = crate::check::ratio("magnitude_ratio", &excess, &limit)?;
        let evidence = LimitEvidence {
            currency: rule.currency,
            offer: self.written(rule.measure, rule.currency, None, row, &price)?,
            limit: crate::check::money("limit", &limit, digits)?,
            tolerance_percent: rule.tolerance,
            excess: crate::check::money("excess", &excess, digits)?,
            move_to: rule.last_allowed(side).round("move_to", digits, toward)?,
        };
        Ok((ratio, Evidence::Limit(evidence)))
    }

    fn compared(
        &self,
        measure: Measure,
        currency: Currency,
        prices: &PricedTable,
        row: u32,
        price: &Exact,
    ) -> Result<ComparedPrice, Error> {
        let row = index(row);
        let rate = self.table.currency_numbers().get(row).and_then(|number| prices.rate(*number));
        self.written(measure, currency, rate, row, price)
    }

    /// How the price came about, as far as the measure looks.
    fn written(
        &self,
        measure: Measure,
        currency: Currency,
        rate: Option<FxRate>,
        row: usize,
        price: &Exact,
    ) -> Result<ComparedPrice, Error> {
        let own = self.table.currency(row).unwrap_or(currency);
        let digits = own.minor_digits();
        let money = |name: &str, value: &Exact| crate::check::money(name, value, digits);
        let offer = self.table.offer(row);
        let mut compared = ComparedPrice {
            offer_id: self.table.offer_id(row).to_owned(),
            channel_id: self.table.channel_text(row).to_owned(),
            currency: own,
            basis: measure.basis,
            per_unit: measure.per_unit,
            advertised: money(
                "advertised",
                &offer.map_or_else(|| self.table.row_price(row), |offer| offer.price).into(),
            )?,
            discounts: Vec::new(),
            net: None,
            shipping: None,
            tax: None,
            landed: None,
            pack_size: offer.map_or(1, |offer| offer.pack_size),
            rate,
            price: crate::check::money("price", price, measure.digits(currency))?,
        };
        let Some(offer) = offer.filter(|_| measure.basis != Basis::Advertised) else {
            return Ok(compared);
        };
        let prices = Prices::of(offer, measure.include_personal)?;
        compared.discounts = prices
            .discounts
            .iter()
            .map(|discount| money("discounts", discount))
            .collect::<Result<Vec<Decimal>, _>>()?;
        compared.net = Some(money("net", &prices.net)?);
        if measure.basis == Basis::Landed {
            let shipping = Exact::from(offer.shipping);
            compared.shipping = Some(money("shipping", &shipping)?);
            compared.tax = Some(money("tax", &(&(&prices.landed - &prices.net) - &shipping))?);
            compared.landed = Some(money("landed", &prices.landed)?);
        }
        Ok(compared)
    }
}

/// A finding always comes from the rules and the table that it is written from.
fn lost() -> Error {
    Error::not_found("conflicts", "the rule of a finding")
}
