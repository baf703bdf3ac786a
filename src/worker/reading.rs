//! The reading lane: lists, articles and searches, from a connection that never waits for a write.

use super::lane::Lane;
use super::subscriptions::write_new_file;
use super::{Report, complain, now, rendering, zone};
use crate::app::{Effect, Event, FeedsLoaded, Neighbour, OpenedArticle, SearchResult};
use crate::model::{Article, Cursor, Document, EntryId, Page, Query, Source, Timestamp, text};
use crate::render;
use crate::store::{Direction, Interrupter, NeighbourRequest, SearchOptions, Store, StoreError};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Documents kept for being laid out anew: the opened one and those beside it.
const KEPT_DOCUMENTS: usize = 4;

/// Hits that a search shows.
const HITS: usize = 200;
/// Hits that are shown while the best are still looked for.
const FIRST_HITS: usize = 50;

/// The lane, and what is known of its searches.
pub(super) struct Reading {
    lane: Lane<Shelf>,
    searches: Arc<Mutex<Searches>>,
    interrupter: Interrupter,
    report: Report,
}

/// What the lane owns.
struct Shelf {
    store: Store,
    documents: Vec<(EntryId, Document)>,
}

/// Which search is wanted, and whether one is running.
#[derive(Default)]
struct Searches {
    wanted: u64,
    running: bool,
}

impl Reading {
    pub fn start(store: Store, report: Report) -> io::Result<Reading> {
        let interrupter = store.interrupter();
        let shelf = Shelf {
            store,
            documents: Vec::new(),
        };
        Ok(Reading {
            lane: Lane::start("reading", shelf, |_| false, complain(&report))?,
            searches: Arc::default(),
            interrupter,
            report,
        })
    }

    /// Answers a question of the store.
    pub fn answer(&self, effect: Effect) {
        let report = Arc::clone(&self.report);
        self.lane.run(move |shelf| match shelf.answer(effect, &report) {
            Ok(Some(event)) => report(event),
            Ok(None) => {}
            Err(error) => report(Event::Failed {
                message: error.to_string(),
            }),
        });
    }

    /// Searches; an older search that still runs or waits is given up and stays without an answer.
    pub fn search(&self, generation: u64, text: String) {
        let mut searches = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        searches.wanted = generation;
        if searches.running {
            self.interrupter.interrupt();
        }
        let searches = Arc::clone(&self.searches);
        let report = Arc::clone(&self.report);
        self.lane.run(move |shelf| {
            if !begin(&searches, generation) {
                return;
            }
            shelf.search(&text, &|result| {
                report(Event::SearchFinished { generation, result });
                searches.lock().unwrap_or_else(PoisonError::into_inner).wanted == generation
            });
            searches.lock().unwrap_or_else(PoisonError::into_inner).running = false;
        });
    }

    /// Gives up what runs and ends the lane.
    pub fn stop(&self) {
        self.interrupter.interrupt();
        self.lane.stop();
    }
}

/// Whether this search is still wanted; if so it is running from now on.
fn begin(searches: &Mutex<Searches>, generation: u64) -> bool {
    let mut searches = searches.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = searches.wanted == generation;
    searches.running = wanted;
    wanted
}

impl Shelf {
    fn answer(&mut self, effect: Effect, report: &Report) -> Result<Option<Event>, StoreError> {
        Ok(match effect {
            Effect::LoadFeeds => Some(Event::FeedsLoaded(self.feeds()?)),
            Effect::LoadWindow(request) => Some(Event::WindowLoaded {
                window: self.store.window(&request)?,
                request,
            }),
            Effect::FindNeighbour(asked) => Some(Event::NeighbourFound {
                row: self.store.neighbour(&neighbour(&asked))?,
                asked,
            }),
            Effect::LoadHealth(feed) => Some(Event::HealthLoaded {
                feed,
                health: self.store.health(feed)?,
            }),
            Effect::OpenArticle { entry, width } => Some(self.open(entry, width, report)?),
            Effect::OpenFeedText { entry, width } => Some(match self.store.article_of_feed(entry)? {
                None => Event::ArticleMissing { entry },
                Some(article) => {
                    let page = render::page(self.document(&article), width);
                    opened(article, page, 0)
                }
            }),
            Effect::LayOutArticle { entry, width } => self.lay_out(entry, width)?,
            Effect::SaveArticle { entry, file } => Some(self.save(entry, &file)?),
            _ => None,
        })
    }

