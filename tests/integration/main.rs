//! The tests that see dateline from outside its modules, in one binary.

mod articles;
mod extraction;
mod refresh;
mod support;
