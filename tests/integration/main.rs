//! The tests of the whole, in one binary.

mod refresh;
mod support;
