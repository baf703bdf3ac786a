//! A draft and its clean document made a [`ParsedFeed`]: the document is read, and of all candidates the right one is
//! chosen for each field.

use crate::model::{Enclosure, NewEntry, Timestamp, text};
use crate::parse::date::{self, Order};
use crate::parse::mend;
use crate::parse::mend::draft::{EnclosureDraft, EntryDraft, FeedDraft, LinkDraft, LinkKind};
use crate::parse::repairs::{Repair, Repairs};
use crate::parse::resolve::Resolver;
use crate::parse::{NotAFeed, ParsedFeed, identity, plain};
use std::borrow::Cow;
use std::cell::LazyCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// The longest title and the longest name that are kept, in bytes. Longer ones are no titles.
const MAX_LINE: usize = 2_048;
/// Words of the body that stand for a missing title.
const WORDS_OF_TITLE: usize = 12;

/// The feed of a draft, which came from `base`.
pub fn read(mut draft: FeedDraft, base: Option<&Url>) -> Result<ParsedFeed, NotAFeed> {
    let dates = dates(&draft.entries, &mut draft.repairs);
    let document = mend::write(&mut draft);
    let mut read = read_document(&document)?;
    drop(document);
    let mut own_ids = Vec::with_capacity(read.entries.len());
    let mut entries = Vec::with_capacity(read.entries.len());
    let language = draft.language.as_deref().and_then(language);
    for ((found, drafted), dates) in read.entries.drain(..).zip(draft.entries).zip(dates) {
        own_ids.push(identity::own_id(&found.id));
        entries.push(entry(found, drafted, dates, base, language.as_deref()));
    }
    identity::assign(&mut entries, &own_ids);
    Ok(ParsedFeed {
        title: read.title.and_then(|title| line(&plain::title(&title.content))),
        site_url: site(&draft.links),
        language,
        ttl: draft.ttl.filter(|ttl| *ttl > 0),
        skip_hours: in_order(draft.skip_hours),
        skip_days: in_order(draft.skip_days),
        entries,
        own_ids,
        repairs: draft.repairs,
        new_url: draft.new_url,
    })
}

/// Reads the clean document. Nothing that passed the walker should make the reader panic; if something does after all,
/// it costs this feed only.
fn read_document(document: &str) -> Result<feed_rs::model::Feed, NotAFeed> {
    let parser = feed_rs::parser::Builder::new()
        .sanitize_content(false)
        .id_generator(|_, _, _| String::new())
        .build();
    match catch_unwind(AssertUnwindSafe(|| parser.parse(document.as_bytes()))) {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(NotAFeed::Broken {
            reason: text::line(&error.to_string()),
        }),
        Err(_) => Err(NotAFeed::Broken {
            reason: "the parser stopped at something that it does not expect".to_owned(),
        }),
    }
}

/// The dates of an entry, read.
#[derive(Clone, Copy)]
struct Dates {
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
}

/// The dates of all entries. How a feed writes some of them tells how to read the others.
fn dates(entries: &[EntryDraft], repairs: &mut Repairs) -> Vec<Dates> {
    let written = entries
        .iter()
        .flat_map(|entry| [&entry.published, &entry.updated, &entry.created])
        .flatten();
    let order = Order::of(written.map(String::as_str));
    let mut read = |candidates: &[String]| {
        let date = candidates.iter().find_map(|text| date::parse(text, order));
        if date.is_none() && !candidates.is_empty() {
            repairs.note(Repair::Date);
        }
        date
    };
    let of_entry = |entry: &EntryDraft| Dates {
        published: read(&entry.published).or_else(|| read(&entry.created)),
        updated: read(&entry.updated),
    };
    entries.iter().map(of_entry).collect()
}

