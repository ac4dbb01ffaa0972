//! A policy check for a scheduler: reads a folder with `policy.toml`, `offers.csv` and, if there is one, `waivers.csv`, prints the
//! open conflicts, the gravest first, and ends with
//!
//! - 0 where nothing is open,
//! - 1 where something is,
//! - 2 where the files cannot be checked: every mistake of the policy, or the first line that is wrong.
//!
//! `check_policy FOLDER AS_OF [en|zh]`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints its answer")]

mod channel_files;

use channel_files::{offers, policy, waivers};
use mercato::channel::{
    ApplyWaiversInput, Checker, Conflict, ConflictKind, Locale, SeverityInput, SeverityLevel, SeverityWeights,
    WaivableConflict, apply_waivers, severity,
};
use mercato::core::time;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, as_of, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: check_policy FOLDER AS_OF [en|zh]");
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

/// Prints the open conflicts; how many there are.
fn run(folder: &Path, as_of: &str, locale: Locale) -> Result<usize, Box<dyn Error>> {
    let as_of = time::parse_timestamp(as_of)?;
    let offers = offers(folder)?;
    let conflicts = Checker::new(&policy(folder)?, &as_of)?.check(&offers)?;
    let waived = apply_waivers(&ApplyWaiversInput {
        conflicts: conflicts.iter().map(waivable).collect(),
        waivers: waivers(folder)?,
        as_of,
    })?;
    let mut open = Vec::new();
    for conflict in conflicts.iter().filter(|conflict| waived.open.contains(&conflict.conflict_id)) {
        open.push((graveness(conflict)?, conflict));
    }
    // a stable sort: conflicts of one score stay in the order of kind, thing and name
    open.sort_by(|((a, _), _), ((b, _), _)| b.total_cmp(a));
    println!(
        "{} offers, {} conflicts, {} waived, {} open",
        offers.len(),
        conflicts.len(),
        waived.suppressed.len(),
        open.len()
    );
    for waiver in &waived.expired_waivers {
        println!("waiver {waiver} has expired");
    }
    for ((score, level), conflict) in &open {
        println!("\n{} {score:.0} {}", format!("{level:?}").to_lowercase(), conflict.conflict_id);
        println!("{}", conflict.explain(locale));
    }
    Ok(open.len())
}

fn waivable(conflict: &Conflict) -> WaivableConflict {
    WaivableConflict {
        conflict_id: conflict.conflict_id.clone(),
        kind: conflict.kind.to_string(),
        sku: conflict.sku.clone(),
        magnitude_ratio: conflict.magnitude_ratio,
    }
}

/// How grave a conflict is, by its size and its kind; how much is sold and since when, these files do not say. A broken agreement has
/// no size, and counts as a large one.
fn graveness(conflict: &Conflict) -> Result<(f64, SeverityLevel), Box<dyn Error>> {
    let kind_weight = match conflict.kind {
        ConflictKind::PriceParity => 0.4,
        ConflictKind::BelowMap | ConflictKind::AboveMax => 0.8,
        _ => 1.0,
    };
    let severity = severity(&SeverityInput {
        magnitude_ratio: conflict.magnitude_ratio.unwrap_or(1.0),
        kind_weight: Some(kind_weight),
        volume_share: None,
        duration_hours: None,
        magnitude_reference: None,
        duration_reference_hours: None,
        weights: Some(SeverityWeights { volume: Some(0.0), duration: Some(0.0), ..SeverityWeights::default() }),
    })?;
    Ok((severity.score, severity.level))
}
