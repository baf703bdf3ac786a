//! The application as a value: what is shown, and how it answers keys and facts. No I/O, no clock, no terminal.

mod effect;
mod event;

pub use effect::{Effect, Neighbour, Refresh};
pub use event::{Event, FeedChoice, FeedRefreshed, FeedsLoaded, OpenedArticle, RefreshFinished, SearchResult};
