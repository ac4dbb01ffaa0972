//! The form under which tags, values and names are compared.

use caseless::Caseless;
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfkc};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// What a character is to [`norm`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    DecimalDigit,
    OtherNumber,
    Mark,
    Dot,
    Ampersand,
    /// `+` and `%`, which change what a name means ("C++", "50%").
    Sign,
    /// What leaves no trace, not even a space: apostrophes, format characters, variation selectors.
    Nothing,
    Separator,
}

fn kind(character: char) -> Kind {
    match character {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        '0'..='9' => Kind::DecimalDigit,
        '.' => Kind::Dot,
        '&' => Kind::Ampersand,
        '+' | '%' => Kind::Sign,
        '\'' | '\u{2019}' | '\u{2BC}' | '\u{FE00}'..='\u{FE0F}' => Kind::Nothing,
        '\0'..='\x7F' => Kind::Separator,
        _ => match character.general_category() {
            GeneralCategory::UppercaseLetter
            | GeneralCategory::LowercaseLetter
            | GeneralCategory::TitlecaseLetter
            | GeneralCategory::ModifierLetter
            | GeneralCategory::OtherLetter => Kind::Letter,
            GeneralCategory::DecimalNumber => Kind::DecimalDigit,
            GeneralCategory::LetterNumber | GeneralCategory::OtherNumber => Kind::OtherNumber,
            GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark => {
                Kind::Mark
            }
            GeneralCategory::Format => Kind::Nothing,
            _ => Kind::Separator,
        },
    }
}

/// NFKC, full case folding, NFKC.
fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    Cow::Owned(text.nfkc().default_case_fold().nfkc().collect())
}

/// The form under which tags and values are compared: two that a shopper reads as one have the same.
///
/// The text is put into NFKC, full case folding and NFKC again. Apostrophes (U+0027, U+2019, U+02BC), format characters
/// (category Cf) and variation selectors U+FE00 to U+FE0F vanish. `&` becomes the word "and"; a full stop stays before a
/// decimal digit unless a letter, a mark or another full stop stands right before it; letters, numbers, `+` and `%` stay, and
/// marks right after a letter, a number or a mark that stays; all else is a space. The rest is put into NFKC once more, its
/// white space collapsed and trimmed. The answer is empty where nothing of the text counts; it is its own `norm`.
///
/// Normal forms and categories are those of Unicode 18, case folding is that of Unicode 16: capitals that came later stay.
///
/// Time and space O(n) in the length of the text.
///
/// ```
/// use mercato_taxonomy::text::norm;
/// assert_eq!(norm("#SALE"), "sale");
/// assert_eq!(norm("Men\u{2019}s Shoes"), "mens shoes");
/// assert_eq!(norm("R&B"), "r and b");
/// assert_eq!(norm("5.5-inch"), "5.5 inch");
/// assert_eq!(norm("No.5"), "no 5");
/// assert_eq!(norm("10,000 mAh"), "10 000 mah");
/// assert_eq!(norm("ＮＥＷ　手工/陶瓷"), "new 手工 陶瓷");
/// assert_eq!(norm("🎁"), "");
/// ```
#[must_use]
pub fn norm(text: &str) -> String {
    if text.is_ascii() {
        // so marked, the characters need no look at what only others can be
        return kept(text.bytes().map(|byte| char::from(byte & 0x7F)), text.len());
    }
    let folded = folded(text);
    let kept = kept(folded.chars(), folded.len());
    // what vanished can have kept a mark from its letter
    if is_nfkc(&kept) { kept } else { kept.nfkc().collect() }
}

/// What stays of folded characters, or of ASCII as it is, with single spaces between.
fn kept(characters: impl Iterator<Item = char>, length: usize) -> String {
    let mut kept = String::with_capacity(length);
    let mut gap = false;
    let mut before = Kind::Separator;
    // a letter, number or mark that stays stands right before
    let mut carries_marks = false;
    let mut characters =
        characters.map(|character| (character, kind(character))).filter(|(_, kind)| *kind != Kind::Nothing).peekable();
    while let Some((character, kind)) = characters.next() {
        let after = characters.peek().map(|(_, kind)| *kind);
        let stays = match kind {
            Kind::Letter | Kind::DecimalDigit | Kind::OtherNumber | Kind::Sign => true,
            Kind::Mark => carries_marks,
            Kind::Dot => after == Some(Kind::DecimalDigit) && !matches!(before, Kind::Letter | Kind::Mark | Kind::Dot),
            Kind::Ampersand | Kind::Nothing | Kind::Separator => false,
        };
        if stays {
            separate(&mut kept, gap);
            kept.push(character.to_ascii_lowercase());
            gap = false;
        } else if kind == Kind::Ampersand {
            separate(&mut kept, true);
            kept.push_str("and");
            gap = true;
        } else if kind != Kind::Mark {
            gap = true;
        }
        carries_marks = stays && !matches!(kind, Kind::Sign | Kind::Dot);
        before = kind;
    }
    kept
}

fn separate(kept: &mut String, gap: bool) {
    if gap && !kept.is_empty() {
        kept.push(' ');
    }
}

/// The key of a text in an address: [`norm`] with hyphens for spaces. `%` and `+` stay, so percent-encode it in a URL.
///
/// ```
/// assert_eq!(mercato_taxonomy::text::slug("  Eco Friendly! "), "eco-friendly");
/// ```
#[must_use]
pub fn slug(text: &str) -> String {
    norm(text).replace(' ', "-")
}

/// The form under which names of siblings clash: NFKC, full case folding, NFKC, white space collapsed and trimmed. Punctuation
/// tells names apart.
///
/// ```
/// use mercato_taxonomy::text::fold_name;
/// assert_eq!(fold_name(" Home  &\u{3000}GARDEN "), "home & garden");
/// assert_ne!(fold_name("Home & Garden"), fold_name("Home and Garden"));
/// ```
#[must_use]
pub fn fold_name(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    for word in folded(name).split_whitespace() {
        separate(&mut words, true);
        words.push_str(word);
    }
    words
}
