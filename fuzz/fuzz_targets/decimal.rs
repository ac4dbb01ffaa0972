//! Any text as a decimal, a date, an instant, money: an answer or a refusal, never a panic; what is read prints back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mercato_core::{Money, decimal, time};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(value) = decimal::parse(text) {
        let printed = value.to_string();
        let again = decimal::parse(&printed).expect("what prints can be read");
        assert_eq!((again.mantissa(), again.scale()), (value.mantissa(), value.scale()));
        assert!(!(value.is_zero() && printed.starts_with('-')));
    }
    if let Ok(date) = time::parse_date(text) {
        assert_eq!(date.to_string(), text);
    }
    if let Ok(instant) = time::parse_timestamp(text) {
        assert_eq!(time::parse_timestamp(&time::format_timestamp(&instant)), Ok(instant));
    }
    if let Ok(money) = text.parse::<Money>() {
        assert_eq!(money.to_string().parse(), Ok(money));
    }
});
