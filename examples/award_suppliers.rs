//! Who gets the order, and can the buyer defend it? From delivery records (`deliveries.csv` in the folder of the first argument)
//! to metrics, from judgments of the buyer to weights with their consistency, to a ranking that says why and how surely, to the
//! cheapest split under limits of quality and dependence, to the risks that it leaves. With a second folder as argument, the
//! ranking and the award are drawn there: `award.svg`.

#![allow(clippy::print_stdout, reason = "an example prints")]
#![allow(clippy::arithmetic_side_effects, reason = "places in a picture")]

use mercato::core::{Currency, Decimal, decimal, time};
use mercato::decision::{
    AhpInput, AhpMethod, CriterionType, ExplainInput, Explanation, MethodName, Normalization, RankingMethod, SmaaInput,
    ahp, explain, smaa,
};
use mercato::risk::{ExpectedLossInput, ExposedAsset, Mitigation, RegisterInput, Risk, expected_loss, register};
use mercato::supplier::{
    AllocateOrdersInput, DeliveryMetrics, DeliveryMetricsInput, DeliveryRecord, OrderPlan, PriceBreak, SupplierOffer,
    allocate_orders, delivery_metrics,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

/// Units to order.
const DEMAND: u64 = 6_000;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("give the folder of deliveries.csv")?;
    let records = records(&Path::new(&folder).join("deliveries.csv"))?;

    let metrics = metrics(&records)?;
    let weights = weights()?;
    let ranking = ranking(&metrics, &weights)?;
    let plan = award(&metrics)?;
    risks(&metrics, &plan)?;
    if let Some(folder) = arguments.next() {
        std::fs::write(Path::new(&folder).join("award.svg"), picture(&metrics, &ranking, &plan)?)?;
    }
    Ok(())
}

/// A line of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    supplier: String,
    order_id: String,
    order_date: String,
    promised_date: String,
    received_date: String,
    quantity_ordered: f64,
    quantity_received: f64,
    quantity_defective: f64,
    agreed_unit_price: String,
    paid_unit_price: String,
}

impl Line {
    fn record(self) -> Result<(String, DeliveryRecord), Failure> {
        let price = |text: &str| (!text.is_empty()).then(|| decimal::parse(text)).transpose();
        let received = &self.received_date;
        let record = DeliveryRecord {
            order_date: time::parse_date(&self.order_date)?,
            promised_date: time::parse_date(&self.promised_date)?,
            received_date: (!received.is_empty()).then(|| time::parse_date(received)).transpose()?,
            agreed_unit_price: price(&self.agreed_unit_price)?,
            paid_unit_price: price(&self.paid_unit_price)?,
            order_id: self.order_id,
            quantity_ordered: self.quantity_ordered,
            quantity_received: self.quantity_received,
            quantity_defective: self.quantity_defective,
            response_hours: None,
        };
        Ok((self.supplier, record))
    }
}

/// The records by supplier; a wrong line is named.
fn records(path: &Path) -> Result<BTreeMap<String, Vec<DeliveryRecord>>, Failure> {
    let mut all: BTreeMap<String, Vec<DeliveryRecord>> = BTreeMap::new();
    for (at, line) in csv::Reader::from_path(path)?.deserialize::<Line>().enumerate() {
        let (supplier, record) = line
            .map_err(Failure::from)
            .and_then(Line::record)
            .map_err(|error| format!("deliveries.csv, line {}: {error}", at + 2))?;
        all.entry(supplier).or_default().push(record);
    }
    Ok(all)
}

/// How each delivers, the latest records counting most.
fn metrics(records: &BTreeMap<String, Vec<DeliveryRecord>>) -> Result<Vec<(String, DeliveryMetrics)>, Failure> {
    let mut all = Vec::new();
    println!("1. How they deliver (half-life 120 days, as of 2026-06-30)\n");
    println!("{:15} {:>7} {:>8} {:>6} {:>11} {:>13}", "", "records", "on time", "OTIF", "defects ppm", "days to come");
    for (name, records) in records {
        let found = delivery_metrics(&DeliveryMetricsInput {
            as_of: time::parse_date("2026-06-30")?,
            half_life_days: Some(120.0),
            early_days: None,
            late_days: Some(1),
            in_full_tolerance: Some(0.02),
            records: records.clone(),
        })
        .map_err(|error| format!("{name}: {error}"))?;
        println!(
            "{name:15} {:>7} {:>8.3} {:>6.3} {:>11.0} {:>7.1} ± {:.1}",
            found.records_used,
            found.on_time_rate.unwrap_or_default(),
            found.otif_rate.unwrap_or_default(),
            found.defect_ppm.unwrap_or_default(),
            found.lead_time_mean_days.unwrap_or_default(),
            found.lead_time_std_days.unwrap_or_default()
        );
        all.push((name.clone(), found));
    }
    Ok(all)
}

