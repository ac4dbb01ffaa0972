//! Which rows of an order file can be counted? Rules that reject a row with every reason that applies, and exact
//! deduplication of what is left.
//!
//! The rules are those of chapter 8.2.1's cleaning step, in a fixed order (see [`Reason`]). A row is a duplicate if an earlier
//! kept row has the same dedupe key, by parsed values: `2` is `"2"`, `"1.50"` is `"1.5"`, instants are compared as instants.
//! Only rows with no other reason are tested for it, so a rejected row never hides a good one.
//!
//! Limits: a row is judged by itself and by the kept rows before it; which of two duplicates is kept follows the order of the
//! rows.

use crate::codec::write_varint;
use crate::error::KpiError;
use crate::intern::Interner;
use crate::raw::{RawField, RawOrderRow, RawValue};
use chrono::{DateTime, FixedOffset};
use mercato_core::{CurrencyCode, Decimal, Error, OptionalDecimalString, TimestampString, time};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $text:literal,)*) => {
        /// Why a row is rejected, in the order in which the reasons of a row are listed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason, in order.
            pub const ALL: [Self; 15] = [$(Self::$name),*];

            /// The reason's stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

reasons! {
    /// The order id is absent, no text, or blank.
    MissingOrderId "missing_order_id",
    /// The sku is absent, no text, or blank.
    MissingSku "missing_sku",
    /// The quantity is no integer of 64 bits and no text of one.
    InvalidQuantity "invalid_quantity",
    /// The quantity is 0 or less.
    NonPositiveQuantity "non_positive_quantity",
    /// The quantity is above the limit.
    QuantityAboveLimit "quantity_above_limit",
    /// The unit price is no decimal text and no integer.
    InvalidUnitPrice "invalid_unit_price",
    /// The unit price is below 0.
    NegativeUnitPrice "negative_unit_price",
    /// The unit price is 0 and that is to be rejected.
    ZeroUnitPrice "zero_unit_price",
    /// The unit price is above the limit.
    UnitPriceAboveLimit "unit_price_above_limit",
    /// The currency is absent or none of those expected.
    UnknownCurrency "unknown_currency",
    /// The time is no RFC 3339 timestamp with an offset.
    InvalidTimestamp "invalid_timestamp",
    /// The time is after `now`.
    FutureTimestamp "future_timestamp",
    /// The user agent names a robot.
    BotUserAgent "bot_user_agent",
    /// The order id starts with TEST, whatever the case.
    TestOrder "test_order",
    /// An earlier kept row has the same dedupe key.
    Duplicate "duplicate",
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The reasons for which one row is rejected: a small set that is listed in order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Reasons(u16);

impl Reasons {
    /// Adds a reason.
    pub const fn insert(&mut self, reason: Reason) {
        self.0 |= 1 << reason as u16;
    }

    /// Does the set have the reason?
    #[must_use]
    pub const fn contains(self, reason: Reason) -> bool {
        self.0 & (1 << reason as u16) != 0
    }

    /// Is there no reason?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons, in order.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        Reason::ALL.into_iter().filter(move |reason| self.contains(*reason))
    }
}

impl From<Reason> for Reasons {
    fn from(reason: Reason) -> Self {
        let mut reasons = Self::default();
        reasons.insert(reason);
        reasons
    }
}

impl FromIterator<Reason> for Reasons {
    fn from_iter<I: IntoIterator<Item = Reason>>(reasons: I) -> Self {
        let mut set = Self::default();
        reasons.into_iter().for_each(|reason| set.insert(reason));
        set
    }
}

impl fmt::Debug for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// A list of names.
impl Serialize for Reasons {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        self.iter().try_for_each(|reason| list.serialize_element(&reason))?;
        list.end()
    }
}

impl<'de> Deserialize<'de> for Reasons {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Reason>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Reasons {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Reasons".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<Reason>::json_schema(generator)
    }
}

/// A field of a row that can be part of a dedupe key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowField {
    /// The order.
    OrderId,
    /// What was sold.
    Sku,
    /// Units.
    Quantity,
    /// Price of a unit.
    UnitPrice,
    /// The currency.
    Currency,
    /// When.
    OrderedAt,
    /// The browser or program that ordered.
    UserAgent,
}

impl RowField {
    /// The dedupe key where none is given.
    pub const DEFAULT_KEY: [Self; 5] = [Self::OrderId, Self::Sku, Self::Quantity, Self::UnitPrice, Self::OrderedAt];
}

