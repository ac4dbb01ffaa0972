//! The page of the error codes: what each means, an input that causes it, what the operation then says, what helps.

use super::{NOTICE, one_end};
use crate::find;
use mercato_core::ErrorCode;
use std::fmt::Write;

/// An operation and an input that it refuses.
type Cause = (&'static str, &'static str);

/// What a code means, what causes it, and what helps.
pub(super) struct Refusal {
    pub(super) code: ErrorCode,
    when: &'static str,
    /// `None`: the code is reserved, no operation answers it.
    pub(super) cause: Option<Cause>,
    cure: &'static str,
}

pub(super) const REFUSALS: [Refusal; ErrorCode::ALL.len()] = [
    Refusal {
        code: ErrorCode::InvalidArgument,
        when: "A field is missing, unknown, malformed, out of its range, or contradicts another.",
        cause: Some(("kpi.ratio", r#"{"numerator": "12.5.0", "denominator": 4}"#)),
        cure: "Correct the field at `path`. `mercato describe OP` lists the fields with units and ranges. A file of promotions, a \
               policy or a taxonomy is refused with all its mistakes at once.",
    },
    Refusal {
        code: ErrorCode::Overflow,
        when: "An exact result does not fit its type, or a real one is beyond the largest double.",
        cause: Some((
            "kpi.sales_summary",
            r#"{"currency": "USD", "lines": [{"order_id": "o1", "quantity": 9000000000000000000, "unit_price": "79228162514264337593543950335"}]}"#,
        )),
        cure: "Look for an amount in the wrong unit. If all are right, split the input and add the parts.",
    },
    Refusal {
        code: ErrorCode::DivisionByZero,
        when: "A quotient without value was asked to be an error.",
        cause: Some(("kpi.ratio", r#"{"numerator": 4, "denominator": 0, "zero_denominator": "error"}"#)),
        cure: "Leave out `zero_denominator`: the answer is then null, with the reason.",
    },
    Refusal {
        code: ErrorCode::CurrencyMismatch,
        when: "Amounts of two currencies meet where one is needed.",
        cause: Some((
            "channel.price_parity",
            r#"{"offers": [{"offer_id": "a", "sku": "s", "channel_id": "x", "currency": "CNY", "price": "1"}, {"offer_id": "b", "sku": "s", "channel_id": "y", "currency": "USD", "price": "1"}], "policy": {}}"#,
        )),
        cure: "Convert first, or give rates where the operation takes them.",
    },
    Refusal {
        code: ErrorCode::NotFound,
        when: "A name refers to nothing: an operation, a sku, a node, a channel.",
        cause: Some((
            "channel.bundle_availability",
            r#"{"stock": {"a": 1}, "bundles": [{"sku": "x", "components": [{"sku": "q", "quantity": 1}]}]}"#,
        )),
        cure: "Correct the name, or add what it names. For an operation the nearest names stand in the message.",
    },
    Refusal {
        code: ErrorCode::DuplicateId,
        when: "A key that must be unique occurs twice.",
        cause: Some(("channel.atp", r#"{"on_hand": 1, "channels": [{"channel_id": "a"}, {"channel_id": "a"}]}"#)),
        cure: "Give the second its own key, or leave one of them out.",
    },
    Refusal {
        code: ErrorCode::CycleDetected,
        when: "References form a cycle where none is allowed.",
        cause: Some((
            "taxonomy.ancestors",
            r#"{"nodes": [{"id": "x", "parent_id": "y", "name": "X"}, {"id": "y", "parent_id": "x", "name": "Y"}], "id": "x"}"#,
        )),
        cure: "Take out one reference of the cycle. `taxonomy.validate` names every cycle of a tree.",
    },
    Refusal {
        code: ErrorCode::Infeasible,
        when: "No answer satisfies all limits.",
        cause: Some((
            "inventory.epq",
            r#"{"fixed_cost": 8, "holding_cost": 0.225, "demand_rate": 1300, "production_rate": 1300}"#,
        )),
        cure: "Loosen one of the limits in the message. `supplier.allocate_orders` names a smallest set of limits that collide.",
    },
    Refusal {
        code: ErrorCode::NoConvergence,
        when: "A search or an iteration stopped before it had its answer.",
        cause: Some((
            "supplier.allocate_orders",
            r#"{"currency": "CNY", "demand": 100, "suppliers": [{"id": "a", "capacity": 80, "unit_price": "1.00", "fixed_cost": "10"}, {"id": "b", "capacity": 80, "unit_price": "1.10", "fixed_cost": "3"}, {"id": "c", "capacity": 60, "unit_price": "1.05", "fixed_cost": "5"}], "node_limit": 1}"#,
        )),
        cure: "Give a larger limit where the input has one, or a smaller task. An answer that is not proven is never passed off as one.",
    },
    Refusal {
        code: ErrorCode::InsufficientData,
        when: "There are too few observations for an answer.",
        cause: None,
        cure: "Give more observations.",
    },
    Refusal {
        code: ErrorCode::Unsupported,
        when: "The combination asked for is not offered.",
        cause: Some((
            "inventory.newsvendor",
            r#"{"holding_cost": 1, "stockout_cost": 1, "lead_time": 2, "distribution": {"type": "lognormal", "mu": 1, "sigma": 1}}"#,
        )),
        cure: "The message says what is offered instead.",
    },
];

/// What the operation says to an input that it refuses, as JSON; `None` if it takes it.
pub(super) fn said((op, input): Cause) -> Option<String> {
    let refused = find(op).and_then(|op| op.call(input.as_bytes(), &mut Vec::new())).err()?;
    serde_json::to_string(&refused).ok()
}

pub(super) fn page() -> String {
    let mut text = format!("{NOTICE}# Errors\n\n");
    text.push_str(
        "An error is `{\"code\", \"message\", \"path\"?}`: the code is stable and for programs, the message is for people and may change, \
         the path\nnames the field of the input. In Rust every error implements `mercato_core::Coded`, with the same code and path. \
         Each code below with\nan operation and an input that cause it, and what it then says.\n\n",
    );
    for Refusal { code, when, cause, cure } in REFUSALS {
        let _ = writeln!(text, "## {code}\n\n{when} {cure}\n");
        let _ = match cause.and_then(|cause| Some((cause, said(cause)?))) {
            Some(((op, input), said)) => {
                writeln!(text, "```console\n$ echo '{input}' |\n  mercato run {op}\n{said}\n```\n")
            }
            None => writeln!(text, "Reserved: no operation answers it yet.\n"),
        };
    }
    one_end(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_its_input_causes_it() {
        for (refusal, code) in REFUSALS.iter().zip(ErrorCode::ALL) {
            assert_eq!(refusal.code, code, "in the order of the codes");
            if let Some(cause) = refusal.cause {
                let said = said(cause).unwrap_or_default();
                assert!(said.starts_with(&format!("{{\"code\":\"{code}\"")), "{}: {said}", cause.0);
            }
        }
    }
}
