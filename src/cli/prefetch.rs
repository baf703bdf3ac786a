//! `prefetch`: progress and summary on stderr.

use super::machine::Machine;
use super::output::{Exit, NO_FEED, Output, counted, say};
use super::reading::read_query;
use super::stream::progress;
use crate::app::{Effect, Event, PREFETCHED, PrefetchFinished, Which};
use crate::config::Paths;
use crate::model::text;
use crate::worker::Library;
use serde_json::json;

/// Makes the entries of a query ready for offline; the unread and starred ones where nothing is said.
pub fn prefetch(said: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let query = read_query(if said.trim().is_empty() { PREFETCHED } else { said })?;
    let machine = Machine::start(paths)?;
    let which = Which::Query(query);
    machine.perform(Effect::Prefetch { which });
    let finished = follow(&machine, output.is_json(), output)?;
    if finished == PrefetchFinished::default() && Library::open(paths)?.feeds()?.is_empty() {
        say(NO_FEED);
        return Ok(Exit::Done);
    }
    tell(&finished);
    Ok(exit(&finished))
}

/// Makes ready what the settings want to be made ready after each refresh.
pub(super) fn after_refresh(machine: &Machine, output: &mut Output) -> anyhow::Result<()> {
    let settings = &machine.refresh;
    let wanted = settings.prefetch.trim();
    if settings.metered || wanted.is_empty() {
        return Ok(());
    }
    machine.perform(Effect::Prefetch {
        which: Which::Query(read_query(wanted)?),
    });
    tell(&follow(machine, false, output)?);
    Ok(())
}

fn follow(machine: &Machine, json: bool, output: &mut Output) -> anyhow::Result<PrefetchFinished> {
    let progress = progress("{wide_bar} {pos}/{len} entries");
    loop {
        match machine.next()? {
            Event::PrefetchStarted { total } => progress.set_length(total as u64),
            Event::EntryPrefetched(entry) => {
                progress.set_position(entry.done as u64);
                if json {
                    let ready = entry.error.is_none();
                    output.json(
                        &json!({"id": entry.entry.0, "title": entry.title, "ready": ready, "error": entry.error}),
                    )?;
                    output.finish()?;
                }
            }
            Event::PrefetchFinished(finished) => {
                progress.finish_and_clear();
                return Ok(finished);
            }
            _ => {}
        }
    }
}

fn tell(finished: &PrefetchFinished) {
    let tried = finished.ready + finished.failed.len();
    if finished.offline {
        say("There is no network; what was made ready before can be read. Try again when it is back.");
    } else if tried + finished.left == 0 {
        say("Everything that the query finds is ready for offline.");
    } else {
        let ready = counted(finished.ready as u64, "entry is", "entries are");
        say(&format!("{ready} ready for offline, {} failed", finished.failed.len()));
    }
    for (title, message) in &finished.failed {
        say(&format!("  {}: {}", text::line(title), text::line(message)));
    }
    if finished.left > 0 && !finished.offline {
        let left = counted(finished.left as u64, "entry is", "entries are");
        say(&format!("{left} left; the same command goes on with them"));
    }
}

fn exit(finished: &PrefetchFinished) -> Exit {
    match (finished.ready, finished.failed.len() + usize::from(finished.offline)) {
        (_, 0) => Exit::Done,
        (0, _) => Exit::Failed,
        _ => Exit::Partly,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_says_whether_all_some_or_none_is_ready() {
        let finished = |ready, failed, offline| PrefetchFinished {
            ready,
            failed: vec![("A".to_owned(), "failed".to_owned()); failed],
            offline,
            ..PrefetchFinished::default()
        };
        assert_eq!(exit(&finished(0, 0, false)), Exit::Done);
        assert_eq!(exit(&finished(3, 0, false)), Exit::Done);
        assert_eq!(exit(&finished(1, 1, false)), Exit::Partly);
        assert_eq!(exit(&finished(0, 1, false)), Exit::Failed);
        assert_eq!(exit(&finished(0, 0, true)), Exit::Failed);
    }
}
