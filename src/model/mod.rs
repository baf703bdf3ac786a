//! The nouns: plain values that every other module speaks in. No I/O, no clock, no thread.
//!
//! What a feed said (`ParsedFeed` in `parse`), what is kept (the tables of `store`) and what a list shows
//! (`EntryRow` here) are three shapes on purpose; none is reused for another's job.

pub mod change;
pub mod direction;
pub mod document;
pub mod entry;
pub mod feed;
pub mod folder;
pub mod health;
pub mod packed;
pub mod page;
pub mod picture;
pub mod printable;
pub mod program;
pub mod query;
pub mod source;
pub mod text;
pub mod time;

pub use change::{Change, ChangeId};
pub use document::{Block, Document, Inline, Item, Medium, Numerals, Style, Table, WideCell};
pub use entry::{Article, Enclosure, EntryId, EntryRow, Hit, Mark, Marked, NewEntry};
pub use feed::{Feed, FeedError, FeedFault, FeedId, Fetched, FetchedFeed, Subscription, Validators, Wishes};
pub use folder::Folder;
pub use health::{FetchNotes, Health};
pub use page::{Line, Link, Page, PagePicture, Role, Span};
pub use picture::{Easel, Picture, PictureSize, Strip, Way};
pub use printable::Printable;
pub use program::program_words;
pub use query::{Query, QueryError};
pub use source::{Counts, Cursor, ListOrder, Position, SavedQuery, Source, Window, WindowRequest};
pub use time::{DateForm, Timestamp, Zone};