/// The rules of cleaning, as a caller states them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CleaningRules {
    /// No row may be later than this.
    #[serde(with = "TimestampString")]
    pub now: DateTime<FixedOffset>,
    /// The currencies expected.
    pub currencies: Vec<CurrencyCode>,
    /// What makes two rows the same; order, sku, quantity, price and time if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dedupe_key: Option<Vec<RowField>>,
    /// The largest quantity that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_quantity: Option<u64>,
    /// The largest unit price that is kept.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub max_unit_price: Option<Decimal>,
    /// Is a price of 0 (a gift) rejected?
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub reject_zero_price: bool,
}

/// A row that passed, with its values parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanRow {
    /// The order's number: its place among the different order ids of kept rows, see [`OrderCleaner::order_id`].
    pub order: u32,
    /// The sku's number, see [`OrderCleaner::sku`].
    pub sku: u32,
    /// Units, at least 1.
    pub quantity: i64,
    /// Price of a unit, at least 0, with the digits that it came with.
    pub unit_price: Decimal,
    /// Its currency.
    pub currency: CurrencyCode,
    /// When.
    pub ordered_at: DateTime<FixedOffset>,
}

/// Compiled rules and what they must remember: which rows were kept.
///
/// A row costs no allocation beyond that memory: for each kept row its key in some 15 to 20 bytes (ids as numbers, values as
/// variable-length integers) and 14 to 20 bytes to find it, for each different order id and sku its text and 14 to 20 bytes.
/// A hash only finds the candidates, the key itself decides. With a dedupe key that names each order line once, ten million
/// rows of three million orders take about 0.5 GB; [`OrderCleaner::memory`] tells.
///
/// ```
/// use mercato_core::{CurrencyCode, time};
/// use mercato_kpi::{CleaningRules, OrderCleaner, RawOrderRow, Reason};
/// let rules = CleaningRules {
///     now: time::parse_timestamp("2024-06-01T00:00:00Z")?,
///     currencies: vec![CurrencyCode::new("CNY")?],
///     dedupe_key: None,
///     max_quantity: Some(1000),
///     max_unit_price: None,
///     reject_zero_price: false,
/// };
/// let mut cleaner = OrderCleaner::new(&rules)?;
/// let row = RawOrderRow {
///     order_id: "O1".into(),
///     sku: "S1".into(),
///     quantity: "2".into(),
///     unit_price: "1.50".into(),
///     currency: "CNY".into(),
///     ordered_at: "2024-05-10T08:00:00+08:00".into(),
///     ..RawOrderRow::default()
/// };
/// assert_eq!(cleaner.check(&row)?.unwrap().quantity, 2);
/// // the same row in other words
/// let again = RawOrderRow { unit_price: "1.5".into(), ordered_at: "2024-05-10T00:00:00Z".into(), ..row };
/// assert_eq!(cleaner.check(&again)?.unwrap_err().iter().collect::<Vec<_>>(), [Reason::Duplicate]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct OrderCleaner {
    now: DateTime<FixedOffset>,
    currencies: Vec<CurrencyCode>,
    dedupe_key: Vec<RowField>,
    max_quantity: i64,
    max_unit_price: Option<Decimal>,
    reject_zero_price: bool,
    orders: Interner,
    skus: Interner,
    user_agents: Interner,
    kept: Interner,
    /// The key of the row in hand.
    key: Vec<u8>,
    /// The order of the row before: rows of one order follow each other.
    last_order: Option<u32>,
}

impl OrderCleaner {
    /// Compiles the rules.
    ///
    /// # Errors
    /// `invalid_argument` for an empty `dedupe_key` (every row would be the duplicate of the first) or a negative
    /// `max_unit_price`.
    pub fn new(rules: &CleaningRules) -> Result<Self, KpiError> {
        let mut dedupe_key = rules.dedupe_key.clone().unwrap_or_else(|| RowField::DEFAULT_KEY.to_vec());
        if dedupe_key.is_empty() {
            return Err(Error::invalid("dedupe_key", "[]", "must name at least one field").into());
        }
        dedupe_key.sort_unstable();
        dedupe_key.dedup();
        if let Some(limit) = rules.max_unit_price.filter(|limit| limit.mantissa() < 0) {
            return Err(Error::invalid("max_unit_price", limit, "must be at least 0").into());
        }
        Ok(Self {
            now: rules.now,
            currencies: rules.currencies.clone(),
            dedupe_key,
            // no quantity of 64 bits is above a limit beyond them
            max_quantity: rules.max_quantity.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(i64::MAX),
            max_unit_price: rules.max_unit_price,
            reject_zero_price: rules.reject_zero_price,
            orders: Interner::default(),
            skus: Interner::default(),
            user_agents: Interner::default(),
            kept: Interner::default(),
            key: Vec::new(),
            last_order: None,
        })
    }

