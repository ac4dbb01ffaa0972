#![doc = include_str!("../README.md")]

pub mod distribution;
mod error;
pub mod linalg;
pub mod linear_program;
pub mod minimize;
pub mod quadrature;
pub mod random;
pub mod root;
pub mod special;
pub mod sum;

pub use error::Error;
