//! A stream of offer changes through the delta checker: reads `policy.toml` and `offers.csv` of a folder once, then one change a line
//! from its input, and prints which conflicts each opens and closes. A line that is no change, or is refused, changes nothing and is
//! answered in its place; the program then ends with 1.
//!
//! `watch_offers FOLDER AS_OF [en|zh] < changes.jsonl`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints its answer")]

mod channel_files;

use channel_files::{offers, policy};
use mercato::channel::{Change, Checker, Conflict, LiveCheck, Locale};
use mercato::core::time;
use std::collections::BTreeMap;
use std::error::Error;
use std::io::BufRead;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, as_of, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: watch_offers FOLDER AS_OF [en|zh] < changes.jsonl");
        return ExitCode::from(2);
    };
    let locale = if rest.first().is_some_and(|language| language == "zh") { Locale::Zh } else { Locale::En };
    match run(Path::new(folder), as_of, locale) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Reads all changes; how many were refused.
fn run(folder: &Path, as_of: &str, locale: Locale) -> Result<usize, Box<dyn Error>> {
    let checker = Checker::new(&policy(folder)?, &time::parse_timestamp(as_of)?)?;
    let offers = offers(folder)?;
    // what is open, by name: a conflict that closes is told as it was
    let mut open: BTreeMap<String, Conflict> =
        checker.check(&offers)?.into_iter().map(|conflict| (conflict.conflict_id.clone(), conflict)).collect();
    let mut live = checker.watch(offers)?;
    println!("{} open", live.open());
    let mut refused = 0_usize;
    for (number, line) in (1..).zip(std::io::stdin().lock().lines()) {
        match change(&mut live, &line?) {
            Err(reason) => {
                refused = refused.saturating_add(1);
                println!("\nline {number} is refused: {reason}");
            }
            Ok((closed, opened)) => {
                println!("\nline {number}: {} opened, {} closed", opened.0.len(), closed.len());
                for conflict in closed.iter().filter_map(|name| open.remove(name)) {
                    println!("- {} {} {}", conflict.kind, conflict.sku, conflict.parties.join(", "));
                }
                for sku in &opened.1 {
                    let own: Vec<_> = live.offers_of(sku).cloned().collect();
                    for conflict in checker.check(&own)?.into_iter().filter(|it| opened.0.contains(&it.conflict_id)) {
                        println!("+ {}", conflict.explain(locale).replace('\n', "\n  "));
                        open.insert(conflict.conflict_id.clone(), conflict);
                    }
                }
            }
        }
    }
    println!("\n{} open", live.open());
    Ok(refused)
}

/// The names closed; the names opened and the things that they are of.
type Told = (Vec<String>, (Vec<String>, Vec<String>));

fn change(live: &mut LiveCheck, line: &str) -> Result<Told, Box<dyn Error>> {
    let change: Change = serde_json::from_str(line)?;
    let delta = live.apply(change)?;
    Ok((delta.closed, (delta.opened, delta.touched_skus)))
}
