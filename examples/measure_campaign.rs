//! A campaign month: did the advertising earn its money, or would the buyers have come anyway, and why did revenue change? From
//! what the platforms report and what a held-out group did (`campaigns.csv`), and from the units and prices of two months
//! (`items.csv`), both in the folder of the first argument.

#![allow(clippy::print_stdout, reason = "a program that prints its answer")]

use mercato::core::{CurrencyCode, decimal, time};
use mercato::kpi::{
    AdInput, AdjustPValuesInput, Adjustment, Comparison, ComparisonPeriodInput, Incrementality, IncrementalityInput,
    PriceVolumeMixInput, PvmItem, SampleRatioMismatchInput, ad_metrics, adjust_p_values, comparison_period,
    incrementality, price_volume_mix, sample_ratio_mismatch,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

/// What is left of the revenue of an order before advertising.
const MARGIN: &str = "0.42";
/// Average revenue of an order in the month.
const ORDER_VALUE: &str = "142.00";
/// Share of false alarms among the campaigns that are said to work.
const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// A campaign, as a line of the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    campaign: String,
    planned_holdout: f64,
    shown: u64,
    shown_bought: u64,
    held_out: u64,
    held_out_bought: u64,
    impressions: u64,
    clicks: u64,
    spend: String,
    attributed_orders: u64,
    attributed_revenue: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    sku: String,
    units_before: u64,
    price_before: String,
    units_after: u64,
    price_after: String,
}

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("give the folder of campaigns.csv and items.csv")?;
    let campaigns: Vec<Line> = read(&folder, "campaigns.csv")?;

    println!("What the platforms report\n");
    println!("{:14} {:>10} {:>8} {:>8} {:>12} {:>12}", "", "spend", "ROAS", "needed", "an order", "profit");
    for campaign in &campaigns {
        let reported = ad_metrics(&AdInput {
            impressions: campaign.impressions,
            clicks: campaign.clicks,
            spend: decimal::parse(&campaign.spend)?,
            conversions: Some(campaign.attributed_orders),
            revenue: Some(decimal::parse(&campaign.attributed_revenue)?),
            gross_margin_rate: Some(decimal::parse(MARGIN)?.into()),
            ..Default::default()
        })?;
        println!(
            "{:14} {:>10} {:>8} {:>8} {:>12} {:>12}",
            campaign.campaign,
            campaign.spend,
            number(reported.roas),
            number(reported.break_even_roas),
            reported.cpa.unwrap_or_default(),
            reported.profit.unwrap_or_default(),
        );
    }

    println!("\nWhat the held-out buyers say\n");
    let lifts = campaigns.iter().map(lift).collect::<Result<Vec<_>, _>>()?;
    let adjusted = adjust_p_values(&AdjustPValuesInput {
        p_values: lifts.iter().map(|lift| lift.p_value).collect(),
        method: Adjustment::BenjaminiHochberg,
        alpha: Some(FALSE_DISCOVERY_RATE),
    })?;
    println!("{:14} {:>17} {:>8} {:>8} {:>8}  verdict", "", "more orders", "p", "ROAS", "an order");
    for ((campaign, lift), p) in campaigns.iter().zip(&lifts).zip(adjusted.adjusted) {
        let size = campaign.shown as f64;
        let orders =
            format!("{:.0} ({:.0}..{:.0})", lift.incremental_conversions, lift.lower * size, lift.upper * size);
        println!(
            "{:14} {orders:>17} {p:>8.4} {:>8} {:>8}  {}",
            campaign.campaign,
            number(lift.incremental_roas),
            number(lift.cost_per_incremental_conversion),
            verdict(campaign, lift, p)?,
        );
    }
    revenue(read(&folder, "items.csv")?)
}

/// What the campaign brought that would not have come anyway.
fn lift(campaign: &Line) -> Result<Incrementality, Failure> {
    Ok(incrementality(&IncrementalityInput {
        treatment_size: campaign.shown,
        treatment_conversions: campaign.shown_bought,
        control_size: campaign.held_out,
        control_conversions: campaign.held_out_bought,
        spend: Some(decimal::parse(&campaign.spend)?.into()),
        value_per_conversion: Some(decimal::parse(ORDER_VALUE)?.into()),
        confidence: None,
    })?)
}

fn verdict(campaign: &Line, lift: &Incrementality, p: f64) -> Result<&'static str, Failure> {
    let split = sample_ratio_mismatch(&SampleRatioMismatchInput {
        observed: vec![campaign.shown, campaign.held_out],
        expected_ratio: vec![1.0 - campaign.planned_holdout, campaign.planned_holdout],
    })?;
    let margin: f64 = MARGIN.parse()?;
    let pays = lift.incremental_roas.is_some_and(|roas| roas * margin >= 1.0);
    Ok(match (split.mismatch, p < FALSE_DISCOVERY_RATE, pays) {
        (true, ..) => "the groups are not as planned: find out why before believing any of it",
        (false, false, _) => "no effect is shown: most of its buyers would have come anyway",
        (false, true, false) => "works, and costs more than it brings",
        (false, true, true) => "works, and pays",
    })
}

/// Why November brought another revenue than the month before.
fn revenue(items: Vec<Item>) -> Result<(), Failure> {
    let month = comparison_period(&ComparisonPeriodInput {
        start: time::parse_date("2026-11-01")?,
        end: time::parse_date("2026-11-30")?,
        comparison: Comparison::MonthOverMonth,
    })?;
    let items = items
        .into_iter()
        .map(|item| {
            Ok(PvmItem {
                quantity_before: item.units_before,
                price_before: decimal::parse(&item.price_before)?,
                quantity_after: item.units_after,
                price_after: decimal::parse(&item.price_after)?,
                key: item.sku,
            })
        })
        .collect::<Result<_, Failure>>()?;
    let input = PriceVolumeMixInput { currency: CurrencyCode::new("CNY")?, items, scale: None, rounding: None };
    let why = price_volume_mix(&input)?;
    println!("\nWhy November brought another revenue than {} to {}, in CNY\n", month.start, month.end);
    for (name, amount) in [
        ("before", why.revenue_before),
        ("more units, old mix and prices", why.volume_effect),
        ("a shift between items", why.mix_effect),
        ("other prices", why.price_effect),
        ("new items", why.new_effect),
        ("items given up", why.discontinued_effect),
        ("after", why.revenue_after),
    ] {
        println!("{name:32} {amount:>12}");
    }
    Ok(())
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}

/// The lines of a file; a wrong one is named.
fn read<T: DeserializeOwned>(folder: &str, file: &str) -> Result<Vec<T>, Failure> {
    let mut lines = csv::Reader::from_path(Path::new(folder).join(file))?;
    lines.deserialize().collect::<Result<_, _>>().map_err(|error| format!("{file}: {error}").into())
}
