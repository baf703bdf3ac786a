//! A feed's own screen: how it fares in plain words, and what helps, as commands. The command line says the same.

use super::commands::carry_out;
use super::effect::Effect;
use super::layout::Region;
use super::number::counted;
use super::overlay::Overlay;
use super::state::{Clock, State};
use super::wrap::wrap;
use crate::command::Command;
use crate::model::time::DAY;
use crate::model::{Feed, FeedFault, FeedId, Health, Source, Timestamp};
use url::Url;

/// For so long a feed may fail before it counts as dead.
const DEAD_AFTER: i64 = 30 * DAY;

/// For so long a feed may post nothing before it counts as silent.
const SILENT_AFTER: i64 = 365 * DAY;

/// For so long a move is told.
const MOVE_TOLD: i64 = 30 * DAY;

/// The feed's own screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthPane {
    pub feed: FeedId,
    /// `None` until it is known.
    pub health: Option<Health>,
    /// The selected remedy.
    pub selected: usize,
}

/// Something that helps, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What it does, as a sentence.
    pub what: String,
    pub command: Command,
}

/// Something that a person should know of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ailment {
    /// One word: `dead`, `failing`, `silent`, `redirected` or `moved`.
    pub kind: &'static str,
    /// A sentence.
    pub what: String,
    /// What helps most.
    pub remedy: Command,
}

/// How the feed fares, a sentence each.
pub fn sentences(feed: &Feed, health: &Health, clock: Clock) -> Vec<String> {
    let mut said = vec![outcome(feed, clock)];
    said.push(match feed.last_success {
        Some(time) => format!("Last good fetch: {}.", moment(time, clock)),
        None => "Last good fetch: none yet.".to_owned(),
    });
    said.push(match health.posts.first() {
        Some(newest) => format!(
            "Latest entry: {}; {} kept.",
            moment(*newest, clock),
            counted(feed.total, "entry", "entries")
        ),
        None => "No entry has come yet.".to_owned(),
    });
    if let Some((from, at)) = &health.moved_from {
        said.push(format!(
            "Its server moved it for good: {}; before, it was at {}.",
            moment(*at, clock),
            without_secrets(from)
        ));
    }
    if let Some(url) = &health.redirected_to {
        said.push(format!(
            "It is redirected to {}, though not for good.",
            without_secrets(url)
        ));
    }
    if !health.repaired.is_empty() {
        said.push(format!("Mended in its last document: {}.", health.repaired));
    }
    if !health.settings.is_empty() {
        said.push(format!("Set for it alone: {}.", settings(health)));
    }
    said.push(next_check(feed, health, clock.now));
    said
}

