//! Which channel sells better than the others, beyond chance, and which one earns its money?

#![allow(clippy::print_stdout, reason = "a program that prints its answer")]

use mercato::core::{ChannelId, CurrencyCode, decimal};
use mercato::kpi::{
    ChannelComparisonInput, ChannelCosts, ChannelFigures, ContributionMarginInput, channel_comparison,
    contribution_margin,
};

/// A month of a channel: visitors, orders; net sales, goods, commission, shipping, advertising.
const MONTH: [(&str, [u64; 2], [&str; 5]); 4] = [
    ("own shop", [48_000, 1_340], ["402000.00", "201000.00", "0.00", "20100.00", "88400.00"]),
    ("tmall", [96_000, 2_410], ["650700.00", "338364.00", "32535.00", "36150.00", "104112.00"]),
    ("jd", [41_000, 1_025], ["297250.00", "151597.50", "23780.00", "15375.00", "35670.00"]),
    ("pinduoduo", [120_000, 3_050], ["457500.00", "297375.00", "2745.00", "42700.00", "64050.00"]),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut figures = Vec::new();
    let mut costs = Vec::new();
    for (name, [visitors, orders], [net_sales, goods, commission, shipping, advertising]) in MONTH {
        let net_sales = decimal::parse(net_sales)?;
        figures.push(ChannelFigures { channel: name.into(), visitors, orders, net_sales });
        costs.push(ChannelCosts {
            commission: Some(decimal::parse(commission)?),
            shipping: Some(decimal::parse(shipping)?),
            advertising: Some(decimal::parse(advertising)?),
            ..ChannelCosts::new(ChannelId::new(name)?, net_sales, decimal::parse(goods)?)
        });
    }

    println!("{:<10} {:>10} {:>8} {:>12}  rating", "channel", "conversion", "index", "p adjusted");
    let compared = channel_comparison(&ChannelComparisonInput { channels: figures, ..Default::default() })?;
    for channel in &compared.channels {
        println!(
            "{:<10} {:>9.2}% {:>8.2} {:>12.4}  {:?}",
            channel.channel,
            channel.conversion_rate.unwrap_or_default() * 100.0,
            channel.conversion_index.unwrap_or_default(),
            channel.p_adjusted,
            channel.rating,
        );
    }

    let input =
        ContributionMarginInput { currency: CurrencyCode::new("CNY")?, channels: costs, scale: None, rounding: None };
    let margins = contribution_margin(&input)?;
    println!("\n{:<10} {:>12} {:>12} {:>12} {:>7}", "channel", "net sales", "cm2", "cm3", "of sales");
    for channel in &margins.channels {
        println!(
            "{:<10} {:>12} {:>12} {:>12} {:>7.1}%",
            channel.channel,
            channel.net_sales,
            channel.cm2,
            channel.cm3,
            channel.cm3_rate.unwrap_or_default() * 100.0,
        );
    }
    println!("{:<10} {:>12} {:>12} {:>12}", "together", margins.total.net_sales, margins.total.cm2, margins.total.cm3);
    Ok(())
}
