//! Why a document could not be got, named by what follows for the reader, each with one sentence for people.
//! Addresses in it are masked.

use super::address::PrivateAddress;
use super::{Hints, mask, spoken};
use crate::model::time::DAY;
use crate::model::{FeedFault, text};
use std::error::Error;
use std::io;
use std::time::Duration;
use url::Url;

/// What lies behind an error, for the log.
type Cause = Box<dyn Error + Send + Sync>;

const NO_TLS: &str = "what answers there does not speak TLS";

/// Why a document could not be got.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// There is no network, which says nothing about the address.
    #[error("{url} was not asked, as there is no network ({reason}); try again when there is")]
    Offline {
        url: String,
        reason: String,
        source: Option<Cause>,
    },
    /// Nothing, or not everything, came in time.
    #[error("{url} {}", too_slow(*after, *connecting))]
    TimedOut {
        url: String,
        after: Duration,
        /// Whether there was not even a connection.
        connecting: bool,
    },
    /// There was no conversation with the server.
    #[error("{url} gave no answer: {reason}")]
    Unreachable {
        url: String,
        reason: String,
        source: Option<Cause>,
    },
    /// The server answered with an error status.
    #[error("{url} answered with {}; {}", status_text(*status), advice(*status))]
    Refused { url: String, status: u16 },
    /// 410.
    #[error("{url} is gone for good (410 Gone)")]
    Gone { url: String },
    /// 429 or 503, or another refusal that says when to come back.
    #[error("{url} is busy ({}){}", status_text(*status), come_back(*retry_after))]
    Busy {
        url: String,
        status: u16,
        /// Seconds until the server wants to be asked again.
        retry_after: Option<i64>,
    },
    /// The secure connection could not be trusted.
    #[error("{url} was not read, as the secure connection cannot be trusted: {reason}")]
    Insecure {
        url: String,
        reason: String,
        source: Option<Cause>,
    },
    /// The body is larger than the limit, packed or unpacked.
    #[error("{url} is larger than {}, the limit for one document", size(*limit))]
    TooLarge {
        url: String,
        /// In bytes.
        limit: usize,
    },
    /// The address is not allowed or leads nowhere.
    #[error("{url} was not read: {reason}; check the address")]
    BadAddress { url: String, reason: String },
    /// The address is private, and nobody typed it (`promises.md` C3).
    #[error("{url} was not read: it {} a private address, which is read only where you subscribed to it", leads(*redirected))]
    Private {
        url: String,
        /// Whether it was a redirect that led there; sign-in pages of networks do so.
        redirected: bool,
    },
    /// The settings make no client.
    #[error("the network settings cannot be used: {reason}; check proxy, user agent and headers in the configuration")]
    BadSettings { reason: String },
}

impl FetchError {
    /// What the feed is marked with.
    pub fn fault(&self) -> FeedFault {
        match self {
            FetchError::Offline { .. } => FeedFault::Offline,
            FetchError::TimedOut { .. } => FeedFault::TimedOut,
            FetchError::Unreachable { .. } => FeedFault::Unreachable,
            FetchError::Refused { .. } => FeedFault::Refused,
            FetchError::Gone { .. } => FeedFault::Gone,
            FetchError::Busy { .. } => FeedFault::Busy,
            FetchError::Insecure { .. } => FeedFault::Insecure,
            FetchError::TooLarge { .. } => FeedFault::TooLarge,
            FetchError::BadAddress { .. } | FetchError::Private { .. } | FetchError::BadSettings { .. } => {
                FeedFault::BadAddress
            }
        }
    }

    /// Whether it may pass without anybody doing anything.
    pub fn may_pass(&self) -> bool {
        match self {
            FetchError::Offline { .. }
            | FetchError::TimedOut { .. }
            | FetchError::Unreachable { .. }
            | FetchError::Busy { .. } => true,
            FetchError::Refused { status, .. } => matches!(status, 408 | 425 | 500..=599),
            _ => false,
        }
    }

    /// Whether nothing there speaks TLS, as far as can be told: what was asked by https may be there by http.
    pub fn speaks_no_tls(&self) -> bool {
        match self {
            FetchError::Unreachable { .. } | FetchError::TimedOut { connecting: true, .. } => true,
            FetchError::Insecure { reason, .. } => reason == NO_TLS,
            _ => false,
        }
    }

