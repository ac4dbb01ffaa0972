//! Why is it a conflict, in words? The rule, the amounts compared, how each came about, and what would settle it, in English or
//! Chinese, from the fields of the [`Conflict`] alone.

use crate::conflict::{
    ComparedPrice, Conflict, ConflictKind, Evidence, LimitEvidence, PairEvidence, PlacementEvidence, ReferenceEvidence,
};
use crate::effective::Basis;
use crate::parity::ReferenceKind;
use mercato_core::{Currency, Decimal};

/// The language of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
}

impl Conflict {
    /// The conflict in words, a sentence or two a line: what it is, how each amount came about, what would settle it.
    ///
    /// ```
    /// use mercato_channel::{CheckInput, Locale, check};
    /// let input: CheckInput = serde_json::from_str(
    ///     r#"{"offers": [
    ///           {"offer_id": "a", "sku": "lamp", "channel_id": "tmall", "currency": "CNY", "price": "200.00"},
    ///           {"offer_id": "b", "sku": "lamp", "channel_id": "jd", "currency": "CNY", "price": "190.00",
    ///            "coupons": [{"type": "amount", "value": "10.00"}]}],
    ///         "rule_set": {"parity": {"tolerance_percent": "0.05"}}, "as_of": "2026-11-11T00:00:00+08:00"}"#,
    /// )?;
    /// let conflict = &check(&input)?.conflicts[0];
    /// assert_eq!(
    ///     conflict.explain(Locale::En),
    ///     "Prices of lamp are too far apart (rule parity): 180.00 CNY on jd (offer b) and 200.00 CNY on tmall (offer a), compared \
    ///      after coupons. The gap is 20.00 CNY; 10.00 CNY is allowed.\n\
    ///      Offer b on jd: advertised 190.00 CNY; coupons take off 10.00; after coupons 180.00 CNY.\n\
    ///      Offer a on tmall: advertised 200.00 CNY; after coupons 200.00 CNY.\n\
    ///      To settle it: raise offer b to at least 190.00 CNY, or lower offer a to at most 189.47 CNY."
    /// );
    /// assert!(conflict.explain(Locale::Zh).starts_with("lamp 的价格差距过大（规则 parity）："));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn explain(&self, locale: Locale) -> String {
        let lines = match &self.evidence {
            Evidence::Pair(pair) => self.pair(pair, locale),
            Evidence::Reference(reference) => self.reference(reference, locale),
            Evidence::Limit(limit) => self.limit(limit, locale),
            Evidence::Placement(placement) => self.placement(placement, locale),
        };
        lines.join("\n")
    }

    fn pair(&self, pair: &PairEvidence, locale: Locale) -> Vec<String> {
        let (sku, rule) = (&self.sku, &self.rule_id);
        let PairEvidence { currency, low, high, gap, allowed, raise_low_to, lower_high_to } = pair;
        let basis = basis(low, locale);
        let (first, last) = match locale {
            Locale::En => (
                format!(
                    "Prices of {sku} are too far apart (rule {rule}): {} on {} (offer {}) and {} on {} (offer {}), compared {basis}. \
                     The gap is {gap} {currency}; {allowed} {currency} is allowed.",
                    amount(low.price, *currency),
                    low.channel_id,
                    low.offer_id,
                    amount(high.price, *currency),
                    high.channel_id,
                    high.offer_id,
                ),
                format!(
                    "To settle it: raise offer {} to at least {raise_low_to} {currency}, or lower offer {} to at most \
                     {lower_high_to} {currency}.",
                    low.offer_id, high.offer_id
                ),
            ),
            Locale::Zh => (
                format!(
                    "{sku} 的价格差距过大（规则 {rule}）：{}（渠道 {}，报价 {}）与 {}（渠道 {}，报价 {}），按{basis}比较。\
                     差额 {gap} {currency}，允许 {allowed} {currency}。",
                    amount(low.price, *currency),
                    low.channel_id,
                    low.offer_id,
                    amount(high.price, *currency),
                    high.channel_id,
                    high.offer_id,
                ),
                format!(
                    "解决办法：将报价 {} 提高到至少 {raise_low_to} {currency}，或将报价 {} 降低到至多 {lower_high_to} {currency}。",
                    low.offer_id, high.offer_id
                ),
            ),
        };
        vec![first, derivation(low, *currency, locale), derivation(high, *currency, locale), last]
    }

    fn reference(&self, evidence: &ReferenceEvidence, locale: Locale) -> Vec<String> {
        let (sku, rule) = (&self.sku, &self.rule_id);
        let ReferenceEvidence { currency, offer, reference_price, deviation, allowed, move_to, .. } = evidence;
        let basis = basis(offer, locale);
        let channel = evidence.reference_channel.as_deref().unwrap_or_default();
        let up = deviation.is_sign_negative();
        let distance = deviation.abs();
        let (first, last) = match locale {
            Locale::En => {
                let reference = match evidence.reference {
                    ReferenceKind::Pairwise => "the other price".to_owned(),
                    ReferenceKind::Lowest => "the lowest price".to_owned(),
                    ReferenceKind::Highest => "the highest price".to_owned(),
                    ReferenceKind::Median => "the median price".to_owned(),
                    ReferenceKind::Channel => format!("the lowest price on {channel}"),
                };
                let side = if up { "below" } else { "above" };
                (
                    format!(
                        "The price of {sku} on {} is too far from {reference} (rule {rule}): {} (offer {}) and {reference_price} \
                         {currency}, compared {basis}. It is {distance} {currency} {side}; {allowed} {currency} is allowed.",
                        offer.channel_id,
                        amount(offer.price, *currency),
                        offer.offer_id,
                    ),
                    format!(
                        "To settle it: {} offer {} to {move_to} {currency}.",
                        if up { "raise" } else { "lower" },
                        offer.offer_id
                    ),
                )
            }
            Locale::Zh => {
                let reference = match evidence.reference {
                    ReferenceKind::Pairwise => "另一价格".to_owned(),
                    ReferenceKind::Lowest => "最低价".to_owned(),
                    ReferenceKind::Highest => "最高价".to_owned(),
                    ReferenceKind::Median => "中位价".to_owned(),
                    ReferenceKind::Channel => format!("渠道 {channel} 的最低价"),
                };
                let side = if up { "低" } else { "高" };
                (
                    format!(
                        "{sku} 在渠道 {} 的价格偏离{reference}过大（规则 {rule}）：{}（报价 {}），参考价 {reference_price} {currency}，\
                         按{basis}比较。{side}出 {distance} {currency}，允许 {allowed} {currency}。",
                        offer.channel_id,
                        amount(offer.price, *currency),
                        offer.offer_id,
                    ),
                    format!(
                        "解决办法：将报价 {} {}到 {move_to} {currency}。",
                        offer.offer_id,
                        if up { "提高" } else { "降低" }
                    ),
                )
            }
        };
        vec![first, derivation(offer, *currency, locale), last]
    }

    fn limit(&self, evidence: &LimitEvidence, locale: Locale) -> Vec<String> {
        let (sku, rule) = (&self.sku, &self.rule_id);
        let LimitEvidence { currency, offer, limit, tolerance_percent, excess, move_to } = evidence;
        let basis = basis(offer, locale);
        let below = self.kind == ConflictKind::BelowMap;
        let price = amount(offer.price, *currency);
        let (first, last) = match locale {
            Locale::En => (
                format!(
                    "The price of {sku} on {} is {} (rule {rule}): {price} (offer {}), compared {basis}, {} the limit of {limit} \
                     {currency} by {excess} {currency}{}.",
                    offer.channel_id,
                    if below { "below the minimum advertised price" } else { "above the maximum price" },
                    offer.offer_id,
                    if below { "misses" } else { "exceeds" },
                    if tolerance_percent.is_zero() {
                        String::new()
                    } else {
                        format!("; a fraction of {tolerance_percent} of it is tolerated")
                    },
                ),
                format!(
                    "To settle it: {} offer {} to {} {move_to} {currency}.",
                    if below { "raise" } else { "lower" },
                    offer.offer_id,
                    if below { "at least" } else { "at most" }
                ),
            ),
            Locale::Zh => (
                format!(
                    "{sku} 在渠道 {} 的价格{}（规则 {rule}）：{price}（报价 {}），按{basis}比较，{}限价 {limit} {currency} 达 {excess} \
                     {currency}{}。",
                    offer.channel_id,
                    if below { "低于最低广告价" } else { "高于最高价" },
                    offer.offer_id,
                    if below { "低于" } else { "高于" },
                    if tolerance_percent.is_zero() {
                        String::new()
                    } else {
                        format!("，容差为限价的 {tolerance_percent}")
                    },
                ),
                format!(
                    "解决办法：将报价 {} {} {move_to} {currency}。",
                    offer.offer_id,
                    if below { "提高到至少" } else { "降低到至多" }
                ),
            ),
        };
        vec![first, derivation(offer, *currency, locale), last]
    }

    fn placement(&self, placement: &PlacementEvidence, locale: Locale) -> Vec<String> {
        let (sku, rule) = (&self.sku, &self.rule_id);
        let offer = self.parties.first().map_or("", String::as_str);
        let PlacementEvidence { channel_id, territory, channels, territories } = placement;
        let territory = territory.as_deref().unwrap_or_default();
        let lines = match locale {
            Locale::En => {
                let (channels, territories) = (list(channels, ", ", "none"), list(territories, ", ", "none"));
                match self.kind {
                    ConflictKind::OutsideExclusiveChannel => [
                        format!(
                            "{sku} is offered on {channel_id} (offer {offer}), and agreement {rule} lets it be sold on {channels} alone."
                        ),
                        format!(
                            "To settle it: take offer {offer} off {channel_id}, or add the channel to the agreement."
                        ),
                    ],
                    ConflictKind::ProhibitedChannel => [
                        format!(
                            "{sku} is offered on {channel_id} (offer {offer}), where agreement {rule} does not let it be sold ({channels})."
                        ),
                        format!(
                            "To settle it: take offer {offer} off {channel_id}, or take the channel out of the agreement."
                        ),
                    ],
                    ConflictKind::UnknownTerritory => [
                        format!(
                            "{sku} is offered on {channel_id} (offer {offer}) without a territory, and agreement {rule} allows {territories}."
                        ),
                        format!("To settle it: say where offer {offer} is shipped to."),
                    ],
                    _ => [
                        format!(
                            "{sku} is offered on {channel_id} to {territory} (offer {offer}), and agreement {rule} allows {territories}."
                        ),
                        format!(
                            "To settle it: stop shipping offer {offer} to {territory}, or add the territory to the agreement."
                        ),
                    ],
                }
            }
            Locale::Zh => {
                let (channels, territories) = (list(channels, "、", "无"), list(territories, "、", "无"));
                match self.kind {
                    ConflictKind::OutsideExclusiveChannel => [
                        format!(
                            "{sku} 在渠道 {channel_id} 有售（报价 {offer}），而协议 {rule} 规定仅限渠道 {channels} 独家销售。"
                        ),
                        format!("解决办法：将报价 {offer} 从渠道 {channel_id} 下架，或将该渠道加入协议。"),
                    ],
                    ConflictKind::ProhibitedChannel => [
                        format!(
                            "{sku} 在渠道 {channel_id} 有售（报价 {offer}），而协议 {rule} 禁止在以下渠道销售：{channels}。"
                        ),
                        format!("解决办法：将报价 {offer} 从渠道 {channel_id} 下架，或将该渠道移出协议。"),
                    ],
                    ConflictKind::UnknownTerritory => [
                        format!(
                            "{sku} 在渠道 {channel_id} 的报价 {offer} 未注明销售区域，而协议 {rule} 只允许：{territories}。"
                        ),
                        format!("解决办法：注明报价 {offer} 的销售区域。"),
                    ],
                    _ => [
                        format!(
                            "{sku} 在渠道 {channel_id} 销往 {territory}（报价 {offer}），而协议 {rule} 只允许：{territories}。"
                        ),
                        format!("解决办法：报价 {offer} 停止销往 {territory}，或将该区域加入协议。"),
                    ],
                }
            }
        };
        lines.into()
    }
}

