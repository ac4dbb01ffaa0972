//! What is offered, how much of it is there, and what was agreed? `offers.csv`, `stock.csv`, `agreements.csv`, and what
//! `products.csv` and `promotions.json` add.

use crate::error::{Place, ReviewError};
use crate::files::Files;
use crate::policy::PolicyFile;
use crate::promotions::Promotions;
use crate::read::table::Row;
use crate::section::Ground;
use mercato_channel::{Agreement, AgreementKind, Reference, Scope};
use mercato_core::{ChannelId, Coded, CurrencyCode, Decimal, Error, Sku, time};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::policy::ConflictPolicy;

/// The files that the section reads.
pub(super) const FILES: &[&str] = &["offers.csv", "stock.csv", "agreements.csv", "products.csv", "promotions.json"];

/// An offer: what is asked, and what the shop says of it.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_field_names, reason = "`offer_id` is the column's name")]
pub(super) struct Offer {
    pub(super) line: u64,
    pub(super) offer_id: String,
    pub(super) sku: Sku,
    pub(super) channel: ChannelId,
    /// Whose it is; the shop's own if empty.
    pub(super) seller: Option<String>,
    pub(super) territory: Option<String>,
    pub(super) brand: Option<String>,
    pub(super) category: Option<String>,
    /// Units of the article in it.
    pub(super) pack_size: u32,
    pub(super) currency: Option<CurrencyCode>,
    pub(super) price: Decimal,
    pub(super) shipping: Decimal,
    pub(super) tax_rate: Decimal,
    pub(super) tax_included: bool,
    pub(super) min_price: Option<Decimal>,
    pub(super) max_price: Option<Decimal>,
    pub(super) map: Option<Decimal>,
    /// The price is not to be changed.
    pub(super) locked: bool,
    /// Units that the channel shows as available.
    pub(super) published: Option<u64>,
    /// Units that its customers have reserved.
    pub(super) reserved: Option<u64>,
}

/// The offers in the order of the file.
#[derive(Debug)]
pub(super) struct Offers {
    pub(super) file: PathBuf,
    pub(super) rows: Vec<Offer>,
}

/// The stock of an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stock {
    pub(super) line: u64,
    /// On the shelf and fit to be sold.
    pub(super) sellable: u64,
    pub(super) reserved: u64,
    pub(super) safety_buffer: Option<u64>,
}

/// What `products.csv` says of an article.
#[derive(Debug, Clone, Default)]
pub(super) struct Product {
    pub(super) cost: Option<Decimal>,
    pub(super) name: Option<String>,
    pub(super) brand: Option<String>,
    pub(super) categories: Vec<String>,
    pub(super) tags: Vec<String>,
}

/// What the files say.
#[derive(Debug, Default)]
pub(super) struct ConflictInputs {
    pub(super) offers: Option<Offers>,
    pub(super) stock: Option<BTreeMap<String, Stock>>,
    pub(super) agreements: Option<PathBuf>,
    /// By agreement of the file: its line.
    pub(super) agreed_on: BTreeMap<String, u64>,
    pub(super) products: BTreeMap<String, Product>,
    pub(super) promotions: Option<Promotions>,
    /// With the agreements of the file among its own.
    pub(super) policy: ConflictPolicy,
}

impl ConflictInputs {
    pub(super) fn read(files: &mut Files<'_>, policy: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        let mut policy = ConflictPolicy::read(policy)?;
        let (agreements, agreed_on) = agreements(files, &mut policy.rules.agreements)?;
        Ok(Self {
            agreed_on,
            offers: offers(files)?,
            stock: stock(files)?,
            agreements,
            products: products(files)?,
            promotions: Promotions::read(files)?,
            policy,
        })
    }

