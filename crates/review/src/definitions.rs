//! What do the plain keys of the lists in `summary.json` mean? Figures that stand alone carry their definition with them; the
//! keys of a list's entries are defined once, here.

use crate::figures::Review;
use crate::section::Definition;
use serde_json::{Map, Value, json};

const MONEY: &str = "money";

/// List, key, unit (`money` is the currency of the review), definition. `[]` and `*` stand for every entry.
const KEYS: &[Definition] = &[
    ("actions[]", "rank", "count", "place in the list, 1 the first to do"),
    ("actions[]", "kind", "name", "what kind of work it is"),
    (
        "actions[]",
        "at_stake_a_month",
        MONEY,
        "what stake_is says, in a mean month of 30.4375 days; null where no money can honestly be put to it",
    ),
    ("actions[]", "urgency", "today, this_week, later", "how long it can wait; ranks before money"),
    ("actions[]", "stake_is", "text", "what the money of at_stake_a_month is; null where there is none"),
    ("actions[]", "what", "text", "what to do, in the imperative, with the figures"),
    ("actions[]", "why", "text", "the reason, with the figures"),
    ("actions[]", "sku", "name", "the article that it concerns; null for none or several"),
    ("actions[]", "channel", "name", "the channel that it concerns, or several with | between them; null for none"),
    (
        "actions[]",
        "party",
        "name",
        "the supplier or promotion that it concerns, or several with | between them; null for none",
    ),
    ("actions[]", "section", "anchor", "the part of report.html with the figures: report.html#section"),
    (
        "actions[]",
        "change",
        "object",
        "what it sets: a price with its offer (sku, channel, territory, pack_size, to), an offer that is taken off, an order or award with its shares (supplier, quantity), or a promotion that is ended; null for other work",
    ),
    (
        "actions[]",
        "held",
        "text",
        "why it is held back: what it would contradict, found by the kernel that checks it, or what does it, too; null where it is not. Those without it can be done together",
    ),
    (
        "actions[]",
        "settles",
        "id",
        "the conflict that it settles, by its id in conflicts.csv, or several with | between them; null for other work",
    ),
    ("actions[]", "figures", "key", "the figures of this file that it rests on"),
    (
        "attention[]",
        "amount_a_month",
        MONEY,
        "a statistic that ranks: what is at stake in a twelfth of a year; the change for a change, the difference to the others times what it applies to for a channel",
    ),
    (
        "attention[]",
        "p_adjusted",
        "fraction",
        "p-value after adjustment over all comparisons of its kind; null where nothing was tested",
    ),
    ("attention[]", "figures", "keys", "the figures of this file that the sentence rests on"),
    ("large_orders[]", "paid", MONEY, "gross sales - discounts of the order"),
    ("large_orders[]", "share", "fraction", "paid / gross sales - discounts of all orders"),
    ("services[]", "lines", "count", "counted rows of the code"),
    ("services[]", "net_sales", MONEY, "net sales of the code"),
    ("data.reasons", "*", "rows", "rejected rows with this reason; a row with two reasons counts in both"),
    ("data.distinct", "*", "count", "different values among the counted rows"),
    ("periods.*.channels[]", "net_sales", MONEY, "net sales of the channel in the current period"),
    ("periods.*.channels[]", "net_sales_before", MONEY, "net sales of the channel in the previous period"),
    ("periods.*.channels[]", "change", MONEY, "net_sales - net_sales_before"),
    ("periods.*.channels[]", "relative_change", "fraction", "change / net_sales_before; null where that is 0"),
    ("periods.*.channels[]", "orders", "count", "distinct orders with a completed line in the current period"),
    ("periods.*.channels[]", "orders_before", "count", "the same in the previous period"),
    ("periods.*.movers[]", "units", "count", "units of completed lines in the current period"),
    ("periods.*.movers[]", "units_before", "count", "the same in the previous period"),
    ("periods.*.movers[]", "sales", MONEY, "gross sales - discounts in the current period"),
    ("periods.*.movers[]", "sales_before", MONEY, "the same in the previous period"),
    ("periods.*.movers[]", "change", MONEY, "sales - sales_before"),
    (
        "periods.*.rates.*",
        "before",
        "money for average_order_value, else fraction",
        "the rate over all channels in the previous period",
    ),
    ("periods.*.rates.*", "after", "as before", "the rate over all channels in the current period"),
    ("periods.*.rates.*", "change", "as before", "after - before; rate_effect + mix_effect"),
    ("periods.*.rates.*", "rate_effect", "as before", "the part of the change from the rates within the channels"),
    ("periods.*.rates.*", "mix_effect", "as before", "the part of the change from the channels' shares of the weight"),
    ("periods.*.rates.*.channels[]", "total_effect", "as before", "rate_effect + mix_effect of the channel"),
    ("ratings.*", "orders", "count", "orders of the channel with a completed line"),
    ("ratings.*.*", "value", "see unit", "the figure of the channel"),
    ("ratings.*.*", "others", "see unit", "the same over all other channels together"),
    ("ratings.*.*", "difference_lower", "see unit", "lower end of the 95 % interval of value - others"),
    ("ratings.*.*", "difference_upper", "see unit", "upper end of that interval"),
    ("conversion.channels[]", "conversion_rate", "fraction", "orders / visitors"),
    ("conversion.channels[]", "average_order_value", MONEY, "net sales / orders"),
    ("conversion.channels[]", "revenue_per_visitor", MONEY, "net sales / visitors"),
    ("conversion.channels[]", "traffic_share", "fraction", "visitors / visitors of all channels"),
    ("conversion.channels[]", "sales_share", "fraction", "net sales / net sales of all channels"),
    ("conversion.channels[]", "conversion_index", "number", "conversion rate / conversion rate of all channels"),
    ("anomalies.weeks.values[]", "net_sales", MONEY, "net sales of the seven days from monday"),
    ("anomalies.days.largest[]", "net_sales", MONEY, "net sales of the day"),
    ("anomalies.days.largest[]", "median_of_weekday", MONEY, "median over the other days of its weekday; a statistic"),
    ("anomalies.days.largest[]", "score", "number", "modified z-score"),
    ("anomalies.days.largest[]", "orders", "count", "orders with a completed line on the day"),
    ("anomalies.days.largest[]", "largest_order", MONEY, "gross sales - discounts of the largest of them"),
];

/// By list and key: unit and definition; those of a section only where there is one.
pub(crate) fn definitions(review: &Review) -> Value {
    let currency = review.data.currency.as_str();
    let mut lists: Map<String, Value> = Map::new();
    let there = review.parts.iter().filter(|(_, part)| part.absent().is_none());
    let of_sections = there.flat_map(|(section, _)| section.definitions);
    for (list, key, unit, definition) in KEYS.iter().chain(of_sections) {
        let unit = if *unit == MONEY { currency } else { unit };
        let keys = lists.entry(*list).or_insert_with(|| json!({}));
        if let Value::Object(keys) = keys {
            keys.insert((*key).to_owned(), json!({"unit": unit, "definition": definition}));
        }
    }
    lists.into()
}
