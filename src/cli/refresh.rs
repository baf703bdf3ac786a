//! `refresh`: progress and summary on stderr, one JSON object a feed on stdout where that is wanted.

use super::machine::Machine;
use super::output::{Exit, NO_FEED, Output, say};
use super::prefetch;
use super::stream::progress;
use super::subscriptions::find_one;
use crate::app::{Effect, Event, FeedRefreshed, Refresh, RefreshFinished};
use crate::config::Paths;
use crate::model::text;
use crate::worker::Library;
use serde_json::json;

/// Entries whose words are indexed before the command ends, where a refresh brought no more: what a day brings. A first
/// fetch is indexed while the reader is open, and found without the index until then.
const INDEXED_AT_THE_END: u64 = 500;

/// Fetches the feeds that are due, all with `force`, or those named.
pub fn refresh(named: &[String], force: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let which = match named {
        [] => Refresh::All,
        named => {
            let library = Library::open(paths)?;
            let feeds: anyhow::Result<Vec<_>> = named.iter().map(|feed| find_one(&library, feed)).collect();
            Refresh::Feeds(feeds?.into_iter().map(|feed| feed.id).collect())
        }
    };
    let machine = Machine::start(paths)?;
    machine.perform(Effect::Refresh { which, force });
    let finished = follow(&machine, output)?;
    if output.is_json() {
        output.json(&summary(&finished))?;
        output.finish()?;
    }
    tell(&finished, paths)?;
    if !finished.offline {
        prefetch::after_refresh(&machine, output)?;
    }
    if (1..=INDEXED_AT_THE_END).contains(&finished.new) {
        machine.index(INDEXED_AT_THE_END as usize);
    }
    Ok(exit(&finished))
}

/// Prints what happens until the refresh is finished.
fn follow(machine: &Machine, output: &mut Output) -> anyhow::Result<RefreshFinished> {
    let progress = progress("{wide_bar} {pos}/{len} feeds, {msg} new");
    let mut new = 0;
    loop {
        match machine.next()? {
            Event::RefreshStarted { total } => progress.set_length(total as u64),
            Event::FeedRefreshed(feed) => {
                new += feed.new;
                progress.set_message(new.to_string());
                progress.set_position(feed.done as u64);
                if output.is_json() {
                    output.json(&feed_to_json(&feed))?;
                    // Whoever reads along learns of a feed when it is done, not when a buffer is full.
                    output.finish()?;
                }
            }
            Event::RefreshFinished(finished) => {
                progress.finish_and_clear();
                return Ok(finished);
            }
            _ => {}
        }
    }
}

fn feed_to_json(feed: &FeedRefreshed) -> serde_json::Value {
    json!({"feed_id": feed.feed.0, "feed": feed.title, "new": feed.new, "error": feed.error})
}

fn summary(finished: &RefreshFinished) -> serde_json::Value {
    json!({
        "fetched": finished.fetched,
        "unchanged": finished.unchanged,
        "failed": finished.failed.len(),
        "left": finished.left,
        "new": finished.new,
        "offline": finished.offline,
    })
}

/// The summary for people, each failing feed by name.
fn tell(finished: &RefreshFinished, paths: &Paths) -> anyhow::Result<()> {
    let total = finished.fetched + finished.unchanged + finished.failed.len() + finished.left;
    if total == 0 {
        say(match Library::open(paths)?.feeds()?.is_empty() {
            true => NO_FEED,
            false => "Nothing is due; `dateline refresh --force` fetches every feed all the same.",
        });
        return Ok(());
    }
    say(&finished.tally());
    if finished.offline {
        say("There is no network; what was fetched before can be read. Try again when it is back.");
        return Ok(());
    }
    for (title, message) in &finished.failed {
        say(&format!("  {}: {}", text::line(title), text::line(message)));
    }
    Ok(())
}

fn exit(finished: &RefreshFinished) -> Exit {
    match (finished.failed.len(), finished.fetched + finished.unchanged) {
        (0, _) => Exit::Done,
        (_, 0) => Exit::Failed,
        _ => Exit::Partly,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_says_whether_all_some_or_none_could_be_fetched() {
        let finished = |fetched, unchanged, failed| RefreshFinished {
            fetched,
            unchanged,
            failed: vec![("A".to_owned(), "failed".to_owned()); failed],
            ..RefreshFinished::default()
        };
        assert_eq!(exit(&finished(0, 0, 0)), Exit::Done);
        assert_eq!(exit(&finished(2, 1, 0)), Exit::Done);
        assert_eq!(exit(&finished(0, 1, 1)), Exit::Partly);
        assert_eq!(exit(&finished(0, 0, 3)), Exit::Failed);
    }
}
