//! Everything that is tested from outside, in one binary.

// A test that cannot go on should stop there.
#![allow(clippy::unwrap_used)]

mod articles;
mod feeds;
mod refresh;
mod store;
mod support;
