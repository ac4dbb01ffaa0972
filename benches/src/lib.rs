//! The benches of the workspace live beside this file.
