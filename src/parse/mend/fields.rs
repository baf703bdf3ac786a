//! What each known element adds to a draft. The first of several wins, except where a comment says otherwise.

use super::draft::{EnclosureDraft, EntryDraft, FeedDraft, LinkDraft, LinkKind};
use super::inside::{Writing, html, plain};
use super::names::Meaning;
use super::tokens::{Tag, Token, Tokens, local_name};
use super::walk::Element;
use crate::parse::entities::decode;
use crate::parse::repairs::{Repair, Repairs};
use crate::parse::{person, resolve};
use url::Url;

/// Categories, links and files of one entry beyond this are not kept.
const MAX_LIST: usize = 256;

/// Whether an element says everything in its attributes, so that its inside need not be looked for.
pub fn is_in_attributes(meaning: Meaning, tag: &Tag<'_>) -> bool {
    match meaning {
        Meaning::Enclosure | Meaning::MediaFile | Meaning::Picture => true,
        Meaning::Link => tag.attribute("href").is_some(),
        Meaning::Category => tag.attribute("term").is_some(),
        _ => false,
    }
}

/// What an element outside of entries says of the feed.
pub fn of_feed(feed: &mut FeedDraft, element: &Element<'_, '_>) {
    match element.meaning {
        Meaning::Title => first(&mut feed.title, || text(element)),
        // RSS names the people behind a feed elsewhere; this is Atom.
        Meaning::Author if element.inside.contains('<') => feed.authors.extend(author(element)),
        Meaning::Link => feed_link(&mut feed.links, element),
        Meaning::Language => first(&mut feed.language, || words(element)),
        Meaning::MinutesToLive => {
            feed.ttl = words(element)
                .parse::<i64>()
                .ok()
                .map(|minutes| minutes.saturating_mul(60))
        }
        Meaning::UpdatePeriod if feed.ttl.is_none() => feed.ttl = period(&words(element)),
        Meaning::UpdateFrequency => {
            let times = words(element).parse::<i64>().ok().filter(|times| *times > 0);
            feed.ttl = feed.ttl.map(|ttl| ttl / times.unwrap_or(1));
        }
        Meaning::SkipHour => feed
            .skip_hours
            .extend(words(element).parse::<u8>().ok().map(|hour| hour % 24)),
        Meaning::SkipDay => feed.skip_days.extend(weekday(&words(element))),
        Meaning::NewAddress => first(&mut feed.new_url, || {
            element.resolve(&words(element)).unwrap_or_default()
        }),
        _ => {}
    }
}

/// What an element inside an entry says of it.
pub fn of_entry(entry: &mut EntryDraft, element: &Element<'_, '_>, repairs: &mut Repairs) {
    match element.meaning {
        Meaning::Summary | Meaning::Content | Meaning::SpareBody => body(entry, element, repairs),
        // A name that broke off in the middle would be taken for another.
        _ if element.cut_short => {}
        Meaning::Title => first(&mut entry.title, || text(element)),
        Meaning::SpareTitle => first(&mut entry.spare_title, || text(element)),
        Meaning::Id => id(entry, element),
        Meaning::SpareId => first(&mut entry.spare_id, || words(element)),
        Meaning::Link => link(entry, element),
        Meaning::OriginalLink => push_link(&mut entry.links, element, &words(element), LinkKind::Original, true),
        Meaning::Published => push(&mut entry.published, words(element)),
        Meaning::Created => push(&mut entry.created, words(element)),
        Meaning::Updated => push(&mut entry.updated, words(element)),
        Meaning::Author => entry.authors.extend(author(element)),
        Meaning::SpareAuthor => entry.spare_authors.extend(author(element)),
        Meaning::Category => category(entry, element),
        Meaning::Enclosure => enclosure(entry, element, repairs),
        Meaning::MediaFile => media_file(entry, element),
        Meaning::Picture | Meaning::Image => picture(entry, element),
        Meaning::Duration => entry.duration = entry.duration.or(seconds(&words(element))),
        Meaning::Comments => comments(entry, element),
        Meaning::Language => first(&mut entry.language, || words(element)),
        _ => {}
    }
}

/// What the attributes of an entry's own tag say: RSS 1.0 has its id there, CDF its link and date.
pub fn entry_attributes(entry: &mut EntryDraft, tag: &Tag<'_>, base: Option<&Url>) {
    if let Some(about) = tag.attribute("rdf:about").or(tag.attribute("about")) {
        let about = decode(about.trim()).into_owned();
        permalink(entry, resolve::web_address(&about, base));
        first(&mut entry.id, || about);
    }
    if let Some(href) = tag.attribute("href") {
        container_link(&mut entry.links, href, base);
    }
    if let Some(date) = tag.attribute("lastmod") {
        push(&mut entry.updated, date.trim().to_owned());
    }
}

