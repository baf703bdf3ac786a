//! Whether feeds failed or the network did (`promises.md` C4, C5): failures that a missing network or its sign-in page
//! would explain are held back until some feed shows that the network is there.

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

/// The evidence so far.
#[derive(Default)]
pub(super) struct Verdict {
    held: Vec<Ended>,
    network_seen: bool,
}

impl Verdict {
    /// Weighs one more feed; gives back those of which it is now known what they failed of.
    pub(super) fn weigh(&mut self, ended: Ended) -> Vec<Ended> {
        if !self.network_seen && !shows_network(&ended.end) {
            self.held.push(ended);
            return Vec::new();
        }
        self.network_seen = true;
        let mut known = std::mem::take(&mut self.held);
        known.push(ended);
        known.into_iter().map(blame_server).collect()
    }

    /// The last word on those that are still held: no feed showed a network.
    pub(super) fn close(self) -> Vec<Ended> {
        let is_offline = self.hosts(|failure| failure.suspect == Suspect::Network) > 1;
        let answered_for = |failure: &Failure| {
            // A certificate that is not trusted fits a sign-in page, but so does it a wrong clock.
            failure.suspect == Suspect::Portal && failure.fault != FeedFault::Insecure
        };
        let is_portal = self.hosts(answered_for) >= HOSTS_OF_A_PORTAL;
        let judge = |ended: Ended| match suspect(&ended.end) {
            Some(Suspect::Network) if is_offline => {
                blame_network(ended, "no feed could be reached: there seems to be no network")
            }
            Some(Suspect::Portal) if is_portal => blame_network(
                ended,
                "web pages came instead of all feeds: the network seems to want a sign-in",
            ),
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
