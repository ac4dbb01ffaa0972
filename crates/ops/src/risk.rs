//! The operations of `mercato-risk`.

crate::ops! {
    /// Risk scores, registers, expected loss, failure modes: `risk.*`.
    RISK:

    "risk.score" = mercato_risk::score;
    summary "How large is a risk, likelihood times impact, and in which level does it fall?";
    source "IEC 31010:2019, B.10.3";
    example r#"{"likelihood": 3, "impact": 4}"# => r#"{"score": 12, "level": "high", "next_level_from": 15}"#;
    example r#"{"likelihood": 4, "impact": 4, "scale": 4, "bands": [{"level": "ok", "min": 1}, {"level": "stop", "min": 12}]}"# => r#"{"score": 16, "level": "stop"}"#;

    "risk.register" = mercato_risk::register;
    summary "Which risks matter most before and after their controls, and where is an emergency plan missing?";
    source "ISO 31000:2018, 6.4.4 and 6.5";
    example r#"{"risks": [{"id": "port strike", "category": "supply", "likelihood": 5, "impact": 5, "control_effectiveness": 0.8}, {"id": "new tariff", "category": "legal", "likelihood": 2, "impact": 4, "has_emergency_plan": true}]}"# => r#"{"risks": [{"id": "new tariff", "inherent_score": 8, "residual_score": 8.0, "inherent_level": "medium", "residual_level": "medium", "lower_level_above": 0.375}, {"id": "port strike", "inherent_score": 25, "residual_score": 5.0, "inherent_level": "critical", "residual_level": "medium", "lower_level_above": 0.8}], "heatmap": [[0, 0, 0, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 1]], "category_max_residual": {"legal": 8.0, "supply": 5.0}, "missing_emergency_plan": ["port strike"]}"#;

    "risk.expected_loss" = mercato_risk::expected_loss;
    summary "What does a risk cost a year, and is its mitigation worth the money?";
    source "NIST FIPS PUB 65 (1979)";
    example r#"{"currency": "EUR", "risks": [{"id": "flood", "asset_value": "200000.00", "exposure_factor": "0.25", "annual_rate": "0.1", "mitigation": {"annual_cost": "1000.00", "exposure_factor": "0.05", "annual_rate": "0.1"}}]}"# => r#"{"risks": [{"id": "flood", "single_loss_expectancy": "50000.00", "annualized_loss_expectancy": "5000.00", "mitigated_loss_expectancy": "1000.00", "net_benefit": "3000.00", "return_on_mitigation": 3.0, "break_even_cost": "4000.00"}], "total_annualized_loss": "5000.00"}"#;

    "risk.fmea" = mercato_risk::fmea;
    summary "Which way of failing is to be dealt with first?";
    source "IEC 60812:2018, annex B";
    example r#"{"items": [{"id": "leak", "severity": 9, "occurrence": 2, "detection": 3}, {"id": "label", "severity": 3, "occurrence": 6, "detection": 4}]}"# => r#"{"items": [{"id": "label", "rpn": 72, "criticality": 18, "severe": false}, {"id": "leak", "rpn": 54, "criticality": 18, "severe": true}]}"#;
}
