//! `mercato openapi`

use crate::failure::Failure;
use crate::{Status, output};

/// Print the document of all operations for web clients (`OpenAPI` 3.1)
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  mercato openapi > openapi.json")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args) -> Result<Status, Failure> {
    output::print(&format!("{:#}", mercato_ops::openapi::document()))?;
    Ok(Status::Answered)
}
