//! At most a few connections to a host at once (`promises.md` C7): whoever asks a host waits for a turn, and a host
//! that all turns are taken at gets a breath between two questions.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// Above this many hosts, those that nobody is asking are forgotten.
const KEPT_HOSTS: usize = 1024;

/// How long a turn at a crowded host stays taken after its end. In this time the connection is back among those that
/// can be used again, so that no further one is opened beside it.
const BREATH: Duration = Duration::from_millis(50);

/// The right to hold a connection to a host, until dropped.
#[derive(Debug)]
pub struct Turn {
    permit: Option<OwnedSemaphorePermit>,
    host: Arc<Host>,
}

impl Turn {
    /// Whether the connection should be kept for another question. Not where nobody waits for it: the next question to
    /// this server is a quarter of an hour away, and kept connections hold 100 KiB each. And not where several clients
    /// ask the host: what one keeps is of no use to the others, and would be open beside theirs.
    pub(super) fn is_worth_keeping(&self) -> bool {
        // One is kept with the host and one is here; whoever waits holds a further one.
        let is_alone = self
            .permit
            .as_ref()
            .is_some_and(|permit| Arc::strong_count(permit.semaphore()) <= 2);
        !is_alone && !self.host.is_shared.load(Ordering::Relaxed)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let crowded = self
            .permit
            .take()
            .filter(|permit| permit.semaphore().available_permits() == 0);
        if let (Some(permit), Ok(runtime)) = (crowded, Handle::try_current()) {
            runtime.spawn(async move {
                tokio::time::sleep(BREATH).await;
                drop(permit);
            });
        }
    }
}

/// The turns at every host, as one client takes them.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    /// Which client.
    client: u64,
    per_host: usize,
    hosts: Arc<Mutex<HashMap<String, Arc<Host>>>>,
    clients: Arc<AtomicU64>,
}

#[derive(Debug)]
struct Host {
    turns: Arc<Semaphore>,
    /// The client that asked first.
    first: u64,
    /// Whether another has asked since.
    is_shared: AtomicBool,
}

impl Turns {
    pub(super) fn new(per_host: usize) -> Turns {
        Turns {
            client: 0,
            per_host: per_host.max(1),
            hosts: Arc::default(),
            clients: Arc::default(),
        }
    }

    /// The same turns for a further client, whose connections are not these.
    pub(super) fn of_another(self) -> Turns {
        Turns {
            client: self.clients.fetch_add(1, Ordering::Relaxed) + 1,
            ..self
        }
    }

    /// Notes that this client is going to ask the host of `url`.
    pub(super) fn announce(&self, url: &Url) {
        drop(self.host(url));
    }

    /// Waits until the host of `url` may be asked.
    pub(super) async fn wait(&self, url: &Url) -> Turn {
        let host = self.host(url);
        Turn {
            permit: Arc::clone(&host.turns).acquire_owned().await.ok(),
            host,
        }
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let name = name_of(url);
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= KEPT_HOSTS {
            hosts.retain(|_, host| Arc::strong_count(host) > 1);
        }
        let host = hosts.entry(name).or_insert_with(|| {
            Arc::new(Host {
                turns: Arc::new(Semaphore::new(self.per_host)),
                first: self.client,
                is_shared: AtomicBool::new(false),
            })
        });
        if host.first != self.client {
            host.is_shared.store(true, Ordering::Relaxed);
        }
        Arc::clone(host)
    }
}

/// What counts as one host: a name with its port, and the usual ports of http and https are one. Both of them are
/// answered by the same site, whose owner counts them together; any other port is a server of its own (a bridge, a
/// reader's own generator of feeds, several of them on one machine at home), and a slow one must not delay its
/// neighbours.
fn name_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    match url.port_or_known_default() {
        None | Some(80 | 443) => host.to_owned(),
        Some(port) => format!("{host}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_one_host_by_http_and_https_and_every_other_port_is_another() {
        let name = |url: &str| name_of(&Url::parse(url).unwrap());
        assert_eq!(name("http://Example.org/a"), name("https://example.org:443/b"));
        assert_eq!(name("https://example.org./"), name("https://example.org/"));
        assert_ne!(name("http://example.org:8080/"), name("http://example.org:8081/"));
        assert_ne!(name("http://example.org/"), name("http://www.example.org/"));
    }
}
