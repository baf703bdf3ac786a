//! Commands about subscriptions: `add`, `remove`, `rename`, `move`, `export`, `feeds`.

use super::entry::pad;
use super::health;
use super::machine::Machine;
use super::output::{Exit, NO_FEED, Output, ask, columns, counted, say};
use super::stream::{Look, can_ask};
use crate::app::{Effect, Event, FeedChoice, FeedsLoaded, Sidebar, at_end};
use crate::config::Paths;
use crate::model::{Feed, FeedId, Folder, Source, Timestamp, text};
use crate::worker::{self, Library, mask};
use anyhow::bail;
use serde_json::{Value, json};
use std::io;

/// Finds the feed at an address, subscribes to it and fetches it.
pub fn add(
    url: &str,
    folders: Vec<Folder>,
    title: Option<String>,
    paths: &Paths,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    let effect = Effect::Add {
        url: url.to_owned(),
        folders,
        title,
    };
    match Machine::start(paths)?.answer(effect)? {
        Event::FeedAdded {
            feed,
            title,
            already: true,
        } => {
            let what = format!("“{title}” is there already, as feed {feed}.");
            output.tell(
                &what,
                json!({ "id": feed.0, "title": title, "added": false, "entries": null, "error": null }),
            )?;
            Ok(Exit::Done)
        }
        Event::FeedAdded { feed, title, .. } => tell_added(feed, &title, paths, output),
        Event::SeveralFeedsFound {
            choices,
            folders,
            title,
        } => several(url, &choices, &folders, title.as_deref(), output),
        other => bail!("something else was answered: {other:?}"),
    }
}

/// A feed can be found and then fail: it is subscribed to all the same, and tried again.
fn tell_added(feed: FeedId, title: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let found = Library::open(paths)?.find_feed(&feed.to_string())?.into_iter().next();
    let total = found.as_ref().map_or(0, |feed| feed.total);
    let entries = counted(total, "entry", "entries");
    let what = format!("“{title}” is added as feed {feed}, with {entries}.");
    let error = found.and_then(|feed| feed.error);
    let message = error.as_ref().map(|error| &error.message);
    let fields = json!({ "id": feed.0, "title": title, "added": true, "entries": total, "error": message });
    output.tell(&what, fields)?;
    match error {
        None => Ok(Exit::Done),
        Some(error) => {
            say(&format!("Its first fetch failed: {}", error.message));
            Ok(Exit::Partly)
        }
    }
}

/// Unsubscribes from a feed, after asking.
pub fn remove(said: &str, yes: bool, with_starred: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let feed = find_one(&Library::open(paths)?, said)?;
    if !yes {
        if !can_ask() {
            bail!(
                "nobody can be asked here; `dateline remove {} --yes` removes “{}”",
                feed.id,
                feed.title
            );
        }
        if !ask(&format!(
            "Remove “{}” with its {}?",
            feed.title,
            counted(feed.total, "entry", "entries")
        )) {
            say("Nothing was removed.");
            return Ok(Exit::Done);
        }
    }
    let feed = feed.id;
    change(Effect::Remove { feed, with_starred }, of_feed(feed), paths, output)
}

/// Puts a feed or a folder before or behind the one beside it.
pub fn reorder(said: &str, up: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let library = Library::open(paths)?;
    let sidebar = sidebar(&library)?;
    let (name, fields, effect) = match sidebar.find_feed_or_folder(said) {
        Ok(Source::Folder(folder)) => {
            let order = sidebar.reordered_folder(&folder, up);
            (folder.to_string(), of_folder(&folder), order.map(Effect::OrderFolders))
        }
        _ => {
            let feed = find_one(&library, said)?;
            let order = sidebar.reordered(feed.id, up);
            (feed.title, of_feed(feed.id), order.map(Effect::OrderFeeds))
        }
    };
    match effect {
        Some(effect) => change(effect, fields, paths, output),
        None => {
            output.tell(&at_end(&name, up), fields)?;
            Ok(Exit::Done)
        }
    }
}

/// The feeds and folders as the screen has them.
fn sidebar(library: &Library) -> anyhow::Result<Sidebar> {
    let mut sidebar = Sidebar::new(Vec::new);
    sidebar.loaded(FeedsLoaded {
        feeds: library.feeds()?,
        folder_order: library.folder_order()?,
        ..FeedsLoaded::default()
    });
    Ok(sidebar)
}

