//! `mercato review` as a program: what it writes, what it prints, how it ends.

#![allow(clippy::unwrap_used, reason = "a test stops where its set-up fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("review-command").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn review(arguments: &[&str], out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mercato")).arg("review").args(arguments).arg("--out").arg(out).output().unwrap()
}

#[test]
fn the_demo_needs_nothing() {
    let out = folder("demo").join("review");
    let ended = review(&["--demo", "--lines", "5000"], &out);
    let printed = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    for part in ["net sales", "attention first:", "report.html"] {
        assert!(printed.contains(part), "{printed}");
    }
    for file in ["report.html", "summary.json", "rejected.csv", "channels.csv", "months.csv", "data/orders.csv"] {
        assert!(fs::metadata(out.join(file)).is_ok_and(|file| file.len() > 0), "{file}");
    }
}

#[test]
fn refusals_say_what_to_do_and_leave_nothing() {
    let folder = folder("refusals");
    let file = folder.join("orders.csv");
    fs::write(&file, "invoice,item,qty\nA,S,1\n").unwrap();
    let out = folder.join("out");
    let path = file.to_str().unwrap();
    for (arguments, status, says) in [
        (vec![path], 2, "--map order_id=invoice"),
        (vec![path, "--map", "order_id=invoce"], 2, "invoce"),
        (vec![path, "--map", "order=invoice"], 2, "no field"),
        (vec![path, "--currency", "euro"], 2, "three letters"),
        (vec!["no-such-file.csv"], 1, "no-such-file.csv"),
        (vec![], 2, "--demo"),
    ] {
        let ended = review(&arguments, &out);
        let message = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(status), "{arguments:?}: {message}");
        assert!(message.contains(says), "{arguments:?}: {message}");
        assert!(ended.stdout.is_empty());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "{arguments:?} leaves something behind");
    }
}

#[test]
fn columns_of_others_are_mapped() {
    let folder = folder("mapped");
    let file = folder.join("sales.csv");
    fs::write(&file, "Invoice;Item;Qty;Price;When\nI1;S1;2;3.50;9/12/2011 10:00\nI2;S1;1;3.50;10/12/2011 11:30\n")
        .unwrap();
    let map = "order_id=Invoice,sku=Item,quantity=Qty,unit_price=Price,ordered_at=When";
    let arguments =
        [file.to_str().unwrap(), "--map", map, "--currency", "EUR", "--channel", "Shop", "--date-order", "dmy"];
    let ended = review(&arguments, &folder.join("out"));
    let printed = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(printed.contains("2011-12-09 to 2011-12-10") && printed.contains("10.50"), "{printed}");
}
