//! A subscription and what its last fetches said. The entries are in `entry`.

use super::{FetchNotes, Folder, NewEntry, Timestamp};
use std::fmt;
use std::time::Duration;

/// Names a feed for as long as the store lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedId(pub i64);

impl fmt::Display for FeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A feed that somebody subscribed to, with its counts and its health.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    pub id: FeedId,
    /// The address that is fetched.
    pub url: String,
    /// What is shown: the person's own title, else the feed's, else its address.
    pub title: String,
    /// The page that the feed belongs to.
    pub site_url: Option<String>,
    /// The folders that it lies in; none is the top level.
    pub folders: Vec<Folder>,
    /// Entries not yet read (kept by the store, not counted).
    pub unread: u64,
    /// All entries.
    pub total: u64,
    /// When a fetch last gave a feed, changed or not.
    pub last_success: Option<Timestamp>,
    /// When it was last tried.
    pub last_attempt: Option<Timestamp>,
    /// When it is next due; `None` is now.
    pub next_check: Option<Timestamp>,
    /// What the last fetch failed with; `None` after a success.
    pub error: Option<FeedError>,
    /// Repairs that the last parsed document needed.
    pub repairs: u64,
    /// Where a person put it among the feeds beside it; `None` is by its title, after those.
    pub position: Option<u32>,
}

impl Feed {
    /// Whether its last fetch failed for a reason of its own: a missing network says nothing about a feed.
    pub fn is_failing(&self) -> bool {
        self.error
            .as_ref()
            .is_some_and(|error| error.fault != FeedFault::Offline)
    }

    /// Whether it is gone for good and so never checked by itself; [`Feed::next_check`] means nothing then.
    pub fn is_given_up(&self) -> bool {
        self.error.as_ref().is_some_and(|error| error.fault == FeedFault::Gone)
    }
}

/// Why a feed could not be fetched, kept with the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedError {
    /// What kind of failure, by what follows for the reader.
    pub fault: FeedFault,
    /// One sentence: what happened.
    pub message: String,
    /// Since when it fails without a success between.
    pub since: Timestamp,
    /// Failures in a row that count against the feed.
    pub failures: u32,
}

/// Kinds of failure, named by what follows for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeedFault {
    /// No network: says nothing about the feed.
    Offline,
    /// The server did not answer in time.
    TimedOut,
    /// The server's name or port could not be reached, though the network is there.
    Unreachable,
    /// The server answered with an error status.
    Refused,
    /// 410: the feed is gone for good.
    Gone,
    /// 429 or 503: come back later.
    Busy,
    /// The secure connection could not be trusted.
    Insecure,
    /// What came is no feed.
    NotAFeed,
    /// An HTML page came: its feeds can be looked for.
    Page,
    /// Larger than the limit.
    TooLarge,
    /// The address is not allowed or leads nowhere (redirects, schemes, private addresses).
    BadAddress,
    /// The parser failed on it.
    Broken,
}

impl FeedFault {
    /// The word under which the store keeps it and `--json` prints it.
    pub const fn word(self) -> &'static str {
        match self {
            FeedFault::Offline => "offline",
            FeedFault::TimedOut => "timed-out",
            FeedFault::Unreachable => "unreachable",
            FeedFault::Refused => "refused",
            FeedFault::Gone => "gone",
            FeedFault::Busy => "busy",
            FeedFault::Insecure => "insecure",
            FeedFault::NotAFeed => "not-a-feed",
            FeedFault::Page => "page",
            FeedFault::TooLarge => "too-large",
            FeedFault::BadAddress => "bad-address",
            FeedFault::Broken => "broken",
        }
    }

    /// The fault of that word.
    pub fn from_word(word: &str) -> Option<FeedFault> {
        FeedFault::ALL.into_iter().find(|fault| fault.word() == word)
    }

    /// Every fault.
    pub const ALL: [FeedFault; 12] = [
        FeedFault::Offline,
        FeedFault::TimedOut,
        FeedFault::Unreachable,
        FeedFault::Refused,
        FeedFault::Gone,
        FeedFault::Busy,
        FeedFault::Insecure,
        FeedFault::NotAFeed,
        FeedFault::Page,
        FeedFault::TooLarge,
        FeedFault::BadAddress,
        FeedFault::Broken,
    ];
}

/// A feed to subscribe to: typed, imported or found on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    pub url: String,
    /// The person's own title, which wins over the feed's.
    pub title: Option<String>,
    pub site_url: Option<String>,
    pub folders: Vec<Folder>,
}

/// What a server gave to recognise an unchanged document by; sent back verbatim, to the same URL only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// A hash of the decoded body: the same body is not parsed again.
    pub body_hash: Option<Vec<u8>>,
    /// When they were got; forgotten after 8 days, since some servers answer 304 for ever.
    pub obtained: Option<Timestamp>,
}

/// When a feed and its server want to be asked again; kept with the feed, as an answer without a document does not say it
/// anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// How long the feed says it may be kept, in seconds.
    pub ttl: Option<i64>,
    /// Hours (0 to 23, UTC) and days (0 is Monday) at which it does not want to be asked.
    pub skip_hours: Vec<u8>,
    pub skip_days: Vec<u8>,
    /// For how many seconds its server keeps it fresh.
    pub fresh_for: Option<i64>,
}

/// What one fetch of one feed brought: the store saves it in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedFeed {
    pub feed: FeedId,
    /// When it was fetched.
    pub at: Timestamp,
    /// When to come again.
    pub next_check: Timestamp,
    /// How long the answer took; `None` where none came.
    pub took: Option<Duration>,
    pub outcome: Fetched,
    pub notes: FetchNotes,
}

/// The ways a fetch can end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a few at a time, and the large one holds the entries"
)]
pub enum Fetched {
    /// 304, or a body that has the hash of the last: nothing to store but the times.
    Unchanged,
    /// A document with its entries.
    Changed {
        /// The feed's own title, cleaned; `None` leaves the old.
        title: Option<String>,
        site_url: Option<String>,
        /// The new address where every redirect on the way was permanent.
        moved_to: Option<String>,
        validators: Validators,
        wishes: Wishes,
        entries: Vec<NewEntry>,
        repairs: u64,
    },
    /// Nothing usable came; what is stored stays.
    Failed {
        fault: FeedFault,
        /// One sentence for the person, cleaned.
        message: String,
    },
}