    /// Keeps the row, or says why not.
    ///
    /// # Errors
    /// `overflow` beyond 2^32 - 1 kept rows. That a row is rejected is no error: it is the inner result.
    pub fn check(&mut self, row: &RawOrderRow<'_>) -> Result<Result<CleanRow, Reasons>, KpiError> {
        let parsed = match self.judge(row) {
            Ok(parsed) => parsed,
            Err(reasons) => return Ok(Err(reasons)),
        };
        let (order, new_order) = match self.last_order.filter(|id| self.orders.text(*id) == parsed.order_id) {
            Some(id) => (id, false),
            None => self.orders.intern(parsed.order_id.as_bytes())?,
        };
        self.last_order = Some(order);
        let (sku, new_sku) = self.skus.intern(parsed.sku.as_bytes())?;
        let Parsed { quantity, unit_price, currency, ordered_at, .. } = parsed;
        let clean = CleanRow { order, sku, quantity, unit_price, currency, ordered_at };
        self.write_key(row, &clean)?;
        let (_, new) = self.kept.intern(&self.key)?;
        if new {
            return Ok(Ok(clean));
        }
        if new_order {
            self.orders.forget_last();
            self.last_order = None;
        }
        if new_sku {
            self.skus.forget_last();
        }
        Ok(Err(Reason::Duplicate.into()))
    }

    /// The reasons against a row by itself, whatever rows came before; none says nothing about duplicates. For a caller with
    /// reasons of its own, that must not let the row count as kept.
    #[must_use]
    pub fn reasons(&self, row: &RawOrderRow<'_>) -> Reasons {
        self.judge(row).err().unwrap_or_default()
    }

    /// Makes room for so many rows, where a caller knows about how many will come: memory that grows is copied.
    pub fn reserve(&mut self, rows: usize) {
        self.kept.reserve(rows);
    }