/// The link in the tag of a CDF container.
pub fn container_link(links: &mut Vec<LinkDraft>, href: &str, base: Option<&Url>) {
    if let Some(url) = resolve::address(&decode(href), base) {
        links.push(LinkDraft {
            url,
            kind: LinkKind::Plain,
            page: true,
        });
    }
}

fn first(place: &mut Option<String>, value: impl FnOnce() -> String) {
    if place.is_none() {
        *place = Some(value()).filter(|value| !value.is_empty());
    }
}

fn push(list: &mut Vec<String>, value: String) {
    if !value.is_empty() && list.len() < MAX_LIST {
        list.push(value);
    }
}

/// The inside as plain words.
fn words(element: &Element<'_, '_>) -> String {
    plain(element.inside, element.declared)
}

/// The inside as HTML.
fn text(element: &Element<'_, '_>) -> String {
    html(element.inside, Writing::of(element.tag), element.declared)
}

fn body(entry: &mut EntryDraft, element: &Element<'_, '_>, repairs: &mut Repairs) {
    if let Some(source) = element.attribute("src") {
        push_link(&mut entry.links, element, &source, LinkKind::Related, true);
    }
    let place = match element.meaning {
        Meaning::Summary => &mut entry.summary,
        Meaning::Content => &mut entry.content,
        _ => &mut entry.spare_body,
    };
    let found = text(element);
    if Writing::of(element.tag) == Writing::Html && element.inside.contains('<') && !element.inside.contains("<!") {
        repairs.note(Repair::InlineMarkup);
    }
    // The longest counts: a feed may have several, and an empty second one must not erase the first.
    if found.len() > place.as_deref().map_or(0, str::len) {
        *place = Some(found);
        entry.base = element.base.as_deref().map(|base| base.as_str().to_owned());
    }
}

fn id(entry: &mut EntryDraft, element: &Element<'_, '_>) {
    let id = words(element);
    let told_otherwise = element
        .tag
        .attribute("isPermaLink")
        .is_some_and(|told| told.trim().eq_ignore_ascii_case("false"));
    if !told_otherwise {
        permalink(entry, resolve::id(&id));
    }
    first(&mut entry.id, || id);
}

fn permalink(entry: &mut EntryDraft, url: Option<String>) {
    if let Some(url) = url {
        entry.links.push(LinkDraft {
            url,
            kind: LinkKind::Permalink,
            page: true,
        });
    }
}

fn feed_link(links: &mut Vec<LinkDraft>, element: &Element<'_, '_>) {
    let Some(href) = element.attribute("href") else {
        return push_link(links, element, &words(element), LinkKind::Plain, true);
    };
    if relation(element) == "alternate" {
        push_link(links, element, &href, LinkKind::Alternate, is_page(element));
    }
}

fn link(entry: &mut EntryDraft, element: &Element<'_, '_>) {
    let in_attribute = element.attribute("href");
    let kind = if in_attribute.is_some() {
        LinkKind::Alternate
    } else {
        LinkKind::Plain
    };
    let href = in_attribute.unwrap_or_else(|| words(element));
    match relation(element).as_str() {
        "alternate" => push_link(&mut entry.links, element, &href, kind, is_page(element)),
        "related" | "via" => push_link(&mut entry.links, element, &href, LinkKind::Related, is_page(element)),
        "enclosure" => push_enclosure(entry, element, &href),
        "replies" if is_page(element) && entry.comments_url.is_none() => entry.comments_url = element.resolve(&href),
        _ => {}
    }
}

fn relation(element: &Element<'_, '_>) -> String {
    let written = element.attribute("rel").unwrap_or_default().to_ascii_lowercase();
    let relation = written.rsplit('/').next().unwrap_or_default();
    if relation.is_empty() {
        "alternate".to_owned()
    } else {
        relation.to_owned()
    }
}

fn is_page(element: &Element<'_, '_>) -> bool {
    element
        .tag
        .attribute("type")
        .is_none_or(|kind| kind.is_empty() || kind.contains("html"))
}

fn push_link(links: &mut Vec<LinkDraft>, element: &Element<'_, '_>, href: &str, kind: LinkKind, page: bool) {
    if links.len() < MAX_LIST {
        links.extend(element.resolve(href).map(|url| LinkDraft { url, kind, page }));
    }
}

