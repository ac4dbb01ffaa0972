//! What deserves attention first? Plain sentences, each with the figures that it rests on.
//!
//! First what moved or lags, by the amount a month that is at stake; then what the business hangs on; then what the data
//! lack. The amounts at stake are said to be what they are: a difference of rates times what it applies to.

use super::channels::Judged;
use super::periods::Compared;
use super::{Review, float};
use crate::format::{self, about, about_float, change, count, percent};
use mercato_kpi::ChannelRating;

/// Is it good news?
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tone {
    Good,
    Bad,
    Note,
}

/// A sentence with its figures.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) kind: &'static str,
    pub(crate) tone: Tone,
    pub(crate) headline: String,
    pub(crate) detail: String,
    /// Amount a month, where one is at stake.
    pub(crate) stake: Option<f64>,
    pub(crate) p_adjusted: Option<f64>,
    /// The part of the report with the figures.
    pub(crate) anchor: &'static str,
    /// The figures in `summary.json`.
    pub(crate) figures: Vec<String>,
}

/// How many sentences of what moved or lags.
const MOST_MOVES: usize = 7;

/// The findings, the most urgent first.
pub(crate) fn rank(review: &Review) -> Vec<Finding> {
    let mut moves: Vec<Finding> = Vec::new();
    for compared in &review.periods {
        moves.push(of_period(review, compared));
    }
    // the year before judges a seasonal business; without it, the month before
    if let Some(compared) = review.periods.last() {
        moves.extend(of_channels(review, compared));
    }
    moves.extend(lagging(review));
    let by_stake = |a: &Finding, b: &Finding| b.stake.unwrap_or_default().total_cmp(&a.stake.unwrap_or_default());
    moves.sort_by(by_stake);
    moves.truncate(MOST_MOVES);
    let (ranked, others): (Vec<Finding>, Vec<Finding>) = review
        .parts
        .iter()
        .flat_map(|(_, part)| part.findings(review))
        .partition(|finding| finding.stake.is_some_and(f64::is_finite));
    moves.extend(ranked);
    moves.sort_by(by_stake);
    moves.extend(others);
    moves.extend(risks(review));
    moves.extend(data(review));
    moves
}

fn of_period(review: &Review, compared: &Compared) -> Finding {
    let currency = &review.data.currency;
    let effects = [
        ("prices", compared.pvm.price_effect),
        ("volume", compared.pvm.volume_effect),
        ("the mix of articles", compared.pvm.mix_effect),
        ("new articles", compared.pvm.new_effect),
        ("discontinued articles", compared.pvm.discontinued_effect),
        ("returns", compared.returns_effect),
    ];
    let total = compared.net_change.absolute_change;
    let falls = total.is_sign_negative();
    let main = effects
        .iter()
        .filter(|(_, effect)| effect.is_sign_negative() == falls && !effect.is_zero())
        .max_by_key(|(_, effect)| effect.abs());
    let parts = effects.iter().filter(|(_, effect)| !effect.is_zero());
    let parts =
        parts.map(|(name, effect)| format!("{name} {}", format::signed(*effect))).collect::<Vec<_>>().join(", ");
    let against = if compared.key == "year_over_year" { "the year before" } else { "the month before" };
    let driver = main.map_or_else(String::new, |(name, _)| format!(", mostly through {name}"));
    Finding {
        kind: compared.key,
        tone: if falls { Tone::Bad } else { Tone::Good },
        headline: format!(
            "Net sales of {} are {} on {against}{driver}.",
            format::period(compared.current),
            change(compared.net_change.relative_change)
        ),
        detail: format!(
            "{currency} {} against {} in {}. The change of {}: {parts}.{}",
            about(compared.now.figures.net_sales),
            about(compared.before.figures.net_sales),
            format::period(compared.previous),
            format::signed(total),
            if compared.partial { " The month is not over; the same days are compared." } else { "" }
        ),
        stake: Some(float(total).abs()),
        p_adjusted: None,
        anchor: if compared.key == "year_over_year" { "year-over-year" } else { "month-over-month" },
        figures: vec![
            format!("periods.{}.net_sales", compared.key),
            format!("periods.{}.price_volume_mix", compared.key),
        ],
    }
}