    /// How many rows were kept.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.kept.len()
    }

    /// The order id that [`CleanRow::order`] numbers; empty for a number that was not given out.
    #[must_use]
    pub fn order_id(&self, order: u32) -> &str {
        self.orders.text(order)
    }

    /// The sku that [`CleanRow::sku`] numbers; empty for a number that was not given out.
    #[must_use]
    pub fn sku(&self, sku: u32) -> &str {
        self.skus.text(sku)
    }

    /// How many different order ids and skus the kept rows have.
    #[must_use]
    pub fn distinct(&self) -> (usize, usize) {
        (self.orders.len(), self.skus.len())
    }

    /// Bytes held to tell duplicates and to name orders and skus.
    #[must_use]
    pub fn memory(&self) -> usize {
        [&self.orders, &self.skus, &self.user_agents, &self.kept]
            .into_iter()
            .fold(0, |sum, names| sum.saturating_add(names.memory()))
    }

    /// All rules but the last.
    fn judge<'a>(&self, row: &RawOrderRow<'a>) -> Result<Parsed<'a>, Reasons> {
        let mut reasons = Reasons::default();
        let mut reject = |when: bool, reason: Reason| {
            if when {
                reasons.insert(reason);
            }
        };
        let (order_id, sku) = (row.order_id.id(), row.sku.id());
        reject(order_id.is_none(), Reason::MissingOrderId);
        reject(sku.is_none(), Reason::MissingSku);
        let quantity = row.quantity.quantity();
        reject(quantity.is_none(), Reason::InvalidQuantity);
        reject(quantity.is_some_and(|quantity| quantity <= 0), Reason::NonPositiveQuantity);
        reject(quantity.is_some_and(|quantity| quantity > self.max_quantity), Reason::QuantityAboveLimit);
        let unit_price = row.unit_price.decimal();
        reject(unit_price.is_none(), Reason::InvalidUnitPrice);
        if let Some(price) = unit_price {
            reject(price.mantissa() < 0, Reason::NegativeUnitPrice);
            reject(self.reject_zero_price && price.is_zero(), Reason::ZeroUnitPrice);
            reject(self.max_unit_price.is_some_and(|limit| price > limit), Reason::UnitPriceAboveLimit);
        }
        let currency = row
            .currency
            .text()
            .and_then(|code| self.currencies.iter().find(|currency| currency.as_str() == code).copied());
        reject(currency.is_none(), Reason::UnknownCurrency);
        let ordered_at = row.ordered_at.text().and_then(|text| time::parse_timestamp(text).ok());
        reject(ordered_at.is_none(), Reason::InvalidTimestamp);
        reject(ordered_at.is_some_and(|instant| instant > self.now), Reason::FutureTimestamp);
        reject(row.user_agent.text().is_some_and(names_a_robot), Reason::BotUserAgent);
        reject(order_id.is_some_and(starts_with_test), Reason::TestOrder);
        match (order_id, sku, quantity, unit_price, currency, ordered_at) {
            (Some(order_id), Some(sku), Some(quantity), Some(unit_price), Some(currency), Some(ordered_at))
                if reasons.is_empty() =>
            {
                Ok(Parsed { order_id, sku, quantity, unit_price, currency, ordered_at })
            }
            _ => Err(reasons),
        }
    }

    /// The dedupe key of the row, in bytes that are equal exactly where the parsed values are: each field is written in one
    /// form only and ends by itself.
    fn write_key(&mut self, row: &RawOrderRow<'_>, clean: &CleanRow) -> Result<(), KpiError> {
        let Self { key, user_agents, .. } = self;
        key.clear();
        for field in &self.dedupe_key {
            match field {
                RowField::OrderId => write_varint(key, clean.order.into()),
                RowField::Sku => write_varint(key, clean.sku.into()),
                RowField::Quantity => write_varint(key, clean.quantity.unsigned_abs()),
                RowField::UnitPrice => {
                    let (mantissa, scale) = without_trailing_zeros(clean.unit_price);
                    // 28 decimals fit a byte, 96 bits two numbers
                    write_varint(key, scale.into());
                    let (high, low) = (mantissa >> 63, mantissa & u128::from(u64::MAX >> 1));
                    write_varint(key, u64::try_from(low).unwrap_or_default());
                    write_varint(key, u64::try_from(high).unwrap_or_default());
                }
                RowField::Currency => key.extend_from_slice(clean.currency.as_str().as_bytes()),
                RowField::OrderedAt => {
                    let seconds = clean.ordered_at.timestamp();
                    // the sign in the last bit
                    write_varint(key, ((seconds << 1) ^ (seconds >> 63)).cast_unsigned());
                    write_varint(key, clean.ordered_at.timestamp_subsec_nanos().into());
                }
                RowField::UserAgent => {
                    let number = match row.user_agent {
                        RawField::Text(text) => u64::from(user_agents.intern(text.as_bytes())?.0).saturating_add(1),
                        _ => 0,
                    };
                    write_varint(key, number);
                }
            }
        }
        Ok(())
    }
}

struct Parsed<'a> {
    order_id: &'a str,
    sku: &'a str,
    quantity: i64,
    unit_price: Decimal,
    currency: CurrencyCode,
    ordered_at: DateTime<FixedOffset>,
}

/// Magnitude and scale of the decimal in its shortest form.
fn without_trailing_zeros(value: Decimal) -> (u128, u32) {
    let value = value.normalize();
    (value.mantissa().unsigned_abs(), value.scale())
}

/// Does the user agent contain the name of a robot, whatever the case?
fn names_a_robot(user_agent: &str) -> bool {
    const ROBOTS: [&[u8]; 6] = [b"bot", b"crawler", b"spider", b"headless", b"curl/", b"python-requests"];
    let bytes = user_agent.as_bytes();
    (0..bytes.len()).any(|start| {
        let rest = bytes.get(start..).unwrap_or_default();
        ROBOTS.iter().any(|robot| rest.get(..robot.len()).is_some_and(|text| text.eq_ignore_ascii_case(robot)))
    })
}

/// Does the order id start with TEST, whatever the case?
fn starts_with_test(order_id: &str) -> bool {
    order_id.as_bytes().get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"TEST"))
}

