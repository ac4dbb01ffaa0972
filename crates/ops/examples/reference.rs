//! Writes the reference pages of all operations to `docs/ops/` (or to the folder given).

use mercato_ops::reference;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let standard = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/ops");
    let folder = env::args_os().nth(1).map_or_else(standard, PathBuf::from);
    fs::create_dir_all(&folder)?;
    for (name, text) in reference::pages() {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}
