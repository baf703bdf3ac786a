//! How facts from outside change what is shown. An answer that is no longer wanted changes nothing.

use super::effect::{Effect, Neighbour, Refresh};
use super::entries::Then;
use super::event::{Event, FeedChoice, FeedRefreshed, FeedsLoaded, OpenedArticle, RefreshFinished, SearchResult};
use super::network::Progress;
use super::notice::Severity;
use super::number::counted;
use super::prompt::Question;
use super::state::{Pane, State};
use crate::model::{EntryRow, FeedId, Folder, Mark, Marked, Source, Subscription};

/// Something has happened.
pub(super) fn happened(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::FeedsLoaded(known) => state.feeds_loaded(known),
        Event::WindowLoaded { request, mut window } => {
            state.entries.bring_up_to_date(&mut window.rows);
            state.marks.apply(&mut window.rows);
            let view = state.view();
            let effects = state.entries.take(request, window, view);
            state.follow_article_marks();
            effects
        }
        Event::NeighbourFound { asked, row } => state.neighbour_found(&asked, row),
        Event::ArticleOpened { article } => state.article_opened(*article),
        Event::ArticleLaidOut { entry, page } => {
            let clock = state.clock;
            if let Some(article) = state.article.as_mut().filter(|article| article.row.id == entry) {
                article.lay_out(page, clock);
            }
            Vec::new()
        }
        Event::PageRead { url, text } => {
            state.link_read(&url, text);
            Vec::new()
        }
        Event::PictureReady {
            url,
            room,
            easel,
            picture,
        } => {
            state.pictures.take(url, room, easel, picture);
            Vec::new()
        }
        Event::PictureMissing { url } => {
            state.pictures.miss(url);
            Vec::new()
        }
        Event::ArticleMissing { entry } => {
            if let Some(article) = state.article.as_mut().filter(|article| article.row.id == entry) {
                article.text = super::ArticleText::Gone;
            }
            Vec::new()
        }
        Event::ArticleWritten { outside, text } => vec![Effect::Lend { outside, text }],
        Event::HealthLoaded { feed, health } => {
            state.health_loaded(feed, health);
            Vec::new()
        }
        Event::SearchFinished { generation, mut result } => {
            if let SearchResult::Found(hits) = &mut result {
                let marks = &state.marks;
                hits.iter_mut()
                    .for_each(|hit| marks.apply_to_hit(&mut hit.row, generation));
            }
            state.search.take(generation, result);
            Vec::new()
        }
        Event::Marked { entries, marked } => {
            let searching = state.search.pane.is_some().then_some(state.search.generation);
            state.marks.confirm(&entries, marked.mark, searching);
            state.entries.confirm(&entries, marked.mark);
            state.sidebar.load()
        }
        Event::SourceMarked { marked, .. } => state.source_marked(marked),
        Event::MarkFailed { entries, mark, message } => {
            state.unmark(&entries, mark);
            state.say(Severity::Error, &message)
        }
        Event::SearchAidsLoaded { recent, tags } => {
            state.search.aid(recent, tags);
            Vec::new()
        }
        Event::ListsFound(lists) => {
            state.found_lists = lists;
            Vec::new()
        }
        Event::QueriesChanged { what } => state.changed(&what),
        Event::CleanupPreviewed(surplus) => state.cleanup_previewed(&surplus),
        Event::CleaningUp { done, total } => {
            state.cleanup = Some(Progress { done, total });
            Vec::new()
        }
        Event::CleanedUp { entries } => state.cleaned_up(entries),
        Event::CleanupFailed { message } => {
            state.cleanup = None;
            state.say(Severity::Error, &message)
        }
        Event::Undone { what: Some(what) } => state.changed(&what),
        Event::Undone { what: None } => state.say(Severity::Info, "There is nothing to take back."),
        Event::Redone { what: Some(what) } => state.changed(&what),
        Event::Redone { what: None } => state.say(Severity::Info, "There is nothing to make again."),
        Event::JournalLoaded(changes) => {
            state.journal_loaded(changes);
            Vec::new()
        }
        Event::Tagged { tags, what, .. } => {
            tags.iter().for_each(|tag| state.search.know_tag(tag));
            state.changed(&what)
        }
        Event::Imported { what, skipped } => state.imported(what, &skipped),
        Event::ImportFailed { file, message } => {
            state.network.fetch_subscribed = false;
            state.question_again(Question::Import, &file, message)
        }
        Event::ExportFailed { file, message } => state.question_again(Question::Export, &file, message),
        Event::SaveFailed { entry, file, message } => state.question_again(Question::Save(entry), &file, message),
        Event::SubscriptionsChanged { what } => state.subscriptions_changed(&what),
        Event::FeedAdded { feed, title, already } => state.feed_added(feed, &title, already),
        Event::SeveralFeedsFound {
            choices,
            folders,
            title,
        } => state.several_found(choices, &folders, title.as_ref()),
        Event::AddFailed { url, message } => state.add_failed(&url, &message),
        Event::RefreshStarted { total } => {
            state.network.progress = Some(Progress { done: 0, total });
            Vec::new()
        }
        Event::FeedRefreshed(refreshed) => state.feed_refreshed(&refreshed),
        Event::RefreshFinished(finished) => state.refresh_finished(&finished),
        Event::RefreshRefused { message } => {
            let wanted = std::mem::take(&mut state.network.asked_for);
            if wanted {
                state.say(Severity::Warning, &message)
            } else {
                Vec::new()
            }
        }
        Event::FullTextSaved { entry } => state.full_text_saved(entry),
        Event::FullTextMissing { entry, message } => state.full_text_missing(entry, &message),
        Event::PrefetchStarted { total } => {
            state.network.prefetch = Some(Progress { done: 0, total });
            Vec::new()
        }
        Event::EntryPrefetched(entry) => state.entry_prefetched(&entry),
        Event::PrefetchFinished(finished) => state.prefetch_finished(&finished),
        Event::ChangedElsewhere => state.reload(),
        Event::Done { what } => state.say(Severity::Info, &what),
        Event::Failed { message } => {
            state.network.fetch_subscribed = false;
            state.entries.fail();
            state.sidebar.fail();
            state.say(Severity::Error, &message)
        }
    }
}

