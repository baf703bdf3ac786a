//! The application as a value: what is shown, and how it answers keys and facts. No I/O, no clock, no terminal.
//! Each pane has a file here and one of the same name in `ui`.

mod article;
mod choosing;
mod commands;
mod completing;
mod contents;
mod effect;
mod entries;
mod event;
mod events;
mod filing;
mod finder;
mod finding;
mod focus;
mod full_text;
mod health;
mod hints;
mod input;
mod journal;
mod layout;
mod likeness;
mod linked;
mod listing;
mod marks;
mod message;
mod mouse;
mod mouse_over;
mod movement;
mod network;
mod notice;
mod number;
mod opening;
mod order;
mod overlay;
mod palette;
mod pictures;
mod places;
mod prefetch;
mod prompt;
mod queries;
mod search;
mod session;
mod sidebar;
mod sorting;
mod state;
mod status;
mod subscriptions;
mod tagging;
mod themes;
mod tracking;
mod update;
mod upkeep;
mod wrap;

pub use article::{ArticleText, Reading};
pub use choosing::Chosen;
pub use completing::Completions;
pub use contents::{Contents, ContentsLine};
pub use effect::{Effect, Neighbour, Outside, Refresh, Which, without_superseded};
pub use entries::Entries;
pub use event::{
    EntryPrefetched, Event, FeedChoice, FeedRefreshed, FeedsLoaded, OpenedArticle, PrefetchFinished, RefreshFinished,
    SearchResult,
};
pub use finder::Finder;
pub use finding::{Find, FoundPlace};
pub use health::{Ailment, HealthPane, Remedy, ailments, remedies, sentences};
pub use hints::{Hints, Wanted, labels};
pub use input::LineEditor;
pub use journal::Journal;
pub use layout::{Edge, Layout, PaneSizes, Region, Rule, Shape, Size, layout};
pub use linked::{LinkedArticle, LinkedPage, LinkedText};
pub use marks::PendingMarks;
pub use message::Message;
pub use mouse::{Mouse, MouseAction};
pub use movement::{Movement, first_shown};
pub use network::{Network, Progress};
pub use notice::{Notice, Notices, Severity};
pub use number::grouped;
pub use overlay::{Choices, Confirm, HelpLine, Overlay, help};
pub use palette::{Offer, Palette};
pub use pictures::{Pictures, SeenStrip};
pub use prefetch::PREFETCHED;
pub use prompt::{Prompt, Question};
pub use search::{Answer, HITS, Search, SearchMode, SearchPane, SearchRegions};
pub use sidebar::{Place, Sidebar, SidebarRow, Starter};
pub use sorting::said as order_in_words;
pub use state::{Clock, Pane, Screen, Settings, State};
pub use status::{Status, status};
pub use tagging::tag_named;
pub use themes::ThemeChoice;
pub use update::{leave, start, update};
pub use upkeep::Surplus;
pub use wrap::wrap;

// What the terminal is told of pictures.
pub use crate::model::{Easel, Picture, PictureSize, Printable, Strip, Way};
