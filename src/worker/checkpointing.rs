//! The log of the store, brought into its place beside a refresh, so that little of it is left to the lane that writes.

use super::lane::Lane;
use crate::store::Checkpointer;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of documents that are saved between two looks after the log: an eighth of what makes the lane that writes see to
/// it itself, so that little is left for it then.
const BYTES: u64 = 4 << 20;

/// A lane of its own for as long as a refresh takes.
pub(super) struct Checkpointing {
    /// None where there can be no such lane: then the lane that writes has it all to do.
    lane: Option<Lane<Checkpointer>>,
    /// Bytes saved since the last look.
    since: AtomicU64,
}

impl Checkpointing {
    pub fn start(store: &Path) -> Checkpointing {
        let lane = Checkpointer::open(store)
            .map_err(|error| error.to_string())
            .and_then(|opened| Lane::start("checkpoint", opened, |_| false, || {}).map_err(|error| error.to_string()))
            .map_err(|error| log::info!("nobody looks after the log of the store: {error}"));
        Checkpointing {
            lane: lane.ok(),
            since: AtomicU64::default(),
        }
    }

    /// Ends the lane once it has done what it was asked for: the last connection to be closed takes the log away, and that
    /// is to be the one that writes.
    pub fn stop(&self) {
        self.lane.iter().for_each(Lane::stop);
    }

    /// Takes note of documents that were saved.
    pub fn note(&self, bytes: u64) {
        if self.since.fetch_add(bytes, Ordering::Relaxed) + bytes < BYTES {
            return;
        }
        self.since.store(0, Ordering::Relaxed);
        if let Some(lane) = &self.lane {
            lane.run(|checkpointer| {
                if let Err(error) = checkpointer.run() {
                    log::info!("the log of the store stays as it is for now: {error}");
                }
            });
        }
    }
}
