//! Who wins a tender, who is out, and by how much?
//!
//! First bids that do not comply are rejected, then (but for `lowest_price`) those below the technical minimum. Of the rest
//! `lowest_price` and `two_envelope` (quality first, then the price envelopes of those who passed are opened) take the lowest
//! price. `most_economically_advantageous` weighs: `total = (qw technical + pw price score)/(qw + pw)`, the price score over the bids
//! admitted, with p the bid's price:
//!
//! | `price_formula` | price score |
//! |---|---|
//! | `lowest_over_price` | 100 min / p |
//! | `linear_to_highest` | 100 (max - p)/(max - min); 100 where all are equal |
//! | `linear_to_double_lowest` | 100 max(0, 2 - p/min) |
//!
//! Ties go to the lower price, the higher technical score (none is last), the smaller id. `abnormally_low` flags a price below
//! the mean of the admitted by more than the threshold; the bid stays admitted, for the buyer has to ask for an explanation
//! first (Directive 2014/24/EU, article 69).
//!
//! Source: Directive 2014/24/EU, article 67; Government Procurement Law of the People's Republic of China; F. Dini, R. Pacini and
//! T. Valletti, "Scoring rules", in "Handbook of Procurement" (2006), ch. 12, for the formulas and how `linear_to_highest` and
//! `lowest_over_price` can be moved by a bid that cannot win.

use crate::check;
use crate::error::SupplierError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// How a tender is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TenderMethod {
    /// The lowest price of the bids that comply.
    LowestPrice,
    /// The lowest price of the bids that pass the technical minimum.
    TwoEnvelope,
    /// The best total of quality and price.
    MostEconomicallyAdvantageous,
}

/// How a price becomes points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceFormula {
    /// 100 times the lowest price over the bid's.
    LowestOverPrice,
    /// 100 at the lowest price, 0 at the highest, a line between.
    LinearToHighest,
    /// 100 at the lowest price, 0 at twice that and above, a line between.
    LinearToDoubleLowest,
}

/// An offer to a tender.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Bid {
    /// The bidder, not blank.
    pub id: String,
    /// The price, above 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// Quality in points, 0 to 100; may be left out for `lowest_price`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technical_score: Option<f64>,
    /// Whether the bid meets the formal requirements; yes if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliant: Option<bool>,
}

/// What [`evaluate_tender`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EvaluateTenderInput {
    /// How it is decided.
    pub method: TenderMethod,
    /// The currency of every price.
    pub currency: Currency,
    /// The bids.
    pub bids: Vec<Bid>,
    /// The least technical score, 0 to 100; needed for `two_envelope`, not used for `lowest_price`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_technical_score: Option<f64>,
    /// How a price becomes points; needed for `most_economically_advantageous`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_formula: Option<PriceFormula>,
    /// The weight of quality, at least 0; needed for `most_economically_advantageous`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_weight: Option<f64>,
    /// The weight of the price, at least 0; needed for `most_economically_advantageous`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_weight: Option<f64>,
    /// The share below the mean price from which a price is flagged, 0 to 1; no flags if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abnormally_low_threshold: Option<f64>,
}

/// Why a bid was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RejectionReason {
    /// It does not meet the formal requirements.
    NotCompliant,
    /// Its technical score is below the minimum.
    BelowTechnicalMinimum,
}

/// A bid that was rejected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RejectedBid {
    /// The bidder.
    pub id: String,
    /// Why.
    pub reason: RejectionReason,
    /// The points that lack to the technical minimum, where that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points_missing: Option<f64>,
}

/// The points of an admitted bid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct BidScore {
    /// The bidder.
    pub id: String,
    /// Points for the price, 0 to 100.
    pub price_score: f64,
    /// Weighted points, 0 to 100.
    pub total: f64,
}

/// What would have made the second the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RunnerUp {
    /// The second in the ranking.
    pub id: String,
    /// The highest price, in whole minor units, at which it would have been first, all else as it is; `None` where no price
    /// would do.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub winning_price: Option<Decimal>,
    /// The points that lacked, for `most_economically_advantageous`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points_behind: Option<f64>,
}