/// What is compared, and whether more of it is better.
const CRITERIA: [(&str, CriterionType); 4] = [
    ("OTIF", CriterionType::Benefit),
    ("defects", CriterionType::Cost),
    ("steadiness", CriterionType::Cost),
    ("price", CriterionType::Cost),
];

/// The buyer's judgments, pair by pair on Saaty's scale from 1 to 9: row against column. `ahp` says whether they agree.
fn weights() -> Result<Vec<f64>, Failure> {
    let judged = ahp(&AhpInput {
        comparisons: vec![
            vec![1.0, 2.0, 4.0, 2.0],
            vec![1.0 / 2.0, 1.0, 3.0, 1.0],
            vec![1.0 / 4.0, 1.0 / 3.0, 1.0, 1.0 / 2.0],
            vec![1.0 / 2.0, 1.0, 2.0, 1.0],
        ],
        method: AhpMethod::Eigenvector,
    })?;
    println!("\n2. What counts how much (AHP)\n");
    for ((name, _), weight) in CRITERIA.iter().zip(&judged.weights) {
        println!("{name:15} {weight:.3}");
    }
    let verdict = if judged.consistent { "the judgments agree" } else { "the judgments contradict each other" };
    println!("consistency ratio {:.3}: {verdict} (up to 0.1)", judged.consistency_ratio);
    Ok(judged.weights)
}

/// Name, price of a unit, capacity, price from 2,000 units on.
const QUOTES: [(&str, &str, u64, &str); 4] = [
    ("Delta Trading", "3.35", 6_000, "3.25"),
    ("Harbour Works", "3.95", 4_000, "3.80"),
    ("Kilnside", "3.80", 5_000, "3.70"),
    ("North Mill", "4.20", 3_500, "4.05"),
];

fn quote(name: &str) -> Result<&'static (&'static str, &'static str, u64, &'static str), Failure> {
    QUOTES.iter().find(|quote| quote.0 == name).ok_or_else(|| format!("{name} has quoted no price").into())
}

fn ranking(metrics: &[(String, DeliveryMetrics)], weights: &[f64]) -> Result<Explanation, Failure> {
    let mut matrix = Vec::new();
    for (name, found) in metrics {
        let figure = |value: Option<f64>, what: &str| value.ok_or_else(|| format!("{name} has no {what}"));
        matrix.push(vec![
            figure(found.otif_rate, "OTIF")?,
            figure(found.defect_ppm, "defects")?,
            figure(found.lead_time_std_days, "lead time")?,
            quote(name)?.1.parse()?,
        ]);
    }
    let types: Vec<CriterionType> = CRITERIA.iter().map(|(_, kind)| *kind).collect();
    let by = |name: MethodName| {
        explain(&ExplainInput {
            matrix: matrix.clone(),
            weights: weights.to_vec(),
            types: types.clone(),
            method: RankingMethod { name, normalization: Some(Normalization::MinMax) },
            alternatives: Some(metrics.iter().map(|(name, _)| name.clone()).collect()),
            criteria: Some(CRITERIA.iter().map(|(name, _)| (*name).to_owned()).collect()),
        })
    };
    // a sum shows what each criterion adds; a second method shows whether the answer hangs on the first
    let (explained, second) = (by(MethodName::Wsm)?, by(MethodName::Topsis)?);
    println!("\n3. Who is best (weighted sum from the worst, 0, to the best, 1), why, and how surely\n");
    print!("{:15} {:>6}", "", "score");
    for (name, _) in &CRITERIA {
        print!(" {name:>10}");
    }
    println!(" {:>7}", "TOPSIS");
    for index in &explained.order {
        let Some((name, _)) = metrics.get(*index) else { continue };
        let score = |explained: &Explanation| explained.scores.get(*index).copied().unwrap_or_default();
        print!("{name:15} {:>6.3}", score(&explained));
        for part in explained.contributions.iter().skip(*index).take(1).flatten() {
            print!(" {:>10.3}", part.unwrap_or_default());
        }
        println!(" {:>7.3}", score(&second));
    }
    println!();
    for sentence in &explained.sentences {
        println!("- {sentence}");
    }
    let same = if explained.order == second.order { "the same order" } else { "another order" };
    println!("- TOPSIS gives {same}.");
    // and if nobody agreed with the buyer's weights?
    let drawn = smaa(&SmaaInput { matrix, types, normalization: None, samples: 20_000, seed: 7 })?;
    let first: Vec<String> = metrics
        .iter()
        .zip(&drawn.rank_acceptability)
        .map(|((name, _), ranks)| format!("{name} {:.0} %", 100.0 * ranks.first().copied().unwrap_or_default()))
        .collect();
    println!("- Under weights drawn at random, first are: {}.", first.join(", "));
    Ok(explained)
}

