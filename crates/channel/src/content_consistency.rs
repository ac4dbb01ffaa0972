//! Do the listings of one thing say different things on different channels?
//!
//! All pairs of listings of a thing are compared, or only those with the canonical channel:
//!
//! | kind | an issue where |
//! |---|---|
//! | `title` | both have one, and the Dice coefficient of their bigrams is below `title_similarity_min` |
//! | `attribute` | both have it, and the values differ, lower-cased and with white space collapsed |
//! | `missing_attribute` | one has it and the other does not |
//! | `image` | both have a 64-bit perceptual hash, and more than `image_hamming_max` bits differ |
//! | `warranty` | the months differ, also where one has none |
//!
//! Bigrams are pairs of neighbouring characters of the title, lower-cased and without white space, each pair once: `2 |A and B| /
//! (|A| + |B|)`. Equal titles are alike, a title without bigrams is like no other. Works for Chinese as for English, and says
//! nothing of meaning.
//!
//! Source: Dice (1945); Hamming (1950); perceptual hashes as of pHash.

use crate::error::ChannelError;
use crate::keyed;
use mercato_core::{ChannelId, Error, Exact, Sku};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a channel says of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ContentListing {
    /// The thing.
    pub sku: Sku,
    /// The channel, once a thing.
    pub channel_id: ChannelId,
    /// Its title there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its attributes there; none if left out.
    #[serde(default, deserialize_with = "keyed::unique_or_none")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<BTreeMap<String, String>>"))]
    pub attributes: BTreeMap<String, String>,
    /// The perceptual hash of its main image: 16 lower-case hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_hash: Option<String>,
    /// The months of its warranty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warranty_months: Option<u64>,
}

/// What counts as different.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ContentParams {
    /// Titles less alike than this are an issue, 0 to 1; 0.8 if left out.
    pub title_similarity_min: Option<f64>,
    /// Images that differ in more bits than this are an issue, 0 to 64; 8 if left out.
    pub image_hamming_max: Option<u32>,
    /// The attributes to compare; all if left out.
    pub attributes: Option<Vec<String>>,
    /// Compare each channel with this one; each with each if left out.
    pub canonical_channel: Option<ChannelId>,
}

/// What [`content_consistency`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ContentConsistencyInput {
    /// The listings.
    pub listings: Vec<ContentListing>,
    /// What counts as different.
    pub params: Option<ContentParams>,
}

/// What two listings differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContentIssueKind {
    /// The value of an attribute.
    Attribute,
    /// The image.
    Image,
    /// An attribute that only one has.
    MissingAttribute,
    /// The title.
    Title,
    /// The months of warranty.
    Warranty,
}

/// A difference between two listings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ContentIssue {
    /// The thing.
    pub sku: Sku,
    /// The channel with the smaller name.
    pub a: ChannelId,
    /// The other.
    pub b: ChannelId,
    /// What differs.
    pub kind: ContentIssueKind,
    /// The attribute, of attributes.
    pub key: Option<String>,
    /// What the first says.
    pub value_a: Option<String>,
    /// What the second says.
    pub value_b: Option<String>,
}

/// The differences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ContentConsistency {
    /// By thing, the two channels, kind and attribute.
    pub issues: Vec<ContentIssue>,
}

/// A listing made ready to be compared with many.
struct Prepared<'a> {
    listing: &'a ContentListing,
    title: Option<Title>,
    image: Option<u64>,
    attributes: BTreeMap<&'a str, String>,
}

/// A title without case and white space, and its bigrams.
struct Title {
    text: String,
    bigrams: BTreeSet<(char, char)>,
}

impl Title {
    fn new(title: &str) -> Self {
        let text: String = title.to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
        let bigrams = text.chars().zip(text.chars().skip(1)).collect();
        Self { text, bigrams }
    }

    /// Twice the bigrams of both, and the bigrams of each: the parts of the Dice coefficient.
    fn dice(&self, other: &Self) -> (usize, usize) {
        if self.text == other.text {
            return (1, 1);
        }
        let both = self.bigrams.intersection(&other.bigrams).count();
        (both.saturating_mul(2), self.bigrams.len().saturating_add(other.bigrams.len()))
    }
}

/// How alike are two titles, 0 to 1?
///
/// ```
/// use mercato_channel::content_consistency::title_similarity;
/// assert_eq!(title_similarity("night", "nacht"), 0.25); // one of four bigrams each
/// assert_eq!(title_similarity("LED 台灯 护眼", "led台灯护眼"), 1.0);
/// ```
#[must_use]
pub fn title_similarity(a: &str, b: &str) -> f64 {
    match Title::new(a).dice(&Title::new(b)) {
        (_, 0) => 0.0,
        (both, all) => both as f64 / all as f64,
    }
}

/// The 64 bits of 16 lower-case hexadecimal digits.
fn hash(text: &str) -> Result<u64, Error> {
    let digits = text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let value = if digits { u64::from_str_radix(text, 16).ok() } else { None };
    value.ok_or_else(|| {
        Error::invalid("image_hash", format_args!("{text:?}"), "is not a hash of 16 lower-case hexadecimal digits")
    })
}

