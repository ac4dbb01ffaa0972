//! The price section of the report: where the money of a price goes, which prices lose it, and what they should be.

use super::View;
use super::figures::{Guard, Issue, PriceBasis, Priced, TierFault, TierMistake};
use super::findings::left;
use crate::figures::float;
use crate::format::{about, amount, count, day, percent, signed};
use crate::report::html::{Cell, figure, table};
use crate::report::sections::{ROWS, article, heading, note, open};
use crate::report::svg::{self, Share, Whole};
use mercato_core::Decimal;
use mercato_pricing::{Finding, FindingCode};

const MISSING: &str = "\u{2013}";

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn number(text: impl Into<String>) -> Cell {
    Cell::Number(text.into())
}

fn named(row: &Priced) -> String {
    let pack = if row.offer.pack_size > 1 { format!(", pack of {}", row.offer.pack_size) } else { String::new() };
    let territory = row.offer.territory.as_ref().map_or_else(String::new, |territory| format!(", {territory}"));
    article(&row.offer.sku, row.name.as_deref()) + &pack + &territory
}

fn more(rest: usize) -> String {
    if rest == 0 { String::new() } else { format!(" ({} more in prices.csv)", count(rest)) }
}

/// `1 price`, `7 prices`.
fn many(number: usize, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

pub(super) fn prices(page: &mut String, view: View<'_>) {
    open(page, "price", "Prices");
    if view.prices.rows.is_empty() {
        note(page, "No price could be judged: no article has both a price and a cost.");
    } else {
        overview(page, view);
        low(page, view);
        proposals(page, view);
    }
    mistakes(page, view);
    promotions(page, view);
    assumptions(page, view);
    page.push_str("</section>");
}

fn overview(page: &mut String, view: View<'_>) {
    let prices = view.prices;
    let currency = &view.data.currency;
    let from = match prices.basis {
        PriceBasis::Offers => "of offers.csv",
        PriceBasis::Orders => "of the latest order lines, for there is no offers.csv,",
    };
    let fees = if view.inputs.channels.is_some() {
        "tax, commission, payment and other fees and delivery of channels.csv and the cost of the goods"
    } else {
        "the cost of the goods alone: there is no channels.csv, so that tax and fees are taken as nothing and the margins are too high"
    };
    note(
        page,
        &format!(
            "{} {from} against {fees}. {} below cost, {} below the target margin. Amounts a month are those of the units sold from {} to {}.",
            many(prices.rows.len(), "price"),
            count(prices.count(Issue::BelowCost)),
            count(prices.count(Issue::BelowTarget)),
            day(prices.start),
            day(prices.end)
        ),
    );
    let share = |part: Decimal, whole: Decimal| if whole.is_zero() { 0.0 } else { float(part) / float(whole) };
    let mut bars = Vec::new();
    let mut judged = Vec::new();
    let mut rows = Vec::new();
    for total in &prices.channels {
        let of = |part: Decimal| share(part, total.gross);
        bars.push(Share {
            name: total.name.clone(),
            parts: [total.cost, total.tax, total.fees, total.shipping, total.profit].map(of).to_vec(),
            label: format!("{} left", percent(of(total.profit))),
        });
        let low = total.below_cost.saturating_add(total.below_target);
        let good = total.prices.saturating_sub(low);
        let part = |number: usize| number as f64 / total.prices as f64;
        judged.push(Share {
            name: total.name.clone(),
            parts: [total.below_cost, total.below_target, total.thin, good.saturating_sub(total.thin)]
                .map(part)
                .to_vec(),
            label: format!("{} of {}", count(good), count(total.prices)),
        });
        rows.push(vec![
            text(total.name.clone()),
            number(count(total.prices)),
            Cell::Toned(count(total.below_cost), Some(false).filter(|_| total.below_cost > 0)),
            Cell::Toned(count(total.below_target), Some(false).filter(|_| total.below_target > 0)),
            number(about(total.gross)),
            number(about(total.tax)),
            number(about(total.fees)),
            number(about(total.shipping)),
            number(about(total.cost)),
            number(about(total.profit)),
            Cell::Toned(percent(total.margin), Some(false).filter(|_| total.margin < 0.0)),
        ]);
    }
    page.push_str("<div class=\"grid\">");
    let title = "Where the money of a sale goes";
    let series = [("goods", "s5"), ("tax", "s3"), ("fees", "s1"), ("delivery", "s4"), ("left over", "up")];
    page.push_str(&figure(
        title,
        &svg::shares(title, &Whole { value: 100.0, unit: "share of the gross price, %" }, &series, &bars),
    ));
    let title = "Prices that reach their target margin";
    let series =
        [("below cost", "down"), ("below target", "s1"), ("less than 10 points above it", "s0"), ("more", "up")];
    page.push_str(&figure(
        title,
        &svg::shares(title, &Whole { value: 100.0, unit: "share of the prices, %" }, &series, &judged),
    ));
    page.push_str("</div>");
    let headings = [
        "Channel",
        "#Prices",
        "#Below cost",
        "#Below target",
        "#Customers pay",
        "#Tax",
        "#Fees",
        "#Delivery",
        "#Goods",
        "#Left over",
        "#Margin",
    ];
    page.push_str(&table(&format!("At present prices and the units sold lately, {currency}"), &headings, &rows));
    unjudged(page, view);
}

/// What is not judged, and why.
fn unjudged(page: &mut String, view: View<'_>) {
    let unjudged = &view.prices.unjudged;
    let mut said = Vec::new();
    let some = |names: &mut dyn Iterator<Item = &String>| names.take(5).cloned().collect::<Vec<_>>().join(", ");
    if !unjudged.no_cost.is_empty() {
        said.push(format!(
            "No cost in products.csv or the orders, and so no judgement, for {}: {}{}.",
            many(unjudged.no_cost.len(), "article"),
            some(&mut unjudged.no_cost.iter()),
            if unjudged.no_cost.len() > 5 { " and others" } else { "" }
        ));
    }
    if !unjudged.no_fees.is_empty() {
        said.push(format!(
            "Not in channels.csv, and so not judged: {}{}.",
            some(&mut unjudged.no_fees.iter()),
            if unjudged.no_fees.len() > 5 { " and others" } else { "" }
        ));
    }
    if unjudged.missing > 0 {
        said.push(format!("{} sold on a channel lately and not in offers.csv.", many(unjudged.missing, "article")));
    }
    if unjudged.other_sellers > 0 {
        said.push(format!("{} of other sellers passed over.", many(unjudged.other_sellers, "offer")));
    }
    if unjudged.other_currency > 0 {
        said.push(format!("{} in another currency passed over.", many(unjudged.other_currency, "offer")));
    }
    if unjudged.rivals_in_other_currency > 0 {
        let passed = many(unjudged.rivals_in_other_currency, "competitor's price");
        said.push(format!("{passed} in another currency passed over."));
    }
    if !said.is_empty() {
        note(page, &said.join(" "));
    }
}

fn low(page: &mut String, view: View<'_>) {
    heading(page, "price-low", "Prices below cost or below the target");
    let prices = view.prices;
    let all = prices.count(Issue::BelowCost).saturating_add(prices.count(Issue::BelowTarget));
    if all == 0 {
        note(page, "None: every price leaves its target margin after tax, fees, delivery and goods.");
        return;
    }
    let rows: Vec<Vec<Cell>> = prices
        .with(Issue::BelowCost)
        .chain(prices.with(Issue::BelowTarget))
        .take(ROWS)
        .map(|row| {
            let price = |price: Option<Decimal>| number(price.map_or("none".to_owned(), amount));
            vec![
                text(named(row)),
                text(row.offer.channel.clone()),
                number(amount(row.offer.price)),
                number(amount(left(row))),
                number(amount(row.cost)),
                Cell::Toned(percent(row.sale.margin), Some(false)),
                number(percent(float(row.target_margin))),
                price(row.break_even),
                price(row.target_price),
                number(row.units.map_or(MISSING.to_owned(), |units| amount(units.into()))),
                Cell::Toned(row.stake.map_or(MISSING.to_owned(), amount), Some(false)),
            ]
        })
        .collect();
    let headings = [
        "Article",
        "Channel",
        "#Price",
        "#Left",
        "#Cost",
        "#Margin",
        "#Target",
        "#Even at",
        "#Target at",
        "#Units",
        "#At stake",
    ];
    let title = format!("Below cost first, {}{}", view.data.currency, more(all.saturating_sub(rows.len())));
    page.push_str(&table(&title, &headings, &rows));
    note(
        page,
        &format!(
            "Left is what tax, fees and delivery leave of the price for the goods; it is even where that is their cost. At stake is the loss of a unit, or what it misses of the target margin, times the units of a mean month: {currency} {} lost and {currency} {} missed in all.",
            amount(prices.loss),
            amount(prices.shortfall),
            currency = view.data.currency
        ),
    );
}

const fn guard(guard: Guard) -> &'static str {
    match guard {
        Guard::None => MISSING,
        Guard::Margin => "margin",
        Guard::MinPrice => "min_price",
        Guard::Map => "map",
        Guard::MaxPrice => "max_price",
        Guard::Competitors => "competitors",
        Guard::MaxChange => "max_change",
    }
}

