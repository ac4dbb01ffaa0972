//! What every price is judged by: the files, the sales, and which names exist.

use super::{CostBasis, NO_FEES};
use crate::error::{Place, ReviewError};
use crate::price::inputs::{Fees, Offer, PriceInputs, whole_minor};
use crate::sales::{Recent, Sales, Window};
use crate::section::Ground;
use hashbrown::{HashMap, HashSet};
use mercato_core::{Currency, Decimal, Error, Exact, Money, Rounding};
use mercato_pricing::{NetProceedsInput, PricingError, TargetMarginPriceInput, target_margin_price};
use std::collections::BTreeSet;
use std::path::Path;

/// The refusal of a figure of the price section.
pub(super) fn figure(figure: impl Into<String>) -> impl FnOnce(PricingError) -> ReviewError {
    ReviewError::of_section(figure)
}

/// What everything is computed from.
pub(super) struct Context<'a> {
    pub(super) ground: &'a Ground<'a>,
    pub(super) inputs: &'a PriceInputs,
    pub(super) currency: Currency,
    pub(super) window: Window,
    sales: Sales,
    skus: HashMap<&'a str, u32>,
    channels: HashMap<&'a str, u32>,
    services: HashSet<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(ground: &'a Ground<'a>, inputs: &'a PriceInputs) -> Result<Self, ReviewError> {
        let cleaned = ground.cleaned;
        let currency =
            Currency::try_from(cleaned.currency).map_err(|error| figure("currency of the prices")(error.into()))?;
        let window = Window::of(&cleaned.lines, inputs.policy.history_days);
        let (_, skus) = cleaned.cleaner.distinct();
        let channels = (0_u32..).take(cleaned.lines.channels.len());
        Ok(Self {
            ground,
            inputs,
            currency,
            window,
            sales: Sales::of(&cleaned.lines, window.start),
            skus: (0_u32..).take(skus).map(|id| (cleaned.cleaner.sku(id), id)).collect(),
            channels: channels.filter_map(|id| Some((cleaned.lines.channels.get(id)?, id))).collect(),
            services: ground.services.iter().map(|service| service.sku.as_str()).collect(),
        })
    }

    /// An exact amount at the decimals of the review.
    pub(super) fn rounded(&self, name: &str, amount: &Exact) -> Result<Decimal, ReviewError> {
        let scale = self.ground.settings.decimals();
        amount.round(name, scale, Rounding::HalfEven).map_err(|error| figure(name)(error.into()))
    }

    /// What an amount a unit makes in a mean month at the sales of the history.
    pub(super) fn a_month(&self, a_unit: &Exact, units: i64) -> Result<Decimal, ReviewError> {
        self.rounded("money at stake", &self.window.a_month(a_unit, units))
    }

    fn product(&self, sku: &str) -> Option<&crate::price::inputs::Product> {
        self.inputs.products.as_ref().and_then(|products| products.rows.get(sku))
    }

    /// Categories and marks of an article.
    pub(super) fn labels(&self, sku: &str) -> (Vec<String>, Vec<String>) {
        self.product(sku).map(|product| (product.categories.clone(), product.tags.clone())).unwrap_or_default()
    }

    pub(super) fn name(&self, sku: &str) -> Option<String> {
        let given = self.product(sku).and_then(|product| product.name.clone());
        let sold = || {
            let id = self.skus.get(sku).and_then(|id| usize::try_from(*id).ok())?;
            self.ground.cleaned.lines.names.get(id).cloned().flatten().map(Into::into)
        };
        given.or_else(sold)
    }

    /// The cost of a unit and where it comes from.
    pub(super) fn cost(&self, sku: &str) -> Option<(Decimal, CostBasis)> {
        let given = self.product(sku).and_then(|product| product.cost).map(|cost| (cost, CostBasis::Products));
        let sold =
            || self.skus.get(sku).and_then(|id| self.sales.costs.get(id)).map(|(_, cost)| (*cost, CostBasis::Orders));
        given.or_else(sold)
    }

    /// The terms of a channel; `None` where there is a file of them without this channel.
    pub(super) fn fees(&self, channel: &str) -> Option<&Fees> {
        match &self.inputs.channels {
            Some(list) => list.rows.get(channel),
            None => Some(&NO_FEES),
        }
    }

    /// Units of the article sold on the channel in the history.
    pub(super) fn units(&self, offer: &Offer) -> i64 {
        let key = self.channels.get(offer.channel.as_str()).copied().zip(self.skus.get(offer.sku.as_str()).copied());
        key.and_then(|key| self.sales.recent.get(&key)).map_or(0, |recent| recent.units)
    }

    /// A sale as the kernel takes it.
    pub(super) fn sale(&self, fees: &Fees, price: Decimal, cost: Decimal) -> NetProceedsInput {
        NetProceedsInput {
            commission_rate: fees.commission_rate,
            commission_base: fees.commission_base,
            min_commission: fees.min_commission,
            payment_rate: fees.payment_rate,
            fixed_fee: fees.fixed_fee,
            shipping_cost: fees.shipping_cost,
            tax_rate: fees.tax_rate,
            tax_inclusive: fees.tax_included,
            ..NetProceedsInput::new(self.currency, price, cost)
        }
    }

    /// The least price that leaves a margin; `None` where no price does.
    pub(super) fn price_for(
        &self,
        fees: &Fees,
        cost: Decimal,
        margin: Decimal,
    ) -> Result<Option<Decimal>, PricingError> {
        let wanted = TargetMarginPriceInput {
            commission_rate: fees.commission_rate,
            commission_base: fees.commission_base,
            min_commission: fees.min_commission,
            payment_rate: fees.payment_rate,
            fixed_fee: fees.fixed_fee,
            shipping_cost: fees.shipping_cost,
            tax_rate: fees.tax_rate,
            tax_inclusive: fees.tax_included,
            ..TargetMarginPriceInput::new(self.currency, margin, cost)
        };
        match target_margin_price(&wanted) {
            Ok(sale) => Ok(Some(sale.price)),
            Err(PricingError::Refused(Error::Infeasible { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Articles with sales in the history that no own offer names, by channel.
    pub(super) fn missing(&self, offers: &[Offer]) -> usize {
        let key = |offer: &Offer| {
            self.channels.get(offer.channel.as_str()).copied().zip(self.skus.get(offer.sku.as_str()).copied())
        };
        let own = offers.iter().filter(|offer| offer.seller.is_none());
        let named: HashSet<(u32, u32)> = own.filter_map(key).collect();
        self.sold().filter(|((channel, sku), _)| !named.contains(&(*channel, *sku))).count()
    }

    /// What was sold in the history and is no service.
    fn sold(&self) -> impl Iterator<Item = ((u32, u32), &Recent)> {
        let goods = |sku: u32| !self.services.contains(self.ground.cleaned.cleaner.sku(sku));
        let found = self.sales.recent.iter().filter(|(_, recent)| recent.units > 0);
        found.map(|(key, recent)| (*key, recent)).filter(move |((_, sku), _)| goods(*sku))
    }

    /// The price of the latest line of each article on each channel, in place of offers.
    pub(super) fn offers_of_orders(&self) -> Result<Vec<Offer>, ReviewError> {
        let mut offers = Vec::new();
        for ((channel, sku), recent) in self.sold() {
            let sku = self.ground.cleaned.cleaner.sku(sku);
            let Some(price) = recent.price else { continue };
            let price = Money::round_decimal(price, self.currency, Rounding::HalfUp)
                .map_err(|error| figure(format!("price of {sku}"))(error.into()))?
                .to_decimal();
            if price.is_zero() {
                continue;
            }
            offers.push(Offer {
                line: 0,
                sku: sku.to_owned(),
                channel: self.ground.cleaned.lines.channels.get(channel).unwrap_or_default().to_owned(),
                seller: None,
                territory: None,
                pack_size: 1,
                currency: None,
                price,
                list_price: None,
                min_price: None,
                max_price: None,
                map: None,
                target_margin: None,
                locked: false,
            });
        }
        offers.sort_by(|a, b| (&a.sku, &a.channel).cmp(&(&b.sku, &b.channel)));
        Ok(offers)
    }

    /// Does an article of this sku exist?
    pub(super) fn knows_sku(&self, sku: &str) -> bool {
        self.skus.contains_key(sku)
            || self.product(sku).is_some()
            || self.ground.settings.exclude_skus.iter().any(|excluded| excluded == sku)
    }

    /// Is there a channel of this name in the orders, or one with terms?
    pub(super) fn knows_channel(&self, channel: &str) -> bool {
        let terms = self.inputs.channels.as_ref();
        self.channels.contains_key(channel) || terms.is_some_and(|terms| terms.rows.contains_key(channel))
    }

    /// Refuses rows that name what exists nowhere, and amounts that the currency has no coins for.
    pub(super) fn check(&self) -> Result<(), ReviewError> {
        let inputs = self.inputs;
        inputs.policy.fits(self.currency)?;
        if let Some(list) = &inputs.channels {
            let offered: BTreeSet<&str> =
                inputs.offers.iter().flat_map(|offers| &offers.rows).map(|offer| offer.channel.as_str()).collect();
            let mut rows: Vec<_> = list.rows.iter().collect();
            rows.sort_by_key(|(_, fees)| fees.line);
            for (channel, fees) in rows {
                if !self.channels.contains_key(channel.as_str()) && !offered.contains(channel.as_str()) {
                    let remedy = "write it as the orders do, or delete the row";
                    return Err(self.strange_channel(&list.file, fees.line, channel, "not in offers.csv", remedy));
                }
                let amounts = [
                    ("min_commission", fees.min_commission),
                    ("fixed_fee", fees.fixed_fee),
                    ("shipping_cost", fees.shipping_cost),
                ];
                whole_minor(self.currency, &list.file, fees.line, &amounts)?;
            }
        }
        if let Some(offers) = &inputs.offers {
            for offer in &offers.rows {
                self.known(&offers.file, offer.line, &offer.sku, Some(&offer.channel))?;
            }
        }
        if let Some(list) = &inputs.competitors {
            let mut rows: Vec<_> =
                list.rows.iter().flat_map(|(sku, rivals)| rivals.iter().map(move |rival| (sku, rival))).collect();
            rows.sort_by_key(|(_, rival)| rival.line);
            for (sku, rival) in rows {
                self.known(&list.file, rival.line, sku, rival.channel.as_deref())?;
            }
        }
        if let Some(list) = &inputs.tiers {
            let mut rows: Vec<_> =
                list.tables.iter().filter_map(|(key, table)| table.first().map(|step| (step.line, key))).collect();
            rows.sort_by_key(|(line, _)| *line);
            for (line, (sku, channel)) in rows {
                self.known(&list.file, line, sku, channel.as_deref())?;
            }
        }
        Ok(())
    }

    fn known(&self, file: &Path, line: u64, sku: &str, channel: Option<&str>) -> Result<(), ReviewError> {
        if !self.knows_sku(sku) {
            let problem = format!("{sku:?} is in no order line that counts and not in products.csv");
            let remedy = "correct the sku, or give the article a row in products.csv";
            return Err(ReviewError::input(Place::line(file, line).column("sku"), problem, remedy));
        }
        match channel {
            Some(channel) if !self.knows_channel(channel) => {
                let remedy = "write it as the orders do, or give it a row in channels.csv";
                Err(self.strange_channel(file, line, channel, "not in channels.csv", remedy))
            }
            _ => Ok(()),
        }
    }

    fn strange_channel(&self, file: &Path, line: u64, channel: &str, and: &str, remedy: &str) -> ReviewError {
        let mut known: Vec<&str> = self.ground.channels.iter().map(|channel| channel.name.as_str()).take(10).collect();
        if self.ground.channels.len() > known.len() {
            known.push("...");
        }
        let problem = format!("{channel:?} is no channel of the orders ({}) and {and}", known.join(", "));
        ReviewError::input(Place::line(file, line).column("channel"), problem, remedy)
    }
}