/// How a tender ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Award {
    /// The winner; `None` where no bid was admitted.
    pub awarded: Option<String>,
    /// The bids admitted, the best first.
    pub ranking: Vec<String>,
    /// The others, in the order given.
    pub rejected: Vec<RejectedBid>,
    /// Bids admitted whose price has to be explained, in the order given.
    pub abnormally_low: Vec<String>,
    /// Points of the bids admitted, in the order given; for `most_economically_advantageous` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<Vec<BidScore>>,
    /// What would have made the second the first; `None` without a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<RunnerUp>,
}

/// Totals that differ by less, relative to the largest (or 1), are equal.
const TIE: f64 = 1e-12;

/// The rules of a tender that weighs, checked.
#[derive(Debug, Clone, Copy)]
struct Weighing {
    formula: PriceFormula,
    quality: f64,
    price: f64,
}

/// A bid that was admitted.
#[derive(Debug, Clone, Copy)]
struct Admitted<'a> {
    bid: &'a Bid,
    price: Decimal,
}

/// The award of a tender, with the reasons.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_supplier::{Bid, EvaluateTenderInput, PriceFormula, TenderMethod, evaluate_tender};
/// let bid = |id: &str, price, score| Bid { id: id.to_owned(), price, technical_score: Some(score), compliant: None };
/// let award = evaluate_tender(&EvaluateTenderInput {
///     method: TenderMethod::MostEconomicallyAdvantageous,
///     currency: Currency::EUR,
///     bids: vec![bid("a", decimal::parse("100.00")?, 70.0), bid("b", decimal::parse("125.00")?, 95.0)],
///     minimum_technical_score: Some(60.0),
///     price_formula: Some(PriceFormula::LowestOverPrice),
///     quality_weight: Some(1.0),
///     price_weight: Some(1.0),
///     abnormally_low_threshold: None,
/// })?;
/// // a: (70 + 100)/2; b: (95 + 80)/2
/// assert_eq!(award.awarded.as_deref(), Some("b"));
/// let second = award.runner_up.unwrap();
/// // then a has (70 + 100)/2 and b (95 + 75)/2: a tie, which the lower price wins
/// assert_eq!(second.winning_price.unwrap().to_string(), "93.75");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no bid, a price that is not above 0, a technical score outside 0 to 100 or missing where it is
/// needed, `two_envelope` without a minimum, `most_economically_advantageous` without formula or weights or with weights that sum
/// to 0, a threshold outside 0 to 1; `duplicate_id`.
pub fn evaluate_tender(input: &EvaluateTenderInput) -> Result<Award, SupplierError> {
    let weighing = validate(input)?;
    let minimum = input.minimum_technical_score.filter(|_| input.method != TenderMethod::LowestPrice);
    let mut rejected = Vec::new();
    let mut admitted = Vec::new();
    for bid in &input.bids {
        let missing = minimum.and_then(|least| {
            let score = bid.technical_score.unwrap_or_default();
            (score < least).then_some(least - score)
        });
        if bid.compliant == Some(false) {
            let reason = RejectionReason::NotCompliant;
            rejected.push(RejectedBid { id: bid.id.clone(), reason, points_missing: None });
        } else if missing.is_some() {
            let reason = RejectionReason::BelowTechnicalMinimum;
            rejected.push(RejectedBid { id: bid.id.clone(), reason, points_missing: missing });
        } else {
            admitted.push(Admitted { bid, price: bid.price });
        }
    }
    let scores = weighing.map(|weighing| scores(&weighing, &admitted)).transpose()?;
    let order = ranking(&admitted, scores.as_deref());
    let id = |place: &usize| admitted.get(*place).map(|one| one.bid.id.clone());
    let runner_up = runner_up(input, weighing.as_ref(), &admitted, scores.as_deref(), &order)?;
    Ok(Award {
        awarded: order.first().and_then(id),
        ranking: order.iter().filter_map(id).collect(),
        rejected,
        abnormally_low: abnormally_low(input.abnormally_low_threshold, &admitted),
        scores: scores.map(|scores| {
            let named = admitted.iter().zip(scores);
            named.map(|(one, (price_score, total))| BidScore { id: one.bid.id.clone(), price_score, total }).collect()
        }),
        runner_up,
    })
}

