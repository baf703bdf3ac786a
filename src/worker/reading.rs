//! The reading lane: lists, articles and searches, from a connection that never waits for a write.

use super::lane::Lane;
use super::programs::{self, Limits};
use super::subscriptions::write_new_file;
use super::{Report, complain, found_lists, now, rendering, zone};
use crate::app::{Effect, Event, FeedsLoaded, HITS, Neighbour, OpenedArticle, Outside, SearchResult};
use crate::model::picture::Rooms;
use crate::model::{Article, Cursor, Document, EntryId, ListOrder, Page, Query, SavedQuery, Source, Timestamp, text};
use crate::render;
use crate::store::{Direction, Interrupter, NeighbourRequest, SearchOptions, Store, StoreError};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;
use std::time::Duration;

/// Documents kept for being laid out anew: the opened one and those beside it.
const KEPT_DOCUMENTS: usize = 4;

/// For a program that gets an article.
const PIPED: Limits = Limits {
    time: Duration::from_secs(30),
    bytes: 1 << 20,
};

/// Under which the last searches are kept.
pub(super) const SEARCHES: &str = "searches";

/// Hits that are shown while the best are still looked for; fewer where they are that hard to find.
const FIRST_HITS: usize = 30;
const PATIENCE: Duration = Duration::from_millis(4);

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
    /// Who mends the index of words where a search finds it broken.
    writing: Arc<Lane<Store>>,
    documents: Vec<(EntryId, Document)>,
}

/// Which search is wanted, and whether one is running.
#[derive(Default)]
struct Searches {
    wanted: u64,
    running: bool,
}

