#![doc = include_str!("../README.md")]

mod check;
mod error;
pub mod expected_loss;
pub mod fmea;
pub mod register;
pub mod score;

pub use error::RiskError;
pub use expected_loss::{ExpectedLoss, ExpectedLossInput, ExposedAsset, LossExpectancy, Mitigation, expected_loss};
pub use fmea::{FailureMode, Fmea, FmeaInput, RankedFailureMode, fmea};
pub use register::{AssessedRisk, RegisterInput, Risk, RiskLevel, RiskRegister, register};
pub use score::{RiskBand, Score, ScoreInput, score};
