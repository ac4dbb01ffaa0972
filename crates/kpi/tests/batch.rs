//! Sums and distinct counts over columns against maps and sets, over rows of every kind.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

use mercato_core::{Coded, Decimal, ErrorCode, Exact};
use mercato_kpi::KpiError;
use mercato_kpi::batch::{
    IdColumn, NO_ID, NO_KEY, PriceColumn, SalesColumns, SalesCube, distinct_by_channel, sales_by_channel_and_day,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone)]
struct Rows {
    channel: Vec<u32>,
    day: Vec<i32>,
    quantity: Vec<i64>,
    price: Vec<Decimal>,
}

impl Rows {
    fn columns(&self) -> SalesColumns<'_> {
        SalesColumns {
            channel: &self.channel,
            day: &self.day,
            quantity: &self.quantity,
            unit_price: PriceColumn::Decimals(&self.price),
        }
    }

    fn cube(&self) -> Result<SalesCube, KpiError> {
        sales_by_channel_and_day(&self.columns(), CHANNELS)
    }

    /// By channel and day: lines, units, value.
    fn reference(&self) -> BTreeMap<(u32, i32), (u64, i128, Exact)> {
        let mut sums: BTreeMap<(u32, i32), (u64, i128, Exact)> = BTreeMap::new();
        for (row, channel) in self.channel.iter().enumerate() {
            let cell = sums.entry((*channel, self.day[row])).or_insert((0, 0, Exact::ZERO));
            cell.0 += 1;
            cell.1 += i128::from(self.quantity[row]);
            cell.2 = &cell.2 + &(Exact::from(self.quantity[row]) * Exact::from(self.price[row]));
        }
        sums
    }

    fn slice(&self, range: std::ops::Range<usize>) -> Self {
        Self {
            channel: self.channel[range.clone()].to_vec(),
            day: self.day[range.clone()].to_vec(),
            quantity: self.quantity[range.clone()].to_vec(),
            price: self.price[range].to_vec(),
        }
    }
}

const CHANNELS: u32 = 3;

fn sums(cube: &SalesCube) -> BTreeMap<(u32, i32), (u64, i128, Exact)> {
    cube.cells().iter().map(|cell| ((cell.channel, cell.day), (cell.lines, cell.units, cube.value(cell)))).collect()
}

/// Ordinary rows, with now and then a day far away, a large quantity or a price of many digits.
fn rows() -> impl Strategy<Value = Rows> {
    let day = prop_oneof![30 => 100..110_i32, 1 => any::<i32>()];
    // the largest value, 2^35 x 2^60 x 10^7, stays within 128 bits three hundred times
    let quantity = prop_oneof![30 => -5..50_i64, 1 => -(1_i64 << 35)..1 << 35];
    let price = prop_oneof![
        30 => (0..100_000_i64, 0..4_u32).prop_map(|(units, scale)| Decimal::new(units, scale)),
        1 => (-(1_i64 << 60)..1 << 60, 0..4_u32).prop_map(|(units, scale)| Decimal::new(units, scale)),
        1 => (0..1_i128 << 60, 0..8_u32).prop_map(|(units, scale)| Decimal::from_i128_with_scale(units, scale)),
    ];
    let extremes = proptest::bool::weighted(0.5);
    (proptest::collection::vec((0..CHANNELS, day, quantity, price), 0..300), extremes).prop_map(|(rows, extremes)| {
        let tame = |row: &&(u32, i32, i64, Decimal)| {
            extremes || ((100..110).contains(&row.1) && row.2.abs() < 50 && row.3.abs() < Decimal::from(100_000))
        };
        let rows: Vec<_> = rows.iter().filter(tame).copied().collect();
        Rows {
            channel: rows.iter().map(|row| row.0).collect(),
            day: rows.iter().map(|row| row.1).collect(),
            quantity: rows.iter().map(|row| row.2).collect(),
            price: rows.iter().map(|row| row.3).collect(),
        }
    })
}