impl State {
    fn feeds_loaded(&mut self, known: FeedsLoaded) -> Vec<Effect> {
        let (mut effects, moved) = self.sidebar.loaded(known);
        effects.extend(self.reload_health());
        if moved && self.sidebar.selected.source != self.entries.source {
            effects.extend(self.show_source(self.sidebar.selected.source.clone()));
        }
        let first = !std::mem::replace(&mut self.network.started, true);
        if first && self.sidebar.is_empty() {
            effects.push(Effect::LookForLists);
        }
        if first && self.settings.config.refresh.on_start && !self.sidebar.is_empty() {
            effects.push(Effect::Refresh {
                which: Refresh::All,
                force: false,
            });
        }
        effects
    }

    fn neighbour_found(&mut self, asked: &Neighbour, row: Option<EntryRow>) -> Vec<Effect> {
        let Some(then) = self.entries.looked_for(asked) else {
            return Vec::new();
        };
        let view = self.view();
        match row {
            Some(mut row) => {
                self.entries.bring_found_up_to_date(&mut row);
                self.marks.apply(std::slice::from_mut(&mut row));
                let mut effects = self.entries.select(&row, view);
                if asked.unread_only && asked.older && asked.from.is_none() {
                    effects.extend(self.say(Severity::Info, "Nothing unread is further down: on from the top."));
                }
                if then == Then::Open {
                    effects.extend(self.open_entry(row, Pane::Entries));
                }
                effects
            }
            None if asked.unread_only && asked.older && asked.from.is_some() => {
                // Nothing further down: goes on from the top, once.
                vec![self.entries.look(None, true, true, then, view)]
            }
            None if asked.unread_only && !asked.older => self.say(Severity::Info, "Nothing unread is further up."),
            None if asked.unread_only => {
                let fetch = self.key_for("refresh --force All");
                self.say(
                    Severity::Info,
                    &format!("Nothing unread is left here; {fetch} fetches all feeds."),
                )
            }
            None if asked.older => self.say(Severity::Info, "There is no entry further down."),
            None => self.say(Severity::Info, "There is no entry further up."),
        }
    }

    fn article_opened(&mut self, opened: OpenedArticle) -> Vec<Effect> {
        self.open_again(&opened);
        self.pictures.begin();
        self.pictures.forget_missing();
        let clock = self.clock;
        let rows = self.entries.window.rows.iter_mut();
        let open = self.article.as_mut().map(|article| &mut article.row);
        for row in rows.chain(open).filter(|row| row.id == opened.row.id) {
            // The page may have said who wrote it, and its text be longer, since the row was read.
            row.author.clone_from(&opened.row.author);
            row.minutes = opened.row.minutes;
        }
        // What this session knows is newer than what the store had when it was asked.
        let signs = *self.positions.entry(opened.row.id).or_insert(opened.signs);
        let wanted = self.article.as_mut().filter(|article| article.row.id == opened.row.id);
        if let Some(article) = wanted {
            article.open(opened.comments_url, opened.enclosures, opened.page, signs, clock);
        }
        Vec::new()
    }

    /// The open article shows the marks that its row in the list has.
    fn follow_article_marks(&mut self) {
        let Some(article) = &mut self.article else { return };
        if let Some(row) = self.entries.window.rows.iter().find(|row| row.id == article.row.id) {
            article.row = row.clone();
        }
    }

