//! The weekly look at the store and the place that it lies in, while the reader is open and nothing else waits: damage is
//! told before it has spread into every copy that somebody makes of the file.

use super::checkup::of_network;
use super::exposure::exposures;
use super::lane::STACK;
use super::now;
use crate::app::Event;
use crate::config::Paths;
use crate::model::Timestamp;
use crate::model::time::DAY;
use crate::store::Store;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Builder;

/// Seconds between two looks.
const WEEK: i64 = 7 * DAY;

/// Under which name the store keeps when it was looked through last.
const LOOKED: &str = "looked through";

/// Begins a look when one is due, once while the reader is open.
pub(super) struct Care<S> {
    paths: Paths,
    send: S,
    has_begun: AtomicBool,
}

impl<S: Fn(Event) + Send + Clone + 'static> Care<S> {
    pub fn new(paths: Paths, send: S) -> Care<S> {
        Care {
            paths,
            send,
            has_begun: AtomicBool::new(false),
        }
    }

    /// What the writing lane does when all else is done. The look itself is taken on a thread and a connection of its own, so
    /// that no mark waits for it; it goes with the program.
    pub fn look_if_due(&self, store: &mut Store) {
        if self.has_begun.swap(true, Ordering::Relaxed) || !is_due(store, now()) {
            return;
        }
        let (paths, send) = (self.paths.clone(), self.send.clone());
        let look = move || {
            let exposed = exposures(&paths)
                .into_iter()
                .map(|exposure| pointed(&exposure.sentence()));
            let found = Store::open_reading(&paths.store()).and_then(|store| store.check());
            // The gravest is said last: it is what the bottom line shows.
            let messages = exposed
                .chain(of_network(&paths))
                .chain(complaint(found.map_err(|error| error.to_string())));
            messages.for_each(|message| send(Event::Failed { message }));
        };
        if let Err(error) = Builder::new().name("care".to_owned()).stack_size(STACK).spawn(look) {
            log::warn!("the store cannot be looked through: {error}");
        }
    }
}

/// Whether a week has passed, or the clock was wrong; notes the time where it has.
fn is_due(store: &mut Store, now: Timestamp) -> bool {
    let last = store.recall(LOOKED).ok().flatten();
    let last = last.and_then(|last| last.parse().ok()).map(Timestamp::from_unix);
    if last.is_some_and(|last| (0..WEEK).contains(&now.since(last))) {
        return false;
    }
    store.remember(LOOKED, &now.unix().to_string()).is_ok()
}

/// What the person is told; `None` where all is well.
fn complaint(found: Result<Vec<String>, String>) -> Option<String> {
    let problem = match found {
        Ok(problems) => problems.into_iter().next()?,
        Err(error) => error,
    };
    Some(pointed(&problem))
}

fn pointed(problem: &str) -> String {
    format!("{problem} `dateline doctor` says what mends it.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn the_store_is_looked_through_once_a_week_and_after_a_wrong_clock() {
        let place = tempfile::tempdir().unwrap();
        let mut store = Store::open(&place.path().join("dateline.db")).unwrap();
        let at = |days: i64| Timestamp::from_unix(1_800_000_000 + days * DAY);
        let asked = [0, 1, 6, 7, 8, 14, -300, -299];
        let due: Vec<bool> = asked.iter().map(|days| is_due(&mut store, at(*days))).collect();
        assert_eq!(due, [true, false, false, true, false, true, true, false]);
    }

    #[test]
    fn damage_is_told_with_what_mends_it_and_a_good_store_says_nothing() {
        assert_eq!(complaint(Ok(Vec::new())), None);
        let told = complaint(Ok(vec!["The store is damaged: a page.".to_owned()])).unwrap();
        assert!(told.contains("a page") && told.contains("dateline doctor"));
        let place = tempfile::tempdir().unwrap();
        let paths = Paths::below(place.path());
        let mut store = Store::open(&paths.store()).unwrap();
        let (send, told) = mpsc::channel();
        let nowhere = Paths::below(&place.path().join("nowhere"));
        Care::new(nowhere, move |event| send.send(event).unwrap()).look_if_due(&mut store);
        assert!(
            matches!(told.recv().unwrap(), Event::Failed { .. }),
            "a look that fails is told"
        );
        let (send, told) = mpsc::channel();
        store.remember(LOOKED, "0").unwrap();
        Care::new(paths, move |event: Event| send.send(event).unwrap()).look_if_due(&mut store);
        assert!(told.recv().is_err(), "a good store has nothing to tell");
    }
}