/// Shows a feed under another title, an empty one gives its own back; or gives a folder another name.
pub fn rename(said: &str, title: &str, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let library = Library::open(paths)?;
    if let Ok(Source::Folder(folder)) = sidebar(&library)?.find_feed_or_folder(said) {
        let name = text::line(title);
        anyhow::ensure!(
            !name.is_empty(),
            "a folder needs a name; `dateline move` takes feeds out of it"
        );
        let fields = of_folder(&folder.renamed(&folder, &name));
        return change(Effect::RenameFolder { folder, name }, fields, paths, output);
    }
    let feed = find_one(&library, said)?.id;
    let title = Some(text::line(title)).filter(|title| !title.is_empty());
    change(Effect::Rename { feed, title }, of_feed(feed), paths, output)
}

/// Files a feed in other folders.
pub fn move_feed(said: &str, folders: Vec<Folder>, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let feed = find_one(&Library::open(paths)?, said)?.id;
    change(Effect::Move { feed, folders }, of_feed(feed), paths, output)
}

/// Writes the subscriptions as OPML, to stdout where no file is named. A file that is there is replaced only where
/// somebody said so.
pub fn export(file: Option<&str>, force: bool, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let opml = Library::open(paths)?.opml()?;
    let Some(file) = file.filter(|file| *file != "-") else {
        output.text(&opml)?;
        return Ok(Exit::Done);
    };
    match worker::export_to(file, &opml, force) {
        Err(error) if is_taken(&error) && can_ask() => {
            if !ask(&format!("{} is there already. Replace it?", text::line(file))) {
                say("Nothing was written.");
                return Ok(Exit::Failed);
            }
            worker::export_to(file, &opml, true)?;
        }
        written => written?,
    }
    Ok(Exit::Done)
}

fn is_taken(error: &anyhow::Error) -> bool {
    let cause = error.root_cause().downcast_ref::<io::Error>();
    cause.is_some_and(|error| error.kind() == io::ErrorKind::AlreadyExists)
}

/// Lists the subscriptions.
pub fn list(paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    let library = Library::open(paths)?;
    let feeds = library.feeds()?;
    let (now, columns) = (worker::now(), columns());
    for (index, feed) in feeds.iter().enumerate() {
        match output.is_json() {
            true => {
                let mut value = feed_to_json(feed);
                health::extend(&mut value, feed, &library.health(feed.id)?);
                output.json(&value)?;
            }
            false => {
                if index == 0 && columns.is_some() {
                    output.pieces([(HEADING, Look::Faint)])?;
                }
                print_feed(feed, now, columns, output)?;
            }
        }
    }
    if feeds.is_empty() && !output.is_json() {
        say(NO_FEED);
    }
    Ok(Exit::Done)
}

/// The one feed that an id, an address or a part of a title means.
///
/// # Errors
/// There is none, or there are several, which are listed.
pub fn find_one(library: &Library, said: &str) -> anyhow::Result<Feed> {
    let mut found = library.find_feed(said)?;
    match (found.pop(), found.is_empty()) {
        (Some(feed), true) => Ok(feed),
        (None, _) => bail!("no feed is “{}”; `dateline feeds` lists them", text::line(said)),
        (Some(last), false) => {
            found.push(last);
            let lines: Vec<String> = found
                .iter()
                .map(|feed| format!("  {}  {}", feed.id, feed.title))
                .collect();
            bail!(
                "“{}” can mean several feeds; say the id\n{}",
                text::line(said),
                lines.join("\n")
            )
        }
    }
}

/// What says in JSON which feed was changed.
fn of_feed(feed: FeedId) -> Value {
    json!({ "id": feed.0 })
}

fn of_folder(folder: &Folder) -> Value {
    json!({ "folder": folder.to_string() })
}

/// Makes a change, and prints what it says; in JSON with these fields.
pub fn change(effect: Effect, fields: Value, paths: &Paths, output: &mut Output) -> anyhow::Result<Exit> {
    match Machine::start(paths)?.answer(effect)? {
        Event::SubscriptionsChanged { what } => output.tell(&what, fields)?,
        other => bail!("something else was answered: {other:?}"),
    }
    Ok(Exit::Done)
}

