//! Any bytes as an orders file: an answer or a refusal, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mercato_review::{Settings, check_csv};

fuzz_target!(|bytes: &[u8]| {
    let mut settings = Settings::default();
    settings.max_unreadable = 1.0;
    settings.return_prefix = Some("C".into());
    if let Ok((rows, kept)) = check_csv(bytes, &settings) {
        assert!(kept <= rows);
    }
});
