//! The full text of an entry: whether it is wanted, brought into the store, and what came of it.

use super::network::Shared;
use super::page_text::{self, NoFullText, PageText, Rival};
use super::{rendering, told};
use crate::app::Event;
use crate::config::FullText;
use crate::extract::{Rules, Teaser, teaser};
use crate::model::{Article, Block, EntryId, Medium};
use crate::store::{KeptText, Store, StoreError};
use std::collections::HashSet;
use url::Url;

/// Pictures of an article that are fetched at most.
const MOST_PICTURES: usize = 40;

/// What takes so long to read is more than a teaser, whatever its end looks like: it need not be unpacked to see that, while it
/// is unpacked to be shown.
const MINUTES_OF_NO_TEASER: u32 = 10;

/// Whether the page of an entry is wanted that has nothing but its feed's text.
pub(super) fn is_wanted(article: &Article, full_text: FullText, rules: &Rules) -> bool {
    let wanted = match full_text {
        FullText::Auto => teaser(&article.html, &article.text, rules).is_some(),
        FullText::Always => true,
        FullText::Never => false,
    };
    wanted && article.row.url.is_some()
}

/// Brings the full text of an entry into the store and says so; nothing where it is there already, or neither the
/// settings nor the person want it.
pub(super) async fn bring(shared: &Shared, entry: EntryId, asked: bool) -> Option<Event> {
    let missing = |message: String| Some(Event::FullTextMissing { entry, message });
    match try_bring(shared, entry, asked).await {
        Ok(Some(Ok(()))) => Some(Event::FullTextSaved { entry }),
        Ok(Some(Err(NoFullText::NotFetched(error)))) => missing(format!("No full text: {error}")),
        Ok(Some(Err(reason))) => missing(format!("No full text: {reason}; the feed's text stays.")),
        Ok(None) => None,
        Err(error) => missing(told(&error)),
    }
}

async fn try_bring(shared: &Shared, entry: EntryId, asked: bool) -> anyhow::Result<Option<Result<(), NoFullText>>> {
    let (row, kept) = shared.ask(move |store| {
        let beginning = store.article_beginning(entry, 0)?;
        Ok((beginning.map(|article| article.row), store.kept_text(entry)?))
    })?;
    let Some(row) = row.filter(|_| kept != KeptText::Fresh) else {
        return Ok(None);
    };
    let asking = shared.asking(vec![row.feed])?.remove(&row.feed);
    let url = row.url.as_deref().and_then(|url| Url::parse(url).ok());
    let (Some((asking, full_text)), Some(url)) = (asking, url) else {
        return Ok(None);
    };
    let by_rule = kept == KeptText::None && !asked && full_text == FullText::Auto;
    if by_rule && row.minutes >= MINUTES_OF_NO_TEASER {
        return Ok(None);
    }
    let Some(article) = shared.ask(move |store| store.article(entry))? else {
        return Ok(None);
    };
    if kept == KeptText::None && !asked && !is_wanted(&article, full_text, &shared.page_rules()) {
        return Ok(None);
    }
    match page_text::read(shared, &asking, &article, &url, None, rival(&article, kept)).await {
        Ok(full) => {
            shared.ask(move |store| save(store, entry, &full))?;
            Ok(Some(Ok(())))
        }
        Err(NoFullText::NotWorth(_)) if kept == KeptText::Stale => {
            shared.ask(move |store| store.keep_text(entry))?;
            Ok(None)
        }
        // A short text is perhaps all there is: nobody has asked, and nothing is missing.
        Err(NoFullText::Short) if !asked && may_be_whole(shared, &article, full_text) => Ok(None),
        Err(error) => Ok(Some(Err(error))),
    }
}

fn may_be_whole(shared: &Shared, article: &Article, full_text: FullText) -> bool {
    let teaser = || teaser(&article.html, &article.text, &shared.page_rules());
    full_text == FullText::Auto && teaser() == Some(Teaser::Short)
}

/// What the page's article must be better than: the text at hand is the kept one where there is one.
pub(super) fn rival(article: &Article, kept: KeptText) -> Rival {
    match kept {
        KeptText::None => Rival::Feeds(article.text.clone()),
        KeptText::Stale | KeptText::Fresh => Rival::Kept(article.text.clone()),
    }
}

/// Keeps it; without its pictures the entry is not ready yet.
pub(super) fn save(store: &mut Store, entry: EntryId, full: &PageText) -> Result<(), StoreError> {
    store.save_full_text(entry, &full.html, &full.text)?;
    if let Some(author) = &full.author {
        store.name_author(entry, author)?;
    }
    if let Some(whole) = &full.whole {
        store.save_whole_text(entry, whole)?;
    }
    store.set_ready(entry, false)
}

/// Shows what was left out of a text because other pages of the site have it too, and says what came of it.
pub(super) fn show_whole(store: &mut Store, entry: EntryId) -> Event {
    match store.show_whole_text(entry) {
        Ok(true) => Event::FullTextSaved { entry },
        Ok(false) => Event::FullTextMissing {
            entry,
            message: "Nothing was left out of this text that other pages of its site have too.".to_owned(),
        },
        Err(error) => Event::FullTextMissing {
            entry,
            message: error.to_string(),
        },
    }
}

/// The addresses of an article's pictures, each once, in reading order.
pub(super) fn picture_addresses(article: &Article) -> Vec<Url> {
    let document = rendering::document(article);
    let mut found = Vec::new();
    collect(&document.blocks, &mut found);
    let mut seen = HashSet::new();
    found.retain(|url| seen.insert(url.clone()));
    found.truncate(MOST_PICTURES);
    found
}

fn collect(blocks: &[Block], found: &mut Vec<Url>) {
    for block in blocks {
        match block {
            Block::Figure {
                medium: Medium::Picture,
                url: Some(url),
                ..
            } => found.extend(Url::parse(url).ok()),
            Block::List { items, .. } => items.iter().for_each(|item| collect(&item.blocks, found)),
            Block::Definitions(pairs) => pairs.iter().for_each(|(_, blocks)| collect(blocks, found)),
            Block::Quote(blocks) => collect(blocks, found),
            _ => {}
        }
    }
}