    /// Refuses rules that name an article or a channel that exists nowhere: they would find nothing, or everything.
    pub(super) fn known(&self, ground: &Ground<'_>) -> Result<(), ReviewError> {
        let offers = || self.offers.iter().flat_map(|offers| &offers.rows);
        let sold = ground.articles.iter().chain(ground.services).map(|article| article.sku.as_str());
        let skus: HashSet<&str> = sold
            .chain(self.products.keys().map(String::as_str))
            .chain(offers().map(|offer| offer.sku.as_str()))
            .chain(ground.settings.exclude_skus.iter().map(String::as_str))
            .collect();
        let channels: HashSet<&str> = ground
            .channels
            .iter()
            .map(|channel| channel.name.as_str())
            .chain(offers().map(|offer| offer.channel.as_str()))
            .collect();
        let strange = |scope: &Scope, listed: &[ChannelId]| {
            let channel = scope.channel_id.iter().chain(scope.channel_pair.iter().flatten()).chain(listed);
            let channel = channel.map(ChannelId::as_str).find(|channel| !channels.contains(channel));
            let sku = scope.sku.as_ref().map(Sku::as_str).filter(|sku| !skus.contains(sku));
            channel.map(|name| format!("{name:?} is a channel neither of the orders nor of offers.csv")).or_else(|| {
                sku.map(|name| {
                    format!("{name:?} is in no order line that counts, and in neither products.csv nor offers.csv")
                })
            })
        };
        let remedy = "write it as the orders do, or take the rule away";
        let of_policy = |rule: String, problem: String| {
            let file = self.policy.file.as_deref().unwrap_or(Path::new(crate::files::POLICY));
            Err(ReviewError::input(Place::file(file), format!("{rule}: {problem}"), remedy))
        };
        let rules = &self.policy.rules;
        for agreement in &rules.agreements {
            let Some(problem) = strange(&agreement.scope, &agreement.channels) else { continue };
            return match (&self.agreements, self.agreed_on.get(&agreement.agreement_id)) {
                (Some(file), Some(line)) => Err(ReviewError::input(Place::line(file, *line), problem, remedy)),
                _ => of_policy(format!("agreement {}", agreement.agreement_id), problem),
            };
        }
        for rule in &rules.map_rules {
            if let Some(problem) = strange(&rule.scope, &rule.exempt_channels) {
                return of_policy(format!("map rule {}", rule.rule_id), problem);
            }
        }
        match rules.parity.as_ref().map(|parity| &parity.reference) {
            Some(Reference::Channel(channel)) if !channels.contains(channel.as_str()) => {
                let problem = format!("{:?} is a channel neither of the orders nor of offers.csv", channel.as_str());
                of_policy("parity.reference".to_owned(), problem)
            }
            _ => Ok(()),
        }
    }

    /// Is there anything that offers can contradict?
    pub(super) fn rules(&self) -> bool {
        let rules = &self.policy.rules;
        let published = || self.offers.iter().flat_map(|offers| &offers.rows).any(|offer| offer.published.is_some());
        rules.parity.is_some()
            || !rules.map_rules.is_empty()
            || !rules.agreements.is_empty()
            || (self.stock.is_some() && published())
    }
}

/// The refusal of a cell that an id of the kernel refuses.
fn id<T>(row: &Row<'_>, column: &str, made: fn(String) -> Result<T, Error>) -> Result<T, ReviewError> {
    made(row.needed(column)?.to_owned())
        .map_err(|error| row.refusal(column, error.to_string(), "write it without such signs"))
}

/// A category as the kernel's paths: `Home > Kitchen` is `Home/Kitchen`, and rules of `Home` hold below it, too.
pub(super) fn category(text: &str) -> String {
    text.split('>').map(str::trim).collect::<Vec<_>>().join("/")
}

/// Texts of a cell, separated by vertical bars.
fn list<'r>(row: &'r Row<'_>, column: &str) -> impl Iterator<Item = &'r str> {
    row.text(column).unwrap_or_default().split('|').map(str::trim).filter(|part| !part.is_empty())
}

fn count(row: &Row<'_>, column: &str) -> Result<Option<u64>, ReviewError> {
    Ok(row.units(column)?.and_then(|units| u64::try_from(units).ok()))
}