/// The channel that moved most, if there are several.
fn of_channels(review: &Review, compared: &Compared) -> Option<Finding> {
    let first = compared.channels.first().filter(|_| compared.channels.len() > 1)?;
    let moved = first.change.absolute_change;
    let against = if compared.key == "year_over_year" { "the year before" } else { "the month before" };
    Some(Finding {
        kind: "channel_change",
        tone: if moved.is_sign_negative() { Tone::Bad } else { Tone::Good },
        headline: format!(
            "{} moved most of all channels: {} on {against}.",
            first.name,
            change(first.change.relative_change)
        ),
        detail: format!(
            "{} {} against {}, {} of the change of {} in all.",
            review.data.currency,
            about(first.now.figures.net_sales),
            about(first.before.figures.net_sales),
            format::signed(moved),
            format::signed(compared.net_change.absolute_change)
        ),
        stake: Some(float(moved).abs()),
        p_adjusted: None,
        anchor: if compared.key == "year_over_year" { "year-over-year" } else { "month-over-month" },
        figures: vec![format!("periods.{}.channels", compared.key)],
    })
}

/// Months that the data cover, for amounts a month.
pub(crate) fn months(review: &Review) -> f64 {
    let days = review.data.last.signed_duration_since(review.data.first).num_days().saturating_add(1);
    (days as f64 / 30.4375).max(1.0)
}

/// Channels that are significantly worse, or better, than the others.
#[allow(clippy::too_many_lines, reason = "four measures, a sentence each")]
fn lagging(review: &Review) -> Vec<Finding> {
    let mut found = Vec::new();
    let months = months(review);
    let currency = &review.data.currency;
    for rated in &review.ratings.channels {
        let Some(channel) = review.channels.iter().find(|channel| channel.name == rated.name) else { continue };
        let figures = &channel.sales.figures;
        let paid = float(figures.gross_sales) - float(figures.discounts);
        let order_value = figures.average_order_value.map_or(0.0, float);
        // a channel that is more than half of the shop is the yardstick, not the outlier
        let significant = |judged: &Option<Judged>| {
            let stands_out =
                |judged: &Judged| judged.rating != ChannelRating::Neutral && judged.count <= judged.others_count;
            judged.clone().filter(stands_out)
        };
        let tone = |judged: &Judged| if judged.rating == ChannelRating::Weak { Tone::Bad } else { Tone::Good };
        if let Some(judged) = significant(&rated.return_share).filter(|judged| judged.rating == ChannelRating::Weak) {
            let excess = (judged.value - judged.others) * paid / months;
            found.push(Finding {
                kind: "return_share",
                tone: Tone::Bad,
                headline: format!(
                    "{}: {} of the lines come back, against {} in the other channels.",
                    rated.name,
                    percent(judged.value),
                    percent(judged.others)
                ),
                detail: format!(
                    "{} lines; the difference applied to its sales is about {currency} {} a month.",
                    count(judged.count),
                    about_float(excess)
                ),
                stake: Some(excess),
                p_adjusted: Some(judged.p_adjusted),
                anchor: "channels",
                figures: vec![format!("ratings.{}.return_share", rated.name)],
            });
        }
        if let Some(judged) = significant(&rated.order_value) {
            let gap = (judged.value - judged.others).abs() * rated.orders as f64 / months;
            let word = if judged.value > judged.others { "larger" } else { "smaller" };
            found.push(Finding {
                kind: "order_value",
                tone: tone(&judged),
                headline: format!(
                    "{}: orders are {word} than elsewhere, {currency} {} against {}.",
                    rated.name,
                    about_float(judged.value),
                    about_float(judged.others)
                ),
                detail: format!(
                    "{} orders; the difference on all of them is about {currency} {} a month.",
                    count(judged.count),
                    about_float(gap)
                ),
                stake: Some(gap),
                p_adjusted: Some(judged.p_adjusted),
                anchor: "channels",
                figures: vec![format!("ratings.{}.order_value", rated.name)],
            });
        }
        if let Some(judged) = significant(&rated.repeat_share).filter(|judged| judged.rating == ChannelRating::Weak) {
            let gap = (judged.others - judged.value) * judged.count as f64 * order_value / months;
            found.push(Finding {
                kind: "repeat_share",
                tone: Tone::Bad,
                headline: format!(
                    "{}: {} of the buyers bought again, against {} elsewhere.",
                    rated.name,
                    percent(judged.value),
                    percent(judged.others)
                ),
                detail: format!(
                    "{} buyers; if as many bought again as elsewhere, once more each, it would sell about {currency} {} more a month.",
                    count(judged.count),
                    about_float(gap)
                ),
                stake: Some(gap),
                p_adjusted: Some(judged.p_adjusted),
                anchor: "channels",
                figures: vec![format!("ratings.{}.repeat_share", rated.name)],
            });
        }
    }
    if let Some(conversion) = &review.ratings.conversion {
        for channel in conversion.channels.iter().filter(|channel| channel.rating == ChannelRating::Weak) {
            let (Some(rate), Some(all), Some(value)) =
                (channel.conversion_rate, conversion.total.conversion_rate, channel.average_order_value)
            else {
                continue;
            };
            let orders =
                review.channels.iter().find(|of| of.name == channel.channel).map_or(0, |of| of.sales.figures.orders);
            let gap = (all / rate - 1.0) * orders as f64 * float(value) / months;
            found.push(Finding {
                kind: "conversion",
                tone: Tone::Bad,
                headline: format!(
                    "{}: {} of the visitors order, against {} over all channels.",
                    channel.channel,
                    format::fine_percent(rate),
                    format::fine_percent(all)
                ),
                detail: format!(
                    "At the rate of all channels it would sell about {currency} {} more a month.",
                    about_float(gap)
                ),
                stake: Some(gap),
                p_adjusted: Some(channel.p_adjusted),
                anchor: "conversion",
                figures: vec![format!("conversion.{}", channel.channel)],
            });
        }
    }
    found.retain(|finding| finding.stake.is_some_and(f64::is_finite));
    found
}

