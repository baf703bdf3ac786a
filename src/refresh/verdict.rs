//! Whether feeds failed or the network did (`promises.md` C5, C4): failures that a missing network or a sign-in page
//! would explain are held back until some feed shows that the network is there.

use super::fetching::{End, Ended};
use crate::model::FeedFault;
use std::collections::HashSet;
use url::Url;

/// So many feeds that all turn into web pages at once are behind a sign-in page.
const PAGES_OF_A_PORTAL: usize = 3;

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
        let mut known: Vec<Ended> = self.held.drain(..).collect();
        known.push(ended);
        known.into_iter().map(blame_server).collect()
    }

    /// The last word on those that are still held: no feed showed a network.
    pub(super) fn close(self) -> Vec<Ended> {
        let hosts = self
            .held
            .iter()
            .filter(|ended| is_unreached(&ended.end))
            .filter_map(host);
        let several_hosts = hosts.collect::<HashSet<_>>().len() > 1;
        let pages = self
            .held
            .iter()
            .filter(|ended| is_fault(&ended.end, FeedFault::Page))
            .count();
        let portal = pages >= PAGES_OF_A_PORTAL;
        let verdict = |ended: Ended| match &ended.end {
            end if is_unreached(end) && several_hosts => blame_network(ended),
            end if is_intercepted(end) && portal => blame_portal(ended, pages),
            _ => ended,
        };
        self.held.into_iter().map(verdict).collect()
    }
}

/// Whether this can only come from the server that was asked.
fn shows_network(end: &End) -> bool {
    !is_unreached(end) && !is_intercepted(end) && !is_fault(end, FeedFault::BadAddress)
}

fn is_unreached(end: &End) -> bool {
    matches!(
        end,
        End::Failed {
            may_be_offline: true,
            ..
        }
    )
}

/// What somebody in between would answer instead of the server.
fn is_intercepted(end: &End) -> bool {
    is_fault(end, FeedFault::Page) || is_fault(end, FeedFault::Insecure) || is_fault(end, FeedFault::Offline)
}

fn is_fault(end: &End, wanted: FeedFault) -> bool {
    matches!(end, End::Failed { fault, .. } if *fault == wanted)
}

fn host(ended: &Ended) -> Option<String> {
    let url = Url::parse(&ended.job.url).ok()?;
    Some(format!("{}:{:?}", url.host_str()?, url.port_or_known_default()))
}

/// With a network, what could not be reached is the server's fault.
fn blame_server(ended: Ended) -> Ended {
    change(ended, |fault, message| match fault {
        FeedFault::Offline => (FeedFault::Unreachable, message),
        fault => (fault, message),
    })
}

fn blame_network(ended: Ended) -> Ended {
    change(ended, |_, message| {
        let message = format!("no feed could be reached, so there seems to be no network ({message})");
        (FeedFault::Offline, message)
    })
}

fn blame_portal(ended: Ended, pages: usize) -> Ended {
    change(ended, |_, message| {
        let message = format!(
            "{pages} feeds answered with web pages and none with a feed, so the network seems to want a sign-in ({message})"
        );
        (FeedFault::Offline, message)
    })
}

fn change(ended: Ended, new: impl FnOnce(FeedFault, String) -> (FeedFault, String)) -> Ended {
    let end = match ended.end {
        End::Failed {
            fault,
            message,
            retry_after,
            may_be_offline,
        } => {
            let (fault, message) = new(fault, message);
            End::Failed {
                fault,
                message,
                retry_after,
                may_be_offline,
            }
        }
        other => other,
    };
    Ended { end, ..ended }
}