fn list(names: &[String], comma: &str, none: &str) -> String {
    if names.is_empty() { none.to_owned() } else { names.join(comma) }
}

fn amount(value: Decimal, currency: Currency) -> String {
    format!("{value} {currency}")
}

/// Which price is compared.
fn basis(price: &ComparedPrice, locale: Locale) -> &'static str {
    match (locale, price.basis, price.per_unit) {
        (Locale::En, Basis::Advertised, false) => "as advertised",
        (Locale::En, Basis::Advertised, true) => "as advertised, a unit",
        (Locale::En, Basis::Net, false) => "after coupons",
        (Locale::En, Basis::Net, true) => "after coupons, a unit",
        (Locale::En, Basis::Landed, false) => "with tax and shipping",
        (Locale::En, Basis::Landed, true) => "with tax and shipping, a unit",
        (Locale::Zh, Basis::Advertised, false) => "标价",
        (Locale::Zh, Basis::Advertised, true) => "单件标价",
        (Locale::Zh, Basis::Net, false) => "券后价",
        (Locale::Zh, Basis::Net, true) => "单件券后价",
        (Locale::Zh, Basis::Landed, false) => "含税含运费价",
        (Locale::Zh, Basis::Landed, true) => "单件含税含运费价",
    }
}

/// How a price came about, step by step.
fn derivation(price: &ComparedPrice, compared_in: Currency, locale: Locale) -> String {
    let own = price.currency;
    let taken: Vec<String> =
        price.discounts.iter().filter(|discount| !discount.is_zero()).map(Decimal::to_string).collect();
    let mut steps = Vec::new();
    let zh = locale == Locale::Zh;
    let mut step = |en: String, chinese: String| steps.push(if zh { chinese } else { en });
    step(format!("advertised {} {own}", price.advertised), format!("标价 {} {own}", price.advertised));
    if !taken.is_empty() {
        step(format!("coupons take off {}", taken.join(" and ")), format!("优惠券减 {}", taken.join("、")));
    }
    if let Some(net) = price.net {
        step(format!("after coupons {net} {own}"), format!("券后 {net} {own}"));
    }
    if let Some(tax) = price.tax.filter(|tax| !tax.is_zero()) {
        step(format!("tax on top {tax}"), format!("另加税 {tax}"));
    }
    if let Some(shipping) = price.shipping.filter(|shipping| !shipping.is_zero()) {
        step(format!("shipping {shipping}"), format!("运费 {shipping}"));
    }
    if let Some(landed) = price.landed {
        step(format!("at the door {landed} {own}"), format!("含税含运费 {landed} {own}"));
    }
    if let Some(rate) = price.rate {
        let (base, quote, rate) = (rate.base, rate.quote, rate.rate);
        step(format!("1 {base} = {rate} {quote}"), format!("汇率 1 {base} = {rate} {quote}"));
    }
    let shared = price.per_unit && price.pack_size > 1;
    if shared {
        step(format!("a pack of {}", price.pack_size), format!("每包 {} 件", price.pack_size));
    }
    if price.rate.is_some() || shared {
        step(format!("compared {} {compared_in}", price.price), format!("比较价 {} {compared_in}", price.price));
    }
    if zh {
        format!("报价 {}（渠道 {}）：{}。", price.offer_id, price.channel_id, steps.join("；"))
    } else {
        format!("Offer {} on {}: {}.", price.offer_id, price.channel_id, steps.join("; "))
    }
}
