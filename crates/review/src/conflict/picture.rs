//! Which channels contradict which? A square of channels, as dark as there are many conflicts.

use super::figures::Found;
use crate::format::count;
use crate::report::html::escape;
use crate::report::svg::clip;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// More channels than the picture has room for; the others come together.
const MOST: usize = 8;
/// Units of the picture: its width, the names on the left, a row.
const WIDTH: f64 = 420.0;
const LEFT: f64 = 118.0;
const ROW: f64 = 34.0;

/// Conflicts by channel that is lower and channel that is higher; a conflict that needs no other channel stands at its own twice.
pub(super) type Matrix = BTreeMap<(String, String), usize>;

pub(super) fn matrix<'a>(rows: impl Iterator<Item = &'a Found>) -> Matrix {
    let mut cells = Matrix::new();
    for found in rows {
        let mut add = |row: &str, column: &str| {
            let cell = cells.entry((row.to_owned(), column.to_owned())).or_default();
            *cell = cell.saturating_add(1);
        };
        match &found.between {
            Some((low, high)) => add(low, high),
            None => found.channels.iter().for_each(|channel| add(channel, channel)),
        }
    }
    cells
}

fn at(position: usize) -> f64 {
    position as f64
}

/// The picture; its rows are the channels that are too low, its columns those that they are too low against.
pub(super) fn svg(title: &str, channels: &[String], cells: &Matrix) -> String {
    let mut names: Vec<&str> = channels.iter().take(MOST).map(String::as_str).collect();
    let other = channels.len() > names.len();
    if other {
        names.push("others");
    }
    let place =
        |channel: &str| names.iter().position(|name| *name == channel).unwrap_or_else(|| names.len().saturating_sub(1));
    let mut counts = vec![vec![0_usize; names.len()]; names.len()];
    for ((row, column), number) in cells {
        if let Some(cell) = counts.get_mut(place(row)).and_then(|row| row.get_mut(place(column))) {
            *cell = cell.saturating_add(*number);
        }
    }
    let most = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let width = (WIDTH - LEFT) / at(names.len().max(1));
    let top = 20.0;
    let height = top + ROW * at(names.len()) + 6.0;
    let worst = cells.iter().max_by_key(|(_, number)| **number).map_or_else(String::new, |((row, column), number)| {
        let place = if row == column { format!("{row} by itself") } else { format!("{row} below {column}") };
        format!("; the most, {}, {place}", count(*number))
    });
    let described = format!("A square of {} channels, each cell the number of conflicts{worst}.", names.len());
    let mut svg = crate::report::svg::open(height, title, &described);
    svg.push_str("<text class=\"tick unit\" x=\"0\" y=\"13\">conflicts</text>");
    for (nth, name) in names.iter().enumerate() {
        // columns are numbered: names would not fit
        let _ = write!(
            svg,
            "<text class=\"tick mid\" x=\"{:.1}\" y=\"13\">{1}</text><text class=\"name\" x=\"0\" y=\"{2:.1}\">{1} {3}</text>",
            LEFT + width * (at(nth) + 0.5),
            nth.saturating_add(1),
            top + ROW * (at(nth) + 0.5) + 4.0,
            escape(&clip(name, 13))
        );
    }
    for (row, of_row) in counts.iter().enumerate() {
        for (column, number) in of_row.iter().enumerate() {
            let (x, y) = (LEFT + width * at(column), top + ROW * at(row));
            let name = |position: usize| names.get(position).map(|name| escape(name)).unwrap_or_default();
            let what = if row == column {
                format!("{}, by itself", name(row))
            } else {
                format!("{} below {}", name(row), name(column))
            };
            // no darker, so that the number in it stays readable, light and dark
            let shade = if *number == 0 { 0.0 } else { 0.12 + 0.34 * at(*number) / at(most) };
            let _ = write!(
                svg,
                "<rect class=\"s5\" fill-opacity=\"0.12\" x=\"{0:.1}\" y=\"{1:.1}\" width=\"{2:.1}\" height=\"{3:.1}\"/>\
                 <rect class=\"down\" fill-opacity=\"{shade:.2}\" x=\"{0:.1}\" y=\"{1:.1}\" width=\"{2:.1}\" height=\"{3:.1}\"><title>{what}: {4}</title></rect>",
                x + 1.0,
                y + 1.0,
                width - 2.0,
                ROW - 2.0,
                count(*number)
            );
            if *number > 0 {
                let _ = write!(
                    svg,
                    "<text class=\"value mid\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                    x + width * 0.5,
                    y + ROW * 0.5 + 4.5,
                    count(*number)
                );
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_stands_together() {
        let channels: Vec<String> = (0..12).map(|nth| format!("c<{nth}>")).collect();
        let cells = Matrix::from([
            (("c<0>".to_owned(), "c<1>".to_owned()), 3),
            (("c<9>".to_owned(), "c<0>".to_owned()), 1),
            (("c<11>".to_owned(), "c<0>".to_owned()), 1),
        ]);
        let svg = svg("conflicts", &channels, &cells);
        assert!(svg.contains("<title>c&lt;0&gt; below c&lt;1&gt;: 3</title>"), "{svg}");
        assert!(svg.contains("<title>others below c&lt;0&gt;: 2</title>"), "{svg}");
        assert!(!svg.contains("c<"));
    }
}
