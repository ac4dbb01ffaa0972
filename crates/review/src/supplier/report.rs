//! The supplier section of the report: scorecards, trends, the ranking with its reasons, who depends on whom, the award.

use super::View;
use super::figures::{Award, Card, Outcome, SpendBasis};
use super::findings::many;
use crate::figures::float;
use crate::format::{about, amount, count, day, decimals, p_value, percent};
use crate::report::html::{Cell, figure, table};
use crate::report::sections::{ROWS, article, heading, note, open};
use crate::report::svg::{self, Share, Whole};
use mercato_core::Decimal;
use mercato_supplier::{OfferReason, ReviewReason, TrendAlert};

const MISSING: &str = "\u{2013}";

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn number(text: impl Into<String>) -> Cell {
    Cell::Number(text.into())
}

fn rate(rate: Option<f64>) -> String {
    rate.map_or(MISSING.to_owned(), percent)
}

fn figures(value: Option<f64>, digits: usize) -> String {
    value.map_or(MISSING.to_owned(), |value| decimals(value, digits))
}

pub(super) fn suppliers(page: &mut String, view: View<'_>) {
    open(page, "supplier", "Suppliers");
    scorecards(page, view);
    trends(page, view);
    ranking(page, view);
    reviews(page, view);
    concentration(page, view);
    awards(page, view);
    assumptions(page, view);
    page.push_str("</section>");
}

fn scorecards(page: &mut String, view: View<'_>) {
    heading(page, "scorecards", "Scorecards");
    let sourcing = view.sourcing;
    let policy = &view.inputs.policy;
    let records = view.inputs.deliveries.as_ref().map_or(0, |deliveries| deliveries.lines.len());
    let known = if view.inputs.deliveries.is_some() {
        format!(
            "{} of deliveries.csv on {}; one of {} days ago counts half. On time is by the promised day{}, in full is {} of what was ordered or more.",
            many(records, "order line"),
            day(sourcing.as_of),
            decimals(policy.half_life_days, 0),
            if policy.late_days > 0 { format!(" and {} days after it", policy.late_days) } else { String::new() },
            percent(1.0 - policy.in_full_tolerance)
        )
    } else {
        "There is no deliveries.csv: how suppliers deliver is not known, only what they ask.".to_owned()
    };
    note(page, &known);
    let bars: Vec<Share> = sourcing
        .cards
        .iter()
        .filter_map(|card| {
            let scored = card.scorecard.as_ref()?;
            Some(Share {
                name: card.name.clone(),
                parts: vec![scored.score / 100.0, 1.0 - scored.score / 100.0],
                label: format!("{}, {} points", scored.grade, decimals(scored.score, 1)),
            })
        })
        .take(ROWS)
        .collect();
    if !bars.is_empty() {
        let title = "Scores and grades";
        page.push_str(&figure(
            title,
            &svg::shares(
                title,
                &Whole { value: 100.0, unit: "score, points of 100" },
                &[("points", "s0"), ("lost", "s5")],
                &bars,
            ),
        ));
    }
    let rows: Vec<Vec<Cell>> = sourcing.cards.iter().take(ROWS).map(|card| scores(view, card)).collect();
    let headings = [
        "Supplier",
        "Grade",
        "#Score",
        "#Lines",
        "#On time",
        "#In full",
        "#OTIF",
        "#Defects, ppm",
        "#Lead time, days",
        "#Price variance",
        "#Price index",
        "#Spend",
    ];
    let title = format!("By score, {}{}", view.data.currency, more(sourcing.cards.len().saturating_sub(rows.len())));
    page.push_str(&table(&title, &headings, &rows));
    let rows: Vec<Vec<Cell>> =
        sourcing.cards.iter().filter(|card| card.scorecard.is_some()).take(ROWS).map(lacks).collect();
    if !rows.is_empty() {
        page.push_str(&table(
            "Where the points went, and what lacks to the next grade",
            &["Supplier", "Lost", "To the next grade"],
            &rows,
        ));
    }
}

fn more(rest: usize) -> String {
    if rest == 0 { String::new() } else { format!(" ({} more in suppliers_out.csv)", count(rest)) }
}