proptest! {
    #[test]
    fn sums_are_exact(rows in rows()) {
        prop_assert_eq!(sums(&rows.cube().unwrap()), rows.reference());
    }

    #[test]
    fn parts_merge_to_the_whole(rows in rows(), cuts in (0.0..1.0_f64, 0.0..1.0_f64)) {
        let length = rows.channel.len();
        let place = |cut: f64| (cut * length as f64) as usize;
        let (first, second) = (place(cuts.0.min(cuts.1)), place(cuts.0.max(cuts.1)));
        let parts = [0..first, first..second, second..length].map(|range| rows.slice(range).cube().unwrap());
        let merged = |order: [usize; 3]| {
            let mut total = SalesCube::default();
            for part in order {
                total.merge(&parts[part]).unwrap();
            }
            total
        };
        let whole = rows.cube().unwrap();
        for order in [[0, 1, 2], [2, 0, 1]] {
            prop_assert_eq!(&merged(order), &whole);
        }
        prop_assert_eq!(SalesCube::from_bytes(&whole.to_bytes()).unwrap(), whole);
    }

    #[test]
    fn garbage_is_no_cube(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        prop_assert!(SalesCube::from_bytes(&bytes).is_err());
    }

    #[test]
    fn distinct_ids_are_counted(
        rows in proptest::collection::vec((0..CHANNELS, prop_oneof![3 => 0..40_u32, 1 => any::<u32>()]), 0..300),
        sparse in any::<bool>(),
        far in any::<bool>(),
    ) {
        let channel: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let ids: Vec<u32> = rows.iter().map(|row| if sparse || row.1 < 40 { row.1 } else { NO_ID }).collect();
        let mut seen = vec![BTreeSet::new(); CHANNELS as usize];
        for (channel, id) in channel.iter().zip(&ids) {
            if *id != NO_ID {
                seen[*channel as usize].insert(*id);
            }
        }
        let expected: Vec<u64> = seen.iter().map(|ids| ids.len() as u64).collect();
        let dictionary = IdColumn::Dictionary { ids: &ids, size: u32::MAX };
        prop_assert_eq!(&distinct_by_channel(&channel, CHANNELS, &dictionary).unwrap(), &expected);
        let spread = if far { 1_u64 << 31 } else { 1 };
        let keys: Vec<u64> =
            ids.iter().map(|id| if *id == NO_ID { NO_KEY } else { 17 + u64::from(*id) * spread }).collect();
        prop_assert_eq!(&distinct_by_channel(&channel, CHANNELS, &IdColumn::Keys(&keys)).unwrap(), &expected);
    }
}