/// A row as JSON holds it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct OrderRow {
    /// The order.
    #[serde(skip_serializing_if = "RawValue::is_missing")]
    pub order_id: RawValue,
    /// What was sold.
    #[serde(skip_serializing_if = "RawValue::is_missing")]
    pub sku: RawValue,
    /// Units: an integer or a text of one.
    #[serde(skip_serializing_if = "RawValue::is_missing")]
    pub quantity: RawValue,
    /// Price of a unit: a decimal string or an integer.
    #[serde(skip_serializing_if = "RawValue::is_missing")]
    pub unit_price: RawValue,
    /// The currency of the price.
    #[serde(skip_serializing_if = "RawValue::is_missing")]
    pub currency: RawValue,
    /// When, RFC 3339 with an offset.
    #[serde(skip_serializing_if = "RawValue::is_missing")]
    pub ordered_at: RawValue,
    /// The browser or program that ordered.
    #[serde(skip_serializing_if = "RawValue::is_missing")]
    pub user_agent: RawValue,
}

impl OrderRow {
    /// The row as the cleaner takes it.
    #[must_use]
    pub fn as_raw(&self) -> RawOrderRow<'_> {
        RawOrderRow {
            order_id: self.order_id.as_field(),
            sku: self.sku.as_field(),
            quantity: self.quantity.as_field(),
            unit_price: self.unit_price.as_field(),
            currency: self.currency.as_field(),
            ordered_at: self.ordered_at.as_field(),
            user_agent: self.user_agent.as_field(),
        }
    }
}

/// What [`clean_orders`] takes: the rows, and the fields of [`CleaningRules`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CleanOrdersInput {
    /// The rows, in the order of the file.
    pub rows: Vec<OrderRow>,
    /// No row may be later than this.
    #[serde(with = "TimestampString")]
    pub now: DateTime<FixedOffset>,
    /// The currencies expected.
    pub currencies: Vec<CurrencyCode>,
    /// What makes two rows the same; order, sku, quantity, price and time if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dedupe_key: Option<Vec<RowField>>,
    /// The largest quantity that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_quantity: Option<u64>,
    /// The largest unit price that is kept.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub max_unit_price: Option<Decimal>,
    /// Is a price of 0 (a gift) rejected?
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub reject_zero_price: bool,
}

/// A row that was rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RowIssue {
    /// Its place in the input, from 0.
    pub index: usize,
    /// Every reason, in the order of [`Reason`].
    pub reasons: Reasons,
}

/// How many rows a reason applies to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ReasonCount {
    /// The reason.
    pub reason: Reason,
    /// The rows.
    pub count: u64,
}

/// What [`clean_orders`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CleanedOrders {
    /// The places of the rows to count, ascending.
    pub kept: Vec<usize>,
    /// The other rows, ascending.
    pub rejected: Vec<RowIssue>,
    /// The reasons that occur, in the order of [`Reason`].
    pub reason_counts: Vec<ReasonCount>,
}

/// Sorts the rows of an order file into those to count and those to reject, with every reason.
///
/// Rows are judged in their order; see [`OrderCleaner`] for the same over a stream. Time O(rows), memory O(kept rows).
///
/// # Errors
/// `invalid_argument` for rules that [`OrderCleaner::new`] refuses. Nothing in a row is an error but a key that rows do not
/// have.
pub fn clean_orders(input: &CleanOrdersInput) -> Result<CleanedOrders, KpiError> {
    let mut cleaner = OrderCleaner::new(&CleaningRules {
        now: input.now,
        currencies: input.currencies.clone(),
        dedupe_key: input.dedupe_key.clone(),
        max_quantity: input.max_quantity,
        max_unit_price: input.max_unit_price,
        reject_zero_price: input.reject_zero_price,
    })?;
    let (mut kept, mut rejected) = (Vec::new(), Vec::new());
    for (index, row) in input.rows.iter().enumerate() {
        match cleaner.check(&row.as_raw())? {
            Ok(_) => kept.push(index),
            Err(reasons) => rejected.push(RowIssue { index, reasons }),
        }
    }
    let count = |reason: Reason| rejected.iter().map(|row| u64::from(row.reasons.contains(reason))).sum();
    let reason_counts = Reason::ALL
        .into_iter()
        .map(|reason| ReasonCount { reason, count: count(reason) })
        .filter(|counted| counted.count > 0)
        .collect();
    Ok(CleanedOrders { kept, rejected, reason_counts })
}