fn risks(review: &Review) -> Vec<Finding> {
    let mut found = Vec::new();
    let note = |kind, headline, detail, anchor, figures: &str| Finding {
        kind,
        tone: Tone::Note,
        headline,
        detail,
        stake: None,
        p_adjusted: None,
        anchor,
        figures: vec![figures.to_owned()],
    };
    let customers = &review.customers;
    if let Some(spread) = &customers.by_customer
        && let Some(share) = spread.result.top_share
    {
        found.push(note(
            "concentration",
            format!("The largest 20 % of the customers bring {} of what known customers paid.", percent(share)),
            format!("{} customers with a purchase.", count(spread.count)),
            "concentration",
            "concentration.customers.top_share",
        ));
    }
    if let Some(order) = customers.large_orders.first().filter(|order| order.share > 0.005) {
        found.push(note(
            "large_order",
            format!(
                "One order, {} on {}, makes up {} of all sales.",
                order.order,
                format::day(order.date),
                percent(order.share)
            ),
            format!(
                "{} {} in {}. Check whether it stood: single orders of this size bend every mean and comparison.",
                review.data.currency,
                about(order.paid),
                order.channel
            ),
            "large-orders",
            "large_orders",
        ));
    }
    if let Some(day) = review.anomalies.days.first() {
        found.push(note(
            "anomaly",
            format!(
                "{} stands out most of all days: net sales {} where {} are usual on that weekday.",
                format::day(day.date),
                about(day.net_sales),
                about_float(day.center)
            ),
            format!(
                "{} of {} days lie beyond the limits of their weekday.",
                count(review.anomalies.flagged_days),
                count(review.anomalies.tested_days)
            ),
            "anomalies",
            "anomalies.days",
        ));
    }
    found
}

fn data(review: &Review) -> Vec<Finding> {
    let counts = &review.data.counts;
    let mut found = Vec::new();
    let note = |kind, headline, detail, figures: &str| Finding {
        kind,
        tone: Tone::Note,
        headline,
        detail,
        stake: None,
        p_adjusted: None,
        anchor: "data",
        figures: vec![figures.to_owned()],
    };
    if counts.rejected > 0 {
        let mut reasons: Vec<_> = counts.reasons.iter().collect();
        reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let reasons =
            reasons.iter().take(3).map(|(reason, rows)| format!("{} {}", count(**rows), reason.replace('_', " ")));
        found.push(note(
            "rejected",
            format!(
                "{} of {} rows ({}) are not counted.",
                count(counts.rejected),
                count(counts.rows),
                format::fine_percent(counts.rejected as f64 / counts.rows as f64)
            ),
            format!(
                "Most often: {}. Each is in rejected.csv with its line and reason.",
                reasons.collect::<Vec<_>>().join(", ")
            ),
            "data.rejected",
        ));
    }
    let anonymous = counts.no_customer_kept as f64 / counts.kept as f64;
    if anonymous > 0.05 {
        found.push(note(
            "no_customer",
            format!("{} of the counted lines name no customer.", percent(anonymous)),
            "Repurchase, concentration and revenue per buyer speak of the others only.".into(),
            "data.no_customer_kept",
        ));
    }
    found
}
