//! Which column of somebody's file is which field of an order line?
//!
//! A field is found under its own name (spaces, case and punctuation do not matter: `Order ID` is `order_id`) or under the
//! name that a [`Mapping`] gives. Nothing is guessed: a column named otherwise is only ever suggested in the refusal.

use crate::error::ReviewError;
use std::collections::BTreeMap;
use std::path::Path;

/// A field of an order line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The order, invoice or receipt that the line belongs to.
    OrderId,
    /// The article.
    Sku,
    /// Units, an integer.
    Quantity,
    /// Price of one unit.
    UnitPrice,
    /// Currency of the price.
    Currency,
    /// When it was ordered, or booked if it is a return.
    OrderedAt,
    /// Where it was sold.
    Channel,
    /// Who bought it; empty for a guest.
    CustomerId,
    /// Discount on the whole line.
    Discount,
    /// Cost of one unit.
    UnitCost,
    /// Units of this line that came back.
    ReturnedQuantity,
    /// `completed`, `cancelled` or `returned`.
    Status,
    /// The browser or program that ordered.
    UserAgent,
    /// What the article is called, for people.
    ProductName,
}

impl Field {
    /// Every field, in the order of the documentation.
    pub const ALL: [Self; 14] = [
        Self::OrderId,
        Self::Sku,
        Self::Quantity,
        Self::UnitPrice,
        Self::Currency,
        Self::OrderedAt,
        Self::Channel,
        Self::CustomerId,
        Self::Discount,
        Self::UnitCost,
        Self::ReturnedQuantity,
        Self::Status,
        Self::UserAgent,
        Self::ProductName,
    ];

    /// Its name in files, mappings and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderId => "order_id",
            Self::Sku => "sku",
            Self::Quantity => "quantity",
            Self::UnitPrice => "unit_price",
            Self::Currency => "currency",
            Self::OrderedAt => "ordered_at",
            Self::Channel => "channel",
            Self::CustomerId => "customer_id",
            Self::Discount => "discount",
            Self::UnitCost => "unit_cost",
            Self::ReturnedQuantity => "returned_quantity",
            Self::Status => "status",
            Self::UserAgent => "user_agent",
            Self::ProductName => "product_name",
        }
    }

    /// Whether a review is impossible without it; `currency` and `channel` may be given as one value for the whole file.
    #[must_use]
    pub const fn required(self) -> bool {
        matches!(
            self,
            Self::OrderId
                | Self::Sku
                | Self::Quantity
                | Self::UnitPrice
                | Self::Currency
                | Self::OrderedAt
                | Self::Channel
        )
    }

    /// The field with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Its place in a row.
    pub(crate) fn index(self) -> usize {
        Self::ALL.iter().position(|field| *field == self).unwrap_or_default()
    }

    /// Names under which other systems export it; only for the suggestion in a refusal.
    const fn elsewhere(self) -> &'static [&'static str] {
        match self {
            Self::OrderId => {
                &["invoice", "invoice_no", "invoiceno", "order", "order_no", "order_number", "name", "receipt_id"]
            }
            Self::Sku => {
                &["stock_code", "stockcode", "lineitem_sku", "product_id", "item_id", "product", "item", "article"]
            }
            Self::Quantity => &["qty", "units", "lineitem_quantity", "amount", "count"],
            Self::UnitPrice => &["price", "lineitem_price", "unitprice", "selling_price", "item_price"],
            Self::Currency => &["currency_code", "ccy"],
            Self::OrderedAt => &[
                "invoice_date",
                "invoicedate",
                "created_at",
                "order_date",
                "date",
                "timestamp",
                "purchase_date",
                "datetime",
            ],
            Self::Channel => {
                &["country", "source", "source_name", "sales_channel", "marketplace", "platform", "store", "shop"]
            }
            Self::CustomerId => &["customer", "customerid", "buyer_id", "user_id", "email", "client_id"],
            Self::Discount => &["line_discount", "lineitem_discount", "discount_amount"],
            Self::UnitCost => &["cost", "cogs", "unit_cogs"],
            Self::ReturnedQuantity => &["returned", "refunded_quantity"],
            Self::Status => &["line_status", "order_status"],
            Self::UserAgent => &["browser", "useragent"],
            Self::ProductName => &["description", "title", "lineitem_name", "product_title"],
        }
    }
}

/// A name without case, spaces and punctuation.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Which column holds which field, where it is not the field's own name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<Field, String>);

impl Mapping {
    /// Adds the column of one field.
    ///
    /// # Errors
    /// [`ReviewError::Usage`] for a field that does not exist or is mapped twice.
    pub fn add(&mut self, field: &str, column: &str) -> Result<(), ReviewError> {
        let (field, column) = (field.trim(), column.trim());
        let Some(known) = Field::from_name(field) else {
            return Err(ReviewError::Usage(format!(
                "the mapping names no field {field:?}; the fields are {}",
                fields()
            )));
        };
        if column.is_empty() {
            return Err(ReviewError::Usage(format!("the mapping gives no column for {field}")));
        }
        match self.0.insert(known, column.to_owned()) {
            None => Ok(()),
            Some(first) => {
                Err(ReviewError::Usage(format!("the mapping gives two columns for {field}: {first} and {column}")))
            }
        }
    }

