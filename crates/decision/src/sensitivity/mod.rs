//! How surely is the first the first?
//!
//! | question | module |
//! |---|---|
//! | within which weights does the winner stay | [`weight_ranges`](mod@weight_ranges) |
//! | does leaving one out reorder the others | [`rank_reversal`](mod@rank_reversal) |
//! | how often would each win, if nobody agreed on the weights | [`smaa`](mod@smaa) |
//! | why does it stand where it stands, and why before the next | [`explain`](mod@explain) |

pub mod explain;
pub mod rank_reversal;
pub mod smaa;
pub mod weight_ranges;

mod sentences;
