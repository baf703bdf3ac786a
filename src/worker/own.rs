//! What is a feed's own: the settings that hold for it alone, brought together from all rules, and the feeds that a
//! person's programs and files give.

use super::equipment::Equipment;
use super::programs::{self, Limits};
use super::rendering;
use crate::config::{Config, FeedSettings, Origin, OwnSource, Section};
use crate::fetch::{self, Client, Document, Kind, Request, Response};
use crate::model::{Feed, FeedFault, FeedId, Folder, Subscription, Timestamp};
use crate::refresh::{Job, Outcome, conclude};
use crate::store::{Store, StoreError};
use std::collections::HashMap;
use std::time::Duration;
use tokio::runtime::Handle;
use url::Url;

/// For how long a person's program may run, and how much it may print.
const PROGRAM: Limits = Limits {
    time: Duration::from_secs(30),
    bytes: 16 << 20,
};

/// The rules of a person's file.
pub(super) struct Rules {
    usual: fetch::Settings,
    feeds: Vec<Section>,
    folders: Vec<Section>,
    sources: Vec<OwnSource>,
}

/// Jobs with the settings that are their own.
#[derive(Default)]
pub(super) struct Prepared {
    /// For the network.
    pub jobs: Vec<Job>,
    /// For programs and files.
    pub own: Vec<Job>,
    /// What cannot even be asked for: a secret is missing.
    pub refused: Vec<(Job, String)>,
}

/// What the store knows of settings.
pub(super) type Known = HashMap<FeedId, Vec<(String, String)>>;

impl Rules {
    pub fn new(config: &Config, usual: fetch::Settings) -> Rules {
        Rules {
            usual,
            feeds: config.feeds.clone(),
            folders: config.folders.clone(),
            sources: config.sources.clone(),
        }
    }

    /// The sources of the person's own.
    pub fn sources(&self) -> &[OwnSource] {
        &self.sources
    }

    /// Gives each job what is its own.
    pub fn prepare(&self, client: &Client, jobs: Vec<Job>, feeds: &[Feed], known: &Known) -> Prepared {
        let mut prepared = Prepared::default();
        let mut equipment = Equipment::new(client, &self.usual);
        let by_id: HashMap<FeedId, &Feed> = feeds.iter().map(|feed| (feed.id, feed)).collect();
        for job in jobs {
            if OwnSource::name_in(&job.url).is_some() {
                prepared.own.push(job);
                continue;
            }
            let known = known.get(&job.feed).map_or(&[][..], Vec::as_slice);
            let settings = self.settings_of(by_id.get(&job.feed).copied(), known);
            match equipment.equip(job.clone(), settings) {
                Ok(job) => prepared.jobs.push(job),
                Err(message) => prepared.refused.push((job, message)),
            }
        }
        prepared
    }

    /// The settings that hold for a feed: set for it, its section's, those of its folders from the innermost.
    pub fn settings_of(&self, feed: Option<&Feed>, set: &[(String, String)]) -> FeedSettings {
        let mut settings = FeedSettings::default();
        for (name, value) in set {
            if let Err(mistake) = settings.set(name, &[value]) {
                log::warn!("a setting of a feed is left out: {mistake}");
            }
        }
        match feed {
            Some(feed) => self.around(&feed.url, &feed.title, &feed.folders, settings),
            None => settings,
        }
    }

    /// The settings that hold for an address that nobody subscribed to yet, to be filed in these folders.
    pub fn settings_at(&self, url: &str, folders: &[Folder]) -> FeedSettings {
        self.around(url, "", folders, FeedSettings::default())
    }

    /// Gives what holds for all feeds.
    pub fn usual(&self) -> &fetch::Settings {
        &self.usual
    }

    /// These settings over those of the sections that name the feed or its folders.
    fn around(&self, url: &str, title: &str, folders: &[Folder], settings: FeedSettings) -> FeedSettings {
        let mut settings = settings;
        let named = |section: &&Section| section.name == url || section.name.eq_ignore_ascii_case(title);
        for section in self.feeds.iter().filter(named) {
            settings = settings.over(&section.settings);
        }
        let mut around: Vec<(usize, &Section)> = self
            .folders
            .iter()
            .filter(|section| holds(section, folders))
            .map(|section| (section.name.matches('/').count(), section))
            .collect();
        around.sort_by_key(|(depth, _)| std::cmp::Reverse(*depth));
        for (_, section) in around {
            settings = settings.over(&section.settings);
        }
        settings
    }

    /// Fetches a feed of the person's own making.
    pub fn bring(&self, job: Job, client: &Client, handle: &Handle, now: Timestamp) -> Outcome {
        let document = self
            .document(&job.url, client, handle)
            .map_err(|message| (FeedFault::Unreachable, message));
        rendering::with_deep_stack(|| conclude(job, document, now))
    }

    fn document(&self, address: &str, client: &Client, handle: &Handle) -> Result<Document, String> {
        let name = OwnSource::name_in(address).unwrap_or_default();
        let source = self.sources.iter().find(|source| source.name == name).ok_or_else(|| {
            format!("there is no [[source]] named “{name}” in config.toml any more; put it back, or remove the feed")
        })?;
        let parse =
            |url: &str| Url::parse(url).map_err(|error| format!("“{}” is no address: {error}", fetch::mask(url)));
        match &source.origin {
            Origin::Exec(command) => {
                let bytes = programs::run(command, None, PROGRAM)?;
                Ok(Document::local(parse(address)?, bytes))
            }
            Origin::File(path) => {
                let bytes =
                    programs::read_file(path, PROGRAM.bytes).map_err(|error| format!("cannot read {path}: {error}"))?;
                Ok(Document::local(parse(address)?, bytes))
            }
            Origin::Filter { command, url } => {
                let request = Request {
                    // The person wrote this very address.
                    private_allowed: true,
                    ..Request::new(parse(url)?, Kind::Feed)
                };
                let got = handle
                    .block_on(client.get(&request))
                    .map_err(|error| error.to_string())?;
                let Response::Document(document) = got else {
                    return Err(format!("{} gave no document", fetch::mask(url)));
                };
                let bytes = programs::run(command, Some(document.bytes), PROGRAM)?;
                Ok(Document::local(document.url, bytes))
            }
        }
    }
}

/// Subscribes to the sources of the person's file that the store does not have yet.
pub(super) fn subscribe(store: &mut Store, sources: &[OwnSource], now: Timestamp) -> Result<(), StoreError> {
    if sources.is_empty() {
        return Ok(());
    }
    let feeds = store.feeds()?;
    for source in sources {
        let address = source.address();
        if !feeds.iter().any(|feed| feed.url == address) {
            let subscription = Subscription {
                url: address,
                title: Some(source.name.clone()),
                site_url: None,
                folders: source.folder.iter().cloned().collect(),
            };
            store.subscribe(&subscription, now)?;
        }
    }
    Ok(())
}

/// What becomes of a feed that cannot even be asked for.
pub(super) fn refuse(job: Job, message: String, now: Timestamp) -> Outcome {
    conclude(job, Err((FeedFault::Unreachable, message)), now)
}

fn holds(section: &Section, folders: &[Folder]) -> bool {
    let folder = Folder::parse(&section.name);
    folder.is_some_and(|folder| folders.iter().any(|of_feed| of_feed.is_within(&folder)))
}