fn scores(view: View<'_>, card: &Card) -> Vec<Cell> {
    let policy = &view.inputs.policy;
    let metrics = card.metrics.as_ref();
    let scored = card.scorecard.as_ref();
    let grade = scored.map_or(MISSING.to_owned(), |scored| {
        let out = if scored.knocked_out.is_empty() { "" } else { " (knocked out)" };
        format!("{}{out}", scored.grade)
    });
    let on_time = metrics.and_then(|metrics| metrics.on_time_rate);
    let ppm = metrics.and_then(|metrics| metrics.defect_ppm);
    let lead = metrics.and_then(|metrics| Some((metrics.lead_time_mean_days?, metrics.lead_time_std_days?)));
    let index = view.sourcing.awards.as_ref().and_then(|awards| awards.price_index.get(&card.name).copied());
    vec![
        text(card.name.clone()),
        text(grade),
        number(figures(scored.map(|scored| scored.score), 1)),
        number(metrics.map_or(MISSING.to_owned(), |metrics| count(metrics.records_used))),
        Cell::Toned(rate(on_time), Some(false).filter(|_| on_time.is_some_and(|rate| rate < policy.min_on_time_rate))),
        number(rate(metrics.and_then(|metrics| metrics.in_full_rate))),
        number(rate(metrics.and_then(|metrics| metrics.otif_rate))),
        Cell::Toned(figures(ppm, 0), Some(false).filter(|_| ppm.is_some_and(|ppm| ppm / 1e6 > policy.max_defect_rate))),
        number(
            lead.map_or(MISSING.to_owned(), |(mean, sd)| format!("{} \u{b1} {}", decimals(mean, 1), decimals(sd, 1))),
        ),
        number(rate(metrics.and_then(|metrics| metrics.price_variance_rate))),
        number(figures(index, 3)),
        number(about(card.spend)),
    ]
}

fn lacks(card: &Card) -> Vec<Cell> {
    let Some(scored) = &card.scorecard else { return Vec::new() };
    let mut lost: Vec<(&String, &f64)> = scored.points_lost.iter().filter(|(_, points)| **points >= 0.05).collect();
    lost.sort_by(|a, b| b.1.total_cmp(a.1));
    let mut says: Vec<String> = lost.iter().map(|(id, points)| format!("{id} {}", decimals(**points, 1))).collect();
    if says.is_empty() {
        says.push("none".to_owned());
    }
    if !scored.missing.is_empty() {
        says.push(format!("not known: {}", scored.missing.join(", ")));
    }
    let next = scored.next_grade.as_ref().map_or("the highest grade".to_owned(), |next| {
        let alone: Vec<String> = next
            .single_improvements
            .iter()
            .map(|one| {
                let digits = if one.value.abs() < 10.0 { 3 } else { 0 };
                format!("{} {}", one.id, decimals(one.value, digits))
            })
            .collect();
        let alone = if alone.is_empty() {
            "no one figure alone reaches it".to_owned()
        } else {
            format!("alone by {}", alone.join(" or "))
        };
        let out = if next.knocked_out.is_empty() {
            String::new()
        } else {
            format!("; within the limit first: {}", next.knocked_out.join(", "))
        };
        format!("{} points to {}: {alone}{out}", decimals(next.points, 1), next.grade)
    });
    vec![text(card.name.clone()), Cell::Sentence(says.join(", ")), Cell::Sentence(next)]
}

fn alert(alert: TrendAlert) -> &'static str {
    match alert {
        TrendAlert::DecliningTrend => "declining",
        TrendAlert::ConsecutiveDeclines => "several falls in a row",
        TrendAlert::SharpDrop => "sharp drop",
        TrendAlert::BelowTarget => "below target",
        _ => "alert",
    }
}

