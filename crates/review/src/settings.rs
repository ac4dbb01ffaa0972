//! What a review is told about the data: the mapping of columns, and what the columns do not say.

use crate::error::ReviewError;
use crate::files;
use crate::parse::{self, DateOrder};
use crate::schema::{Field, Mapping};
use chrono::NaiveDate;
use mercato_core::{Currency, CurrencyCode};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a data set does not say by itself. [`Settings::default`] fits a folder in mercato's own format.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Settings {
    /// Columns with other names.
    pub mapping: Mapping,
    /// The currency of every line, or the one expected in the column; without it, the currency of the first line.
    pub currency: Option<CurrencyCode>,
    /// The channel of every line, where there is no column.
    pub channel: Option<String>,
    /// The shop's clock in seconds east of Greenwich; without it, that of the first line, or UTC.
    pub utc_offset: Option<i32>,
    /// How dates in digits are written.
    pub date_order: DateOrder,
    /// A line with a negative quantity whose order id starts so is a return.
    pub return_prefix: Option<String>,
    /// Every line with a negative quantity is a return.
    pub negative_is_return: bool,
    /// Service codes to leave out.
    pub exclude_skus: Vec<String>,
    /// Lines after this day are rejected.
    pub as_of: Option<NaiveDate>,
    /// Lines with a price of 0 are rejected.
    pub reject_zero_price: bool,
    /// The share of lines that may be unreadable before the whole file is refused.
    pub max_unreadable: f64,
    /// The separator of a CSV file; found out if left out.
    pub delimiter: Option<u8>,
    /// Decimals of money in the review; those of its currency if left out.
    pub scale: Option<u32>,
    /// Files beside the orders that lie elsewhere, by the name that they would have in the folder (`stock.csv`).
    pub files: BTreeMap<String, PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mapping: Mapping::default(),
            currency: None,
            channel: None,
            utc_offset: None,
            date_order: DateOrder::default(),
            return_prefix: None,
            negative_is_return: false,
            exclude_skus: Vec::new(),
            as_of: None,
            reject_zero_price: false,
            max_unreadable: 0.01,
            delimiter: None,
            scale: None,
            files: BTreeMap::new(),
        }
    }
}

/// Decimals of amounts in a currency that is none of ISO 4217.
const DECIMALS: u32 = 2;

impl Settings {
    /// The same, with the decimals of the currency where none are given.
    pub(crate) fn in_currency(&self, currency: CurrencyCode) -> Self {
        let own = || Currency::try_from(currency).map_or(DECIMALS, Currency::minor_digits);
        Self { scale: Some(self.scale.unwrap_or_else(own)), ..self.clone() }
    }

    /// Decimals of amounts.
    pub(crate) fn decimals(&self) -> u32 {
        self.scale.unwrap_or(DECIMALS)
    }
}

impl Settings {
    /// Sets an option by its name in a mapping file: that of the command line without the dashes in front.
    ///
    /// ```
    /// use mercato_review::Settings;
    /// let mut settings = Settings::default();
    /// settings.set("utc-offset", "+08:00")?;
    /// assert_eq!(settings.utc_offset, Some(28_800));
    /// assert!(settings.set("utc-offset", "Beijing").is_err());
    /// # Ok::<(), mercato_review::ReviewError>(())
    /// ```
    ///
    /// # Errors
    /// [`ReviewError::Usage`] for an option that does not exist or a value that it cannot have.
    pub fn set(&mut self, option: &str, value: &str) -> Result<(), ReviewError> {
        let wrong = |expected: &str| ReviewError::Usage(format!("{option}: {value:?} is not {expected}"));
        match option {
            "currency" => {
                self.currency = Some(CurrencyCode::new(value).map_err(|_| wrong("a currency of three letters A-Z"))?);
            }
            "channel" => self.channel = Some(filled(value).ok_or_else(|| wrong("a name"))?),
            "utc-offset" => {
                self.utc_offset =
                    Some(parse::offset(value.as_bytes()).ok_or_else(|| wrong("an offset such as +08:00"))?);
            }
            "date-order" => {
                self.date_order = match value {
                    "ymd" => DateOrder::YearMonthDay,
                    "dmy" => DateOrder::DayMonthYear,
                    "mdy" => DateOrder::MonthDayYear,
                    _ => return Err(wrong("ymd, dmy or mdy")),
                }
            }
            "return-prefix" => {
                self.return_prefix = Some(filled(value).ok_or_else(|| wrong("the start of an order id"))?);
            }
            "negative-is-return" => self.negative_is_return = switch(value).ok_or_else(|| wrong("true or false"))?,
            "exclude-sku" => {
                self.exclude_skus =
                    value.split(',').map(|sku| sku.trim().to_owned()).filter(|sku| !sku.is_empty()).collect();
            }
            "as-of" => {
                let date = mercato_core::time::parse_date(value).map_err(|_| wrong("a date YYYY-MM-DD that exists"))?;
                self.as_of = Some(date);
            }
            "reject-zero-price" => self.reject_zero_price = switch(value).ok_or_else(|| wrong("true or false"))?,
            "max-unreadable" => {
                let share = value.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
                self.max_unreadable = share.ok_or_else(|| wrong("a share between 0 and 1"))?;
            }
            "delimiter" => {
                self.delimiter = Some(match value {
                    "," | "comma" => b',',
                    ";" | "semicolon" => b';',
                    "|" | "pipe" => b'|',
                    "\t" | "\\t" | "tab" => b'\t',
                    _ => return Err(wrong("comma, semicolon, tab or pipe")),
                });
            }
            "scale" => {
                let scale = value.parse::<u32>().ok().filter(|scale| *scale <= 6);
                self.scale = Some(scale.ok_or_else(|| wrong("a number of decimals between 0 and 6"))?);
            }
            "stock" => self.file("stock.csv", value),
            "suppliers" => self.file("suppliers.csv", value),
            "policy" => self.file(files::POLICY, value),
            "file" => {
                let (name, path) = value.split_once('=').ok_or_else(|| wrong("a name and a path: stock.csv=PATH"))?;
                let known = files::names().into_iter().collect::<Vec<_>>().join(", ");
                if !files::names().contains(name.trim()) {
                    return Err(wrong(&format!("one of the files that a review looks up ({known}) with its path")));
                }
                self.file(name.trim(), path.trim());
            }
            _ => return Err(ReviewError::Usage(format!("there is no option {option:?}; see docs/data-set.md"))),
        }
        Ok(())
    }