fn proposals(page: &mut String, view: View<'_>) {
    heading(page, "price-proposals", "Proposed prices");
    let found = view.prices.proposals();
    let policy = &view.inputs.policy;
    if found.is_empty() {
        note(
            page,
            "None: no price is below its target, outside its limits or away from what the policy makes of the competitors' prices.",
        );
        return;
    }
    let rivals = if view.inputs.competitors.is_some() {
        format!("where competitors.csv has prices, they follow {}", policy.strategy.name())
    } else {
        "there is no competitors.csv, so that only prices below target or outside their limits are moved".to_owned()
    };
    let bound = [Guard::Margin, Guard::MinPrice, Guard::Map, Guard::MaxPrice, Guard::Competitors, Guard::MaxChange]
        .into_iter()
        .map(|which| (guard(which), found.iter().filter(|(_, proposal)| proposal.bound_by == which).count()))
        .filter(|(_, number)| *number > 0)
        .map(|(name, number)| format!("{name} {}", count(number)))
        .collect::<Vec<_>>();
    let bound = if bound.is_empty() {
        "None was bound by a guardrail.".to_owned()
    } else {
        format!("Bound by {}.", bound.join(", "))
    };
    note(
        page,
        &format!(
            "{} to change; {rivals}. {bound} All with their reasons are in prices.csv. The change a month holds if as many are sold as before, which no price promises.",
            many(found.len(), "price")
        ),
    );
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .take(ROWS)
        .map(|(row, proposal)| {
            let gain = proposal.gain.map_or(MISSING.to_owned(), signed);
            vec![
                text(named(row)),
                text(row.offer.channel.clone()),
                number(amount(row.offer.price)),
                number(amount(proposal.sale.price)),
                Cell::Toned(percent(row.sale.margin), Some(false).filter(|_| row.stake.is_some())),
                number(percent(proposal.sale.margin)),
                number(gain),
                text(guard(proposal.bound_by)),
                Cell::Sentence(proposal.why.clone()),
            ]
        })
        .collect();
    let headings = ["Article", "Channel", "#Price", "#Proposed", "#Margin", "#Then", "#A month", "Bound by", "Why"];
    let title = format!(
        "Most at stake first, then by what the change moves, {}{}",
        view.data.currency,
        more(found.len().saturating_sub(rows.len()))
    );
    page.push_str(&table(&title, &headings, &rows));
}

