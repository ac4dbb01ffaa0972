//! How far is it? A bar on standard error while something takes long at a terminal; nothing where standard error is no
//! terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// How long a work may take before a bar is shown.
const PATIENCE: Duration = Duration::from_millis(500);
/// Redraws a second.
const RATE: u8 = 10;

/// Progress in bytes.
pub(crate) struct Progress {
    bar: ProgressBar,
    shown: bool,
}

impl Progress {
    /// The progress of a work over this many bytes, where that is known.
    pub(crate) fn new(bytes: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(bytes, ProgressDrawTarget::hidden());
        let template = match bytes {
            Some(_) => "{wide_bar} {percent:>3} %  {bytes} of {total_bytes}  {eta} left",
            None => "{spinner} {bytes}  {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, shown: false }
    }

    /// So many more bytes are done.
    pub(crate) fn advance(&mut self, bytes: u64) {
        self.bar.inc(bytes);
        if !self.shown && self.bar.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(RATE));
            self.shown = true;
        }
    }
}

/// The bar goes when the work is done, or when it failed.
impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
