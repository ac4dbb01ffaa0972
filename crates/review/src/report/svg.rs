//! Pictures as inline SVG: a viewBox of phone width, text and classes that the style sheet colours for light and dark.

use super::html::escape;
use crate::format::decimals;
use std::fmt::Write as _;

/// Width of every picture in its own units, of which a phone shows nearly as many as pixels.
const WIDTH: f64 = 420.0;

/// Round numbers from about `low` to about `high`, at most six or seven.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let span = if high > low { high - low } else { 1.0 };
    let mut step = 1.0_f64;
    while step > span / 4.0 {
        step /= 10.0;
    }
    while step * 10.0 <= span / 4.0 {
        step *= 10.0;
    }
    for factor in [5.0, 2.0] {
        if step * factor <= span / 4.0 {
            step *= factor;
            break;
        }
    }
    let first = (low / step).floor();
    (0..20).map(|nth| (first + f64::from(nth)) * step).take_while(|tick| *tick < high + step * 0.999).collect()
}

/// A number short enough for an axis: `1.2M`, `350k`.
pub(crate) fn short(value: f64) -> String {
    let size = value.abs();
    let (scaled, unit) = if size >= 999_500_000.0 {
        (value / 1e9, "B")
    } else if size >= 999_500.0 {
        (value / 1e6, "M")
    } else if size >= 999.5 {
        (value / 1e3, "k")
    } else {
        (value, "")
    };
    let whole = scaled.abs() >= 99.95 || (scaled - scaled.round()).abs() < 0.05;
    let places = usize::from(!whole);
    decimals(scaled, places) + unit
}

/// A vertical axis of values in a plot area.
struct Axis {
    top: f64,
    bottom: f64,
    low: f64,
    high: f64,
}

impl Axis {
    fn y(&self, value: f64) -> f64 {
        self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)
    }

    /// Draws lines and labels, answers the axis.
    fn draw(svg: &mut String, (low, high): (f64, f64), (top, bottom): (f64, f64), label: fn(f64) -> String) -> Self {
        let ticks = ticks(low, high);
        let axis = Self {
            top,
            bottom,
            low: ticks.first().copied().unwrap_or(0.0),
            high: ticks.last().copied().unwrap_or(1.0).max(ticks.first().copied().unwrap_or(0.0) + f64::MIN_POSITIVE),
        };
        for tick in ticks {
            let y = axis.y(tick);
            let class = if tick == 0.0 { "axis" } else { "grid" };
            let _ = write!(
                svg,
                "<line class=\"{class}\" x1=\"44\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"tick end\" x=\"40\" y=\"{:.1}\">{}</text>",
                y + 4.0,
                label(tick)
            );
        }
        axis
    }
}

/// Opens a picture; `title` is read out and shown on hover, `description` says in words what the picture shows.
pub(crate) fn open(height: f64, title: &str, description: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{0}\"><title>{0}</title><desc>{1}</desc>",
        escape(title),
        escape(description)
    )
}

/// What an axis measures, in which unit.
fn unit_label(svg: &mut String, class: &str, x: f64, y: f64, unit: &str) {
    let _ = write!(svg, "<text class=\"tick unit{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escape(unit));
}

/// A name cut to what a picture has room for.
pub(crate) fn clip(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most.saturating_sub(1)).chain(['\u{2026}']).collect()
}

/// What a picture measures and over what.
pub(crate) struct Axes<'a> {
    /// The unit of a single value: `CNY`.
    pub(crate) unit: &'a str,
    /// The vertical axis: what, and its unit.
    pub(crate) up: &'a str,
    /// The horizontal axis.
    pub(crate) across: &'a str,
}

/// `from Jan 25 to Dec 25`.
fn from_to(names: &[String]) -> String {
    match names {
        [first, .., last] => format!("from {first} to {last}"),
        [only] => format!("of {only}"),
        [] => "of no time".into(),
    }
}

/// A label in the middle under a place, or at the end of the picture where it would reach out of it.
fn label(svg: &mut String, x: f64, y: f64, text: &str) {
    let inside = x + 4.0 * index(text.chars().count()) < WIDTH - 2.0;
    let (class, x) = if inside { ("mid", x) } else { ("end", WIDTH) };
    let _ = write!(svg, "<text class=\"tick {class}\" x=\"{x:.1}\" y=\"{y}\">{}</text>", escape(text));
}

