//! Which alternative is at least as good as which? Outranking: comparison pair by pair, with room for "cannot be compared".
//!
//! | method | answers |
//! |---|---|
//! | [`promethee`](mod@promethee) | flows of preference; a partial and a full ranking |
//! | [`electre_i`](mod@electre_i) | which ones remain in the choice |
//! | [`electre_iii`](mod@electre_iii) | two rankings by classes, under thresholds and vetoes |

pub mod electre_i;
pub mod electre_iii;
pub mod preference;
pub mod promethee;