fn validate(input: &EvaluateTenderInput) -> Result<Option<Weighing>, Error> {
    check::not_empty("bids", &input.bids)?;
    check::unique("bids", input.bids.iter().map(|bid| bid.id.as_str()))?;
    let points = |path: &str, value: f64| {
        if (0.0..=100.0).contains(&value) { Ok(()) } else { Err(Error::invalid(path, value, "must be from 0 to 100")) }
    };
    for (index, bid) in input.bids.iter().enumerate() {
        let at = |error: Error| error.at("bids", index);
        if bid.price.mantissa() <= 0 {
            return Err(at(Error::invalid("price", bid.price, "must be above 0")));
        }
        match bid.technical_score {
            Some(score) => points("technical_score", score).map_err(at)?,
            None if input.method == TenderMethod::LowestPrice => {}
            None => return Err(at(Error::invalid("technical_score", "none", "is needed for this method"))),
        }
    }
    if let Some(minimum) = input.minimum_technical_score {
        points("minimum_technical_score", minimum)?;
    } else if input.method == TenderMethod::TwoEnvelope {
        return Err(Error::invalid("minimum_technical_score", "none", "is needed for two_envelope"));
    }
    check::optional_rate("abnormally_low_threshold", input.abnormally_low_threshold)?;
    let weight = |path: &str, value: Option<f64>| value.map(|value| check::non_negative(path, value)).transpose();
    let quality = weight("quality_weight", input.quality_weight)?;
    let price = weight("price_weight", input.price_weight)?;
    if input.method != TenderMethod::MostEconomicallyAdvantageous {
        return Ok(None);
    }
    let needed = |path: &str| Error::invalid(path, "none", "is needed for most_economically_advantageous");
    let formula = input.price_formula.ok_or_else(|| needed("price_formula"))?;
    let quality = quality.ok_or_else(|| needed("quality_weight"))?;
    let price = price.ok_or_else(|| needed("price_weight"))?;
    if quality + price <= 0.0 {
        return Err(Error::invalid("price_weight", price, "and quality_weight sum to 0"));
    }
    check::answer("quality_weight + price_weight", quality + price)?;
    Ok(Some(Weighing { formula, quality, price }))
}

