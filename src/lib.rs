//! dateline, a news reader for the terminal. The modules in reading order: ARCHITECTURE.md is the map.

pub mod command;
pub mod config;
pub mod model;

pub mod extract;
pub mod fetch;
pub mod parse;
pub mod refresh;
pub mod render;
pub mod store;

pub mod app;
pub mod ui;
pub mod worker;

pub mod cli;
pub mod fault;
pub mod log;
pub mod newsroom;
pub mod terminal;