    /// Names the place of a file; an empty one takes it back.
    fn file(&mut self, name: &str, path: &str) {
        if path.is_empty() {
            self.files.remove(name);
        } else {
            self.files.insert(name.to_owned(), PathBuf::from(path));
        }
    }

    /// Takes in `--map`: pairs `order_id=invoice_no,...`, or the path of a mapping file.
    ///
    /// A mapping file has lines `field = column` under `[columns]` (where it begins) and `option = value` under `[options]`;
    /// what follows a `#` at the start of a line is a comment.
    ///
    /// # Errors
    /// [`ReviewError::Usage`] as for [`Mapping::add`] and [`Settings::set`]; [`ReviewError::Io`] for a file that cannot be read.
    pub fn map(&mut self, text: &str) -> Result<(), ReviewError> {
        if text.contains('=') {
            self.mapping = Mapping::parse(text)?;
            return Ok(());
        }
        let path = Path::new(text);
        let content = std::fs::read_to_string(path).map_err(ReviewError::io(path, "read the mapping file"))?;
        self.map_lines(&content).map_err(|error| match error {
            ReviewError::Usage(problem) => ReviewError::Usage(format!("{}: {problem}", path.display())),
            other => other,
        })
    }

    fn map_lines(&mut self, content: &str) -> Result<(), ReviewError> {
        let mut options = false;
        for (line, number) in content.lines().zip(1_u64..) {
            let line = line.trim();
            match line {
                "" => {}
                _ if line.starts_with('#') => {}
                "[columns]" => options = false,
                "[options]" => options = true,
                _ => {
                    let Some((key, value)) = line.split_once('=') else {
                        return Err(ReviewError::Usage(format!(
                            "line {number}: {line:?} is neither field = column nor [columns] nor [options]"
                        )));
                    };
                    let (key, value) = (key.trim(), value.trim().trim_matches('"'));
                    let at = |error: ReviewError| ReviewError::Usage(format!("line {number}: {error}"));
                    if options {
                        self.set(key, value).map_err(at)?;
                    } else {
                        self.mapping.add(key, value).map_err(at)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The fields that need no column.
    pub(crate) fn given(&self) -> Vec<Field> {
        let mut given = Vec::new();
        given.extend(self.currency.is_some().then_some(Field::Currency));
        given.extend(self.channel.is_some().then_some(Field::Channel));
        given
    }
}

/// The value, unless it is blank.
fn filled(value: &str) -> Option<String> {
    (!value.trim().is_empty()).then(|| value.to_owned())
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_file_has_columns_and_options() {
        let mut settings = Settings::default();
        let text =
            "# a comment\n[columns]\norder_id = invoice_no\n\n[options]\nreturn-prefix = C\nexclude-sku = POST, D\n";
        settings.map_lines(text).unwrap();
        assert_eq!(settings.mapping.column(Field::OrderId), Some("invoice_no"));
        assert_eq!(settings.return_prefix.as_deref(), Some("C"));
        assert_eq!(settings.exclude_skus, ["POST", "D"]);
        for (wrong, says) in [
            ("order_id invoice_no", "line 1"),
            ("[options]\ncurrency = euro", "three letters"),
            ("[options]\nspeed = fast", "no option"),
            ("sku = a\nsku = b", "two columns"),
        ] {
            let error = Settings::default().map_lines(wrong).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
