//! What several test files share.

#[path = "../../../../tests/shared/called.rs"]
mod shared;

#[allow(unused_imports, reason = "each test file uses a part")]
pub(crate) use shared::{answer, assert_holds, refusal, unreadable};

/// The instant so many hours into November 2026, as JSON.
#[allow(dead_code, reason = "each test file uses a part")]
pub(crate) fn hour(hours: u32) -> String {
    format!("2026-11-{:02}T{:02}:00:00Z", hours / 24 + 1, hours % 24)
}