/// A label under the plot: one for every position, as many as have room.
fn labels(svg: &mut String, names: &[String], x: impl Fn(usize) -> f64, y: f64) {
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    // a letter of a label is about eight units wide on a phone; the vertical axis needs 48
    let room = (WIDTH - 48.0) / (8.0 * index(longest) + 10.0);
    let all = names.len().max(1);
    let every = (1..all).find(|every| index(all.div_ceil(*every)) <= room).unwrap_or(all);
    for (at, name) in names.iter().enumerate().step_by(every) {
        label(svg, x(at), y, name);
    }
}

fn index(at: usize) -> f64 {
    at as f64
}

/// Bars by position, stacked by series: `values[position][series]`.
pub(crate) fn stacked(
    title: &str,
    axes: &Axes<'_>,
    names: &[String],
    series: &[String],
    values: &[Vec<f64>],
) -> String {
    let sums = values.iter().map(|bar| bar.iter().sum::<f64>()).zip(names);
    let most = sums.max_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(String::new, |(most, name)| {
        format!("; the highest, {name}, is {} {}", crate::format::about_float(most), axes.unit)
    });
    let described = format!("Bars {}, stacked by {}{most}.", from_to(names), series.join(", "));
    let mut svg = open(286.0, title, &described);
    let total = |of: fn(f64) -> f64| values.iter().map(move |bar| bar.iter().map(|value| of(*value)).sum::<f64>());
    let high = total(|value| value.max(0.0)).fold(0.0, f64::max);
    let low = total(|value| value.min(0.0)).fold(0.0, f64::min);
    let axis = Axis::draw(&mut svg, (low, high.max(low + 1.0)), (22.0, 238.0), short);
    let width = (WIDTH - 48.0) / index(names.len().max(1));
    let x = |at: usize| 48.0 + width * (index(at) + 0.5);
    for (at, bar) in values.iter().enumerate() {
        let (mut up, mut down) = (0.0, 0.0);
        for (nth, value) in bar.iter().enumerate() {
            let base = if *value >= 0.0 { &mut up } else { &mut down };
            let (from, to) = (*base, *base + value);
            *base = to;
            let (top, bottom) = (axis.y(from.max(to)), axis.y(from.min(to)));
            if bottom - top < 0.05 {
                continue;
            }
            let _ = write!(
                svg,
                "<rect class=\"s{nth}\" x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>{}, {}: {} {}</title></rect>",
                x(at) - width * 0.4,
                width * 0.8,
                bottom - top,
                names.get(at).map(|name| escape(name)).unwrap_or_default(),
                series.get(nth).map(|name| escape(name)).unwrap_or_default(),
                crate::format::about_float(*value),
                escape(axes.unit)
            );
        }
    }
    labels(&mut svg, names, x, 256.0);
    unit_label(&mut svg, "", 2.0, 12.0, axes.up);
    unit_label(&mut svg, " end", WIDTH, 278.0, axes.across);
    svg.push_str("</svg><p class=\"legend\">");
    for (nth, name) in series.iter().enumerate() {
        let _ = write!(svg, "<span><i class=\"b{nth}\"></i>{}</span>", escape(name));
    }
    svg.push_str("</p>");
    svg
}

/// A step of a bridge.
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) value: f64,
    /// A level in its own right, not a change.
    pub(crate) total: bool,
    pub(crate) label: String,
}

