//! Every test that speaks to the library or the program from outside, in one binary.

#[cfg(test)]
mod store;