impl Reading {
    pub fn start(store: Store, report: Report, writing: Arc<Lane<Store>>) -> io::Result<Reading> {
        let interrupter = store.interrupter();
        let shelf = Shelf {
            store,
            writing,
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
    pub fn search(&self, generation: u64, text: String, limit: usize) {
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
            shelf.search(&text, limit, &|result| {
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
            Effect::LoadSearchAids => Some(Event::SearchAidsLoaded {
                recent: self.recent_searches()?,
                tags: self.store.tags()?,
            }),
            Effect::LookForLists => Some(Event::ListsFound(found_lists())),
            Effect::LoadHealth(feed) => Some(Event::HealthLoaded {
                feed,
                health: self.store.health(feed)?,
            }),
            Effect::OpenArticle { entry, width, pictures } => Some(self.open(entry, width, &pictures, report)?),
            Effect::OpenFeedText { entry, width } => Some(match self.store.article_of_feed(entry)? {
                None => Event::ArticleMissing { entry },
                Some(article) => {
                    let page = render::page(self.document(&article), width);
                    opened(article, page, 0)
                }
            }),
            Effect::LayOutArticle { entry, width, pictures } => self.lay_out(entry, width, &pictures)?,
            Effect::SaveArticle { entry, file } => Some(self.save(entry, &file)?),
            Effect::WriteArticle { entry, width, outside } => Some(self.write(entry, width, outside)?),
            Effect::PipeArticle { entry, width, words } => self.pipe(entry, width, words, report)?,
            _ => None,
        })
    }

    fn feeds(&mut self) -> Result<FeedsLoaded, StoreError> {
        let today = now().start_of_day(zone());
        let sources = [
            Source::All,
            Source::Starred,
            Source::Today,
            Source::Unfinished,
            Source::Ready,
        ];
        let counts = self.store.counts(&sources, today)?;
        let counts_of = |index: usize| counts.get(index).copied().unwrap_or_default();
        Ok(FeedsLoaded {
            feeds: self.store.feeds()?,
            all: counts_of(0),
            starred: counts_of(1),
            today: counts_of(2),
            unfinished: counts_of(3),
            ready: counts_of(4),
            folder_order: self.store.folder_order()?,
            queries: self.queries()?,
        })
    }

    fn queries(&mut self) -> Result<Vec<(SavedQuery, Option<u64>)>, StoreError> {
        let mut counted = Vec::new();
        for saved in self.store.queries()? {
            let unread = self.store.cheap_count(&saved.query)?;
            counted.push((saved, unread));
        }
        Ok(counted)
    }

    fn recent_searches(&self) -> Result<Vec<String>, StoreError> {
        let kept = self.store.recall(SEARCHES)?.unwrap_or_default();
        Ok(kept.lines().map(str::to_owned).collect())
    }

    /// A search failed by what it read: where only the index of words is broken it is filled anew, and meanwhile what it
    /// lacks is read.
    fn mend_index(&self) -> bool {
        let broken = self.store.is_index_damaged().unwrap_or(false);
        if broken {
            self.writing.run(|store| {
                if let Err(error) = store.rebuild_index() {
                    log::warn!("the index of words cannot be made anew: {error}");
                }
            });
        }
        broken
    }

    /// The article; of a long one that is read from its top, the beginning first and the whole as the answer.
    fn open(&mut self, entry: EntryId, width: u16, pictures: &Rooms, report: &Report) -> Result<Event, StoreError> {
        let Some(beginning) = self.store.article_beginning(entry, rendering::LONG)? else {
            return Ok(Event::ArticleMissing { entry });
        };
        let signs = self.store.position(entry)?.map_or(0, |position| position.signs);
        if beginning.html.len() < rendering::LONG {
            let page = render::page_with_pictures(self.document(&beginning), width, pictures);
            return Ok(opened(beginning, page, signs));
        }
        let first = rendering::read_beginning(&beginning).filter(|_| signs == 0);
        let is_shown = first.is_some();
        if let Some(first) = first {
            let page = render::page_with_pictures(&first, width, pictures);
            report(opened(beginning, page, signs));
        }
        let Some(article) = self.store.article(entry)? else {
            return Ok(Event::ArticleMissing { entry });
        };
        let page = render::page_with_pictures(self.document(&article), width, pictures);
        Ok(match is_shown {
            true => Event::ArticleLaidOut { entry, page },
            false => opened(article, page, signs),
        })
    }

    fn lay_out(&mut self, entry: EntryId, width: u16, pictures: &Rooms) -> Result<Option<Event>, StoreError> {
        if let Some((_, document)) = self.documents.iter().find(|(kept, _)| *kept == entry) {
            let page = render::page_with_pictures(document, width, pictures);
            return Ok(Some(Event::ArticleLaidOut { entry, page }));
        }
        Ok(match self.store.article(entry)? {
            None => Some(Event::ArticleMissing { entry }),
            Some(article) => Some(Event::ArticleLaidOut {
                entry,
                page: render::page_with_pictures(self.document(&article), width, pictures),
            }),
        })
    }

    fn save(&self, entry: EntryId, file: &str) -> Result<Event, StoreError> {
        let Some(article) = self.store.article(entry)? else {
            return Ok(Event::ArticleMissing { entry });
        };
        let shown = text::line(file);
        let Err(error) = write_new_file(file, &rendering::markdown(&article)) else {
            return Ok(Event::Done {
                what: format!("Saved as {shown}"),
            });
        };
        Ok(Event::SaveFailed {
            entry,
            file: file.to_owned(),
            message: match error.kind() {
                io::ErrorKind::AlreadyExists => {
                    format!("{shown} is there already and was left as it is; save under another name")
                }
                _ => format!("cannot write {shown}: {error}; save at another place"),
            },
        })
    }

    fn write(&self, entry: EntryId, width: u16, outside: Outside) -> Result<Event, StoreError> {
        Ok(match self.store.article(entry)? {
            None => Event::ArticleMissing { entry },
            Some(article) => Event::ArticleWritten {
                outside,
                text: match outside {
                    Outside::Pager => rendering::plain(&article, width),
                    Outside::Editor => rendering::markdown(&article),
                },
            },
        })
    }

    /// Gives the text to a program on a thread of its own: the lane does not wait for it.
    fn pipe(
        &self,
        entry: EntryId,
        width: u16,
        words: Vec<String>,
        report: &Report,
    ) -> Result<Option<Event>, StoreError> {
        let Some(article) = self.store.article(entry)? else {
            return Ok(Some(Event::ArticleMissing { entry }));
        };
        let text = rendering::plain(&article, width);
        let report = Arc::clone(report);
        let started = Builder::new().name("pipe".to_owned()).spawn(move || {
            report(
                match programs::run_and_listen(&words, Some(text.as_bytes().to_vec()), PIPED) {
                    Ok(printed) => Event::Done {
                        what: first_line(&words, &printed),
                    },
                    Err(what) => Event::Failed {
                        message: format!("the article was not taken: {what}; check the program and its arguments"),
                    },
                },
            );
        });
        Ok(started.err().map(|error| Event::Failed {
            message: format!("the system gives no thread for this: {error}; try again"),
        }))
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
    /// denies. Where what is being typed finds nothing and could not stay as it is, what is wrong with it is the answer.
    fn search(&self, text: &str, limit: usize, give: &dyn Fn(SearchResult) -> bool) {
        let query = match Query::parse_typing(text) {
            Ok(query) => query,
            Err(mistake) => {
                let pointed = mistake.pointed(text);
                give(SearchResult::Mistaken { pointed });
                return;
            }
        };
        // Who wants more of the same has the newest already.
        let passes = [(false, FIRST_HITS), (true, limit)];
        let begun = usize::from(limit > HITS);
        for (ranked, limit) in passes.into_iter().skip(begun) {
            let options = SearchOptions {
                limit,
                ranked,
                patience: (!ranked).then_some(PATIENCE),
                now: now(),
            };
            let result = match self.store.search(&query, &options) {
                Ok(hits) if hits.is_empty() => match Query::parse(text) {
                    Ok(_) => SearchResult::Found(hits),
                    Err(mistake) => SearchResult::Mistaken {
                        pointed: mistake.pointed(text),
                    },
                },
                Ok(hits) => SearchResult::Found(hits),
                Err(StoreError::Interrupted) => return,
                Err(StoreError::Corrupt { .. }) if self.mend_index() => SearchResult::Failed {
                    message: "The index of words was broken and is being made anew; search again in a moment."
                        .to_owned(),
                },
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

/// What a program said of an article.
fn first_line(words: &[String], printed: &[u8]) -> String {
    let printed = String::from_utf8_lossy(printed);
    let line = printed.lines().map(text::line).find(|line| !line.is_empty());
    let program = text::line(words.first().map_or("", String::as_str));
    match line {
        Some(line) => format!("{program}: {line}"),
        None => format!("Given to {program}"),
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
    let newest_first = asked.list.order != ListOrder::Oldest;
    let end = if asked.older == newest_first {
        i64::MAX
    } else {
        i64::MIN
    };
    let nowhere = Cursor {
        sorted: Timestamp::from_unix(end),
        id: EntryId(end),
    };
    NeighbourRequest {
        source: asked.list.source.clone(),
        order: asked.list.order,
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
