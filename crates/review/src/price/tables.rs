//! The table of the price section: every price with what it leaves and what it should be.

use super::View;
use crate::error::ReviewError;
use crate::tables::{head, or_empty, table, word};
use std::path::Path;

pub(super) fn write(view: Option<View<'_>>, folder: &Path) -> Result<(), ReviewError> {
    let mut rows = vec![head(&[
        "sku",
        "product_name",
        "channel",
        "territory",
        "pack_size",
        "price",
        "price_basis",
        "list_price",
        "cost",
        "cost_basis",
        "gross",
        "tax",
        "net_revenue",
        "commission",
        "payment_fee",
        "fees_total",
        "shipping_cost",
        "profit",
        "margin",
        "target_margin",
        "target_price",
        "break_even_price",
        "competitors",
        "lowest_competitor",
        "highest_competitor",
        "reference_price",
        "issues",
        "units",
        "at_stake_a_month",
        "proposed_price",
        "proposed_for",
        "bound_by",
        "proposed_profit",
        "proposed_margin",
        "profit_change_a_month",
        "why",
    ])];
    rows.extend(view.iter().flat_map(|view| &view.prices.rows).map(|row| {
        let proposal = row.proposal.as_ref();
        let rivals = row.rivals.as_ref();
        vec![
            row.offer.sku.clone(),
            row.name.clone().unwrap_or_default(),
            row.offer.channel.clone(),
            row.offer.territory.clone().unwrap_or_default(),
            row.offer.pack_size.to_string(),
            row.sale.price.to_string(),
            word(row.basis),
            or_empty(row.offer.list_price),
            row.cost.to_string(),
            word(row.cost_basis),
            row.sale.gross.to_string(),
            row.sale.tax.to_string(),
            row.sale.net_revenue.to_string(),
            row.sale.commission.to_string(),
            row.sale.payment_fee.to_string(),
            row.sale.fees_total.to_string(),
            row.shipping.to_string(),
            row.sale.profit.to_string(),
            row.sale.margin.to_string(),
            row.target_margin.to_string(),
            or_empty(row.target_price),
            or_empty(row.break_even),
            rivals.map_or(0, |rivals| rivals.prices.len()).to_string(),
            or_empty(rivals.map(|rivals| rivals.lowest)),
            or_empty(rivals.map(|rivals| rivals.highest)),
            or_empty(proposal.and_then(|proposal| proposal.reference)),
            row.issues.iter().map(word).collect::<Vec<_>>().join(" "),
            or_empty(row.units),
            or_empty(row.stake),
            or_empty(proposal.map(|proposal| proposal.sale.price)),
            proposal.map_or_else(String::new, |proposal| word(proposal.reason)),
            proposal.map_or_else(String::new, |proposal| word(proposal.bound_by)),
            or_empty(proposal.map(|proposal| proposal.sale.profit)),
            or_empty(proposal.map(|proposal| proposal.sale.margin)),
            or_empty(proposal.and_then(|proposal| proposal.gain)),
            proposal.map_or_else(String::new, |proposal| proposal.why.clone()),
        ]
    }));
    table(folder, "prices.csv", &rows)
}
