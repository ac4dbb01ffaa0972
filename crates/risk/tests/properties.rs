//! The invariants of scores, registers, expected loss and failure modes; known slips by name.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tests"
)]

use mercato_core::{Coded, Currency, Decimal, ErrorCode};
use mercato_risk::{
    ExpectedLossInput, ExposedAsset, FailureMode, FmeaInput, Mitigation, RegisterInput, Risk, RiskBand, RiskLevel,
    ScoreInput, expected_loss, fmea, register, score,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

fn risks() -> impl Strategy<Value = Vec<Risk>> {
    let risk = (0_usize..3, 1_u32..=5, 1_u32..=5, of(0_u32..=20), any::<bool>());
    vec(risk, 1..25).prop_map(|risks| {
        let named = risks.into_iter().enumerate();
        named
            .map(|(index, (category, likelihood, impact, control, plan))| Risk {
                id: format!("r{index:02}"),
                category: ["market", "legal", "supply"][category].to_owned(),
                likelihood,
                impact,
                control_effectiveness: control.map(|twentieths| f64::from(twentieths) / 20.0),
                has_emergency_plan: plan,
            })
            .collect()
    })
}

fn decimal(units: i64, scale: u32) -> Decimal {
    Decimal::new(units, scale)
}

fn assets() -> impl Strategy<Value = Vec<ExposedAsset>> {
    let asset = (0_i64..10_000_000, 0_i64..=1000, 0_i64..5000, of((0_i64..100_000, 0_i64..=1000, 0_i64..5000)));
    vec(asset, 1..10).prop_map(|assets| {
        let named = assets.into_iter().enumerate();
        named
            .map(|(index, (value, factor, rate, mitigation))| ExposedAsset {
                id: format!("r{index}"),
                asset_value: decimal(value, 2),
                exposure_factor: decimal(factor, 3),
                annual_rate: decimal(rate, 3),
                mitigation: mitigation.map(|(cost, factor, rate)| Mitigation {
                    annual_cost: decimal(cost, 2),
                    exposure_factor: decimal(factor, 3),
                    annual_rate: decimal(rate, 3),
                }),
            })
            .collect()
    })
}

/// Half away from zero to cents of a figure in units of 10^-8.
fn cents(units: i128) -> i128 {
    let half = 500_000 * units.signum();
    (units + half) / 1_000_000
}

fn minor(value: Decimal) -> i128 {
    assert_eq!(value.scale(), 2);
    value.mantissa()
}

proptest! {
    #[test]
    fn a_score_rises_with_both(likelihood in 1_u32..9, impact in 1_u32..9) {
        let at = |likelihood, impact| score(&ScoreInput { likelihood, impact, scale: Some(9), bands: None }).unwrap().score;
        prop_assert!(at(likelihood + 1, impact) > at(likelihood, impact));
        prop_assert!(at(likelihood, impact + 1) > at(likelihood, impact));
        prop_assert_eq!(at(likelihood, impact), at(impact, likelihood));
    }

    #[test]
    fn bands_partition_the_scale(mut mins in vec(0_u64..30, 1..6), likelihood in 1_u32..=5, impact in 1_u32..=5) {
        mins.sort_unstable();
        mins.dedup();
        let bands: Vec<RiskBand> = mins.iter().map(|min| RiskBand { level: format!("from {min}"), min: *min }).collect();
        let answer = score(&ScoreInput { likelihood, impact, scale: None, bands: Some(bands.clone()) }).unwrap();
        let place = bands.iter().position(|band| band.level == answer.level).unwrap();
        prop_assert!(place == 0 || bands[place].min <= answer.score);
        prop_assert!(bands.get(place + 1).is_none_or(|next| answer.score < next.min));
        prop_assert_eq!(answer.next_level_from, bands.get(place + 1).map(|next| next.min));
    }

    #[test]
    fn a_register_holds_together(risks in risks(), seed in any::<u64>()) {
        let answer = register(&RegisterInput { risks: risks.clone() }).unwrap();
        prop_assert_eq!(answer.heatmap.iter().flatten().sum::<u64>(), risks.len() as u64);
        for one in &answer.risks {
            let risk = risks.iter().find(|risk| risk.id == one.id).unwrap();
            // in twentieths, without a rounding
            let kept = 20 - (risk.control_effectiveness.unwrap_or(0.0) * 20.0).round() as u64;
            let residual = u64::from(risk.likelihood * risk.impact) * kept;
            prop_assert_eq!(one.residual_score, residual as f64 / 20.0);
            prop_assert!(one.residual_score <= one.inherent_score as f64);
            prop_assert!(one.residual_level <= one.inherent_level);
            let level = [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High, RiskLevel::Critical]
                [[100, 200, 300].iter().filter(|from| residual >= **from).count()];
            prop_assert_eq!(one.residual_level, level);
            let most = answer.category_max_residual[&risk.category];
            prop_assert!(one.residual_score <= most);
            let urgent = one.inherent_level >= RiskLevel::High && !risk.has_emergency_plan;
            prop_assert_eq!(answer.missing_emergency_plan.contains(&one.id), urgent);
            // a little more control than named is a lower level, and no less is
            if let Some(above) = one.lower_level_above {
                let at = |control: f64| {
                    let changed = Risk { control_effectiveness: Some(control), ..risk.clone() };
                    register(&RegisterInput { risks: vec![changed] }).unwrap().risks[0].residual_level
                };
                prop_assert!(above >= 1.0 - 1e-6 || at(above + 1e-6) < one.residual_level);
                prop_assert!(at(above) == one.residual_level);
            }
        }
        prop_assert!(answer.risks.is_sorted_by(|a, b| a.residual_score >= b.residual_score));
        // any order of the input gives the same answer
        let mut shuffled = risks;
        let mut state = seed;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(register(&RegisterInput { risks: shuffled }).unwrap(), answer);
    }

    #[test]
    fn expected_loss_is_exact_and_adds_up(assets in assets()) {
        let input = ExpectedLossInput { currency: Currency::EUR, risks: assets.clone() };
        let answer = expected_loss(&input).unwrap();
        let mut total = 0_i128;
        for (asset, line) in assets.iter().zip(&answer.risks) {
            // cents x thousandths x thousandths are units of 10^-8
            let of = |factor: Decimal, rate: Decimal| asset.asset_value.mantissa() * factor.mantissa() * rate.mantissa();
            let annual = of(asset.exposure_factor, asset.annual_rate);
            total += annual;
            prop_assert_eq!(minor(line.annualized_loss_expectancy), cents(annual));
            prop_assert_eq!(minor(line.single_loss_expectancy), cents(of(asset.exposure_factor, decimal(1000, 3))));
            prop_assert_eq!(line.return_on_mitigation.is_some(), asset.mitigation.is_some());
            if let Some(mitigation) = &asset.mitigation {
                let mitigated = of(mitigation.exposure_factor, mitigation.annual_rate);
                let net = annual - mitigated - mitigation.annual_cost.mantissa() * 1_000_000;
                prop_assert_eq!(minor(line.mitigated_loss_expectancy.unwrap()), cents(mitigated));
                prop_assert_eq!(minor(line.net_benefit.unwrap()), cents(net));
                prop_assert_eq!(minor(line.break_even_cost.unwrap()), cents(annual - mitigated));
                let cost = mitigation.annual_cost.mantissa() as f64 * 1e6;
                match line.return_on_mitigation.unwrap() {
                    Some(gain) => prop_assert!((gain - net as f64 / cost).abs() <= 1e-12 * gain.abs()),
                    None => prop_assert!(cost == 0.0),
                }
            }
        }
        prop_assert_eq!(minor(answer.total_annualized_loss), cents(total));
        let json = serde_json::to_string(&answer).unwrap();
        prop_assert_eq!(serde_json::from_str::<mercato_risk::ExpectedLoss>(&json).unwrap(), answer);
    }

    #[test]
    fn failure_modes_come_by_urgency(ratings in vec((1_u32..=10, 1_u32..=10, 1_u32..=10), 1..20)) {
        let items: Vec<FailureMode> = ratings
            .iter()
            .enumerate()
            .map(|(index, (severity, occurrence, detection))| FailureMode {
                id: format!("f{index:02}"),
                severity: *severity,
                occurrence: *occurrence,
                detection: *detection,
            })
            .collect();
        let answer = fmea(&FmeaInput { items: items.clone() }).unwrap();
        let severity = |id: &str| items.iter().find(|item| item.id == id).unwrap().severity;
        let key = |item: &mercato_risk::RankedFailureMode| (item.rpn, severity(&item.id));
        prop_assert!(answer.items.is_sorted_by(|a, b| key(a) > key(b) || (key(a) == key(b) && a.id < b.id)));
        let mut turned = items.clone();
        turned.reverse();
        prop_assert_eq!(fmea(&FmeaInput { items: turned }).unwrap(), answer);
    }
}

fn risk(id: &str, likelihood: u32, impact: u32, control: f64) -> Risk {
    Risk {
        id: id.to_owned(),
        category: "supply".to_owned(),
        likelihood,
        impact,
        control_effectiveness: Some(control),
        has_emergency_plan: false,
    }
}

/// 25 x (1 - 0.8) is 4.999999999999999 in doubles, and one level too low.
#[test]
fn a_residual_on_the_border_is_above_it() {
    let answer = register(&RegisterInput { risks: vec![risk("a", 5, 5, 0.8), risk("b", 3, 5, 1.0 / 3.0)] }).unwrap();
    assert_eq!((answer.risks[0].id.as_str(), answer.risks[0].residual_level), ("b", RiskLevel::High));
    assert_eq!((answer.risks[1].residual_score, answer.risks[1].residual_level), (5.0, RiskLevel::Medium));
}

/// A mitigation that costs nothing has no return on its cost; one that is not there has no key.
#[test]
fn a_free_mitigation_has_a_null_return() {
    let mut asset = ExposedAsset {
        id: "a".to_owned(),
        asset_value: decimal(10_000, 2),
        exposure_factor: decimal(5, 1),
        annual_rate: decimal(1, 0),
        mitigation: Some(Mitigation {
            annual_cost: decimal(0, 0),
            exposure_factor: decimal(1, 1),
            annual_rate: decimal(1, 0),
        }),
    };
    let line = |asset: &ExposedAsset| {
        let input = ExpectedLossInput { currency: Currency::EUR, risks: vec![asset.clone()] };
        serde_json::to_value(expected_loss(&input).unwrap()).unwrap()["risks"][0].clone()
    };
    assert_eq!(line(&asset).get("return_on_mitigation"), Some(&serde_json::Value::Null));
    asset.mitigation = None;
    assert_eq!(line(&asset).get("return_on_mitigation"), None);
}

#[test]
fn refusals_name_the_field() {
    let refused = |risk: Risk, path: &str, code: ErrorCode| {
        let error = register(&RegisterInput { risks: vec![self::risk("a", 1, 1, 0.0), risk] }).unwrap_err();
        assert_eq!((error.code(), error.path()), (code, Some(path)), "{error}");
    };
    refused(risk("a", 1, 1, 0.0), "risks[1].id", ErrorCode::DuplicateId);
    refused(risk("b", 6, 1, 0.0), "risks[1].likelihood", ErrorCode::InvalidArgument);
    refused(risk("b", 1, 0, 0.0), "risks[1].impact", ErrorCode::InvalidArgument);
    refused(risk("b", 1, 1, 1.1), "risks[1].control_effectiveness", ErrorCode::InvalidArgument);
    refused(risk("b", 1, 1, f64::NAN), "risks[1].control_effectiveness", ErrorCode::InvalidArgument);
    refused(risk(" ", 1, 1, 0.0), "risks[1].id", ErrorCode::InvalidArgument);
    assert_eq!(register(&RegisterInput { risks: vec![] }).unwrap_err().path(), Some("risks"));
    let band = |level: &str, min| RiskBand { level: level.to_owned(), min };
    let bands = |bands| score(&ScoreInput { likelihood: 1, impact: 1, scale: None, bands: Some(bands) }).unwrap_err();
    assert_eq!(bands(vec![band("a", 5), band("b", 5)]).path(), Some("bands[1].min"));
    assert_eq!(bands(vec![band("a", 5), band("a", 6)]).code(), ErrorCode::DuplicateId);
    let large =
        score(&ScoreInput { likelihood: u32::MAX, impact: u32::MAX, scale: Some(u32::MAX), bands: None }).unwrap();
    assert_eq!((large.score, large.level.as_str()), (18_446_744_065_119_617_025, "critical"));
}