/// A mistake of a tier table in words.
pub(super) fn fault(currency: &str, mistake: &TierMistake) -> String {
    let name = article(&mistake.sku, mistake.name.as_deref());
    let place = mistake.channel.as_ref().map_or_else(String::new, |channel| format!(" on {channel}"));
    let says = match &mistake.fault {
        TierFault::DearerThanMore { from_quantity, to_quantity, buy_instead, total, total_instead } => {
            let these = if from_quantity == to_quantity {
                to_quantity.to_string()
            } else {
                format!("{from_quantity} to {to_quantity}")
            };
            format!(
                "{these} units cost more than {buy_instead}: {to_quantity} cost {currency} {total}, {buy_instead} only {total_instead}"
            )
        }
        TierFault::RisingPrice { from_quantity, unit_price, before } => {
            format!("from {from_quantity} units on a unit costs {currency} {unit_price}, before that {before}")
        }
        TierFault::BelowCost { from_quantity, unit_price, channel, profit } => format!(
            "from {from_quantity} units on a unit at {currency} {unit_price} leaves {} on {channel}",
            profit.replace('-', "\u{2212}")
        ),
    };
    format!("{name}{place}: {says}.")
}

fn mistakes(page: &mut String, view: View<'_>) {
    let prices = view.prices;
    let limits = [
        (Issue::BelowMin, "below min_price"),
        (Issue::AboveMax, "above max_price"),
        (Issue::BelowMap, "below map"),
        (Issue::AboveList, "above list_price"),
    ];
    let outside = || prices.rows.iter().filter(|row| limits.iter().any(|(issue, _)| row.issues.contains(issue)));
    heading(page, "price-mistakes", "Mistakes in limits and tiers");
    let tables = view.inputs.tiers.as_ref().map_or(0, |tiers| tiers.tables.len());
    let dear = prices.count(Issue::AboveCompetitors);
    let tiers = if view.inputs.tiers.is_none() {
        "There is no tiers.csv: prices of larger quantities are not looked at.".to_owned()
    } else {
        format!("{} of tiers: {}.", many(tables, "table"), many(prices.tiers.len(), "mistake"))
    };
    let rivals = if view.inputs.competitors.is_none() {
        "There is no competitors.csv.".to_owned()
    } else {
        format!("{} above every competitor.", many(dear, "price"))
    };
    note(page, &format!("{} outside the limits of offers.csv. {tiers} {rivals}", many(outside().count(), "price")));
    let mut rows: Vec<Vec<Cell>> = prices
        .tiers
        .iter()
        .take(ROWS)
        .map(|mistake| vec![text("tiers.csv"), Cell::Sentence(fault(&view.data.currency, mistake))])
        .collect();
    rows.extend(outside().take(ROWS).map(|row| {
        let broken: Vec<&str> =
            limits.iter().filter(|(issue, _)| row.issues.contains(issue)).map(|(_, name)| *name).collect();
        let says = format!(
            "{} on {}: {} is {}.",
            named(row),
            row.offer.channel,
            amount(row.offer.price),
            broken.join(" and ")
        );
        vec![text("offers.csv"), Cell::Sentence(says)]
    }));
    if !rows.is_empty() {
        page.push_str(&table("What to put right", &["File", "Mistake"], &rows));
    }
}