fn collapsed(value: &str) -> String {
    value.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl<'a> Prepared<'a> {
    fn new(listing: &'a ContentListing, keys: Option<&BTreeSet<&str>>) -> Result<Self, Error> {
        let wanted = |key: &str| keys.is_none_or(|keys| keys.contains(key));
        Ok(Self {
            listing,
            title: listing.title.as_deref().map(Title::new),
            image: listing.image_hash.as_deref().map(hash).transpose()?,
            attributes: listing
                .attributes
                .iter()
                .filter(|(key, _)| wanted(key))
                .map(|(key, value)| (key.as_str(), collapsed(value)))
                .collect(),
        })
    }
}

/// What counts as different, checked.
struct Limits {
    similarity: Exact,
    hamming: u32,
}

/// The differences of two listings, the first of which has the smaller channel.
fn issues(a: &Prepared<'_>, b: &Prepared<'_>, limits: &Limits, found: &mut Vec<ContentIssue>) {
    let mut add = |kind, key: Option<&str>, value_a: Option<String>, value_b: Option<String>| {
        found.push(ContentIssue {
            sku: a.listing.sku.clone(),
            a: a.listing.channel_id.clone(),
            b: b.listing.channel_id.clone(),
            kind,
            key: key.map(str::to_owned),
            value_a,
            value_b,
        });
    };
    let said = |listing: &ContentListing, key: &str| listing.attributes.get(key).cloned();
    for (key, value) in &a.attributes {
        if b.attributes.get(key).is_some_and(|other| other != value) {
            add(ContentIssueKind::Attribute, Some(key), said(a.listing, key), said(b.listing, key));
        }
    }
    if let (Some(one), Some(other)) = (a.image, b.image)
        && (one ^ other).count_ones() > limits.hamming
    {
        add(ContentIssueKind::Image, None, a.listing.image_hash.clone(), b.listing.image_hash.clone());
    }
    let keys: BTreeSet<&str> = a.attributes.keys().chain(b.attributes.keys()).copied().collect();
    for key in keys.into_iter().filter(|key| a.attributes.contains_key(key) != b.attributes.contains_key(key)) {
        add(ContentIssueKind::MissingAttribute, Some(key), said(a.listing, key), said(b.listing, key));
    }
    if let (Some(one), Some(other)) = (&a.title, &b.title) {
        // compared by multiplication: a coefficient equal to the limit is alike enough
        let (both, all) = one.dice(other);
        if Exact::from(both as u64) < &limits.similarity * &Exact::from(all as u64) || all == 0 {
            add(ContentIssueKind::Title, None, a.listing.title.clone(), b.listing.title.clone());
        }
    }
    let months = (a.listing.warranty_months, b.listing.warranty_months);
    if months.0 != months.1 {
        let text = |months: Option<u64>| months.map(|months| months.to_string());
        add(ContentIssueKind::Warranty, None, text(months.0), text(months.1));
    }
}

/// Do the listings of one thing say different things?
///
/// Time O(n log n) in the listings and, for each pair that is compared, the length of what they say.
///
/// ```
/// use mercato_channel::{ContentConsistencyInput, ContentIssueKind, content_consistency};
/// let input: ContentConsistencyInput = serde_json::from_str(r#"{"listings": [
///     {"sku": "lamp", "channel_id": "jd", "title": "Aurora LED lamp", "attributes": {"power": "12 W"}, "warranty_months": 24},
///     {"sku": "lamp", "channel_id": "tmall", "title": "Aurora LED Lamp", "attributes": {"power": "10 W"}, "warranty_months": 24}]}"#)?;
/// let issues = content_consistency(&input)?.issues;
/// assert_eq!((issues.len(), issues[0].kind, issues[0].key.as_deref()), (1, ContentIssueKind::Attribute, Some("power")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for a channel twice for a thing, an attribute twice; `invalid_argument` for a hash that is not 16 lower-case
/// hexadecimal digits, a similarity outside 0..=1, more than 64 bits.
pub fn content_consistency(input: &ContentConsistencyInput) -> Result<ContentConsistency, ChannelError> {
    let params = input.params.clone().unwrap_or_default();
    let similarity = params.title_similarity_min.unwrap_or(0.8);
    if !(0.0..=1.0).contains(&similarity) {
        return Err(Error::invalid("params.title_similarity_min", similarity, "must be from 0 to 1").into());
    }
    let hamming = params.image_hamming_max.unwrap_or(8);
    if hamming > 64 {
        return Err(
            Error::invalid("params.image_hamming_max", hamming, "must be at most 64, the bits of a hash").into()
        );
    }
    let similarity = Exact::from_f64_shortest(similarity).unwrap_or(Exact::ZERO);
    let limits = Limits { similarity, hamming };
    let keys: Option<BTreeSet<&str>> = params.attributes.as_ref().map(|keys| keys.iter().map(String::as_str).collect());
    if let (Some(all), Some(distinct)) = (&params.attributes, &keys)
        && all.len() != distinct.len()
    {
        crate::check::unique("params.attributes", "", all.iter().map(String::as_str))?;
    }
    let mut things: BTreeMap<&Sku, BTreeMap<&ChannelId, Prepared<'_>>> = BTreeMap::new();
    for (index, listing) in input.listings.iter().enumerate() {
        let at = |error: Error| error.at("listings", index);
        let prepared = Prepared::new(listing, keys.as_ref()).map_err(at)?;
        if things.entry(&listing.sku).or_default().insert(&listing.channel_id, prepared).is_some() {
            return Err(at(Error::duplicate("channel_id", listing.channel_id.as_str())).into());
        }
    }
    let mut found = Vec::new();
    let canonical = params.canonical_channel.as_ref();
    for channels in things.values() {
        for (first, (channel, a)) in channels.iter().enumerate() {
            for (other, b) in channels.iter().skip(first.saturating_add(1)) {
                if canonical.is_none_or(|canonical| canonical == *channel || canonical == *other) {
                    issues(a, b, &limits, &mut found);
                }
            }
        }
    }
    Ok(ContentConsistency { issues: found })
}
