//! What the integration tests share.

pub mod hostile_pages;
pub mod library;
pub mod reader;
pub mod secure;
pub mod server;
pub mod terminal;