    /// Seconds until the server wants to be asked again, where it says so.
    pub fn retry_after(&self) -> Option<i64> {
        match self {
            FetchError::Busy { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    pub(super) fn bad_address(url: &Url, reason: impl Into<String>) -> FetchError {
        FetchError::BadAddress {
            url: mask(url.as_str()),
            reason: reason.into(),
        }
    }

    pub(super) fn bad_settings(reason: impl ToString) -> FetchError {
        FetchError::BadSettings {
            reason: text::line(&reason.to_string()),
        }
    }

    /// What an error status means.
    pub(super) fn of_status(url: &Url, status: u16, hints: &Hints) -> FetchError {
        let url = mask(url.as_str());
        match status {
            410 => FetchError::Gone { url },
            _ if is_busy(status, hints) => FetchError::Busy {
                url,
                status,
                retry_after: hints.retry_after,
            },
            511 => FetchError::Offline {
                url,
                reason: "the network asks for a sign-in".to_owned(),
                source: None,
            },
            _ => FetchError::Refused { url, status },
        }
    }

    /// What it means that an address turns out to be private.
    pub(super) fn private(url: &Url, redirected: bool) -> FetchError {
        FetchError::Private {
            url: mask(url.as_str()),
            redirected,
        }
    }

    /// What it means that the conversation failed.
    pub(super) fn of_connection(url: &Url, connect_timeout: Duration, error: reqwest::Error) -> FetchError {
        // The address would be in the text of the error, with its secrets.
        let error = error.without_url();
        let address = mask(url.as_str());
        if error.is_timeout() {
            return FetchError::TimedOut {
                url: address,
                after: connect_timeout,
                connecting: true,
            };
        }
        if let Some(reason) = find::<rustls::Error>(&error).map(distrust) {
            return FetchError::Insecure {
                url: address,
                reason,
                source: Some(error.into()),
            };
        }
        let (reason, offline) = no_conversation(&error);
        let source: Option<Cause> = Some(error.into());
        if offline {
            return FetchError::Offline {
                url: address,
                reason,
                source,
            };
        }
        FetchError::Unreachable {
            url: address,
            reason,
            source,
        }
    }
}

/// Whether the resolver refused to name a private address.
pub(super) fn is_private(error: &reqwest::Error) -> bool {
    find::<PrivateAddress>(error).is_some()
}

/// Why nothing was said, for people, and whether that means that there is no network.
fn no_conversation(error: &reqwest::Error) -> (String, bool) {
    let cause = last_cause(error);
    if error.is_dns() {
        // The resolver itself could not be asked; that a name does not exist is an answer.
        let unasked = cause.contains("emporary failure") || cause.contains("ry again");
        let reason = if unasked {
            "names cannot be looked up now"
        } else {
            "no server of that name is known"
        };
        return (reason.to_owned(), unasked);
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown) => {
            ("no way leads out of here".to_owned(), true)
        }
        Some(io::ErrorKind::ConnectionRefused) => ("nothing listens there (connection refused)".to_owned(), false),
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof) => {
            ("the connection was cut before an answer".to_owned(), false)
        }
        _ if error.is_request() && is_no_http(&cause) => ("what it says is no HTTP".to_owned(), false),
        _ if cause.starts_with("connection closed") => ("the connection was cut before an answer".to_owned(), false),
        _ => (text::line(&cause), false),
    }
}

/// The client says so in words only: “invalid HTTP version parsed”.
fn is_no_http(cause: &str) -> bool {
    cause.starts_with("invalid ") && cause.ends_with(" parsed")
}

/// What is wrong with a secure connection, for people (`promises.md` C8).
fn distrust(error: &rustls::Error) -> String {
    use rustls::CertificateError as Wrong;
    let reason = match error {
        rustls::Error::InvalidCertificate(Wrong::Expired | Wrong::ExpiredContext { .. }) => {
            "its certificate has expired"
        }
        rustls::Error::InvalidCertificate(Wrong::NotValidYet | Wrong::NotValidYetContext { .. }) => {
            "its certificate is not valid yet; is the clock of this machine right?"
        }
        rustls::Error::InvalidCertificate(Wrong::UnknownIssuer) => {
            "its certificate is signed by nobody whom this system trusts"
        }
        rustls::Error::InvalidCertificate(Wrong::NotValidForName | Wrong::NotValidForNameContext { .. }) => {
            "its certificate is for another name"
        }
        rustls::Error::InvalidCertificate(Wrong::Revoked) => "its certificate was revoked",
        rustls::Error::InvalidMessage(_) => NO_TLS,
        rustls::Error::General(said) => said,
        other => return text::line(&other.to_string()),
    };
    reason.to_owned()
}

/// The error of that type among the causes, also inside an `io::Error`, which passes over what it wraps.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<T>() {
            return Some(found);
        }
        next = match current.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => current.source(),
        };
    }
    None
}