    /// Reads `order_id=invoice_no,sku=stock_code`.
    ///
    /// ```
    /// use mercato_review::{Field, Mapping};
    /// let mapping = Mapping::parse("order_id=invoice_no, sku=stock_code")?;
    /// assert_eq!(mapping.column(Field::Sku), Some("stock_code"));
    /// assert!(Mapping::parse("oder_id=invoice_no").is_err());
    /// # Ok::<(), mercato_review::ReviewError>(())
    /// ```
    ///
    /// # Errors
    /// [`ReviewError::Usage`] for a text of another form and as for [`Mapping::add`].
    pub fn parse(text: &str) -> Result<Self, ReviewError> {
        let mut mapping = Self::default();
        for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
            let Some((field, column)) = pair.split_once('=') else {
                return Err(ReviewError::Usage(format!(
                    "the mapping {pair:?} is not of the form field=column (as in order_id=invoice_no)"
                )));
            };
            mapping.add(field, column)?;
        }
        Ok(mapping)
    }

    /// The column given for a field.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }
}

fn fields() -> String {
    Field::ALL.map(Field::name).join(", ")
}

/// The position of each field among a file's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) columns: Vec<String>,
    positions: [Option<usize>; Field::ALL.len()],
}

impl Layout {
    /// Finds the fields; `given` are the fields that need no column because one value holds for the whole file.
    pub(crate) fn find(
        file: &Path,
        columns: Vec<String>,
        mapping: &Mapping,
        given: &[Field],
    ) -> Result<Self, ReviewError> {
        for (index, column) in columns.iter().enumerate() {
            if let Some(first) = columns.iter().take(index).position(|other| other == column) {
                return Err(ReviewError::input(
                    crate::error::Place::file(file).column(column),
                    format!(
                        "the column stands twice, as number {} and number {}",
                        first.saturating_add(1),
                        index.saturating_add(1)
                    ),
                    "rename or delete one of them",
                ));
            }
        }
        let mut positions = [None; Field::ALL.len()];
        let (mut missing, mut wrong) = (Vec::new(), Vec::new());
        for (field, position) in Field::ALL.into_iter().zip(&mut positions) {
            let named = |name: &str| columns.iter().position(|column| column == name);
            *position = match mapping.column(field) {
                Some(name) => {
                    let found = named(name);
                    if found.is_none() {
                        wrong.push(format!("{} (mapped to {name}, which the file does not have)", field.name()));
                    }
                    found
                }
                None => named(field.name()).or_else(|| {
                    let mut alike = columns
                        .iter()
                        .enumerate()
                        .filter(|(_, column)| plain(column) == plain(field.name()))
                        .map(|(i, _)| i);
                    alike.next().filter(|_| alike.next().is_none())
                }),
            };
            if position.is_none() && mapping.column(field).is_none() && field.required() && !given.contains(&field) {
                missing.push(field);
            }
        }
        if missing.is_empty() && wrong.is_empty() {
            return Ok(Self { columns, positions });
        }
        let remedy = remedy(&columns, &missing, &wrong);
        let missing = missing.iter().map(|field| field.name().to_owned()).chain(wrong).collect::<Vec<_>>().join(", ");
        let found = columns.iter().map(|column| format!("{column:?}")).collect::<Vec<_>>().join(", ");
        Err(ReviewError::Unmapped { file: file.to_owned(), missing, found, remedy })
    }

    /// The position of a field.
    pub(crate) fn position(&self, field: Field) -> Option<usize> {
        self.positions.get(field.index()).copied().flatten()
    }

    /// What the file calls a field.
    pub(crate) fn column(&self, field: Field) -> &str {
        self.position(field).and_then(|position| self.columns.get(position)).map_or(field.name(), String::as_str)
    }
}

/// The option to give, with the columns filled in that other systems use for the field.
fn remedy(columns: &[String], missing: &[Field], wrong: &[String]) -> String {
    if missing.is_empty() && !wrong.is_empty() {
        return "correct --map: the name to the right of = must be one of the columns".to_owned();
    }
    let pairs = missing.iter().map(|field| {
        let known = columns.iter().find(|column| field.elsewhere().iter().any(|name| plain(name) == plain(column)));
        format!("{}={}", field.name(), known.map_or("COLUMN", String::as_str))
    });
    let mut text = format!("give --map {}", pairs.collect::<Vec<_>>().join(","));
    for (field, option) in [(Field::Currency, "--currency EUR"), (Field::Channel, "--channel NAME")] {
        if missing.contains(&field) {
            text = format!("{text}, or {option} if the whole file is of one {}", field.name());
        }
    }
    text
}