/// The price score and the total of each bid.
fn scores(weighing: &Weighing, admitted: &[Admitted<'_>]) -> Result<Vec<(f64, f64)>, Error> {
    let prices = || admitted.iter().map(|one| one.price);
    let (Some(least), Some(most)) = (prices().min(), prices().max()) else { return Ok(Vec::new()) };
    let (least, most) = (Exact::from(least), Exact::from(most));
    let hundred = Exact::from(100);
    let ratio = |part: &Exact, whole: &Exact| part.checked_div(whole);
    admitted
        .iter()
        .map(|one| {
            let price = Exact::from(one.price);
            let share = match weighing.formula {
                PriceFormula::LowestOverPrice => ratio(&least, &price),
                PriceFormula::LinearToHighest => ratio(&(&most - &price), &(&most - &least)),
                PriceFormula::LinearToDoubleLowest => ratio(&(&(&least + &least) - &price), &least),
            };
            // equal prices have no line between them
            let share = share.unwrap_or(Exact::ONE).max(Exact::ZERO);
            let score = (share * hundred.clone()).to_f64("price_score")?;
            let quality = one.bid.technical_score.unwrap_or_default();
            let sum = weighing.quality + weighing.price;
            let total = (weighing.quality * quality + weighing.price * score) / sum;
            Ok((score, check::answer("total", total)?))
        })
        .collect()
}

/// By price, technical score and id.
fn by_price(a: &Admitted<'_>, b: &Admitted<'_>) -> Ordering {
    let technical = |one: &Admitted<'_>| one.bid.technical_score.unwrap_or(f64::NEG_INFINITY);
    a.price.cmp(&b.price).then_with(|| technical(b).total_cmp(&technical(a))).then_with(|| a.bid.id.cmp(&b.bid.id))
}

/// The places of the bids, the best first.
fn ranking(admitted: &[Admitted<'_>], scores: Option<&[(f64, f64)]>) -> Vec<usize> {
    let mut order: Vec<(usize, Admitted<'_>, f64)> = admitted
        .iter()
        .enumerate()
        .map(|(place, one)| (place, *one, scores.and_then(|scores| scores.get(place)).map_or(0.0, |(_, total)| *total)))
        .collect();
    if scores.is_none() {
        order.sort_by(|(_, a, _), (_, b, _)| by_price(a, b));
    } else {
        order.sort_by(|(_, _, a), (_, _, b)| b.total_cmp(a));
        let largest = order.iter().map(|(_, _, total)| total.abs()).fold(1.0, f64::max);
        // totals that tie with the first of their group are one group
        let mut rest = order.as_mut_slice();
        while let Some((_, _, best)) = rest.first() {
            let best = *best;
            let end = rest.iter().take_while(|(_, _, total)| best - total <= TIE * largest).count();
            let (group, others) = rest.split_at_mut(end.max(1));
            group.sort_by(|(_, a, _), (_, b, _)| a.price.cmp(&b.price).then_with(|| a.bid.id.cmp(&b.bid.id)));
            rest = others;
        }
    }
    order.into_iter().map(|(place, _, _)| place).collect()
}

/// The bids whose price is below the mean by more than the threshold.
fn abnormally_low(threshold: Option<f64>, admitted: &[Admitted<'_>]) -> Vec<String> {
    let Some(threshold) = threshold.and_then(Exact::from_f64_shortest) else { return Vec::new() };
    let sum: Exact = admitted.iter().map(|one| Exact::from(one.price)).sum();
    // price x n < sum (1 - threshold)
    let limit = sum * (Exact::ONE - threshold);
    let count = Exact::from(u64::try_from(admitted.len()).unwrap_or(u64::MAX));
    let is_low = |one: &&Admitted<'_>| &Exact::from(one.price) * &count < limit;
    admitted.iter().filter(is_low).map(|one| one.bid.id.clone()).collect()
}

/// The second in the ranking, and the price that would have made it the first: bisected over the minor units up to its price,
/// each tried by ranking all bids again.
fn runner_up(
    input: &EvaluateTenderInput,
    weighing: Option<&Weighing>,
    admitted: &[Admitted<'_>],
    scores: Option<&[(f64, f64)]>,
    order: &[usize],
) -> Result<Option<RunnerUp>, Error> {
    let [first, second, ..] = order else { return Ok(None) };
    let Some(one) = admitted.get(*second) else { return Ok(None) };
    let digits = input.currency.minor_digits();
    let wins = |minor: i128| -> Result<bool, Error> {
        let price = Decimal::try_from_i128_with_scale(minor, digits)
            .map_err(|_| Error::overflow("winning_price", minor, "a 96-bit decimal"))?;
        let mut changed = admitted.to_vec();
        if let Some(one) = changed.get_mut(*second) {
            one.price = price;
        }
        let scores = weighing.map(|weighing| self::scores(weighing, &changed)).transpose()?;
        Ok(ranking(&changed, scores.as_deref()).first() == Some(second))
    };
    let highest = Exact::from(one.price).round("winning_price", digits, Rounding::Floor)?.mantissa();
    let (mut low, mut high) = (0_i128, highest);
    // `low` wins or is nothing; above `high` none wins
    while low < high {
        let middle = low.midpoint(high.saturating_add(1));
        if wins(middle)? {
            low = middle;
        } else {
            high = middle.saturating_sub(1);
        }
    }
    let winning_price = (low > 0).then(|| Decimal::try_from_i128_with_scale(low, digits).ok()).flatten();
    let total = |place: &usize| scores.and_then(|scores| scores.get(*place)).map(|(_, total)| *total);
    let points_behind = total(first).zip(total(second)).map(|(first, second)| first - second);
    Ok(Some(RunnerUp { id: one.bid.id.clone(), winning_price, points_behind }))
}