fn last_cause(error: &dyn Error) -> String {
    let mut last = error.to_string();
    let mut next = error.source();
    while let Some(current) = next {
        last = current.to_string();
        next = current.source();
    }
    last
}

fn too_slow(after: Duration, connecting: bool) -> String {
    let seconds = after.as_secs().max(1);
    if connecting {
        format!("gave no connection within {seconds} s")
    } else {
        format!("did not answer in full within {seconds} s")
    }
}

fn size(bytes: usize) -> String {
    match bytes >> 20 {
        0 => format!("{} KiB", bytes >> 10),
        megabytes => format!("{megabytes} MiB"),
    }
}

const fn leads(redirected: bool) -> &'static str {
    if redirected { "redirects to" } else { "is at" }
}

fn status_text(status: u16) -> String {
    match reqwest::StatusCode::from_u16(status)
        .ok()
        .and_then(|code| code.canonical_reason())
    {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}

const fn advice(status: u16) -> &'static str {
    match status {
        401 => {
            "it wants a name and a password: `user` and `password_command` for its address in config.toml, or `set` for a feed you have"
        }
        402 => "it wants to be paid for",
        403 => "it does not want to be read from here; another user agent may help",
        404 => "there is nothing at this address; its site may name a new one",
        407 => "the proxy wants a name and a password, which can be written into its address",
        408 | 425 => "the server was not ready for the question",
        421 => "the server does not answer for this name; check the address",
        451 => "it is withheld for legal reasons",
        400..=499 => "the server does not accept the question; check the address",
        500..=599 => "the server has a fault",
        _ => "this is no answer to a question for a document",
    }
}

/// Some servers limit with 403 (GitHub) or by a fault of their own, and say when they can be asked again all the same.
fn is_busy(status: u16, hints: &Hints) -> bool {
    matches!(status, 429 | 503) || (matches!(status, 403 | 500..=510 | 520..=599) && hints.retry_after.is_some())
}

fn come_back(retry_after: Option<i64>) -> String {
    match retry_after {
        Some(seconds) if seconds > DAY => " and asks to be left alone for more than a day".to_owned(),
        Some(seconds) => format!(" and asks to be left alone for {}", spoken(seconds)),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Url {
        Url::parse("https://me:pw@example.org/feed").expect("an address")
    }

    #[test]
    fn a_status_says_what_follows() {
        let hints = Hints {
            retry_after: Some(7200),
            ..Hints::default()
        };
        for (status, fault, words) in [
            (401, FeedFault::Refused, "a name and a password"),
            (404, FeedFault::Refused, "404 Not Found"),
            (410, FeedFault::Gone, "gone for good"),
            (429, FeedFault::Busy, "left alone for 2 h"),
            (500, FeedFault::Busy, "left alone for 2 h"),
            (503, FeedFault::Busy, "left alone for 2 h"),
            (511, FeedFault::Offline, "sign-in"),
        ] {
            let error = FetchError::of_status(&address(), status, &hints);
            assert_eq!(error.fault(), fault, "{status}");
            let message = error.to_string();
            assert!(message.contains(words), "{message}");
            assert!(message.starts_with("https://***@example.org/feed "), "{message}");
        }
    }

    #[test]
    fn a_tls_error_is_found_inside_io_errors_and_names_its_cause() {
        let expired = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, expired));
        let found = find::<rustls::Error>(&wrapped).expect("it is in there");
        assert_eq!(distrust(found), "its certificate has expired");
    }
}