fn entry(
    found: feed_rs::model::Entry,
    mut draft: EntryDraft,
    dates: Dates,
    base: Option<&Url>,
    feed_language: Option<&str>,
) -> NewEntry {
    let url = address(&draft.links, &draft.enclosures);
    let (html, text) = read_body(body(&mut draft), draft.base.as_deref(), url.as_deref(), base);
    let title = found.title.and_then(|title| line(&plain::title(&title.content)));
    let authors: Vec<String> = found
        .authors
        .into_iter()
        .filter_map(|author| line(&text::line(&author.name?)))
        .collect();
    NewEntry {
        identity: String::new(),
        title: title.or_else(|| first_words(&text)).unwrap_or_default(),
        author: (!authors.is_empty()).then(|| without_repeats(authors).join(", ")),
        url,
        comments_url: draft.comments_url,
        published: dates.published,
        updated: dates.updated,
        enclosures: enclosures(draft.enclosures, draft.duration),
        categories: without_repeats(
            draft
                .categories
                .iter()
                .filter_map(|category| line(&plain::title(category)))
                .collect(),
        ),
        language: draft
            .language
            .as_deref()
            .and_then(language)
            .or(feed_language.map(str::to_owned)),
        picture: draft.pictures.into_iter().next(),
        html,
        text,
    }
}

/// The longer of what an entry has for a body: feeds put the story in either place.
fn body(draft: &mut EntryDraft) -> String {
    let content = draft.content.take().or(draft.spare_body.take()).unwrap_or_default();
    let summary = draft.summary.take().unwrap_or_default();
    let longer = if content.len() >= summary.len() {
        content
    } else {
        summary
    };
    match mend::printable(&longer) {
        Cow::Owned(printable) => printable,
        Cow::Borrowed(_) => longer,
    }
}

/// The page to open: pages first, then by where the link was found; else the first file that comes with the entry.
fn address(links: &[LinkDraft], enclosures: &[EnclosureDraft]) -> Option<String> {
    let best = links.iter().min_by_key(|link| (link.kind, !link.page));
    best.map(|link| link.url.clone())
        .or_else(|| enclosures.first().map(|enclosure| enclosure.url.clone()))
}

fn site(links: &[LinkDraft]) -> Option<String> {
    let known = |link: &&LinkDraft| matches!(link.kind, LinkKind::Alternate | LinkKind::Plain);
    links
        .iter()
        .filter(known)
        .min_by_key(|link| (!link.page, link.kind))
        .map(|link| link.url.clone())
}

/// The body with its addresses made absolute, against what the document says, else the entry's page, else the feed; and its
/// words. A body is most of an entry, and so is gone through once for both.
fn read_body(html: String, own: Option<&str>, page: Option<&str>, feed: Option<&Url>) -> (String, String) {
    let stated = own.filter(|own| feed.is_none_or(|feed| feed.as_str() != *own));
    // Most bodies need none.
    let known = LazyCell::new(|| {
        let base = Url::parse(stated.or(page)?).ok()?;
        (!base.cannot_be_a_base()).then_some(base)
    });
    let mut resolver = Resolver::new(&html, || known.as_ref().or(feed));
    let text = plain::plain_text_seeing(&html, |tag, end| resolver.resolve(tag, end));
    (resolver.finish().unwrap_or(html), text)
}

fn enclosures(drafts: Vec<EnclosureDraft>, duration: Option<u64>) -> Vec<Enclosure> {
    let mut enclosures: Vec<Enclosure> = drafts
        .into_iter()
        .map(|draft| Enclosure {
            url: draft.url,
            mime_type: draft.mime_type.map(|mime_type| text::line(&mime_type)),
            length: draft.length.filter(|length| *length > 0),
            duration: draft.duration,
        })
        .collect();
    if let Some(first) = enclosures.first_mut() {
        first.duration = first.duration.or(duration);
    }
    enclosures
}

/// The primary tag of a language, in lower case.
fn language(written: &str) -> Option<String> {
    let primary = written
        .trim()
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let fits = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    fits.then_some(primary)
}

fn line(clean: &str) -> Option<String> {
    let short = &clean[..clean.floor_char_boundary(MAX_LINE)];
    (!short.is_empty()).then(|| short.to_owned())
}

fn first_words(text: &str) -> Option<String> {
    let first_line = text.lines().find(|line| !line.is_empty())?;
    let words: Vec<&str> = first_line.split_whitespace().take(WORDS_OF_TITLE + 1).collect();
    let kept = words[..words.len().min(WORDS_OF_TITLE)].join(" ");
    let short = &kept[..kept.floor_char_boundary(160)];
    let whole = words.len() <= WORDS_OF_TITLE && short.len() == kept.len();
    Some(if whole { kept } else { format!("{short}…") })
}

fn without_repeats(values: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    values.into_iter().filter(|value| seen.insert(value.clone())).collect()
}

fn in_order(mut values: Vec<u8>) -> Vec<u8> {
    values.sort_unstable();
    values.dedup();
    values
}