    fn feeds(&self) -> Result<FeedsLoaded, StoreError> {
        let today = now().start_of_day(zone());
        let sources = [Source::All, Source::Starred, Source::Today];
        let counts = self.store.counts(&sources, today)?;
        let counts_of = |index: usize| counts.get(index).copied().unwrap_or_default();
        Ok(FeedsLoaded {
            feeds: self.store.feeds()?,
            all: counts_of(0),
            starred: counts_of(1),
            today: counts_of(2),
        })
    }

    /// The article; of a long one that is read from its top, the beginning first and the whole as the answer.
    fn open(&mut self, entry: EntryId, width: u16, report: &Report) -> Result<Event, StoreError> {
        let Some(article) = self.store.article(entry)? else {
            return Ok(Event::ArticleMissing { entry });
        };
        let signs = self.store.position(entry)?.map_or(0, |position| position.signs);
        if let Some(beginning) = rendering::read_beginning(&article).filter(|_| signs == 0) {
            let page = render::page(&beginning, width);
            report(opened(article.clone(), page, signs));
            let page = render::page(self.document(&article), width);
            return Ok(Event::ArticleLaidOut { entry, page });
        }
        let page = render::page(self.document(&article), width);
        Ok(opened(article, page, signs))
    }

    fn lay_out(&mut self, entry: EntryId, width: u16) -> Result<Option<Event>, StoreError> {
        if let Some((_, document)) = self.documents.iter().find(|(kept, _)| *kept == entry) {
            let page = render::page(document, width);
            return Ok(Some(Event::ArticleLaidOut { entry, page }));
        }
        Ok(match self.store.article(entry)? {
            None => Some(Event::ArticleMissing { entry }),
            Some(article) => Some(Event::ArticleLaidOut {
                entry,
                page: render::page(self.document(&article), width),
            }),
        })
    }

    fn save(&self, entry: EntryId, file: &str) -> Result<Event, StoreError> {
        let Some(article) = self.store.article(entry)? else {
            return Ok(Event::ArticleMissing { entry });
        };
        let shown = text::line(file);
        Ok(match write_new_file(file, &rendering::markdown(&article)) {
            Ok(()) => Event::Done {
                what: format!("Saved as {shown}"),
            },
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Event::Failed {
                message: format!("{shown} is there already and was left as it is; save under another name"),
            },
            Err(error) => Event::Failed {
                message: format!("cannot write {shown}: {error}; save at another place"),
            },
        })
    }

    /// The article's document, which is kept as the newest. It is made anew, since the feed may have changed its text.
    fn document(&mut self, article: &Article) -> &Document {
        let entry = article.row.id;
        self.documents.retain(|(kept, _)| *kept != entry);
        self.documents.truncate(KEPT_DOCUMENTS - 1);
        self.documents.insert(0, (entry, rendering::read(article)));
        &self.documents[0].1
    }

    /// Gives the newest matches at once and then the best ones; nothing more where a newer search broke in, which `give`
    /// denies.
    fn search(&self, text: &str, give: &dyn Fn(SearchResult) -> bool) {
        let query = match Query::parse_typing(text) {
            Ok(query) => query,
            Err(mistake) => {
                let pointed = mistake.pointed(text);
                give(SearchResult::Mistaken { pointed });
                return;
            }
        };
        for (ranked, limit) in [(false, FIRST_HITS), (true, HITS)] {
            let options = SearchOptions {
                limit,
                ranked,
                now: now(),
            };
            let result = match self.store.search(&query, &options) {
                Ok(hits) => SearchResult::Found(hits),
                Err(StoreError::Interrupted) => return,
                Err(error) => SearchResult::Failed {
                    message: error.to_string(),
                },
            };
            let failed = matches!(result, SearchResult::Failed { .. });
            if !give(result) || failed {
                return;
            }
        }
    }
}

fn opened(article: Article, page: Page, signs: u64) -> Event {
    Event::ArticleOpened {
        article: Box::new(OpenedArticle {
            row: article.row,
            comments_url: article.comments_url,
            enclosures: article.enclosures,
            page,
            signs,
        }),
    }
}

/// The store's form of the question. Before the first entry and after the last are places that no entry has.
fn neighbour(asked: &Neighbour) -> NeighbourRequest {
    let end = if asked.older { i64::MAX } else { i64::MIN };
    let nowhere = Cursor {
        sorted: Timestamp::from_unix(end),
        id: EntryId(end),
    };
    NeighbourRequest {
        source: asked.list.source.clone(),
        cursor: asked.from.unwrap_or(nowhere),
        direction: if asked.older {
            Direction::Older
        } else {
            Direction::Newer
        },
        unread_only: asked.unread_only,
        today: asked.list.today,
    }
}
