//! A coupon over a cart: what does each line cost, and what is given back when one unit returns?

#![allow(clippy::print_stdout, reason = "a program that prints its answer")]

use mercato::core::{Currency, Error, Money, Rounding, decimal};

fn main() -> Result<(), Error> {
    let currency = Currency::CNY;
    // sku, quantity, unit price
    let cart = [("tea", 3, "49.90"), ("cup", 2, "18.50"), ("tray", 1, "120.00")];

    let mut lines = Vec::new();
    for (sku, quantity, price) in cart {
        lines.push((sku, quantity, Money::parse(price, currency)?.checked_mul(quantity)?));
    }
    let totals: Vec<Money> = lines.iter().map(|(_, _, total)| *total).collect();
    let subtotal = Money::sum(currency, &totals)?;

    // 15% off the order; the discount is rounded once and shared out by the lines' amounts
    let discount = subtotal.mul_rate(decimal::parse("0.15")?, Rounding::HalfUp)?;
    let weights: Vec<u64> = totals.iter().map(|total| total.minor().unsigned_abs()).collect();
    let shares = discount.allocate(&weights)?;

    println!("{:<6}{:>4}{:>10}{:>10}{:>10}", "sku", "qty", "list", "coupon", "paid");
    for ((sku, quantity, total), share) in lines.iter().zip(&shares) {
        let paid = total.checked_sub(*share)?;
        println!("{sku:<6}{quantity:>4}{:>10}{:>10}{:>10}", total.amount(), share.amount(), paid.amount());
    }
    println!(
        "{:<10}{:>10}{:>10}{:>10}",
        "total",
        subtotal.amount(),
        discount.amount(),
        subtotal.checked_sub(discount)?.amount()
    );

    // one tea comes back: its unit paid the line's price over three units, the first of which carry the odd cents
    if let (Some((_, quantity, total)), Some(share)) = (lines.first(), shares.first()) {
        let units: Vec<Money> = total.checked_sub(*share)?.even_units(quantity.unsigned_abs())?.collect();
        println!("units of tea were paid {}", units.iter().map(Money::amount).collect::<Vec<_>>().join(", "));
        if let Some(last) = units.last() {
            println!("refund for the last one: {last}");
        }
    }
    Ok(())
}
