//! Whether feeds failed or the network did (`promises.md` C4, C5): failures that a missing network or its sign-in page
//! would explain are held back until a later feed shows that the network is there. What is held at the end came after
//! the last sign of one: it may have gone in the middle.

use super::fetching::{End, Ended, Failure};
use crate::model::FeedFault;
use std::collections::HashSet;
use url::Url;

/// Who may be to blame for a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suspect {
    /// The server only: this can have come from nowhere else.
    Server,
    /// The network too: a missing one looks the same.
    Network,
    /// A sign-in page too, which answers instead of the server.
    Portal,
}

/// Where so many hosts are answered for by pages, and no feed comes from anywhere, there is a sign-in page.
const HOSTS_OF_A_PORTAL: usize = 3;

/// Where so many hosts find no network after the last sign of one, it is gone. One or two may have a name that cannot be
/// looked up.
const HOSTS_OF_A_LOST_NETWORK: usize = 3;

/// The evidence so far.
#[derive(Default)]
pub(super) struct Verdict {
    /// What failed since the last sign of a network, as it would without one.
    held: Vec<Ended>,
    network_seen: bool,
}

impl Verdict {
    /// Weighs one more feed; gives back those of which it is now known what they failed of.
    pub(super) fn weigh(&mut self, ended: Ended) -> Vec<Ended> {
        if shows_network(&ended.end) {
            self.network_seen = true;
        } else if !self.network_seen || suspect(&ended.end) == Some(Suspect::Network) {
            self.held.push(ended);
            return Vec::new();
        }
        let mut known = std::mem::take(&mut self.held);
        known.push(ended);
        known.into_iter().map(blame_server).collect()
    }

    /// The last word on those that are still held: no feed has shown a network since.
    pub(super) fn close(self) -> Vec<Ended> {
        let is_offline = match self.network_seen {
            true => self.hosts(|failure| failure.fault == FeedFault::Offline) >= HOSTS_OF_A_LOST_NETWORK,
            false => self.hosts(|failure| failure.suspect == Suspect::Network) > 1,
        };
        let answered_for = |failure: &Failure| {
            // A certificate that is not trusted fits a sign-in page, but so does it a wrong clock.
            failure.suspect == Suspect::Portal && failure.fault != FeedFault::Insecure
        };
        let is_portal = self.hosts(answered_for) >= HOSTS_OF_A_PORTAL;
        let network_seen = self.network_seen;
        let judge = |ended: Ended| match suspect(&ended.end) {
            Some(Suspect::Network) if is_offline && network_seen => blame_network(ended, "the network went away"),
            Some(Suspect::Network) if is_offline => {
                blame_network(ended, "no feed could be reached: there seems to be no network")
            }
            Some(Suspect::Portal) if is_portal => blame_network(
                ended,
                "web pages came instead of all feeds: the network seems to want a sign-in",
            ),
            _ if network_seen => blame_server(ended),
            _ => ended,
        };
        self.held.into_iter().map(judge).collect()
    }

    /// Hosts with such a failure.
    fn hosts(&self, such: impl Fn(&Failure) -> bool) -> usize {
        let failed = self
            .held
            .iter()
            .filter(|ended| matches!(&ended.end, End::Failed(failure) if such(failure)));
        failed.filter_map(host).collect::<HashSet<_>>().len()
    }
}

fn shows_network(end: &End) -> bool {
    match end {
        // An address that was never asked shows nothing.
        End::Failed(failure) => failure.suspect == Suspect::Server && failure.fault != FeedFault::BadAddress,
        End::Unchanged { .. } | End::Changed(_) => true,
    }
}

fn suspect(end: &End) -> Option<Suspect> {
    match end {
        End::Failed(failure) => Some(failure.suspect),
        End::Unchanged { .. } | End::Changed(_) => None,
    }
}

fn host(ended: &Ended) -> Option<String> {
    let url = Url::parse(&ended.job.url).ok()?;
    Some(format!("{}:{:?}", url.host_str()?, url.port_or_known_default()))
}

/// With a network, what could not be reached is the server's fault.
fn blame_server(mut ended: Ended) -> Ended {
    if let End::Failed(failure) = &mut ended.end
        && failure.fault == FeedFault::Offline
    {
        failure.fault = FeedFault::Unreachable;
    }
    ended
}

fn blame_network(mut ended: Ended, reason: &str) -> Ended {
    if let End::Failed(failure) = &mut ended.end {
        failure.fault = FeedFault::Offline;
        failure.message = format!("{reason} ({})", failure.message);
    }
    ended
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::{FetchError, Hints};
    use crate::model::{FeedId, Fetched, Timestamp};
    use crate::refresh::Job;
    use std::time::Duration;

    fn ended(host: &str, end: End) -> Ended {
        Ended {
            job: Job::new(FeedId(1), format!("https://{host}/feed")),
            at: Timestamp::from_unix(0),
            elapsed: Duration::ZERO,
            end,
        }
    }

    fn good(host: &str) -> Ended {
        let hints = Hints::default();
        ended(host, End::Unchanged { hints, bytes: 0 })
    }

    fn failed(host: &str, error: FetchError) -> Ended {
        ended(host, End::Failed(error.into()))
    }

    fn without_network(host: &str) -> Ended {
        let (url, reason) = (host.to_owned(), "names cannot be looked up now".to_owned());
        let source = None;
        failed(host, FetchError::Offline { url, reason, source })
    }

    fn late(host: &str) -> Ended {
        let url = host.to_owned();
        let after = Duration::from_secs(10);
        failed(
            host,
            FetchError::TimedOut {
                url,
                after,
                connecting: true,
            },
        )
    }

    /// What is told of these, each with its host and a word, as soon as it is known and at the end.
    fn told(all: Vec<Ended>) -> (Vec<String>, Vec<String>) {
        let mut verdict = Verdict::default();
        let told = |ended: Ended| {
            let host = host(&ended).unwrap_or_default();
            let word = match ended.conclude().fetched.outcome {
                Fetched::Failed { fault, .. } => fault.word(),
                _ => "good",
            };
            format!("{} {word}", host.split(':').next().unwrap_or_default())
        };
        let mut at_once = Vec::new();
        for ended in all {
            at_once.extend(verdict.weigh(ended).into_iter().map(told));
        }
        (at_once, verdict.close().into_iter().map(told).collect())
    }

    #[test]
    fn a_network_that_goes_away_in_the_middle_is_to_blame_for_what_fails_after_it() {
        let (at_once, at_the_end) = told(vec![
            late("slow"),
            good("a"),
            late("b"),
            without_network("c"),
            without_network("d"),
            without_network("e"),
        ]);
        assert_eq!(at_once, ["slow timed-out", "a good"]);
        assert_eq!(at_the_end, ["b offline", "c offline", "d offline", "e offline"]);
    }

    #[test]
    fn servers_that_hang_and_names_that_are_lost_are_to_blame_themselves_where_there_is_a_network() {
        let (at_once, at_the_end) = told(vec![
            without_network("a"),
            without_network("b"),
            without_network("c"),
            good("d"),
            late("e"),
            without_network("f"),
        ]);
        assert_eq!(at_once, ["a unreachable", "b unreachable", "c unreachable", "d good"]);
        assert_eq!(at_the_end, ["e timed-out", "f unreachable"]);
    }
}