fn offers(files: &mut Files<'_>) -> Result<Option<Offers>, ReviewError> {
    let optional = [
        "offer_id",
        "currency",
        "seller",
        "territory",
        "pack_size",
        "brand",
        "category",
        "shipping",
        "tax_rate",
        "tax_included",
        "min_price",
        "max_price",
        "map",
        "locked",
        "published",
        "reserved",
    ];
    let mut rows: Vec<Offer> = Vec::new();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let file = files.rows("offers.csv", &["sku", "channel", "price"], &optional, |row| {
        row.needed("price")?;
        let text = |column: &str| row.text(column).map(str::to_owned);
        let (sku, channel) = (id(row, "sku", Sku::new)?, id(row, "channel", ChannelId::new)?);
        let pack_size = row.units("pack_size")?.unwrap_or(1);
        let pack_size = u32::try_from(pack_size).ok().filter(|size| *size > 0).ok_or_else(|| {
            row.refusal("pack_size", format!("{pack_size} is no pack"), "leave the cell empty or give 1 or more")
        })?;
        let apart = [
            text("seller"),
            text("territory"),
            Some(pack_size).filter(|size| *size > 1).map(|size| format!("x{size}")),
            text("currency"),
        ];
        let given = || apart.iter().flatten().fold(format!("{sku}@{channel}"), |name, part| name + ":" + part);
        let offer = Offer {
            line: row.line,
            offer_id: text("offer_id").unwrap_or_else(given),
            seller: text("seller"),
            territory: text("territory"),
            brand: text("brand"),
            category: row.text("category").map(category),
            pack_size,
            currency: row.currency("currency")?,
            price: row.price("price")?.unwrap_or_default(),
            shipping: row.amount("shipping")?.unwrap_or_default(),
            tax_rate: row.share("tax_rate")?.unwrap_or_default(),
            tax_included: row.yes("tax_included")?.unwrap_or(true),
            min_price: row.price("min_price")?,
            max_price: row.price("max_price")?,
            map: row.price("map")?,
            locked: row.yes("locked")?.unwrap_or(false),
            published: count(row, "published")?,
            reserved: count(row, "reserved")?,
            sku,
            channel,
        };
        if let Some(first) = seen.insert(offer.offer_id.clone(), row.line) {
            let problem = format!("the offer {} stands on line {first} already", offer.offer_id);
            let remedy =
                "give one row an offer, or tell them apart by seller, territory, pack_size, currency or offer_id";
            return Err(row.refusal("sku", problem, remedy));
        }
        rows.push(offer);
        Ok(())
    })?;
    Ok(file.map(|file| Offers { file, rows }))
}

fn stock(files: &mut Files<'_>) -> Result<Option<BTreeMap<String, Stock>>, ReviewError> {
    let mut rows: BTreeMap<String, Stock> = BTreeMap::new();
    let optional = ["reserved", "quarantined", "safety_buffer"];
    let file = files.rows("stock.csv", &["sku", "on_hand"], &optional, |row| {
        row.needed("on_hand")?;
        let units = |column: &str| Ok::<u64, ReviewError>(count(row, column)?.unwrap_or(0));
        let (on_hand, quarantined) = (units("on_hand")?, units("quarantined")?);
        let sellable = on_hand.checked_sub(quarantined).ok_or_else(|| {
            let problem = format!("{quarantined} are more than the {on_hand} on hand");
            row.refusal("quarantined", problem, "quarantined units are a part of those on hand")
        })?;
        let stock = Stock {
            line: row.line,
            sellable,
            reserved: units("reserved")?,
            safety_buffer: count(row, "safety_buffer")?,
        };
        let sku = row.needed("sku")?;
        match rows.insert(sku.to_owned(), stock) {
            None => Ok(()),
            Some(first) => {
                let problem = format!("{sku} stands on line {} already", first.line);
                Err(row.refusal("sku", problem, "give one row an article, places added up"))
            }
        }
    })?;
    Ok(file.map(|_| rows))
}

fn products(files: &mut Files<'_>) -> Result<BTreeMap<String, Product>, ReviewError> {
    let mut rows = BTreeMap::new();
    files.rows("products.csv", &["sku"], &["cost", "name", "brand", "category", "tags"], |row| {
        let owned = |column: &str| list(row, column).map(str::to_owned).collect();
        let product = Product {
            cost: row.amount("cost")?,
            name: row.text("name").map(str::to_owned),
            brand: row.text("brand").map(str::to_owned),
            categories: owned("category"),
            tags: owned("tags"),
        };
        rows.insert(row.needed("sku")?.to_owned(), product);
        Ok(())
    })?;
    Ok(rows)
}

