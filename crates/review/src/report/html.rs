//! Pieces of HTML. Every text that comes from the data passes through [`escape`].

use std::fmt::Write as _;

/// A text for content and attributes of HTML and SVG.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // no control character has a meaning in a name
            control if control.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}

/// Letters of a word that stay together in a narrow cell.
const LONG: usize = 14;

/// A text that may break within its longest words: an article number of forty letters must fit on a phone and on paper.
fn breakable(text: &str) -> String {
    let word = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        let parts: Vec<String> = letters.chunks(LONG).map(|part| escape(&part.iter().collect::<String>())).collect();
        parts.join("<wbr>")
    };
    text.split_inclusive(' ').map(word).collect()
}

/// A cell of a table.
pub(crate) enum Cell {
    /// A text; at the first place the name of the row.
    Text(String),
    /// A text that names no row, wherever it stands.
    Word(String),
    /// A few words, which need a little width.
    Phrase(String),
    /// A sentence, which needs some width on a narrow screen.
    Sentence(String),
    Number(String),
    /// A number with the colour of good or bad news.
    Toned(String, Option<bool>),
    /// A text that leads to another part of the report.
    Link {
        text: String,
        anchor: &'static str,
    },
    /// A value with a badge behind it.
    Badge {
        value: String,
        badge: &'static str,
    },
}

/// A table in a box of its own that scrolls where the screen is narrow. A heading that starts with `#` is one of numbers.
pub(crate) fn table(caption: &str, headings: &[impl AsRef<str>], rows: &[Vec<Cell>]) -> String {
    table_with_total(caption, headings, rows, None)
}

/// A table with a last row that stays below the others when they are sorted.
pub(crate) fn table_with_total(
    caption: &str,
    headings: &[impl AsRef<str>],
    rows: &[Vec<Cell>],
    total: Option<&[Cell]>,
) -> String {
    let caption = escape(caption);
    let mut html = format!(
        "<div class=\"table\"><h4>{caption}</h4><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table><thead><tr>"
    );
    for heading in headings.iter().map(AsRef::as_ref) {
        match heading.strip_prefix('#') {
            Some(heading) => {
                let _ = write!(html, "<th class=\"n\" scope=\"col\">{}</th>", escape(heading));
            }
            None => {
                let _ = write!(html, "<th scope=\"col\">{}</th>", escape(heading));
            }
        }
    }
    html.push_str("</tr></thead><tbody>");
    for cells in rows {
        row(&mut html, cells);
    }
    html.push_str("</tbody>");
    if let Some(cells) = total {
        html.push_str("<tfoot>");
        row(&mut html, cells);
        html.push_str("</tfoot>");
    }
    html.push_str("</table></div></div>");
    html
}

fn row(html: &mut String, cells: &[Cell]) {
    html.push_str("<tr>");
    for (at, cell) in cells.iter().enumerate() {
        let _ = match cell {
            Cell::Text(text) if at == 0 => write!(html, "<th scope=\"row\">{}</th>", breakable(text)),
            Cell::Text(text) | Cell::Word(text) => write!(html, "<td>{}</td>", breakable(text)),
            Cell::Phrase(text) => write!(html, "<td class=\"phrase\">{}</td>", breakable(text)),
            Cell::Sentence(text) => write!(html, "<td class=\"sentence\">{}</td>", breakable(text)),
            Cell::Number(text) => write!(html, "<td class=\"n\">{}</td>", escape(text)),
            Cell::Toned(text, tone) => {
                let class = match tone {
                    Some(true) => "n good",
                    Some(false) => "n bad",
                    None => "n",
                };
                write!(html, "<td class=\"{class}\">{}</td>", escape(text))
            }
            Cell::Link { text, anchor } => {
                write!(html, "<td><a href=\"#{}\">{}</a></td>", escape(anchor), escape(text))
            }
            Cell::Badge { value, badge: "" } => write!(html, "<td class=\"n\">{}</td>", escape(value)),
            Cell::Badge { value, badge } => {
                write!(html, "<td class=\"n\">{} <b class=\"badge {badge}\">{badge}</b></td>", escape(value))
            }
        };
    }
    html.push_str("</tr>");
}

/// A picture with what it shows.
pub(crate) fn figure(caption: &str, svg: &str) -> String {
    format!("<figure><figcaption>{}</figcaption>{svg}</figure>", escape(caption))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_data_becomes_markup() {
        let evil = "<script>alert('x')</script>&\"\u{0}";
        assert_eq!(escape(evil), "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot; ");
        let html = table(evil, &[evil], &[vec![Cell::Text(evil.into()), Cell::Number(evil.into())]]);
        assert!(!html.contains("<script"));
        let long = "<".repeat(LONG + LONG + 5) + " short";
        let parts = "<".repeat(LONG);
        let due = format!("{parts}|{parts}|<<<<< short");
        assert_eq!(breakable(&long).replace("&lt;", "<").replace("<wbr>", "|"), due);
    }
}