fn trends(page: &mut String, view: View<'_>) {
    heading(page, "supplier-trends", "Trends");
    let policy = &view.inputs.policy;
    let rows: Vec<Vec<Cell>> = view
        .sourcing
        .cards
        .iter()
        .filter_map(|card| Some((card, card.trend.as_ref()?)))
        .take(ROWS)
        .map(|(card, trend)| {
            let scores: Vec<String> = card.months.iter().map(|(_, score)| decimals(*score, 0)).collect();
            let alerts: Vec<&str> = trend.alerts.iter().map(|found| alert(*found)).collect();
            vec![
                text(card.name.clone()),
                Cell::Sentence(scores.join(" ")),
                Cell::Toned(decimals(trend.theil_sen_slope, 2), Some(false).filter(|_| card.declining)),
                number(p_value(trend.mann_kendall_p)),
                number(card.trend_p.map_or(MISSING.to_owned(), p_value)),
                number(decimals(trend.ewma, 1)),
                text(if alerts.is_empty() { MISSING.to_owned() } else { alerts.join(", ") }),
            ]
        })
        .collect();
    if rows.is_empty() {
        note(page, "No supplier has deliveries in three months or more: there is no trend to see.");
        return;
    }
    note(
        page,
        &format!(
            "The score of the deliveries of each of the last {} months, by month of receipt (of the promise, where nothing came). A fall is named above where it is hardly chance: Mann-Kendall, p at most {} after adjustment by Holm over the suppliers. A season looks like a trend.",
            policy.trend_months, policy.significance
        ),
    );
    let headings =
        ["Supplier", "Scores, the oldest first", "#Points a month", "#p", "#p adjusted", "#Moving average", "Alerts"];
    page.push_str(&table("Score by month", &headings, &rows));
}

fn ranking(page: &mut String, view: View<'_>) {
    heading(page, "supplier-ranking", "Which one is best, and why");
    let Some(ranked) = &view.sourcing.ranked else {
        note(page, "There are not two suppliers to compare.");
        return;
    };
    let gaps = match view.sourcing.imputed {
        0 => String::new(),
        gaps => format!(" {} missing; there the worst of the others stands.", many(gaps, "figure was")),
    };
    note(
        page,
        &format!(
            "The scorecard measures each supplier against what is acceptable; this compares those with a score with one another, by the same criteria and weights.{gaps}"
        ),
    );
    ranked.report(page, "supplier");
}

fn reviews(page: &mut String, view: View<'_>) {
    heading(page, "supplier-reviews", "Reviews due");
    let sourcing = view.sourcing;
    let rows: Vec<Vec<Cell>> = sourcing
        .reviews
        .iter()
        .take(ROWS)
        .map(|review| {
            let reason = match review.reason {
                ReviewReason::Interval => "the interval of its grade",
                ReviewReason::NoticeDeadline => "the last day for notice",
            };
            let grade =
                sourcing.card(&review.id).and_then(|card| card.scorecard.as_ref()).map(|card| card.grade.clone());
            vec![
                text(review.id.clone()),
                text(grade.unwrap_or_default()),
                text(day(review.due_date)),
                Cell::Toned(decimals(review.days_until_due as f64, 0), Some(false).filter(|_| review.overdue)),
                text(reason),
                text(review.notice_deadline.map_or(MISSING.to_owned(), day)),
            ]
        })
        .collect();
    let told = |name: &str| view.inputs.policy.suppliers.get(name).is_some_and(|told| told.last_review_date.is_some());
    let unknown: Vec<&str> = sourcing.cards.iter().map(|card| card.name.as_str()).filter(|name| !told(name)).collect();
    let missing = if unknown.is_empty() {
        String::new()
    } else {
        format!(
            " No last review on record in policy.toml for: {}.",
            unknown.iter().take(10).copied().collect::<Vec<_>>().join(", ")
        )
    };
    let intervals: Vec<String> =
        view.inputs.policy.grades.iter().map(|rule| format!("{} {} months", rule.grade, rule.review_months)).collect();
    note(page, &format!("By grade: {}; and in time to give notice.{missing}", intervals.join(", ")));
    if !rows.is_empty() {
        page.push_str(&table(
            "The next first",
            &["Supplier", "Grade", "Due", "#Days left", "Because of", "Notice until"],
            &rows,
        ));
    }
}