/// The order as it is to be split: at most 1.2 % defective, at least 85 % on time, nobody more than 60 %.
fn order(metrics: &[(String, DeliveryMetrics)]) -> Result<AllocateOrdersInput, Failure> {
    let mut offers = Vec::new();
    for (name, found) in metrics {
        let (_, price, capacity, discounted) = quote(name)?;
        let mut offer = SupplierOffer::new(name, decimal::parse(price)?, *capacity);
        offer.fixed_cost = Some(decimal::parse("150.00")?);
        offer.min_order = Some(500);
        offer.lot_size = Some(100);
        offer.defect_rate = found.defect_ppm.map(|ppm| ppm / 1e6);
        offer.on_time_rate = found.on_time_rate;
        offer.price_breaks = [(1, price), (2_000, discounted)]
            .into_iter()
            .map(|(min_quantity, price)| Ok(PriceBreak { min_quantity, unit_price: decimal::parse(price)? }))
            .collect::<Result<_, Failure>>()?;
        offers.push(offer);
    }
    let mut order = AllocateOrdersInput::new(Currency::EUR, DEMAND, offers);
    order.max_defect_rate = Some(0.012);
    order.min_on_time_rate = Some(0.85);
    order.max_share = Some(0.6);
    order.explain = true;
    Ok(order)
}

fn award(metrics: &[(String, DeliveryMetrics)]) -> Result<OrderPlan, Failure> {
    let mut order = order(metrics)?;
    let plan = allocate_orders(&order)?;
    println!("\n4. The award: {DEMAND} units, at most 1.2 % defective, at least 85 % on time, nobody more than 60 %\n");
    for part in &plan.allocations {
        println!("{:15} {:>5} units {:>10} EUR", part.id, part.quantity, part.cost);
    }
    println!("{:15} {DEMAND:>5} units {:>10} EUR, proven the least\n", "", plan.total_cost);
    let explained = plan.explanation.iter();
    for one in explained.clone().flat_map(|explained| &explained.suppliers) {
        let reason = serde_json::to_value(one.reason)?;
        let reason = reason.as_str().unwrap_or_default().replace('_', " ");
        let difference =
            one.cost_difference.map(|cost| format!(", {} EUR apart", cost.normalize())).unwrap_or_default();
        let enters = one
            .price_cut_to_enter
            .map(|cut| format!("; enters at {} less a unit", cut.normalize()))
            .unwrap_or_default();
        println!("- {}: {reason}{difference}{enters}", one.id);
    }
    for limit in explained.flat_map(|explained| &explained.limits).filter(|limit| !limit.saving_without_it.is_zero()) {
        println!("- {} costs {} EUR", limit.limit.path(), limit.saving_without_it.normalize());
    }
    // what a colleague would ask: why not the two best alone, with no more than half each?
    order.max_share = Some(0.5);
    order.max_suppliers = Some(2);
    order.max_defect_rate = Some(0.005);
    order.explain = false;
    match allocate_orders(&order) {
        Ok(other) => println!("- Half each from two, at most 0.5 % defective: {} EUR", other.total_cost),
        Err(collision) => println!("- Half each from two, at most 0.5 % defective: {collision}"),
    }
    Ok(plan)
}