    fn source_marked(&mut self, marked: Marked) -> Vec<Effect> {
        let what = if marked.mark == Mark::Read {
            "read"
        } else {
            marked.mark.word()
        };
        if marked.changed == 0 {
            return self.say(
                Severity::Info,
                &format!("Nothing was changed: all of it is {what} already."),
            );
        }
        let said = format!("Marked {} {what}.", counted(marked.changed, "entry", "entries"));
        self.changed(&said)
    }

    /// The store has changed: says so and asks for what is shown again.
    pub(super) fn changed(&mut self, said: &str) -> Vec<Effect> {
        let mut effects = self.say(Severity::Info, said);
        effects.extend(self.reload());
        effects
    }

    pub(super) fn reload(&mut self) -> Vec<Effect> {
        let view = self.view();
        let mut effects = self.sidebar.load();
        effects.extend(self.entries.reload(view));
        effects
    }

    fn subscriptions_changed(&mut self, what: &str) -> Vec<Effect> {
        let mut effects = self.changed(what);
        if std::mem::take(&mut self.network.fetch_subscribed) {
            effects.push(Effect::Refresh {
                which: Refresh::All,
                force: false,
            });
        }
        effects
    }

    /// What was skipped is for the log of notices, whatever is said over the summary.
    fn imported(&mut self, mut what: String, skipped: &[String]) -> Vec<Effect> {
        for line in skipped {
            let said = format!("Skipped {line}");
            self.notices.log(self.clock.now, Severity::Warning, &said);
        }
        if !skipped.is_empty() {
            let why = self.key_for("notices");
            what.push_str(&format!(" {} skipped: {why} says why.", skipped.len()));
        }
        self.subscriptions_changed(&what)
    }

    /// Asks again for a file that would not do, unless the person has gone on to something else.
    fn question_again(&mut self, question: Question, file: &str, message: String) -> Vec<Effect> {
        if self.overlays.is_empty() && !self.is_searching() {
            return self.refuse(question, file, message);
        }
        self.say(Severity::Error, &message)
    }

    fn add_failed(&mut self, url: &str, message: &str) -> Vec<Effect> {
        self.network.looked_for();
        // The answer may be long in coming, and whoever reads meanwhile is not to type into a question.
        self.network.not_found = Some(url.to_owned());
        let again = self.key_for("add");
        let said = match message.contains(url) {
            true => format!("{message} ({again} asks again)"),
            false => format!("{url}: {message} ({again} asks again)"),
        };
        self.say(Severity::Error, &said)
    }

    fn feed_added(&mut self, feed: FeedId, title: &str, already: bool) -> Vec<Effect> {
        self.network.looked_for();
        self.network.not_found = None;
        self.sidebar.want(Source::Feed(feed));
        self.changed(&match already {
            true => format!("“{title}” is there already."),
            false => format!("Subscribed to “{title}”."),
        })
    }

    fn several_found(&mut self, found: Vec<FeedChoice>, folders: &[Folder], title: Option<&String>) -> Vec<Effect> {
        self.network.looked_for();
        self.network.not_found = None;
        // “Looking for a feed” would stand over the keys of the choice.
        self.notices.expire();
        let subscriptions = found.into_iter().map(|choice| Subscription {
            url: choice.url,
            title: title.cloned().or(choice.title),
            site_url: None,
            folders: folders.to_vec(),
        });
        self.offer("This page names several feeds", subscriptions.collect())
    }

    fn feed_refreshed(&mut self, refreshed: &FeedRefreshed) -> Vec<Effect> {
        self.network.progress = Some(Progress {
            done: refreshed.done,
            total: refreshed.total,
        });
        if refreshed.new == 0 {
            return Vec::new();
        }
        if !self.sidebar.belongs(refreshed.feed, &self.entries.source) {
            return self.sidebar.load();
        }
        if !matches!(
            self.entries.source,
            Source::Starred | Source::Unfinished | Source::Ready
        ) {
            self.entries.arrive(refreshed.new);
        }
        self.reload()
    }

    fn refresh_finished(&mut self, finished: &RefreshFinished) -> Vec<Effect> {
        self.network.progress = None;
        self.network.offline = finished.offline;
        let asked_for = std::mem::take(&mut self.network.asked_for);
        let tried = finished.fetched + finished.unchanged + finished.failed.len() + finished.left;
        let (severity, said) = finished.sentence(&self.key_for("health"));
        let silent = !asked_for && tried == 0 && !finished.offline;
        let mut effects = if silent { Vec::new() } else { self.say(severity, &said) };
        effects.extend(self.reload());
        effects.extend(self.prefetch_after(finished.offline));
        effects
    }
}
