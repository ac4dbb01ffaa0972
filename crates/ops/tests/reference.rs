//! The reference pages in `docs/ops/` say what the catalogue says.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_reference_is_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ops");
    let pages = mercato_ops::reference::pages();
    let again = "run `cargo run -p mercato-ops --example reference` and commit docs/ops";
    for (name, text) in &pages {
        let found = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(found.replace("\r\n", "\n") == *text, "docs/ops/{name} is stale: {again}");
    }
    let known: BTreeSet<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    for file in std::fs::read_dir(&folder).expect("docs/ops") {
        let name = file.expect("a file").file_name();
        assert!(
            known.contains(name.to_str().unwrap_or_default()),
            "docs/ops/{} is of no kernel: remove it",
            name.display()
        );
    }
}