/// What is left: a register by the buyer's scale, and money where it can be named.
fn risks(metrics: &[(String, DeliveryMetrics)], plan: &OrderPlan) -> Result<(), Failure> {
    let mut kept = Vec::new();
    let mut exposed = Vec::new();
    for part in &plan.allocations {
        let late = metrics.iter().find(|(name, _)| *name == part.id).and_then(|(_, found)| found.on_time_rate);
        let late = 1.0 - late.unwrap_or_default();
        let share = part.quantity as f64 / DEMAND as f64;
        // likelihood by the share of late lines, impact by the share of the order
        let step =
            |value: f64, steps: [f64; 4]| 1 + steps.into_iter().map(|step| u32::from(value >= step)).sum::<u32>();
        kept.push(Risk {
            id: format!("{} is late", part.id),
            category: "supply".to_owned(),
            likelihood: step(late, [0.02, 0.05, 0.10, 0.25]),
            impact: step(share, [0.1, 0.2, 0.4, 0.6]),
            control_effectiveness: Some(0.3),
            has_emergency_plan: share < 0.5,
        });
        // one order in ten years is lost whole; a tested second source halves what is lost
        exposed.push(ExposedAsset {
            id: part.id.clone(),
            asset_value: part.cost,
            exposure_factor: Decimal::ONE,
            annual_rate: decimal::parse("0.1")?,
            mitigation: Some(Mitigation {
                annual_cost: decimal::parse("200.00")?,
                exposure_factor: decimal::parse("0.5")?,
                annual_rate: decimal::parse("0.1")?,
            }),
        });
    }
    println!("\n5. What it leaves to worry about\n");
    let kept = register(&RegisterInput { risks: kept })?;
    for risk in &kept.risks {
        let level = serde_json::to_value(risk.residual_level)?;
        println!(
            "- {}: {} of 25, {} left after controls ({})",
            risk.id,
            risk.inherent_score,
            risk.residual_score,
            level.as_str().unwrap_or_default()
        );
    }
    if !kept.missing_emergency_plan.is_empty() {
        println!("- without an emergency plan: {}", kept.missing_emergency_plan.join(", "));
    }
    let loss = expected_loss(&ExpectedLossInput { currency: Currency::EUR, risks: exposed })?;
    for one in &loss.risks {
        let worth = one
            .net_benefit
            .map(|worth| format!("; a second source at 200.00 a year is worth {worth}"))
            .unwrap_or_default();
        println!("- {} fails once in ten years: {} EUR a year{worth}", one.id, one.annualized_loss_expectancy);
    }
    println!("- in all {} EUR a year", loss.total_annualized_loss);
    Ok(())
}

/// What each criterion adds to the score and the units awarded as SVG, the best first.
fn picture(metrics: &[(String, DeliveryMetrics)], ranking: &Explanation, plan: &OrderPlan) -> Result<String, Failure> {
    let mut svg = String::new();
    writeln!(
        svg,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 250" font-family="sans-serif" font-size="13">
<rect width="760" height="250" fill="#ffffff"/>
<text x="20" y="28" font-size="15">Who is best, and who gets the order</text>
<text x="150" y="56" fill="#666666">score, 0 to 1, by criterion</text>
<text x="500" y="56" fill="#666666">units of {DEMAND}</text>"##
    )?;
    let colours = ["#4e89c5", "#9cc5e8", "#c77700", "#e8c99c"];
    for (row, index) in (0..).zip(&ranking.order) {
        let (Some((name, _)), Some(score)) = (metrics.get(*index), ranking.scores.get(*index)) else { continue };
        let top = 72 + 38 * row;
        writeln!(svg, r#"<text x="140" y="{}" text-anchor="end">{name}</text>"#, top + 17)?;
        let mut left = 150.0;
        for (part, colour) in ranking.contributions.iter().skip(*index).take(1).flatten().zip(colours) {
            let width = 280.0 * part.unwrap_or_default();
            writeln!(svg, r#"<rect x="{left:.1}" y="{top}" width="{width:.1}" height="24" fill="{colour}"/>"#)?;
            left += width;
        }
        writeln!(svg, r#"<text x="{:.1}" y="{}">{score:.3}</text>"#, left + 6.0, top + 17)?;
        let units = plan.allocations.iter().find(|part| part.id == *name).map_or(0, |part| part.quantity);
        let width = 190.0 * units as f64 / DEMAND as f64;
        writeln!(svg, r##"<rect x="500" y="{top}" width="{width:.1}" height="24" fill="#2a7f3f"/>"##)?;
        writeln!(svg, r#"<text x="{:.1}" y="{}">{units}</text>"#, 506.0 + width, top + 17)?;
    }
    for (place, ((name, _), colour)) in (0..).zip(CRITERIA.iter().zip(colours)) {
        let left = 150 + 100 * place;
        writeln!(svg, r#"<rect x="{left}" y="226" width="10" height="10" fill="{colour}"/>"#)?;
        writeln!(svg, r#"<text x="{}" y="236">{name}</text>"#, left + 15)?;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}
