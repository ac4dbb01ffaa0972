//! The rules of text against their definition: idempotence over all of Unicode, published examples, and a second way to say
//! the same.

use mercato_taxonomy::text::{Phrase, Stem, Units, fold_name, norm, s_stem, slug, tokens};
use proptest::prelude::*;

/// Characters at which the rules meet: marks of several classes, stops, digits, joiners, letters that fold to several.
const AWKWARD: &[char] = &[
    'a', 'Z', 'e', '5', '٣', '½', '.', '.', '&', '+', '%', '-', ' ', '\'', '\u{2019}', '\u{2BC}', '\u{301}', '\u{327}',
    '\u{345}', '\u{20E3}', '\u{200D}', '\u{200B}', '\u{FE0F}', '\u{AD}', 'ß', 'İ', 'ŉ', 'ΐ', 'ᾳ', 'Σ', 'ς', 'ﬁ', 'ǰ',
    '手', '机', 'カ', '\u{3099}', '\u{1100}', '\u{1161}', '\u{11A8}', '가', '\u{FDFA}', '❤', '\u{3000}', '\n', '😀',
    'ｶ', 'ﾞ',
];

fn awkward() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(AWKWARD), 0..12).prop_map(String::from_iter)
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![awkward(), any::<String>(), "[ -~]{0,20}"]
}

#[test]
fn norm_of_every_character_and_of_every_letter_with_a_mark_is_its_own_norm() {
    let marks = ["", "\u{301}", "\u{345}", "\u{327}", ".5", "'\u{301}"];
    for character in '\0'..=char::MAX {
        for mark in marks {
            let once = norm(&format!("{character}{mark}"));
            assert_eq!(norm(&once), once, "{character:?} {mark:?}");
            assert!(!once.contains("  ") && once.trim() == once, "{character:?} {mark:?}");
        }
        let folded = fold_name(&character.to_string());
        assert_eq!(fold_name(&folded), folded, "{character:?}");
    }
}

#[test]
fn the_examples_of_the_rule() {
    for (text, expected) in [
        ("#SALE", "sale"),
        ("Men's Shoes", "mens shoes"),
        ("5.5-inch", "5.5 inch"),
        (".5mm", ".5mm"),
        ("No.5", "no 5"),
        ("R&B", "r and b"),
        ("10,000 mAh", "10 000 mah"),
        ("\u{2764}\u{FE0F} Gift", "gift"),
        ("&", "and"),
        ("a&&b", "a and and b"),
        ("v2..5", "v2 5"),
        ("5'.5", "5.5"),
        ("x\u{200D}.5", "x 5"),
        ("+\u{301}.5", "+ 5"),
        ("e'\u{301}clair", "éclair"),
        ("\u{301}x", "x"),
        ("Σίσυφος", "σίσυφοσ"),
        ("C++ 50% OFF", "c++ 50% off"),
        ("½", "1 2"),
    ] {
        assert_eq!(norm(text), expected, "{text:?}");
    }
}

#[test]
fn plurals_and_singulars_meet() {
    for (plural, singular) in [
        ("hoodies", "hoodie"),
        ("dresses", "dress"),
        ("boxes", "box"),
        ("watches", "watch"),
        ("batteries", "battery"),
        ("trees", "tree"),
        ("shoes", "shoe"),
        ("quizzes", "quizz"),
        ("movies", "movie"),
        ("ties", "tie"),
        ("algaes", "algae"),
    ] {
        assert_eq!(s_stem(plural), s_stem(singular), "{plural}");
    }
    for same in ["xs", "s", "5s", "bus", "glass", "es", "手机"] {
        assert_eq!(s_stem(same), same);
    }
}

#[test]
fn a_phrase_is_found_across_plural_case_and_script() {
    let found = |phrase: &str, text: &str| Units::of(text).contains(&Phrase::new(phrase).unwrap());
    assert!(found("鞋", "运动鞋") && found("防水 音箱", "防水音箱") && found("DRESS", "Summer dresses"));
    assert!(found("20-hour battery", "with 20 hour batteries"));
    assert!(!found("phone", "headphones") && !found("summer dress", "summer red dress"));
    assert!(Phrase::new("!!").is_err() && Phrase::new("").is_err());
}

proptest! {
    #[test]
    fn norm_is_idempotent_and_case_does_not_count(text in any_text()) {
        let once = norm(&text);
        prop_assert_eq!(norm(&once), once.clone());
        prop_assert_eq!(slug(&text).replace('-', " "), once.clone());
        prop_assert_eq!(norm(&format!(" \u{200B}{text}\t ")), once);
        prop_assert_eq!(fold_name(&fold_name(&text)), fold_name(&text));
    }

    #[test]
    fn names_that_fold_alike_norm_alike(text in any_text()) {
        prop_assert_eq!(norm(&fold_name(&text)), norm(&text));
    }

    #[test]
    fn tokens_hold_the_characters_of_norm(text in any_text()) {
        let words = tokens(&text, Stem::None);
        let han = |c: char| matches!(c as u32, 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x2FA1F);
        // pairs overlap: the first character of each but the last of a run, and all of the last
        let expected: usize = norm(&text).split(' ').map(|word| {
            let chars: Vec<char> = word.chars().collect();
            chars.chunk_by(|a, b| han(*a) == han(*b)).map(|run| {
                if run.len() > 1 && run.iter().all(|c| han(*c)) { run.len().saturating_sub(1).saturating_mul(2) } else { run.len() }
            }).sum::<usize>()
        }).sum();
        prop_assert_eq!(words.iter().map(|word| word.chars().count()).sum::<usize>(), expected);
        prop_assert!(words.iter().all(|word| !word.is_empty() && !word.contains(' ')));
    }

    #[test]
    fn every_run_of_words_is_a_phrase_of_its_text(text in any_text(), from in 0_usize..6, length in 1_usize..4) {
        let norm = norm(&text);
        let run: Vec<&str> = norm.split(' ').skip(from).take(length).collect();
        if let Ok(phrase) = Phrase::new(&run.join(" ")) {
            prop_assert!(Units::of(&text).contains(&phrase), "{run:?}");
        }
    }
}