/// A contradiction between promotions in words.
pub(super) fn conflict(finding: &Finding) -> String {
    let ids = finding.promotion_ids.join(" and ");
    match finding.code {
        FindingCode::AmbiguousOrder => {
            format!(
                "{ids}: an amount and a rate of one priority; only their ids decide which goes first, and with it the price."
            )
        }
        FindingCode::CodeCollision => format!("{ids}: one coupon code opens both."),
        FindingCode::EmptyWindow => format!("{ids}: it ends before it begins."),
        FindingCode::NonMonotonicTiers => format!("{ids}: a higher step gives no more than the one below."),
        FindingCode::Shadowed => {
            format!("{ids}: the first never applies, for the second goes before it and stands alone.")
        }
        _ => format!("{ids}: look into it."),
    }
}

fn promotions(page: &mut String, view: View<'_>) {
    heading(page, "promotions", "Promotions");
    let Some(promotions) = &view.inputs.promotions else {
        note(page, "There is no promotions.json: what promotions do to these prices is not known.");
        return;
    };
    let conflicts = &promotions.conflicts.findings;
    note(
        page,
        &format!(
            "{}: {}, {} brought below cost. Each price is tried with one unit and every coupon handed in, at noon of the last day and at the start of each later promotion.",
            many(promotions.list.len(), "promotion"),
            many(conflicts.len(), "contradiction"),
            many(view.prices.promoted.len(), "price")
        ),
    );
    let mut rows: Vec<Vec<Cell>> = conflicts
        .iter()
        .map(|finding| {
            let code = serde_json::to_value(finding.code).ok().and_then(|code| code.as_str().map(str::to_owned));
            vec![text(code.unwrap_or_default().replace('_', " ")), Cell::Sentence(conflict(finding))]
        })
        .collect();
    rows.extend(view.prices.strange.iter().map(|name| {
        let says = format!("{}: the {} {:?} exists nowhere in the data.", name.promotion, name.what, name.name);
        vec![text("unknown name"), Cell::Sentence(says)]
    }));
    rows.truncate(ROWS);
    if !rows.is_empty() {
        page.push_str(&table("Contradictions", &["Kind", "What"], &rows));
    }
    let rows: Vec<Vec<Cell>> = view
        .prices
        .promoted
        .iter()
        .take(ROWS)
        .map(|loss| {
            vec![
                text(article(&loss.sku, loss.name.as_deref())),
                text(loss.channel.clone()),
                number(amount(loss.price)),
                number(amount(loss.paid)),
                Cell::Toned(amount(loss.profit), Some(false)),
                text(day(loss.at.date_naive())),
                Cell::Sentence(loss.promotions.join(", ")),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let headings = ["Article", "Channel", "#Price", "#With promotions", "#Left over", "On", "Promotions"];
        let rest = view.prices.promoted.len().saturating_sub(rows.len());
        let more = if rest == 0 { String::new() } else { format!(" ({} more)", count(rest)) };
        page.push_str(&table(&format!("Below cost with promotions, {}{more}", view.data.currency), &headings, &rows));
    }
}

fn assumptions(page: &mut String, view: View<'_>) {
    let policy = &view.inputs.policy;
    let from = |key: &str| if policy.gives(key) { "policy.toml" } else { "default" };
    let share = |share: Decimal| percent(float(share));
    let endings = if policy.endings.is_empty() {
        "any".to_owned()
    } else {
        let endings: Vec<String> = policy.endings.iter().map(|ending| amount(*ending)).collect();
        format!("{} in every {}", endings.join(", "), amount(policy.ending_modulus))
    };
    let rows = [
        ("Target margin where no file gives one", share(policy.target_margin), "target_margin"),
        ("Competitors followed down to", policy.floor_margin.map_or("the target margin".into(), share), "floor_margin"),
        ("Competitors answered by", policy.strategy.name().to_owned(), "strategy"),
        (
            "Most above the lowest competitor",
            policy.competitor_ceiling.map_or("no limit".into(), share),
            "competitor_ceiling",
        ),
        ("Largest change at once", policy.max_change.map_or("no limit".into(), share), "max_change"),
        ("Endings", endings, "endings"),
        ("Days of sales", policy.history_days.to_string(), "history_days"),
    ];
    let rows: Vec<Vec<Cell>> =
        rows.into_iter().map(|(name, value, key)| vec![text(name), number(value), text(from(key))]).collect();
    page.push_str("<details><summary>What the prices are judged by, and where it is said</summary>");
    page.push_str(&table("Assumptions of the price section", &["Assumption", "#Value", "From"], &rows));
    page.push_str("</details>");
}
