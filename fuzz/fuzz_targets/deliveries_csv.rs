//! Any text as `deliveries.csv` beside two orders: a review or a refusal that names the file, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mercato_review::{Settings, Source, review};
use std::path::PathBuf;
use std::sync::LazyLock;

/// A folder of this process with the orders.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("mercato-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let orders = "order_id,sku,quantity,unit_price,currency,ordered_at,channel\nA,S1,1,5.00,EUR,2026-06-01,x\nB,S2,1,5.00,EUR,2026-06-30,x\n";
    std::fs::write(folder.join("orders.csv"), orders).expect("orders");
    folder
});

fuzz_target!(|text: &[u8]| {
    std::fs::write(FOLDER.join("deliveries.csv"), text).expect("a file");
    let out = FOLDER.join("out");
    if let Err(error) = review(&Source::Data(FOLDER.clone()), &out, &Settings::default(), true) {
        let said = error.to_string();
        assert!(said.contains("deliveries.csv") || said.contains("delivery") || said.contains("supplier"), "{said}");
    }
});