/// Lists the feeds of a page, each with the command that subscribes to it.
fn several(
    url: &str,
    choices: &[FeedChoice],
    folders: &[Folder],
    title: Option<&str>,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    say(&format!("{} names several feeds; choose one:", text::line(url)));
    for choice in choices {
        let mut words = vec!["dateline add".to_owned(), shell_word(&choice.url)];
        words.extend(
            folders
                .iter()
                .map(|folder| format!("--folder {}", shell_word(&folder.to_string()))),
        );
        words.extend(title.map(|title| format!("--title {}", shell_word(title))));
        if output.is_json() {
            output.json(&json!({ "url": choice.url, "title": choice.title, "command": words.join(" ") }))?;
            continue;
        }
        let named = choice.title.as_deref().map(text::line).unwrap_or_default();
        output.pieces([
            (words.join(" ").as_str(), Look::Plain),
            ("  # ", Look::Faint),
            (named.as_str(), Look::Faint),
        ])?;
    }
    Ok(Exit::Failed)
}

/// A word that a shell takes as it stands.
pub fn shell_word(word: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "/:._-~=+,@%".contains(sign);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

fn state(feed: &Feed) -> &'static str {
    // That there was no network is no fault of the feed's.
    match (feed.is_failing(), feed.last_success) {
        (true, _) => "failing",
        (false, None) => "new",
        (false, Some(_)) => "ok",
    }
}

fn feed_to_json(feed: &Feed) -> Value {
    let time = |time: Option<Timestamp>| time.map(Timestamp::to_rfc3339);
    let error = feed.error.as_ref().map(|error| {
        json!({
            "kind": error.fault.word(),
            "message": error.message,
            "since": error.since.to_rfc3339(),
            "failures": error.failures,
        })
    });
    json!({
        "id": feed.id.0,
        // Names and passwords are in `export` only, which has to have them.
        "url": mask(&feed.url),
        "title": feed.title,
        "site_url": feed.site_url,
        "folders": feed.folders.iter().map(Folder::to_string).collect::<Vec<_>>(),
        "unread": feed.unread,
        "total": feed.total,
        "last_success": time(feed.last_success),
        "last_attempt": time(feed.last_attempt),
        "next_check": time(feed.next_check.filter(|_| !feed.is_given_up())),
        "state": state(feed),
        "error": error,
        "repairs": feed.repairs,
    })
}

/// Cells of a title where folders follow.
const TITLE: usize = 32;

/// What the columns are, told on a terminal.
const HEADING: &str = "  id  unread/all        fetched   next  state";

/// Id, unread and all entries, age of the last fetch, time to the next, state, title and folders; below it what fails.
fn print_feed(feed: &Feed, now: Timestamp, total: Option<usize>, output: &mut Output) -> io::Result<()> {
    let fetched = feed
        .last_success
        .map_or_else(|| "never".to_owned(), |time| time.age(now));
    let next = match feed.next_check {
        _ if feed.is_given_up() => "never".to_owned(),
        // The age of now, seen from the next check, is the time until then.
        Some(next) if next > now => now.age(next),
        _ => "due".to_owned(),
    };
    let start = format!(
        "{:>4}  {:>6}/{:<6}  {fetched:>5}  {next:>5}  {:7}  ",
        feed.id.to_string(),
        feed.unread,
        feed.total,
        state(feed)
    );
    let folders: Vec<String> = feed.folders.iter().map(Folder::to_string).collect();
    let folders = folders.join(", ");
    let look = if feed.unread > 0 { Look::Strong } else { Look::Plain };
    let room = total.map(|total| total.saturating_sub(text::width(&start)).max(TITLE / 2));
    let title = text::line(&feed.title);
    let title = match (folders.is_empty(), room) {
        (true, None) => title,
        (true, Some(room)) => text::fit(&title, room).into_owned(),
        (false, room) => pad(&title, TITLE.min(room.unwrap_or(TITLE))),
    };
    let folders = match room {
        Some(room) => text::fit(&folders, room.saturating_sub(TITLE + 2)).into_owned(),
        None => folders,
    };
    output.pieces([
        (start.as_str(), Look::Faint),
        (title.as_str(), look),
        ("  ", Look::Plain),
        (folders.as_str(), Look::Faint),
    ])?;
    match &feed.error {
        Some(error) => output.line(&format!("      {}", text::line(&error.message))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_from_outside_stays_one_word_of_the_shell() {
        assert_eq!(shell_word("https://a.example/feed.xml"), "https://a.example/feed.xml");
        assert_eq!(
            shell_word("https://a.example/?a=1&b;rm"),
            "'https://a.example/?a=1&b;rm'"
        );
        assert_eq!(shell_word("it's $(x)"), r"'it'\''s $(x)'");
    }
}
