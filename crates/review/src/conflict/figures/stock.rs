//! What do the channels show and promise against what there is?

use super::{Context, Found, figure, fix::Fix};
use crate::conflict::inputs::{Offer, Offers};
use crate::error::{Place, ReviewError};
use crate::format::count;
use mercato_channel::{
    ConflictIdInput, OversellCheckInput, SkuStock, StockConflict, StockConflictKind, StockListing, conflict_id,
    oversell_check,
};
use std::collections::BTreeMap;

/// The rule that these conflicts break.
const RULE: &str = "stock";

/// How many articles were held against the stock, and what contradicts it. Those take part that have a stock and show units
/// somewhere.
pub(super) fn conflicts(context: &Context<'_>, offers: &Offers) -> Result<(usize, Vec<Found>), ReviewError> {
    let Some(stock) = &context.inputs.stock else { return Ok((0, Vec::new())) };
    let mut shown: BTreeMap<&str, BTreeMap<&str, Vec<&Offer>>> = BTreeMap::new();
    for row in offers.rows.iter().filter(|row| row.seller.is_none() && row.published.is_some()) {
        let by_channel = shown.entry(row.sku.as_str()).or_default();
        by_channel.entry(row.channel.as_str()).or_default().push(row);
    }
    let mut input =
        OversellCheckInput { exposure_limit: context.inputs.policy.exposure_limit, ..OversellCheckInput::default() };
    for (sku, by_channel) in &shown {
        let Some(there) = stock.get(*sku) else {
            let first = by_channel.values().flatten().map(|row| row.line).min().unwrap_or(1);
            let problem = format!("{sku} shows units, and is not in stock.csv");
            let remedy = "give it a row in stock.csv (0 on hand, if there is none), or leave published empty";
            return Err(ReviewError::input(Place::line(&offers.file, first).column("published"), problem, remedy));
        };
        let mut listings = Vec::new();
        for rows in by_channel.values() {
            let sum =
                |of: fn(&Offer) -> Option<u64>| rows.iter().filter_map(|row| of(row)).fold(0_u64, u64::saturating_add);
            let Some(first) = rows.first() else { continue };
            listings.push(StockListing {
                sku: first.sku.clone(),
                channel_id: first.channel.clone(),
                // territories and packs of one channel draw on one stock
                published: rows.iter().filter_map(|row| row.published).max().unwrap_or_default(),
                reserved: Some(sum(|row| row.reserved)),
            });
        }
        // what stock.csv has reserved and no channel claims is promised all the same
        let claimed = listings.iter().filter_map(|one| one.reserved).fold(0_u64, u64::saturating_add);
        let Some(first) = listings.first() else { continue };
        let rest = there.reserved.saturating_sub(claimed);
        input.stock.push(SkuStock {
            sku: first.sku.clone(),
            on_hand: there.sellable,
            safety_buffer: Some(there.safety_buffer.unwrap_or(context.inputs.policy.safety_buffer)),
        });
        if let Some(first) = listings.first_mut() {
            first.reserved = first.reserved.map(|own| own.saturating_add(rest));
        }
        input.listings.extend(listings);
    }
    let checked = oversell_check(&input).map_err(figure("stock that the channels show"))?;
    let rows = checked.conflicts.iter().map(|conflict| found(context, &input, conflict, &shown));
    Ok((input.stock.len(), rows.collect::<Result<_, _>>()?))
}

/// The name, how grave the kind is, and what it is a part of.
const fn kind(kind: StockConflictKind) -> (&'static str, f64) {
    match kind {
        StockConflictKind::Oversold => ("oversold", 1.0),
        StockConflictKind::Overpublished => ("overpublished", 0.8),
        StockConflictKind::BufferBreached => ("buffer_breached", 0.6),
        StockConflictKind::Overexposed => ("overexposed", 0.5),
        StockConflictKind::Starved => ("starved", 0.3),
    }
}

