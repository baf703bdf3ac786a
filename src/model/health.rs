//! What is known of a feed beyond what lists show: how it answers, what was mended, what was set for it alone.

use super::Timestamp;

/// What a fetch says besides its outcome, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchNotes {
    /// Why the feed is next due when it is, without the time: “posts about twice a week”.
    pub reason: String,
    /// What was mended in the document, by kind: “unescaped signs (3)”. `None` where no new document came.
    pub repaired: Option<String>,
    /// Where the document really came from, after redirects that are not for good.
    pub redirected_to: Option<String>,
}

/// A feed's health, as its own screen tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// When it was subscribed to.
    pub subscribed: Timestamp,
    /// Why it is next due when it is; empty where it was never fetched.
    pub reason: String,
    /// What was mended in the last document; empty is nothing.
    pub repaired: String,
    /// Where the document comes from, where that is not the feed's address.
    pub redirected_to: Option<String>,
    /// The address before the server moved it for good, and when that was.
    pub moved_from: Option<(String, Timestamp)>,
    /// When the newest entries were published, the newest first.
    pub posts: Vec<Timestamp>,
    /// What was set for this feed alone: names and values, by name.
    pub settings: Vec<(String, String)>,
}
