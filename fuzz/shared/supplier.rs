//! What must hold of every set of delivery records and of every order split, and how any bytes become such. Shared by the fuzz
//! target and by the test that replays its corpus.

#[allow(clippy::duplicate_mod, reason = "the test of the corpora holds three such files")]
#[path = "choices.rs"]
mod choices;

use choices::Choices;
use mercato_core::{Decimal, Exact, Rounding};
use mercato_supplier::{
    AllocateOrdersInput, DeliveryMetricsInput, OrderPlan, SupplierError, allocate_orders, delivery_metrics,
};
use serde_json::{Value, json};

/// Reads the bytes as JSON if they begin as an object does (records, or an order), or else as choices among orders, and holds
/// the answer to what must always be so. Whether there was an answer.
pub fn check(bytes: &[u8]) -> bool {
    if bytes.first() != Some(&b'{') {
        let question = Choices { bytes }.order();
        let order = serde_json::from_value(question.clone()).unwrap_or_else(|error| panic!("{error}: {question}"));
        return split(order);
    }
    match serde_json::from_slice::<DeliveryMetricsInput>(bytes) {
        Ok(records) => measure(&records),
        Err(_) => serde_json::from_slice::<AllocateOrdersInput>(bytes).is_ok_and(split),
    }
}

fn measure(input: &DeliveryMetricsInput) -> bool {
    let Ok(found) = delivery_metrics(input) else { return false };
    let rates = [found.on_time_rate, found.in_full_rate, found.otif_rate, found.fill_rate];
    for rate in rates.into_iter().flatten() {
        assert!((0.0..=1.0 + 1e-12).contains(&rate), "{rate} is no share: {found:?}");
    }
    let figures = [
        found.defect_ppm,
        found.price_variance_rate,
        found.lead_time_mean_days,
        found.lead_time_std_days,
        found.mean_days_late,
        found.mean_response_hours,
    ];
    assert!(figures.into_iter().flatten().all(f64::is_finite), "{found:?}");
    if let (Some(otif), Some(on_time), Some(in_full)) = (found.otif_rate, found.on_time_rate, found.in_full_rate) {
        assert!(otif <= on_time.min(in_full) + 1e-12, "{found:?}");
    }
    assert_eq!(found.records_used + found.records_open, input.records.len() as u64);
    let most = found.records_used as f64;
    assert!(found.effective_sample_size <= most * (1.0 + 1e-12) && found.effective_sample_size > 0.0, "{found:?}");
    true
}

/// What a fuzzer may take.
const NODES: u64 = 2_000;

fn split(order: AllocateOrdersInput) -> bool {
    let limit = order.node_limit.map_or(NODES, |limit| limit.min(NODES));
    let order = AllocateOrdersInput { node_limit: Some(limit), explain: false, ..order };
    match allocate_orders(&order) {
        Ok(plan) => {
            verify(&order, &plan);
            true
        }
        Err(SupplierError::Collision { limits, what }) => {
            assert!(!limits.is_empty() && !what.is_empty(), "a collision names its limits");
            true
        }
        Err(_) => false,
    }
}

/// The plan against every limit, in whole numbers and exact fractions, and its costs anew.
fn verify(order: &AllocateOrdersInput, plan: &OrderPlan) {
    let exact = |rate: f64| Exact::from_f64_shortest(rate).expect("a rate is finite");
    let slack = Exact::from(Decimal::new(1, 9));
    let demand = Exact::from(order.demand);
    let (mut units, mut total) = (0_u64, Decimal::ZERO);
    let (mut defective, mut on_time) = (Exact::ZERO, Exact::ZERO);
    for part in &plan.allocations {
        let offer = order.suppliers.iter().find(|offer| offer.id == part.id).expect("a supplier of the order");
        assert!(part.quantity > 0 && part.quantity <= offer.capacity, "{part:?}");
        assert!(part.quantity >= offer.min_order.unwrap_or(1), "{part:?}");
        assert_eq!(part.quantity % offer.lot_size.unwrap_or(1), 0, "{part:?}");
        if let Some(share) = order.max_share {
            assert!(Exact::from(part.quantity) <= exact(share) * demand.clone() + slack.clone(), "{part:?}");
        }
        let digits = order.currency.minor_digits();
        let cost = offer.cost(part.quantity).round("cost", digits, Rounding::HalfUp).expect("it was answered");
        assert_eq!(cost, part.cost);
        units += part.quantity;
        total = total.checked_add(part.cost).expect("it was answered");
        defective = defective + exact(offer.defect_rate.unwrap_or_default()) * Exact::from(part.quantity);
        on_time = on_time + exact(offer.on_time_rate.unwrap_or_default()) * Exact::from(part.quantity);
    }
    assert_eq!((units, total), (order.demand, plan.total_cost));
    let used = plan.allocations.len() as u64;
    assert!(used >= order.min_suppliers.unwrap_or(0) && used <= order.max_suppliers.unwrap_or(u64::MAX));
    if let Some(most) = order.max_defect_rate {
        assert!(defective <= exact(most) * demand.clone() + slack.clone(), "too many defective: {plan:?}");
    }
    if let Some(least) = order.min_on_time_rate {
        assert!(on_time + slack >= exact(least) * demand, "too few on time: {plan:?}");
    }
}

impl Choices<'_> {
    fn units(&mut self) -> Value {
        match self.below(12) {
            0 => json!(0),
            1 => json!(u64::MAX),
            2 => json!(1_000_000_000_000_u64),
            _ => json!(u64::from(self.byte()) + 1),
        }
    }

    fn price(&mut self) -> Value {
        match self.below(12) {
            0 => json!("0"),
            1 => json!("0.000000000001"),
            2 => json!("99999999999.99"),
            _ => json!(format!("{}.{:02}", self.byte(), self.byte() % 100)),
        }
    }

    fn rate(&mut self) -> Value {
        match self.below(8) {
            0 => json!(0.0),
            1 => json!(1.0),
            2 => json!(1.0 / 3.0),
            _ => json!(f64::from(self.byte() % 100) / 100.0),
        }
    }

    fn offer(&mut self, id: &str) -> Value {
        let mut from = 1_u64;
        let breaks = self.list(3, |bytes| {
            let step = json!({"min_quantity": from, "unit_price": bytes.price()});
            from += u64::from(bytes.byte()) + 1;
            step
        });
        json!({
            "id": id, "unit_price": self.price(), "capacity": self.units(), "fixed_cost": self.maybe(Self::price),
            "min_order": self.maybe(Self::units), "lot_size": self.maybe(|bytes| json!(bytes.below(12) + 1)),
            "defect_rate": self.rate(), "on_time_rate": self.rate(), "price_breaks": breaks,
            "discount_type": if self.below(2) == 0 { "all_units" } else { "incremental" },
        })
    }

    fn order(&mut self) -> Value {
        let demand = if self.below(16) == 15 { self.units() } else { json!(u64::from(self.byte()) + 1) };
        let count = self.below(5) + 1;
        let currency = self.pick(&["EUR", "JPY", "KWD"]);
        let suppliers: Vec<Value> = (0..count).map(|index| self.offer(&format!("s{index}"))).collect();
        json!({
            "currency": currency, "demand": demand, "suppliers": suppliers,
            "max_defect_rate": self.maybe(Self::rate), "min_on_time_rate": self.maybe(Self::rate),
            "min_suppliers": self.maybe(|bytes| json!(bytes.below(5))), "max_suppliers": self.maybe(|bytes| json!(bytes.below(5))),
            "max_share": self.maybe(Self::rate),
        })
    }
}