/// Enough rows for many blocks, windows and threads.
#[test]
fn many_rows_agree_with_maps() {
    let rows = 3_000_000_u64;
    let mix = |x: u64| {
        let x = (x ^ (x >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 7
    };
    let column = |salt: u64| (0..rows).map(move |row| mix(row * 8 + salt));
    let channel: Vec<u32> = column(0).map(|x| (x % 5) as u32).collect();
    let day: Vec<i32> = column(1).map(|x| (x % 30) as i32 - 15).collect();
    let quantity: Vec<i64> = column(2).map(|x| (x % 1000) as i64 - 20).collect();
    let price: Vec<i64> = column(3).map(|x| (x % (1 << 50)) as i64).collect();
    let keys: Vec<u64> = column(4).map(|x| mix(x % 700_000)).collect();
    let mut expected: BTreeMap<(u32, i32), (u64, i128, i128)> = BTreeMap::new();
    let mut seen = vec![std::collections::HashSet::new(); 5];
    for row in 0..rows as usize {
        let cell = expected.entry((channel[row], day[row])).or_default();
        cell.0 += 1;
        cell.1 += i128::from(quantity[row]);
        cell.2 += i128::from(quantity[row]) * i128::from(price[row]);
        seen[channel[row] as usize].insert(keys[row]);
    }
    let columns = SalesColumns {
        channel: &channel,
        day: &day,
        quantity: &quantity,
        unit_price: PriceColumn::Units { units: &price, scale: 2 },
    };
    let cube = sales_by_channel_and_day(&columns, 5).unwrap();
    let got: BTreeMap<_, _> =
        cube.cells().iter().map(|cell| ((cell.channel, cell.day), (cell.lines, cell.units, cell.value))).collect();
    assert_eq!(got, expected);
    let distinct: Vec<u64> = seen.iter().map(|keys| keys.len() as u64).collect();
    assert_eq!(distinct_by_channel(&channel, 5, &IdColumn::Keys(&keys)).unwrap(), distinct);
    #[cfg(feature = "rayon")]
    for threads in [1, 3, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let again = pool.install(|| sales_by_channel_and_day(&columns, 5)).unwrap();
        assert_eq!(again.to_bytes(), cube.to_bytes());
        let again = pool.install(|| distinct_by_channel(&channel, 5, &IdColumn::Keys(&keys))).unwrap();
        assert_eq!(again, distinct);
    }
}

#[test]
fn refusals() {
    let columns = SalesColumns {
        channel: &[0, 1],
        day: &[1, 1],
        quantity: &[1, 1],
        unit_price: PriceColumn::Units { units: &[1, 1], scale: 2 },
    };
    let refused = |columns: SalesColumns<'_>, channels| {
        let error = sales_by_channel_and_day(&columns, channels).unwrap_err();
        (error.code(), error.path().unwrap().to_owned())
    };
    let invalid = |path: &str| (ErrorCode::InvalidArgument, path.to_owned());
    assert_eq!(refused(columns, 1), invalid("channel[1]"));
    assert_eq!(refused(SalesColumns { day: &[1, i32::MAX], ..columns }, 1), invalid("channel[1]"));
    assert_eq!(refused(SalesColumns { day: &[1], ..columns }, 2), invalid("day"));
    assert_eq!(refused(SalesColumns { quantity: &[1], ..columns }, 2), invalid("quantity"));
    let short = PriceColumn::Decimals(&[]);
    assert_eq!(refused(SalesColumns { unit_price: short, ..columns }, 2), invalid("unit_price"));
    let fine = PriceColumn::Units { units: &[1, 1], scale: 29 };
    assert_eq!(refused(SalesColumns { unit_price: fine, ..columns }, 2), invalid("unit_price.scale"));
    let distinct = |channels, ids: IdColumn<'_>| {
        let error = distinct_by_channel(&[0, 1], channels, &ids).unwrap_err();
        (error.code(), error.path().unwrap().to_owned())
    };
    assert_eq!(distinct(2, IdColumn::Dictionary { ids: &[0, 5], size: 5 }), invalid("ids[1]"));
    assert_eq!(distinct(2, IdColumn::Keys(&[0])), invalid("ids"));
    assert_eq!(distinct(1, IdColumn::Keys(&[0, 1])), invalid("channel[1]"));
    assert_eq!(distinct(1, IdColumn::Keys(&[0, 1 << 60])), invalid("channel[1]"));
    assert_eq!(distinct(1, IdColumn::Keys(&[NO_KEY, NO_KEY])), invalid("channel[1]"));
}

#[test]
fn a_sum_beyond_128_bits_is_an_overflow_and_one_that_comes_back_is_not() {
    let large = Decimal::from_i128_with_scale((1 << 95) - 1, 0);
    let sell = |quantity: &[i64]| {
        let rows = vec![0; quantity.len()];
        let days = vec![7; quantity.len()];
        let prices = vec![large; quantity.len()];
        let unit_price = PriceColumn::Decimals(&prices);
        let cube = sales_by_channel_and_day(&SalesColumns { channel: &rows, day: &days, quantity, unit_price }, 1)?;
        Ok::<i128, KpiError>(cube.cells()[0].value)
    };
    let most = i64::MAX >> 31;
    let once = i128::from(most) * ((1_i128 << 95) - 1);
    assert_eq!(sell(&[most]).unwrap(), once);
    assert_eq!(sell(&[most, most]).unwrap_err().code(), ErrorCode::Overflow);
    assert_eq!(sell(&[most, most, -most]).unwrap(), once);
    assert_eq!(sell(&[i64::MAX]).unwrap_err().code(), ErrorCode::Overflow);
}

#[test]
fn a_merge_that_overflows_leaves_the_cube_as_it_was() {
    let of = |units: &[i64; 2], scale: u32| {
        let columns = SalesColumns {
            channel: &[0, 1],
            day: &[1, 1],
            quantity: &[1, i64::MAX],
            unit_price: PriceColumn::Units { units, scale },
        };
        sales_by_channel_and_day(&columns, 2).unwrap()
    };
    let mut cube = of(&[1, i64::MAX], 0);
    let mut before = cube.clone();
    while cube.merge(&before).is_ok() {
        before = cube.clone();
    }
    assert_eq!(cube, before);
}
