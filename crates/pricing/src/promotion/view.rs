//! A cart and its context as the rules of a set see them: texts as numbers, amounts in minor units, checked once.

use super::cart::{Cart, CartLine, Context};
use super::rule::{Instant, instant};
use super::symbols::{Symbol, Symbols, normalised_code};
use chrono::{Datelike, Timelike};
use hashbrown::HashSet;
use mercato_core::{Currency, Decimal, Error, Money};

/// One line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LineView<'a> {
    pub(crate) id: &'a str,
    pub(crate) text_sku: &'a str,
    pub(crate) sku: Option<Symbol>,
    pub(crate) categories: &'a [Symbol],
    pub(crate) tags: &'a [Symbol],
    pub(crate) store: Option<Symbol>,
    pub(crate) quantity: u64,
    /// Unit price times quantity.
    pub(crate) list: i64,
    pub(crate) discountable: bool,
}

/// The symbols of the cart's categories and tags, which [`LineView`]s borrow.
#[derive(Debug, Default)]
pub(crate) struct LineSymbols {
    symbols: Vec<Symbol>,
    /// Where each line's categories end, and then its tags.
    ends: Vec<(usize, usize)>,
}

impl LineSymbols {
    pub(crate) fn of(cart: &Cart, known: &Symbols) -> Self {
        let mut found = Self { symbols: Vec::new(), ends: Vec::with_capacity(cart.lines.len()) };
        for line in &cart.lines {
            found.symbols.extend(line.category_ids.iter().filter_map(|id| known.get(id)));
            let categories = found.symbols.len();
            found.symbols.extend(line.tags.iter().filter_map(|tag| known.get(tag)));
            found.ends.push((categories, found.symbols.len()));
        }
        found
    }
}

/// The cart, checked.
#[derive(Debug)]
pub(crate) struct CartView<'a> {
    pub(crate) currency: Currency,
    pub(crate) lines: Vec<LineView<'a>>,
    pub(crate) shipping: i64,
    pub(crate) subtotal: i64,
}

impl<'a> CartView<'a> {
    /// The cart with every id, price and sum checked.
    pub(crate) fn new(cart: &'a Cart, symbols: &'a LineSymbols, known: &Symbols) -> Result<Self, Error> {
        unique_ids(&cart.lines).map_err(|error| error.within("cart"))?;
        let mut lines = Vec::with_capacity(cart.lines.len());
        let mut subtotal = 0_i64;
        let mut start = 0;
        for (index, (line, (categories, tags))) in cart.lines.iter().zip(&symbols.ends).enumerate() {
            let list = list_amount(line, cart.currency).map_err(|error| error.at("lines", index).within("cart"))?;
            subtotal = subtotal
                .checked_add(list)
                .ok_or_else(|| Error::overflow("cart.lines", "the sum of the lines", "64-bit minor units"))?;
            lines.push(LineView {
                id: &line.id,
                text_sku: &line.sku,
                sku: known.get(&line.sku),
                categories: symbols.symbols.get(start..*categories).unwrap_or_default(),
                tags: symbols.symbols.get(*categories..*tags).unwrap_or_default(),
                store: line.store_id.as_deref().and_then(|store| known.get(store)),
                quantity: line.quantity.into(),
                list,
                discountable: line.discountable,
            });
            start = *tags;
        }
        let shipping = amount(cart.shipping_amount, cart.currency)
            .map_err(|error| error.named("shipping_amount").within("cart"))?;
        subtotal
            .checked_add(shipping)
            .ok_or_else(|| Error::overflow("cart", "lines and shipping together", "64-bit minor units"))?;
        Ok(Self { currency: cart.currency, lines, shipping, subtotal })
    }
}

/// Refuses a line id that occurs twice.
pub(crate) fn unique_ids(lines: &[CartLine]) -> Result<(), Error> {
    // a short list is compared faster than hashed
    const SHORT: usize = 24;
    let mut seen = HashSet::new();
    for (index, line) in lines.iter().enumerate() {
        let before = lines.get(..index).unwrap_or_default();
        let twice = if lines.len() <= SHORT {
            before.iter().any(|other| other.id == line.id)
        } else {
            !seen.insert(line.id.as_str())
        };
        if twice {
            return Err(Error::duplicate("id", &line.id).at("lines", index));
        }
    }
    Ok(())
}

fn list_amount(line: &CartLine, currency: Currency) -> Result<i64, Error> {
    if line.quantity == 0 {
        return Err(Error::invalid("quantity", 0, "must be at least 1"));
    }
    let price = amount(line.unit_price, currency).map_err(|error| error.named("unit_price"))?;
    price.checked_mul(line.quantity.into()).ok_or_else(|| {
        let product = format_args!("{} x {}", line.unit_price, line.quantity).to_string();
        Error::overflow("unit_price", product, "64-bit minor units")
    })
}

/// A decimal of the input in minor units, at least 0.
pub(crate) fn amount(value: Decimal, currency: Currency) -> Result<i64, Error> {
    let minor = Money::from_decimal(value, currency)?.minor();
    if minor < 0 {
        return Err(Error::invalid("amount", value, "must be at least 0"));
    }
    Ok(minor)
}

/// When, where and by whom, as numbers.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) context: &'a Context,
    pub(crate) now: Instant,
    /// ISO 8601: 1 is Monday.
    pub(crate) weekday: u32,
    pub(crate) minute: u32,
    pub(crate) channel: Option<Symbol>,
    pub(crate) groups: Vec<Symbol>,
    pub(crate) codes: Vec<Symbol>,
    pub(crate) customer: Option<Symbol>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(context: &'a Context, known: &Symbols) -> Self {
        let customer = context.customer.as_ref();
        let codes = context.coupon_codes.iter();
        Self {
            context,
            now: instant(&context.now),
            weekday: context.now.weekday().number_from_monday(),
            minute: context.now.hour().saturating_mul(60).saturating_add(context.now.minute()),
            channel: context.channel.as_deref().and_then(|channel| known.get(channel)),
            groups: customer
                .map(|customer| customer.groups.iter().filter_map(|group| known.get(group)).collect())
                .unwrap_or_default(),
            codes: codes.filter_map(|code| known.get(&normalised_code(code))).collect(),
            customer: customer.and_then(|customer| known.get(&customer.id)),
        }
    }

    /// Has the customer ordered nothing before?
    pub(crate) fn is_first_order(&self) -> bool {
        self.context.customer.as_ref().and_then(|customer| customer.order_count) == Some(0)
    }
}