fn found(
    context: &Context<'_>,
    input: &OversellCheckInput,
    conflict: &StockConflict,
    shown: &BTreeMap<&str, BTreeMap<&str, Vec<&Offer>>>,
) -> Result<Found, ReviewError> {
    let sku = conflict.sku.as_str();
    let (name, weight) = kind(conflict.kind);
    let listings: Vec<&StockListing> = input.listings.iter().filter(|one| one.sku == conflict.sku).collect();
    let there = input.stock.iter().find(|one| one.sku == conflict.sku);
    let on_hand = there.map_or(0, |one| one.on_hand);
    let buffer = there.and_then(|one| one.safety_buffer).unwrap_or_default();
    let sum = |of: fn(&StockListing) -> u64| listings.iter().map(|one| of(one)).fold(0_u64, u64::saturating_add);
    let reserved = sum(|one| one.reserved.unwrap_or_default());
    let published = sum(|one| one.published);
    let available = on_hand.saturating_sub(buffer).saturating_sub(reserved);
    // whose the reservations are, stock.csv does not say
    let promised = matches!(conflict.kind, StockConflictKind::Oversold | StockConflictKind::BufferBreached);
    let said = |row: &Offer| row.reserved.is_some_and(|units| units > 0);
    let claims = shown.get(sku).into_iter().flat_map(BTreeMap::values).flatten().any(|row| said(row));
    let channels: Vec<String> = if promised && !claims {
        listings.iter().map(|one| one.channel_id.as_str().to_owned()).collect()
    } else {
        conflict.channels.iter().map(|channel| channel.as_str().to_owned()).collect()
    };
    let ratio = |part: u64, whole: u64| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    let magnitude_ratio = match conflict.kind {
        StockConflictKind::Oversold | StockConflictKind::BufferBreached => Some(ratio(conflict.excess, on_hand)),
        StockConflictKind::Overpublished => Some(ratio(conflict.excess, available)),
        StockConflictKind::Overexposed => Some(ratio(conflict.excess, published)),
        StockConflictKind::Starved => None,
    };
    let (score, level) = context.severity(weight, magnitude_ratio.unwrap_or(1.0), sku, &channels)?;
    let named = channels.join(", ");
    let [on_hand, reserved, published, available, excess, buffer] =
        [on_hand, reserved, published, available, conflict.excess, buffer].map(count);
    let (what, text) = match conflict.kind {
        StockConflictKind::Oversold => (
            format!("{reserved} units of {sku} are promised and {on_hand} are there: {excess} too many."),
            format!("Buy {excess} in, or cancel as many on {named}, the latest first; show 0 until then."),
        ),
        StockConflictKind::BufferBreached => (
            format!(
                "{reserved} units of {sku} are promised of {on_hand}, of which {buffer} are to be held back: {excess} too many."
            ),
            "Show 0 on every channel until more comes in, or lower the buffer.".to_owned(),
        ),
        StockConflictKind::Overpublished => (
            format!("More of {sku} is shown on {named} than the {available} that are free: up to {excess} too many."),
            format!("Show at most {available} on {named}."),
        ),
        StockConflictKind::Overexposed => (
            format!(
                "{published} units of {sku} are shown in all and {available} are free: {excess} beyond the exposure limit."
            ),
            format!("Show {excess} fewer in all on {named}."),
        ),
        StockConflictKind::Starved => (
            format!("{named} shows none of {sku} while {available} are free and others show some."),
            format!("Show up to {available} on {named}."),
        ),
    };
    let in_list = |channel: &str| channels.iter().any(|name| name == channel);
    let rows = shown.get(sku).into_iter().flatten().filter(|(channel, _)| in_list(channel)).flat_map(|(_, rows)| rows);
    let mut offers: Vec<String> = rows.map(|row| row.offer_id.clone()).collect();
    offers.sort_unstable();
    let id = ConflictIdInput {
        kind: name.to_owned(),
        rule_id: RULE.to_owned(),
        sku: sku.to_owned(),
        parties: vec![sku.to_owned()],
    };
    Ok(Found {
        conflict_id: conflict_id(&id).map_err(figure("name of a conflict"))?.conflict_id,
        kind: name,
        score,
        level,
        rule_id: RULE.to_owned(),
        sku: conflict.sku.clone(),
        name: context.name(sku),
        channels,
        between: None,
        offers,
        magnitude_ratio,
        from: None,
        promotions: Vec::new(),
        what,
        units: Some(conflict.excess),
        stake: None,
        fix: Fix { text, ..Fix::default() },
    })
}
