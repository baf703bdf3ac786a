//! HTTP, politely and within limits: one address in, a document or the reason why not out. What the document means
//! is `parse`'s trade, when to come again is `refresh`'s; nothing is stored here.

mod address;
mod body;
mod caching;
mod client;
mod connections;
pub mod discover;
mod error;
mod mask;
mod message;
mod redirect;
mod room;
mod trust;
mod turns;

pub use caching::{Hints, spoken};
pub use client::{Client, Settings};
pub use discover::Candidate;
pub use error::FetchError;
pub use mask::mask;
pub use message::{Document, Kind, Request, Response};
pub use turns::Turn;