fn concentration(page: &mut String, view: View<'_>) {
    heading(page, "supplier-concentration", "How dependent");
    let sourcing = view.sourcing;
    let Some(found) = &sourcing.concentration else {
        note(page, "No spend is known: deliveries.csv has no prices and suppliers.csv no unit costs of what was sold.");
        return;
    };
    let basis = match sourcing.spend_basis {
        SpendBasis::Deliveries => {
            format!("what was received since {} at the price paid, else agreed", day(sourcing.since))
        }
        SpendBasis::Orders => format!(
            "what was sold since {} at the unit cost of suppliers.csv, for deliveries.csv has no prices",
            day(sourcing.demand_since)
        ),
    };
    note(
        page,
        &format!(
            "Spend is {basis}. {} has {}, the three largest {}; the sum of squared shares (HHI) is {}: as concentrated as {} equal suppliers.",
            found.top_supplier,
            percent(found.top_share),
            percent(found.cr3),
            decimals(found.hhi, 3),
            decimals(found.effective_suppliers, 1)
        ),
    );
    let total: f64 = sourcing.cards.iter().map(|card| float(card.spend)).sum();
    let mut spends: Vec<&Card> = sourcing.cards.iter().filter(|card| !card.spend.is_zero()).collect();
    spends.sort_by(|a, b| b.spend.cmp(&a.spend).then_with(|| a.name.cmp(&b.name)));
    let bars: Vec<Share> = spends
        .iter()
        .take(ROWS)
        .map(|card| Share {
            name: card.name.clone(),
            parts: vec![float(card.spend) / total],
            label: format!("{} {}", view.data.currency, about(card.spend)),
        })
        .collect();
    let title = "Share of the spend";
    page.push_str(&figure(
        title,
        &svg::shares(title, &Whole { value: 100.0, unit: "share of the spend, %" }, &[("spend", "s0")], &bars),
    ));
}

fn reason(reason: OfferReason) -> &'static str {
    match reason {
        OfferReason::Chosen => "chosen",
        OfferReason::Indispensable => "indispensable: without it there is no plan",
        OfferReason::Dearer => "dearer",
        OfferReason::ExcludedByLimits => "no plan with it keeps the limits",
        OfferReason::CannotDeliver => "its least order is above what it can deliver or what is needed",
        _ => "",
    }
}

fn awards(page: &mut String, view: View<'_>) {
    heading(page, "awards", "Award proposal");
    let Some(awards) = &view.sourcing.awards else {
        note(page, "There is no quotes.csv: nothing is proposed.");
        return;
    };
    let policy = &view.inputs.policy;
    let mut limits = Vec::new();
    limits.extend(awards.max_defect_rate.map(|rate| format!("at most {} defective", percent(rate))));
    limits.extend(awards.min_on_time_rate.map(|rate| format!("at least {} on time", percent(rate))));
    limits.extend(policy.max_share.map(|share| format!("at most {} from one supplier", percent(share))));
    limits.extend(policy.min_suppliers.map(|least| format!("at least {least} suppliers")));
    limits.extend(policy.max_suppliers.map(|most| format!("at most {most} suppliers")));
    let limits = if limits.is_empty() { "no limit beyond those of the quotes".to_owned() } else { limits.join(", ") };
    let compared = if awards.compared == 0 {
        String::new()
    } else {
        format!(
            " {} today at the unit cost of suppliers.csv {} {}; awarded {}.",
            many(awards.compared, "article costs"),
            view.data.currency,
            amount(awards.present_cost),
            amount(awards.compared_cost)
        )
    };
    note(
        page,
        &format!(
            "For each quoted article the cheapest split of the units sold from {} to {}, proven: capacities, least orders, packs and price breaks of quotes.csv, and for the whole order {limits}. In all {} {}.{compared}",
            day(view.sourcing.demand_since),
            day(view.data.last),
            view.data.currency,
            amount(awards.total_cost)
        ),
    );
    let rows: Vec<Vec<Cell>> = awards.rows.iter().take(ROWS).map(award).collect();
    let rest = awards.rows.len().saturating_sub(rows.len());
    let more = if rest == 0 { String::new() } else { format!(" ({} more in awards.csv)", count(rest)) };
    let headings = ["Article", "#Units", "Award", "#Cost", "#Today", "Why", "What the limits cost"];
    page.push_str(&table(&format!("The most money first, {}{more}", view.data.currency), &headings, &rows));
    if !awards.no_demand.is_empty() {
        note(
            page,
            &format!(
                "Quoted and not sold lately, so that nothing is ordered: {}.",
                awards.no_demand.iter().take(10).cloned().collect::<Vec<_>>().join(", ")
            ),
        );
    }
}