/// What helps, the likeliest first.
pub fn remedies(feed: &Feed, health: &Health, now: Timestamp) -> Vec<Remedy> {
    let id = Some(feed.id.to_string());
    let remedy = |what: &str, command| Remedy {
        what: what.to_owned(),
        command,
    };
    let set = |key: &str, value: &str| Command::Set {
        feed: id.clone(),
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let fault = feed.error.as_ref().map(|error| error.fault);
    let mut remedies = vec![remedy(
        "Fetch it now.",
        Command::Refresh {
            feeds: id.iter().cloned().collect(),
            force: true,
        },
    )];
    if let Some(url) = &health.redirected_to {
        remedies.push(remedy("Use the address that it is redirected to.", set("url", url)));
    }
    if fault.is_some_and(is_lost) || is_silent(feed, health, now) {
        let command = Command::Relocate { feed: id.clone() };
        remedies.push(remedy("Look for the feed again on its site.", command));
    }
    remedies.extend(match fault {
        Some(FeedFault::Refused) => Some(remedy(
            "Call itself a browser: some servers refuse readers.",
            set("user-agent", "Mozilla/5.0"),
        )),
        Some(FeedFault::Insecure) => Some(remedy(
            "Take its certificate unseen; whoever sits between can then read along.",
            set("untrusted-certificates", "true"),
        )),
        Some(FeedFault::TimedOut) => Some(remedy("Wait longer for it.", set("timeout", "120"))),
        Some(FeedFault::TooLarge) => Some(remedy("Take larger documents.", set("body-limit", "67108864"))),
        _ => None,
    });
    let command = Command::Remove {
        feed: id,
        yes: false,
        with_starred: false,
    };
    remedies.push(remedy("Unsubscribe; undo brings it back.", command));
    remedies
}

/// What a person should know of the feed; nothing where all is well.
pub fn ailments(feed: &Feed, health: &Health, clock: Clock) -> Vec<Ailment> {
    let id = Some(feed.id.to_string());
    let now = clock.now;
    let mut found = Vec::new();
    if let Some(error) = &feed.error
        && error.fault != FeedFault::Offline
    {
        let dead = error.fault == FeedFault::Gone || now.since(error.since) > DEAD_AFTER;
        let helps = remedies(feed, health, now);
        // Trying again helps what may pass by itself; else the first thing that is more.
        let index = usize::from(dead || helps.len() > 2);
        found.extend(helps.into_iter().nth(index).map(|helps| Ailment {
            kind: if dead { "dead" } else { "failing" },
            what: outcome(feed, clock),
            remedy: helps.command,
        }));
    }
    if is_silent(feed, health, now) {
        let what = match health.posts.first() {
            Some(newest) => format!("Nothing new since {}.", moment(*newest, clock)),
            None => format!(
                "No entry since it was subscribed to, {}.",
                moment(health.subscribed, clock)
            ),
        };
        found.push(Ailment {
            kind: "silent",
            what,
            remedy: Command::Relocate { feed: id.clone() },
        });
    }
    if let Some(url) = &health.redirected_to {
        found.push(Ailment {
            kind: "redirected",
            what: format!("It is redirected to {} each time.", without_secrets(url)),
            remedy: Command::Set {
                feed: id.clone(),
                key: "url".to_owned(),
                value: url.clone(),
            },
        });
    }
    if let Some((from, at)) = &health.moved_from
        && now.since(*at) < MOVE_TOLD
    {
        found.push(Ailment {
            kind: "moved",
            what: format!("Its server moved it for good, {}.", moment(*at, clock)),
            remedy: Command::Set {
                feed: id,
                key: "url".to_owned(),
                value: from.clone(),
            },
        });
    }
    found
}

impl Remedy {
    /// The command as it is shown: an address in it without its secrets.
    pub fn shown(&self) -> String {
        match self.command.clone() {
            Command::Set { feed, key, value } if value.contains("://") => {
                let value = without_secrets(&value);
                Command::Set { feed, key, value }.to_string()
            }
            command => command.to_string(),
        }
    }
}

impl HealthPane {
    /// What is told of the feed, as lines: as many as leave room for what helps, which has to be seen.
    pub fn told(&self, feed: &Feed, health: &Health, clock: Clock, inner: Region) -> Vec<String> {
        let helps = remedies(feed, health, clock.now).len();
        let said = sentences(feed, health, clock);
        let lines = said
            .iter()
            .flat_map(|sentence| wrap(sentence, usize::from(inner.width)));
        lines.take(inner.rows().saturating_sub(helps + 2)).collect()
    }

    /// Carries out the selected remedy. Its own screen stays only where nothing is known yet.
    pub(super) fn carry_out(self, state: &mut State, remedies: &[Remedy]) -> Vec<Effect> {
        match remedies.get(self.selected) {
            Some(remedy) => carry_out(state, &remedy.command),
            None => Vec::new(),
        }
    }
}

impl State {
    /// Opens the screen of the feed that was named, or of the selected one, or of the selected entry's.
    pub(super) fn show_health(&mut self, said: Option<&str>) -> Vec<Effect> {
        let of_entry = self.entry_at_hand().map(|row| row.feed.to_string());
        let is_feed = matches!(self.sidebar.selected.source, Source::Feed(_));
        let said = said.map(str::to_owned).or(of_entry.filter(|_| !is_feed));
        self.with_feed(said.as_deref(), |state, feed| {
            state.overlays.push(Overlay::Health(HealthPane {
                feed,
                health: None,
                selected: 0,
            }));
            vec![Effect::LoadHealth(feed)]
        })
    }

    pub(super) fn health_loaded(&mut self, feed: FeedId, health: Health) {
        for overlay in &mut self.overlays {
            if let Overlay::Health(pane) = overlay
                && pane.feed == feed
            {
                pane.health = Some(health.clone());
            }
        }
    }

    /// The feeds have changed: what is told of one may have too.
    pub(super) fn reload_health(&self) -> Option<Effect> {
        self.overlays.iter().find_map(|overlay| match overlay {
            Overlay::Health(pane) => Some(Effect::LoadHealth(pane.feed)),
            _ => None,
        })
    }

    /// The remedies of the feed whose screen is on top.
    pub(super) fn remedies_shown(&self) -> Vec<Remedy> {
        match self.overlays.last() {
            Some(Overlay::Health(HealthPane {
                feed,
                health: Some(health),
                ..
            })) => self
                .sidebar
                .feed(*feed)
                .map_or_else(Vec::new, |feed| remedies(feed, health, self.clock.now)),
            _ => Vec::new(),
        }
    }
}

fn outcome(feed: &Feed, clock: Clock) -> String {
    let Some(error) = &feed.error else {
        return match feed.last_attempt {
            Some(_) => "It works.".to_owned(),
            None => "It has not been fetched yet.".to_owned(),
        };
    };
    let message = error.message.trim_end_matches('.');
    let since = moment(error.since, clock);
    match error.failures {
        0 | 1 => format!("It failed: {message}. That was {since}."),
        count => format!("It has failed {count} times in a row, first {since}: {message}."),
    }
}

fn next_check(feed: &Feed, health: &Health, now: Timestamp) -> String {
    let because = match health.reason.is_empty() {
        true => String::new(),
        false => format!(": it {}", health.reason),
    };
    let because = because
        .replace(": it its server", ": its server")
        .replace(": it no network", ": there is no network");
    match feed.next_check {
        Some(_) if feed.is_given_up() => "It is not checked again by itself: it is gone for good.".to_owned(),
        Some(next) if next > now => format!("Next check in {}{because}.", now.age(next)),
        _ => "The next refresh fetches it.".to_owned(),
    }
}

/// What the site itself may have an answer to.
const fn is_lost(fault: FeedFault) -> bool {
    matches!(
        fault,
        FeedFault::Gone
            | FeedFault::Page
            | FeedFault::NotAFeed
            | FeedFault::Refused
            | FeedFault::Unreachable
            | FeedFault::BadAddress
    )
}

fn is_silent(feed: &Feed, health: &Health, now: Timestamp) -> bool {
    let last = health.posts.first().copied().unwrap_or(health.subscribed);
    feed.last_success.is_some() && now.since(last) > SILENT_AFTER
}

/// Names and values; what may be a secret by its name alone.
fn settings(health: &Health) -> String {
    let shown = health.settings.iter().map(|(name, value)| match name.as_str() {
        "headers" | "cookies" | "password-command" | "user" => name.clone(),
        "proxy" => format!("{name} {}", without_secrets(value)),
        _ => format!("{name} {value}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

fn moment(time: Timestamp, clock: Clock) -> String {
    let age = time.age(clock.now);
    match age.as_str() {
        "now" => format!("{}, just now", clock.date_and_time(time)),
        age => format!("{}, {age} ago", clock.date_and_time(time)),
    }
}

/// An address without its login and query, where secrets are.
fn without_secrets(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return "an address that cannot be shown".to_owned();
    };
    // Fails where an address cannot have a login, and so has none.
    let _ = parsed.set_username("");
    let _ = parsed.set_password(None);
    parsed.set_query(None);
    parsed.into()
}
