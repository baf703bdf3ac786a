//! Everything that is tested from outside, in one binary.

// A test that cannot go on should stop there.
#![allow(clippy::unwrap_used)]

mod accessible;
mod adding;
mod answers;
mod architecture;
mod articles;
mod attacks;
mod choosing;
mod cli;
mod colours;
mod commands;
mod config;
mod demo;
mod documents;
mod doors;
mod everyday;
mod extraction;
mod faults;
mod feeds;
mod first_minutes;
mod health;
mod hostile;
mod journal;
mod kills;
mod languages;
mod mouse;
mod offline;
mod outages;
mod politeness;
mod refresh;
mod screens;
mod sequences;
mod session;
mod sizes;
mod store;
mod support;
mod terminal;
mod whole_pages;
mod words;
mod worker;