/// Adds the agreements of the file to those of the policy.
fn agreements(
    files: &mut Files<'_>,
    all: &mut Vec<Agreement>,
) -> Result<(Option<PathBuf>, BTreeMap<String, u64>), ReviewError> {
    const KINDS: &[(&str, AgreementKind)] = &[
        ("exclusive", AgreementKind::Exclusive),
        ("prohibited", AgreementKind::Prohibited),
        ("territory", AgreementKind::Territory),
    ];
    let optional =
        ["territories", "sku", "brand", "category", "channel", "territory", "effective_from", "effective_to"];
    let mut seen: BTreeMap<String, Option<u64>> =
        all.iter().map(|agreement| (agreement.agreement_id.clone(), None)).collect();
    let file = files.rows("agreements.csv", &["agreement_id", "type", "channels"], &optional, |row| {
        row.needed("type")?;
        row.needed("channels")?;
        let agreement_id = row.needed("agreement_id")?.to_owned();
        if let Some(first) = seen.insert(agreement_id.clone(), Some(row.line)) {
            let place = first.map_or("in policy.toml".to_owned(), |line| format!("on line {line}"));
            let problem = format!("the agreement {agreement_id} stands {place} already");
            return Err(row.refusal("agreement_id", problem, "give each agreement a name of its own"));
        }
        let kind = row.word("type", KINDS)?.unwrap_or(AgreementKind::Exclusive);
        let territories: Vec<String> = list(row, "territories").map(str::to_owned).collect();
        if kind == AgreementKind::Territory && territories.is_empty() {
            let remedy = "list where the channels may ship to, separated by vertical bars";
            return Err(row.refusal("territories", "an agreement of the type territory has none", remedy));
        }
        let instant = |column: &str| {
            let Some(text) = row.text(column) else { return Ok(None) };
            let wrong = |error: Error| row.refusal(column, error.to_string(), "write 2026-11-11T00:00:00+08:00");
            time::parse_timestamp(text).map(Some).map_err(wrong)
        };
        let (from, to) = (instant("effective_from")?, instant("effective_to")?);
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            let problem = "ends before, or when, it begins";
            return Err(row.refusal("effective_to", problem, "swap effective_from and effective_to, or leave one out"));
        }
        let channel = |name: &str| {
            ChannelId::new(name)
                .map_err(|error| row.refusal("channels", error.to_string(), "write it as in offers.csv"))
        };
        let text = |column: &str| row.text(column).map(str::to_owned);
        all.push(Agreement {
            agreement_id,
            kind,
            channels: list(row, "channels").map(channel).collect::<Result<_, _>>()?,
            territories: Some(territories).filter(|list| !list.is_empty()),
            scope: Scope {
                sku: row.text("sku").map(|_| id(row, "sku", Sku::new)).transpose()?,
                channel_pair: None,
                brand: text("brand"),
                category: row.text("category").map(category),
                channel_id: row.text("channel").map(|_| id(row, "channel", ChannelId::new)).transpose()?,
                territory: text("territory"),
            },
            effective_from: from,
            effective_to: to,
        });
        Ok(())
    })?;
    let lines = seen.into_iter().filter_map(|(id, line)| Some((id, line?))).collect();
    Ok((file, lines))
}

/// The refusal of something in the offers that only the kernel sees: at its row, where the path names one.
pub(super) fn refused(offers: &Offers, error: &mercato_channel::ChannelError) -> ReviewError {
    let remedy = "correct it, or name currency and fx in policy.toml";
    let row = error.path().and_then(|path| {
        let (at, field) = path.strip_prefix("offers[")?.split_once(']')?;
        Some((offers.rows.get(at.parse::<usize>().ok()?)?, field.trim_start_matches('.')))
    });
    let place = match row {
        Some((row, "")) => Place::line(&offers.file, row.line),
        Some((row, field)) => Place::line(&offers.file, row.line).column(field),
        None => Place::file(&offers.file),
    };
    ReviewError::input(place, error.to_string(), remedy)
}
