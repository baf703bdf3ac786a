//! How much of bodies may be in memory at once, over all questions of a client: from the first bytes that come until
//! whoever asked is done with the document. Hosts are counted in `turns`.

use futures_util::future::{Either, select};
use std::pin::pin;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes that are taken at a time. The first of each body are free: a usual feed never waits.
const PIECE: usize = 64 << 10;

/// Pieces for all bodies together: 9 MiB, for a first fetch of hundreds of large feeds.
const PIECES: usize = 144;

/// Bodies that are unpacked at once: a decoder alone may need 16 MiB for what it looks back at.
const UNPACKING: usize = 4;

/// The room for bodies.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pieces: Arc<Semaphore>,
    /// Taken by the one body that may have more than there is. Without it bodies of which each has a part could wait for
    /// each other for ever.
    exception: Arc<Semaphore>,
    unpacking: Arc<Semaphore>,
}

/// What one body has of the room, until dropped.
#[derive(Debug, Default)]
pub struct Share {
    pieces: Option<OwnedSemaphorePermit>,
    exception: Option<OwnedSemaphorePermit>,
}

impl Room {
    pub(super) fn new() -> Room {
        Room {
            pieces: Arc::new(Semaphore::new(PIECES)),
            exception: Arc::new(Semaphore::new(1)),
            unpacking: Arc::new(Semaphore::new(UNPACKING)),
        }
    }

    /// Waits until a body may be unpacked, which makes it larger. The one that may have more than there is goes at once:
    /// those whose turn it is may be waiting for room until it has ended.
    pub(super) async fn turn_to_unpack(&self, share: &Share) -> Option<OwnedSemaphorePermit> {
        match share.exception {
            Some(_) => None,
            None => Arc::clone(&self.unpacking).acquire_owned().await.ok(),
        }
    }

    /// Waits until a body may have so many bytes in all.
    pub(super) async fn make(&self, share: &mut Share, bytes: usize) {
        while share.exception.is_none() && share.held() < bytes / PIECE {
            let piece = pin!(Arc::clone(&self.pieces).acquire_owned());
            let exception = pin!(Arc::clone(&self.exception).acquire_owned());
            match select(piece, exception).await {
                Either::Left((Ok(piece), _)) => share.add(piece),
                Either::Right((Ok(exception), _)) => share.exception = Some(exception),
                // They are never closed.
                Either::Left((Err(_), _)) | Either::Right((Err(_), _)) => return,
            }
        }
    }
}

impl Share {
    fn held(&self) -> usize {
        self.pieces.as_ref().map_or(0, OwnedSemaphorePermit::num_permits)
    }

    fn add(&mut self, piece: OwnedSemaphorePermit) {
        match &mut self.pieces {
            Some(pieces) => pieces.merge(piece),
            None => self.pieces = Some(piece),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    /// Whether there is room at once.
    fn has_room(room: &Room, share: &mut Share, bytes: usize) -> bool {
        room.make(share, bytes).now_or_never().is_some()
    }

    #[test]
    fn one_body_may_have_more_than_there_is_and_the_next_waits_for_an_end() {
        let room = Room::new();
        let (mut first, mut second, mut third) = (Share::default(), Share::default(), Share::default());
        assert!(has_room(&room, &mut first, PIECES * PIECE), "all there is");
        assert!(has_room(&room, &mut second, 10 * PIECE), "the one exception");
        assert!(has_room(&room, &mut second, 900 * PIECE), "which asks no more");
        assert!(has_room(&room, &mut third, PIECE - 1), "the first bytes are free");
        assert!(!has_room(&room, &mut third, PIECE));
        drop(first);
        assert!(has_room(&room, &mut third, PIECE));
    }

    #[test]
    fn a_few_are_unpacked_at_once_and_the_one_exception_always_goes_on() {
        let room = Room::new();
        let (usual, mut exception) = (Share::default(), Share::default());
        let has_turn = |share: &Share| room.turn_to_unpack(share).now_or_never();
        let turns: Vec<_> = (0..UNPACKING).map(|_| has_turn(&usual).expect("a turn")).collect();
        assert!(has_turn(&usual).is_none());
        assert!(has_room(&room, &mut exception, 2 * PIECES * PIECE));
        assert!(has_turn(&exception).is_some());
        drop(turns);
        assert!(has_turn(&usual).is_some());
    }
}