/// From one total to another: a waterfall with its steps below each other, which a phone has room for.
pub(crate) fn bridge(title: &str, unit: &str, steps: &[Step], may_cut: bool) -> String {
    let row = 27.0;
    let height = row * index(steps.len()) + 26.0;
    let named: Vec<String> = steps.iter().map(|step| format!("{} {}", step.name, step.label)).collect();
    let mut svg = open(height, title, &format!("Steps, in {unit}: {}.", named.join("; ")));
    let mut level = 0.0;
    let mut bars = Vec::new();
    for step in steps {
        let (from, to) = if step.total { (0.0, step.value) } else { (level, level + step.value) };
        level = to;
        bars.push((from, to));
    }
    // a bridge between two large totals shows the changes, not the totals: its axis may start above 0
    let ends =
        || bars.iter().zip(steps).flat_map(|((from, to), step)| if step.total { [*to, *to] } else { [*from, *to] });
    let (low, high) = (ends().fold(f64::INFINITY, f64::min), ends().fold(f64::NEG_INFINITY, f64::max));
    let cut = may_cut && low > 0.0 && high - low < 0.35 * high;
    let (low, high) = if cut { ((low - (high - low) * 0.5).max(0.0), high) } else { (low.min(0.0), high.max(0.0)) };
    let (left, right) = (130.0, 326.0);
    let span = (high - low).max(f64::MIN_POSITIVE);
    let x = |value: f64| left + (value.clamp(low, high) - low) / span * (right - left);
    let zero = x(0.0_f64.max(low));
    let _ =
        write!(svg, "<line class=\"axis\" x1=\"{zero:.1}\" x2=\"{zero:.1}\" y1=\"4\" y2=\"{:.1}\"/>", height - 22.0);
    for (at, ((from, to), step)) in bars.iter().zip(steps).enumerate() {
        let y = 4.0 + row * index(at);
        let class = match (step.total, step.value >= 0.0) {
            (true, _) => "total",
            (false, true) => "up",
            (false, false) => "down",
        };
        let (a, b) = (x(from.min(*to)), x(from.max(*to)));
        let _ = write!(
            svg,
            "<text class=\"name end\" x=\"123\" y=\"{0:.1}\">{1}</text>\
             <rect class=\"{class}\" x=\"{a:.1}\" y=\"{y:.1}\" width=\"{2:.1}\" height=\"20\"/>\
             <text class=\"value end\" x=\"418\" y=\"{0:.1}\">{3}</text>",
            y + 14.5,
            escape(&step.name),
            (b - a).max(1.0),
            escape(&step.label)
        );
    }
    let start = if cut { format!("{}, not at 0", short(low)) } else { short(low) };
    unit_label(&mut svg, "", left, height - 6.0, &format!("{unit}; the bars start at {start}"));
    svg.push_str("</svg>");
    svg
}

/// Two shares a row, side by side: horizontal bars from 0 to 100 %. `of` says what they are shares of.
pub(crate) fn pairs(title: &str, of: &str, series: [&str; 2], rows: &[(String, [f64; 2])]) -> String {
    let row = 46.0;
    let plot = row * index(rows.len()) + 24.0;
    let mut svg = open(plot + 16.0, title, &pairs_in_words(series, rows));
    let (left, right) = (44.0, 356.0);
    for (share, label) in [(0.0, "0%"), (0.5, "50%"), (1.0, "100%")] {
        let x = left + share * (right - left);
        let _ = write!(
            svg,
            "<line class=\"{}\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"2\" y2=\"{:.1}\"/><text class=\"tick mid\" x=\"{x:.1}\" y=\"{:.1}\">{label}</text>",
            if share == 0.0 { "axis" } else { "grid" },
            plot - 22.0,
            plot - 6.0
        );
    }
    unit_label(&mut svg, " end", right, plot + 10.0, of);
    for (at, (name, shares)) in rows.iter().enumerate() {
        let top = 4.0 + row * index(at);
        let _ = write!(svg, "<text class=\"name end\" x=\"36\" y=\"{:.1}\">{}</text>", top + 24.0, escape(name));
        for (nth, share) in shares.iter().enumerate() {
            let y = top + 18.0 * index(nth);
            let width = (share.clamp(0.0, 1.0) * (right - left)).max(1.0);
            let _ = write!(
                svg,
                "<rect class=\"s{nth}\" x=\"{left}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"16\"/>\
                 <text class=\"value end\" x=\"418\" y=\"{:.1}\">{}</text>",
                y + 12.5,
                crate::format::percent(*share)
            );
        }
    }
    svg.push_str("</svg><p class=\"legend\">");
    for (nth, name) in series.iter().enumerate() {
        let _ = write!(svg, "<span><i class=\"b{nth}\"></i>{}</span>", escape(name));
    }
    svg.push_str("</p>");
    svg
}

fn pairs_in_words([first, second]: [&str; 2], rows: &[(String, [f64; 2])]) -> String {
    let percent = crate::format::percent;
    let named: Vec<String> =
        rows.iter().map(|(name, [a, b])| format!("{name} {} and {}", percent(*a), percent(*b))).collect();
    format!("Two bars a row, {first} and {second}: {}.", named.join("; "))
}

/// A bar of parts: what it is, its parts in the order of the series, and what stands at its end.
pub(crate) struct Share {
    pub(crate) name: String,
    pub(crate) parts: Vec<f64>,
    pub(crate) label: String,
}

/// What a whole bar of [`shares`] stands for.
pub(crate) struct Whole<'a> {
    pub(crate) value: f64,
    /// What is measured, and its unit.
    pub(crate) unit: &'a str,
}