fn author(element: &Element<'_, '_>) -> Option<String> {
    let mut name = None;
    let mut address = None;
    let mut wanted: Option<&mut Option<String>> = None;
    if !element.inside.contains('<') {
        return person::name(&words(element));
    }
    for token in Tokens::new(element.inside) {
        match token {
            Token::Start(tag) => {
                wanted = match local_name(tag.name).to_ascii_lowercase().as_str() {
                    "name" => Some(&mut name),
                    "email" => Some(&mut address),
                    _ => None,
                }
            }
            Token::Text(text) => {
                if let Some(place) = wanted.take() {
                    *place = person::name(&decode(text));
                }
            }
            Token::Data(text) => {
                if let Some(place) = wanted.take() {
                    *place = person::name(text);
                }
            }
            Token::End(_) => wanted = None,
        }
    }
    name.or(address).or_else(|| person::name(&words(element)))
}

fn category(entry: &mut EntryDraft, element: &Element<'_, '_>) {
    let label = element.attribute("label").or_else(|| element.attribute("term"));
    push(&mut entry.categories, label.unwrap_or_else(|| words(element)));
}

fn enclosure(entry: &mut EntryDraft, element: &Element<'_, '_>, repairs: &mut Repairs) {
    match element.attribute("url").or_else(|| element.attribute("href")) {
        Some(url) => push_enclosure(entry, element, &url),
        None => repairs.note(Repair::Address),
    }
}

fn push_enclosure(entry: &mut EntryDraft, element: &Element<'_, '_>, url: &str) {
    let Some(url) = element.resolve(url) else {
        return;
    };
    let length = element.attribute("length").or_else(|| element.attribute("fileSize"));
    let enclosure = EnclosureDraft {
        url,
        mime_type: element.attribute("type"),
        length: length.and_then(|length| length.parse().ok()),
        duration: element.attribute("duration").and_then(|duration| seconds(&duration)),
    };
    if entry.enclosures.len() < MAX_LIST && !entry.enclosures.iter().any(|other| other.url == enclosure.url) {
        entry.enclosures.push(enclosure);
    }
}

/// A `media:content` is a picture for the entry, or a file that comes with it.
fn media_file(entry: &mut EntryDraft, element: &Element<'_, '_>) {
    let Some(url) = element.attribute("url") else {
        return;
    };
    let kind = element.attribute("type").unwrap_or_default();
    let medium = element.attribute("medium").unwrap_or_default();
    if kind.starts_with("image/") || medium == "image" {
        entry.pictures.extend(element.resolve(&url));
    } else if kind.starts_with("audio/") || kind.starts_with("video/") || medium == "audio" || medium == "video" {
        push_enclosure(entry, element, &url);
    }
}

fn picture(entry: &mut EntryDraft, element: &Element<'_, '_>) {
    let attribute = element.attribute("url").or_else(|| element.attribute("href"));
    let address = attribute.unwrap_or_else(|| words(element));
    if entry.pictures.len() < MAX_LIST {
        entry.pictures.extend(
            address
                .split_whitespace()
                .next()
                .and_then(|address| element.resolve(address)),
        );
    }
}

/// The page of `<comments>` goes before what other vocabularies have.
fn comments(entry: &mut EntryDraft, element: &Element<'_, '_>) {
    if entry.comments_url.is_none() || element.tag.name.eq_ignore_ascii_case("comments") {
        entry.comments_url = element.resolve(&words(element)).or(entry.comments_url.take());
    }
}

/// Seconds of `90`, `1:30` or `0:01:30.5`; what is no duration, or longer than a year, is none.
pub fn seconds(text: &str) -> Option<u64> {
    const YEAR: u64 = 366 * 24 * 3_600;
    let mut total = 0_u64;
    for part in text.trim().split(':') {
        let whole = part.split('.').next().unwrap_or_default();
        total = total.checked_mul(60)?.checked_add(whole.parse().ok()?)?;
    }
    (total > 0 && total <= YEAR).then_some(total)
}

fn period(word: &str) -> Option<i64> {
    const DAY: i64 = 24 * 3_600;
    match word.trim().to_ascii_lowercase().as_str() {
        "hourly" => Some(3_600),
        "daily" => Some(DAY),
        "weekly" => Some(7 * DAY),
        "monthly" => Some(30 * DAY),
        "yearly" => Some(365 * DAY),
        _ => None,
    }
}

fn weekday(word: &str) -> Option<u8> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    days.iter().position(|day| *day == start).map(|day| day as u8)
}
