//! The tests that see dateline from outside its modules, in one binary.

mod articles;
mod refresh;
mod support;