/// Parts of a whole, a bar a row with its name above it. Each series has a class that colours it. A part below 0 is not drawn:
/// the others then reach beyond the line of the whole.
pub(crate) fn shares(title: &str, whole: &Whole<'_>, series: &[(&str, &str)], rows: &[Share]) -> String {
    let row = 42.0;
    let height = row * index(rows.len()) + 6.0;
    let named: Vec<String> = rows.iter().map(|share| format!("{}: {}", share.name, share.label)).collect();
    let parts: Vec<&str> = series.iter().map(|(name, _)| *name).collect();
    let described = format!("Bars of {}, in {}. {}.", parts.join(", "), whole.unit, named.join("; "));
    let mut svg = open(height + 34.0, title, &described);
    let sum = |share: &Share| share.parts.iter().map(|part| part.max(0.0)).sum::<f64>();
    let most = rows.iter().map(sum).fold(1.0, f64::max);
    let (left, right) = (1.0, WIDTH - 2.0);
    let x = |share: f64| left + share / most * (right - left);
    for (at, share) in rows.iter().enumerate() {
        let top = 2.0 + row * index(at);
        let _ = write!(
            svg,
            "<text class=\"name\" x=\"{left}\" y=\"{0:.1}\">{1}</text><text class=\"value end\" x=\"{right}\" y=\"{0:.1}\">{2}</text>",
            top + 13.0,
            // a letter is about seven units wide, on a phone eight; between the two texts stays a gap
            escape(&clip(&share.name, 44_usize.saturating_sub(share.label.chars().count()).max(8))),
            escape(&share.label)
        );
        let mut done = 0.0;
        for (part, (name, class)) in share.parts.iter().zip(series) {
            let (from, to) = (x(done), x(done + part.max(0.0)));
            done += part.max(0.0);
            if to - from < 0.05 {
                continue;
            }
            let _ = write!(
                svg,
                "<rect class=\"{class}\" x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"16\"><title>{}, {name}: {}</title></rect>",
                top + 18.0,
                (to - from).max(1.5),
                escape(&share.name),
                crate::format::percent(*part)
            );
        }
    }
    let middle = whole.value / 2.0;
    // half a conflict is none
    let halves = whole.value <= 1.0 || middle.fract() == 0.0;
    let last = if most > 1.001 { " mid" } else { " end" };
    for (share, class, drawn) in [(0.0, "", true), (0.5, " mid", halves), (1.0, last, true)] {
        if !drawn {
            continue;
        }
        let _ = write!(
            svg,
            "<line class=\"axis\" x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{1:.1}\" y2=\"{2:.1}\"/><text class=\"tick{class}\" x=\"{0:.1}\" y=\"{3:.1}\">{4}</text>",
            x(share),
            height - 4.0,
            height,
            height + 12.0,
            short(whole.value * share)
        );
    }
    unit_label(&mut svg, " end", right, height + 28.0, whole.unit);
    if most > 1.001 {
        let _ = write!(
            svg,
            "<line class=\"equal\" x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"2\" y2=\"{1:.1}\"/>",
            x(1.0),
            height - 4.0
        );
    }
    svg.push_str("</svg><p class=\"legend\">");
    for (name, class) in series {
        let _ = write!(svg, "<span><i class=\"{class}\"></i>{}</span>", escape(name));
    }
    if most > 1.001 {
        svg.push_str("<span>dashed: the whole price</span>");
    }
    svg.push_str("</p>");
    svg
}

