//! What is asked for and what comes back, as plain values.

use super::Hints;
use super::room::Share;
use crate::model::Validators;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// A question for one document.
#[derive(Clone, Debug)]
pub struct Request {
    /// The address; a name and password in it are sent to this origin only.
    pub url: Url,
    /// Sent verbatim, and to this address only, never along a redirect (`promises.md` C6).
    pub validators: Validators,
    /// Whether a private address (loopback, home network) may be asked: only for what a person typed or imported (C3).
    pub private_allowed: bool,
    pub kind: Kind,
    /// The feed's own headers, sent to this origin only (C2).
    pub headers: Vec<(String, String)>,
    /// How long the answer may take to begin, where that is less than the client's time for everything.
    pub patience: Option<Duration>,
    /// Bytes of the body, packed and unpacked, where that is less than the client's limit.
    pub body_limit: Option<usize>,
}

impl Request {
    /// A question without conditions, to public addresses only.
    pub fn new(url: Url, kind: Kind) -> Request {
        Request {
            url,
            validators: Validators::default(),
            private_allowed: false,
            kind,
            headers: Vec::new(),
            patience: None,
            body_limit: None,
        }
    }
}

/// What the asker can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Feed,
    Page,
    Picture,
}

impl Kind {
    /// The `Accept` header that says so.
    pub(super) const fn accept(self) -> &'static str {
        match self {
            Kind::Feed => {
                "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                 application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
            }
            Kind::Page => "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
            Kind::Picture => "image/png, image/jpeg, image/gif, image/webp;q=0.9, image/*;q=0.5",
        }
    }
}

impl Document {
    /// A document that did not come from the network.
    pub fn local(url: Url, bytes: Vec<u8>) -> Document {
        Document {
            bytes,
            content_type: None,
            url,
            moved_to: None,
            redirected: false,
            validators: Validators::default(),
            hints: Hints::default(),
            complete: true,
            _room: Arc::default(),
        }
    }
}

/// An answer that serves.
#[derive(Clone, Debug)]
pub enum Response {
    /// 304: what the validators name is still what there is.
    NotModified {
        hints: Hints,
    },
    Document(Box<Document>),
}

/// A document as it was got.
#[derive(Clone, Debug)]
pub struct Document {
    /// The body, unpacked.
    pub bytes: Vec<u8>,
    pub content_type: Option<String>,
    /// Where it was found in the end, without name and password: a base for its links.
    pub url: Url,
    /// The new address, where there were redirects and every one was permanent.
    pub moved_to: Option<Url>,
    /// Whether a redirect led here that is not for good.
    pub redirected: bool,
    /// What to recognise it by next time, without the hash; empty where it is not safe to send them to the address
    /// that will be asked (temporary redirects) or where the body is not complete.
    pub validators: Validators,
    pub hints: Hints,
    /// False where the connection broke off in the middle: `bytes` is what came.
    pub complete: bool,
    /// What it takes of the room for bodies, until it is dropped.
    pub(super) _room: Arc<Share>,
}
