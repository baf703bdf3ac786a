//! What the integration tests share.

pub mod library;
pub mod reader;
pub mod server;
pub mod terminal;