/// Shares against shares: each curve from (0, 0) to (1, 1), with the line of equality.
pub(crate) fn lorenz(title: &str, across: &str, along: &str, curves: &[(&str, &[(f64, f64)])]) -> String {
    let at_fifth =
        |points: &[(f64, f64)]| points.iter().find(|(share, _)| *share >= 0.2).map_or(0.0, |(_, share)| *share);
    let percent = crate::format::percent;
    let named: Vec<String> = curves
        .iter()
        .map(|(name, points)| format!("the first 20 % of the {name} have {} of the sales", percent(at_fifth(points))))
        .collect();
    let mut svg = open(290.0, title, &format!("Curves from none to all: {}.", named.join("; ")));
    let axis = Axis::draw(&mut svg, (0.0, 1.0), (22.0, 246.0), |share| format!("{:.0}%", share * 100.0));
    let x = |share: f64| 48.0 + share * (WIDTH - 62.0);
    for nth in 0..=5 {
        let share = f64::from(nth) * 0.2;
        label(&mut svg, x(share), 262.0, &format!("{:.0}%", share * 100.0));
    }
    let _ = write!(
        svg,
        "<line class=\"equal\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
        x(0.0),
        axis.y(0.0),
        x(1.0),
        axis.y(1.0)
    );
    for (nth, (_, points)) in curves.iter().enumerate() {
        let path: Vec<String> = points.iter().map(|(a, b)| format!("{:.1},{:.1}", x(*a), axis.y(*b))).collect();
        let _ = write!(svg, "<polyline class=\"l{nth}\" points=\"{}\"/>", path.join(" "));
    }
    unit_label(&mut svg, "", 2.0, 12.0, along);
    unit_label(&mut svg, " end", WIDTH, 282.0, across);
    svg.push_str("</svg><p class=\"legend\">");
    for (nth, (name, _)) in curves.iter().enumerate() {
        let _ = write!(svg, "<span><i class=\"b{nth}\"></i>{}</span>", escape(name));
    }
    svg.push_str("<span>dashed: all equal</span></p>");
    svg
}

/// Values in time with a center line and limits; those beyond are marked.
pub(crate) fn control(
    title: &str,
    axes: &Axes<'_>,
    names: &[String],
    values: &[(f64, bool)],
    (lower, center, upper): (f64, f64, f64),
) -> String {
    let about = crate::format::about_float;
    let described = format!(
        "A line of {} values {}, in {}: mean {}, limits {} and {}, {} beyond them.",
        values.len(),
        from_to(names),
        axes.unit,
        about(center),
        about(lower),
        about(upper),
        values.iter().filter(|(_, flagged)| *flagged).count()
    );
    let mut svg = open(286.0, title, &described);
    let all = || values.iter().map(|(value, _)| *value).chain([center, upper]);
    let low = all().fold(0.0, f64::min);
    let axis = Axis::draw(&mut svg, (low, all().fold(low + 1.0, f64::max)), (22.0, 238.0), short);
    let step = (WIDTH - 60.0) / index(values.len().saturating_sub(1).max(1));
    let x = |at: usize| 52.0 + step * index(at);
    for (class, value) in [("limit", lower), ("center", center), ("limit", upper)] {
        if value >= axis.low {
            let y = axis.y(value);
            let _ = write!(svg, "<line class=\"{class}\" x1=\"48\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>");
        }
    }
    let path: Vec<String> =
        values.iter().enumerate().map(|(at, (value, _))| format!("{:.1},{:.1}", x(at), axis.y(*value))).collect();
    let _ = write!(svg, "<polyline class=\"l0\" points=\"{}\"/>", path.join(" "));
    for (at, (value, _)) in values.iter().enumerate().filter(|(_, (_, flagged))| *flagged) {
        let _ = write!(
            svg,
            "<circle class=\"flag\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\"><title>{}: {} {}</title></circle>",
            x(at),
            axis.y(*value),
            names.get(at).map(|name| escape(name)).unwrap_or_default(),
            about(*value),
            escape(axes.unit)
        );
    }
    labels(&mut svg, names, x, 256.0);
    unit_label(&mut svg, "", 2.0, 12.0, axes.up);
    unit_label(&mut svg, " end", WIDTH, 278.0, axes.across);
    svg.push_str(
        "</svg><p class=\"legend\"><span><i class=\"b0\"></i>week</span><span><i class=\"bflag\"></i>beyond the limits</span>\
         <span>dashed: limits, dotted: mean</span></p>",
    );
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        assert_eq!(ticks(0.0, 4.0), [0.0, 1.0, 2.0, 3.0, 4.0]);
        for (low, high) in [(0.0, 7.3), (-3.0, 1250.0), (0.0, 1.5e9), (0.0, 0.0), (5.0, 5.0)] {
            let ticks = ticks(low, high);
            assert!(ticks.len() <= 12 && ticks[0] <= low && *ticks.last().unwrap() >= high, "{low} {high}: {ticks:?}");
        }
    }

    #[test]
    fn short_numbers() {
        let shown: Vec<_> = [0.0, 950.0, 1500.0, 250_000.0, 1_200_000.0, -3e9].map(short).into();
        assert_eq!(shown, ["0", "950", "1.5k", "250k", "1.2M", "\u{2212}3B"]);
    }
}
