//! A draft made a [`ParsedFeed`]: of all candidates the right one is chosen for each field, and cleaned.

use crate::model::{Enclosure, NewEntry, Timestamp, text};
use crate::parse::date::{self, Order};
use crate::parse::mend::draft::{EnclosureDraft, EntryDraft, FeedDraft, LinkDraft, LinkKind};
use crate::parse::repairs::{Repair, Repairs};
use crate::parse::resolve::Resolver;
use crate::parse::{ParsedFeed, identity, plain};
use std::borrow::Cow;
use std::cell::LazyCell;
use url::Url;

/// The longest title and the longest name that are kept, in bytes. Longer ones are no titles.
const MAX_LINE: usize = 2_048;
/// Words of the body that stand for a missing title.
const WORDS_OF_TITLE: usize = 12;

/// The feed of a draft, which came from `base`.
pub fn read(mut draft: FeedDraft, base: Option<&Url>) -> ParsedFeed {
    let dates = dates(&draft.entries, &mut draft.repairs);
    let mut own_ids = Vec::with_capacity(draft.entries.len());
    let mut entries = Vec::with_capacity(draft.entries.len());
    let of_feed = OfFeed {
        base,
        language: draft.language.as_deref().and_then(language),
        authors: &draft.authors,
    };
    for (drafted, dates) in draft.entries.into_iter().zip(dates) {
        own_ids.push(own_id(&drafted));
        entries.push(entry(drafted, dates, &of_feed));
    }
    let language = of_feed.language;
    identity::assign(&mut entries, &own_ids);
    ParsedFeed {
        title: draft.title.as_deref().and_then(title),
        site_url: site(&draft.links),
        language,
        ttl: draft.ttl.filter(|ttl| *ttl > 0),
        skip_hours: in_order(draft.skip_hours),
        skip_days: in_order(draft.skip_days),
        entries,
        own_ids,
        repairs: draft.repairs,
        new_url: draft.new_url,
    }
}

/// What a feed says for all its entries.
struct OfFeed<'a> {
    base: Option<&'a Url>,
    language: Option<String>,
    authors: &'a [String],
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

fn entry(mut draft: EntryDraft, dates: Dates, feed: &OfFeed<'_>) -> NewEntry {
    let url = address(&draft.links, &draft.enclosures);
    let (html, text) = read_body(body(&mut draft), draft.base.as_deref(), url.as_deref(), feed.base);
    let written = draft.title.as_deref().or(draft.spare_title.as_deref());
    NewEntry {
        identity: String::new(),
        title: written
            .and_then(title)
            .or_else(|| first_words(&text))
            .unwrap_or_default(),
        author: author(&draft, feed.authors),
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
            .or_else(|| feed.language.clone()),
        picture: draft.pictures.into_iter().next(),
        html,
        text,
    }
}

fn own_id(draft: &EntryDraft) -> Option<String> {
    let written = draft.id.as_deref().or(draft.spare_id.as_deref())?;
    identity::own_id(written)
}

fn title(written: &str) -> Option<String> {
    line(&plain::title(&without_controls(written)))
}

/// The people behind an entry: those whom it names itself, else its spare ones, else the feed's.
fn author(draft: &EntryDraft, of_feed: &[String]) -> Option<String> {
    let candidates = [draft.authors.as_slice(), &draft.spare_authors, of_feed];
    let written = candidates.into_iter().find(|authors| !authors.is_empty())?;
    let names: Vec<String> = written.iter().filter_map(|author| line(&text::line(author))).collect();
    (!names.is_empty()).then(|| without_repeats(names).join(", "))
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
    match without_controls(&longer) {
        Cow::Owned(clean) => clean,
        Cow::Borrowed(_) => longer,
    }
}

/// The text without control characters. Escape sequences go whole: without its first sign the rest of one would be taken
/// for words.
fn without_controls(written: &str) -> Cow<'_, str> {
    // No short cut, so that the compiler looks at many bytes at a time.
    if !written.bytes().fold(false, |any, byte| any | is_control(byte)) {
        return Cow::Borrowed(written);
    }
    let whole = text::body(written);
    Cow::Owned(
        whole
            .chars()
            .filter(|sign| !u8::try_from(*sign).is_ok_and(is_control))
            .collect(),
    )
}

fn is_control(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(entry: EntryDraft, authors: &[&str]) -> NewEntry {
        let draft = FeedDraft {
            authors: authors.iter().map(|author| (*author).to_owned()).collect(),
            entries: vec![entry],
            ..FeedDraft::default()
        };
        read(draft, None).entries.remove(0)
    }

    #[test]
    fn escape_sequences_go_whole_from_every_text() {
        let hostile = Some("\u{1b}[31mred\u{1b}[0m \u{7}& dead\u{0}".to_owned());
        let entry = read_one(
            EntryDraft {
                id: hostile.clone(),
                title: hostile.clone(),
                content: hostile.clone(),
                authors: hostile.into_iter().collect(),
                ..EntryDraft::default()
            },
            &[],
        );
        for text in [&entry.identity, &entry.title, &entry.text, &entry.html] {
            assert_eq!(text, "red & dead");
        }
        assert_eq!(entry.author.as_deref(), Some("red & dead"));
    }

    #[test]
    fn the_people_of_an_entry_come_before_those_of_its_feed() {
        let by = |authors: &[&str], spare: &[&str]| EntryDraft {
            authors: authors.iter().map(|name| (*name).to_owned()).collect(),
            spare_authors: spare.iter().map(|name| (*name).to_owned()).collect(),
            ..EntryDraft::default()
        };
        for (entry, expected) in [
            (by(&["Ada", "Bo", "Ada"], &["Cy"]), Some("Ada, Bo")),
            (by(&[], &["Cy"]), Some("Cy")),
            (by(&[], &[]), Some("Dee")),
        ] {
            assert_eq!(read_one(entry, &["Dee"]).author.as_deref(), expected);
        }
    }
}
