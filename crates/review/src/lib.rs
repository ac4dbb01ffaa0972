#![doc = include_str!("../README.md")]

mod conflict;
mod cube;
mod definitions;
mod demo;
mod dictionary;
mod error;
mod figures;
mod files;
mod format;
mod intake;
mod metrics;
mod output;
mod parse;
mod policy;
mod price;
mod promotions;
mod read;
mod report;
mod run;
mod sales;
mod schema;
mod section;
mod settings;
mod stock;
mod store;
mod summary;
mod tables;
mod traffic;

pub use demo::Demo;
pub use error::{Place, ReviewError};
pub use parse::DateOrder;
pub use read::check_csv;
pub use run::{Outcome, Source, review};
pub use schema::{Field, Mapping};
pub use settings::Settings;