fn award(award: &Award) -> Vec<Cell> {
    let (parts, why, limits) = match &award.outcome {
        Outcome::Plan(plan) => {
            let parts: Vec<String> = plan
                .allocations
                .iter()
                .map(|part| format!("{} {} for {}", part.id, count(part.quantity), amount(part.cost)))
                .collect();
            let explained = plan.explanation.as_ref();
            let why: Vec<String> = explained
                .iter()
                .flat_map(|explained| &explained.suppliers)
                .map(|one| {
                    let by = one.cost_difference.map(|difference| {
                        let difference = about(difference);
                        match one.reason {
                            OfferReason::Chosen => format!(" (without it {difference} more)"),
                            _ => format!(
                                " by {difference}, enters at {} less a unit",
                                one.price_cut_to_enter.map_or(MISSING.to_owned(), |cut| amount(cut.normalize()))
                            ),
                        }
                    });
                    format!("{} {}{}", one.id, reason(one.reason), by.unwrap_or_default())
                })
                .chain(award.left_out.iter().map(|(supplier, reason)| format!("{supplier} not weighed: {reason}")))
                .collect();
            let limits: Vec<String> = explained
                .iter()
                .flat_map(|explained| &explained.limits)
                .filter(|limit| !limit.saving_without_it.is_zero())
                .map(|limit| {
                    format!(
                        "{} {}",
                        limit.limit.path().trim_start_matches("suppliers[]."),
                        about(limit.saving_without_it)
                    )
                })
                .collect();
            (
                parts.join("; "),
                why.join("; "),
                if limits.is_empty() { "none binds".to_owned() } else { limits.join(", ") },
            )
        }
        Outcome::Infeasible { what, .. } => ("none".to_owned(), what.clone(), "they collide".to_owned()),
        Outcome::Unproven(what) => ("none".to_owned(), what.clone(), String::new()),
        Outcome::NoQuote => {
            let why = award.left_out.iter().map(|(supplier, reason)| format!("{supplier} not weighed: {reason}"));
            ("none".to_owned(), why.collect::<Vec<_>>().join("; "), String::new())
        }
    };
    let money = |money: Option<Decimal>| number(money.map_or(MISSING.to_owned(), amount));
    vec![
        text(article(&award.sku, award.name.as_deref())),
        number(count(award.demand)),
        Cell::Sentence(parts),
        money(award.plan().map(|plan| plan.total_cost)),
        money(award.present_cost),
        Cell::Sentence(why),
        Cell::Sentence(limits),
    ]
}

fn assumptions(page: &mut String, view: View<'_>) {
    let policy = &view.inputs.policy;
    let from = |key: &str| if policy.gives(key) { "policy.toml" } else { "default" };
    let mut rows: Vec<Vec<Cell>> = policy
        .criteria
        .iter()
        .map(|criterion| {
            let digits = if criterion.worst.abs().max(criterion.best.abs()) < 10.0 { 2 } else { 0 };
            let knockout = criterion
                .knockout
                .map_or_else(String::new, |limit| format!(", out beyond {}", decimals(limit, digits)));
            let value = format!(
                "weight {}, no points at {}, all at {}{knockout}",
                decimals(criterion.weight, 1),
                decimals(criterion.worst, digits),
                decimals(criterion.best, digits)
            );
            let given = if policy.criteria_lines.contains_key(&criterion.id) { "policy.toml" } else { "default" };
            vec![text(format!("Criterion {}", criterion.id)), text(value), text(given)]
        })
        .collect();
    let grades: Vec<String> =
        policy.grades.iter().map(|rule| format!("{} from {}", rule.grade, decimals(rule.min, 0))).collect();
    let others = [
        ("Grades", grades.join(", "), "grades"),
        ("A delivery counts half after", format!("{} days", decimals(policy.half_life_days, 0)), "half_life_days"),
        ("Least records for a finding", decimals(policy.min_records, 0), "min_records"),
        ("Most defective of an order, and where a finding begins", percent(policy.max_defect_rate), "max_defect_rate"),
        ("Least on time of an order, and where a finding begins", percent(policy.min_on_time_rate), "min_on_time_rate"),
        ("Days of demand that an award covers", policy.demand_days.to_string(), "demand_days"),
        ("Days of spend and of money lost", policy.history_days.to_string(), "history_days"),
        ("Single source from a share of", percent(policy.single_source_threshold), "single_source_threshold"),
        ("Method of the ranking", policy.method.as_str().to_owned(), "method"),
    ];
    rows.extend(others.into_iter().map(|(name, value, key)| vec![text(name), text(value), text(from(key))]));
    page.push_str("<details><summary>What the suppliers are judged by, and where it is said</summary>");
    page.push_str(&table("Assumptions of the supplier section", &["Assumption", "Value", "From"], &rows));
    page.push_str("</details>");
}
