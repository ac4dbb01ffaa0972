//! What several test files share.

#[path = "../../../../tests/shared/called.rs"]
mod shared;

#[allow(unused_imports, reason = "each test file uses a part")]
pub(crate) use shared::{answer, assert_holds, refusal, unreadable};
