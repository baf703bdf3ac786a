//! The element names that a feed can hold and what each means: the one table of the vocabulary. Names are compared
//! without case and namespaces loosely, since feeds get both wrong.

use super::tokens::{Tag, attributes, local_name};
use std::collections::HashMap;

/// Prefixes beyond this are not remembered.
const MAX_PREFIXES: usize = 64;

/// A family of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// RSS of every version, Atom and CDF.
    Core,
    Rdf,
    Content,
    DublinCore,
    Media,
    ITunes,
    Podcast,
    WellFormedWeb,
    FeedBurner,
    Syndication,
    Html,
    Unknown,
}

/// What an element says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Root,
    Channel,
    Item,
    /// Something with words and links of its own that are not the feed's: stepped over whole.
    Aside,
    Title,
    /// A title for those that have no other.
    SpareTitle,
    Link,
    Id,
    Published,
    Created,
    Updated,
    Summary,
    Content,
    /// A body for those that have no other.
    SpareBody,
    Author,
    /// An author for those that have no other.
    SpareAuthor,
    Category,
    Enclosure,
    Comments,
    MediaFile,
    Picture,
    /// `<image>`: a picture in an item, an aside elsewhere.
    Image,
    Duration,
    OriginalLink,
    Language,
    MinutesToLive,
    UpdatePeriod,
    UpdateFrequency,
    SkipHour,
    SkipDay,
    NewAddress,
}

/// What a name means in a vocabulary; the name in lower case.
pub fn meaning(vocabulary: Vocabulary, name: &str) -> Option<Meaning> {
    use Meaning as M;
    use Vocabulary as V;
    let meaning = match (vocabulary, name) {
        (V::Core, "rss" | "feed") | (V::Core | V::Rdf, "rdf") => M::Root,
        (V::Core, "channel") => M::Channel,
        (V::Core, "item" | "entry") => M::Item,
        (V::Core, "source" | "textinput" | "cloud" | "generator" | "items") => M::Aside,
        (V::Podcast, "liveitem") | (V::ITunes, "owner") => M::Aside,
        (V::Core, "image") => M::Image,

        (V::Core, "title") => M::Title,
        (V::DublinCore | V::Media | V::ITunes, "title") => M::SpareTitle,
        (V::Core, "link" | "a") => M::Link,
        (V::Core, "id" | "guid") => M::Id,
        (V::DublinCore, "identifier") => M::Id,
        (V::FeedBurner, "origlink") => M::OriginalLink,

        (V::Core, "pubdate" | "published" | "issued") | (V::DublinCore, "issued") => M::Published,
        (V::Core | V::DublinCore, "created") => M::Created,
        (V::Core, "updated" | "modified" | "lastmod") => M::Updated,
        (V::DublinCore, "date" | "modified") => M::Updated,

        (V::Core, "description" | "summary" | "abstract") => M::Summary,
        (V::Core, "content" | "fullitem" | "body") | (V::Content, "encoded") => M::Content,
        (V::Html, "body" | "div") => M::Content,
        (V::DublinCore | V::Media, "description") => M::SpareBody,
        (V::ITunes, "summary" | "subtitle") => M::SpareBody,

        (V::Core, "author") => M::Author,
        (V::DublinCore, "creator" | "author") | (V::ITunes, "author") => M::SpareAuthor,

        (V::Core, "category" | "keywords") | (V::DublinCore, "subject") => M::Category,
        (V::Core, "enclosure") => M::Enclosure,
        (V::Media, "content") => M::MediaFile,
        (V::Media, "thumbnail") | (V::ITunes, "image") => M::Picture,
        (V::ITunes, "duration") => M::Duration,
        (V::Core, "comments") | (V::WellFormedWeb, "comment") => M::Comments,

        (V::Core | V::DublinCore, "language") => M::Language,
        (V::Core, "ttl") => M::MinutesToLive,
        (V::Syndication, "updateperiod") => M::UpdatePeriod,
        (V::Syndication, "updatefrequency") => M::UpdateFrequency,
        (V::Core, "hour") => M::SkipHour,
        (V::Core, "day") => M::SkipDay,
        (V::ITunes, "new-feed-url") => M::NewAddress,
        _ => return None,
    };
    Some(meaning)
}

/// Namespaces without scheme, `www.`, case and last slash, and what they stand for. The first that fits the beginning
/// of a name counts.
const NAMESPACES: &[(&str, Vocabulary)] = &[
    ("purl.org/rss/1.0/modules/content", Vocabulary::Content),
    ("purl.org/rss/1.0/modules/syndication", Vocabulary::Syndication),
    ("purl.org/rss/1.0/modules/", Vocabulary::Unknown),
    ("purl.org/rss", Vocabulary::Core),
    ("purl.org/net/rss", Vocabulary::Core),
    ("purl.org/atom", Vocabulary::Core),
    ("purl.org/echo", Vocabulary::Core),
    ("example.com/newformat", Vocabulary::Core),
    ("w3.org/2005/atom", Vocabulary::Core),
    ("w3.org/2005/11/its", Vocabulary::Unknown),
    ("w3.org/1999/02/22-rdf-syntax-ns", Vocabulary::Rdf),
    ("w3.org/1999/xhtml", Vocabulary::Html),
    ("w3.org/tr/rec-html40", Vocabulary::Html),
    ("purl.org/dc/", Vocabulary::DublinCore),
    ("search.yahoo.com/mrss", Vocabulary::Media),
    ("video.search.yahoo.com/mrss", Vocabulary::Media),
    ("itunes.com/dtds/podcast", Vocabulary::ITunes),
    ("podcastindex.org/namespace", Vocabulary::Podcast),
    ("github.com/podcastindex-org/podcast-namespace", Vocabulary::Podcast),
    ("wellformedweb.org/commentapi", Vocabulary::WellFormedWeb),
    ("rssnamespace.org/feedburner", Vocabulary::FeedBurner),
    ("my.netscape.com/", Vocabulary::Core),
    ("channel.netscape.com/", Vocabulary::Core),
    ("backend.userland.com/rss", Vocabulary::Core),
    ("blogs.law.harvard.edu/tech/rss", Vocabulary::Core),
];

/// Prefixes that stand for themselves where their namespace is unknown or was not declared.
const PREFIXES: &[(&str, Vocabulary)] = &[
    ("atom", Vocabulary::Core),
    ("atom10", Vocabulary::Core),
    ("atom03", Vocabulary::Core),
    ("a10", Vocabulary::Core),
    ("rss", Vocabulary::Core),
    ("rdf", Vocabulary::Rdf),
    ("content", Vocabulary::Content),
    ("dc", Vocabulary::DublinCore),
    ("dcterms", Vocabulary::DublinCore),
    ("media", Vocabulary::Media),
    ("itunes", Vocabulary::ITunes),
    ("podcast", Vocabulary::Podcast),
    ("wfw", Vocabulary::WellFormedWeb),
    ("feedburner", Vocabulary::FeedBurner),
    ("sy", Vocabulary::Syndication),
    ("xhtml", Vocabulary::Html),
];

/// The namespaces that a document declared so far. They are not taken back at an end tag: end tags go missing.
#[derive(Debug, Default)]
pub struct Names {
    default: Option<Vocabulary>,
    prefixes: HashMap<String, Option<Vocabulary>>,
}

impl Names {
    /// Remembers what a tag declares.
    pub fn declare(&mut self, tag: &Tag<'_>) {
        for (prefix, vocabulary) in declarations(tag) {
            match prefix {
                Some(prefix) if self.prefixes.len() < MAX_PREFIXES => {
                    self.prefixes.insert(prefix.to_ascii_lowercase(), vocabulary);
                }
                Some(_) => {}
                // Only what the document's own words are written in matters: others come with the text of an element.
                None if is_container(local_name(tag.name)) => self.default = vocabulary,
                None => {}
            }
        }
    }

    /// What an element means. A default namespace that the tag itself declares counts for it.
    pub fn start(&self, tag: &Tag<'_>) -> Option<Meaning> {
        if tag.attributes.contains("xmlns=") && !tag.name.contains(':') {
            let own = declarations(tag).find(|(prefix, _)| prefix.is_none());
            let vocabulary = own.and_then(|(_, vocabulary)| vocabulary).unwrap_or(Vocabulary::Core);
            return with_lower_case(tag.name, |name| meaning(vocabulary, name));
        }
        self.name(tag.name)
    }

    /// What a name means.
    pub fn name(&self, name: &str) -> Option<Meaning> {
        let Some((prefix, local)) = name.split_once(':') else {
            let vocabulary = self.default.unwrap_or(Vocabulary::Core);
            return with_lower_case(name, |name| {
                meaning(vocabulary, name).or_else(|| meaning(Vocabulary::Core, name))
            });
        };
        let vocabulary = with_lower_case(prefix, |prefix| self.prefix(prefix))?;
        with_lower_case(local, |local| meaning(vocabulary, local))
    }

    fn prefix(&self, prefix: &str) -> Option<Vocabulary> {
        let declared = self.prefixes.get(prefix).copied().flatten();
        declared.or_else(|| {
            PREFIXES
                .iter()
                .find(|(known, _)| *known == prefix)
                .map(|(_, vocabulary)| *vocabulary)
        })
    }
}

/// Whether a local name opens one of the containers of a feed.
fn is_container(local: &str) -> bool {
    ["rss", "rdf", "feed", "channel", "item", "entry"]
        .iter()
        .any(|name| local.eq_ignore_ascii_case(name))
}

fn declarations<'a>(tag: &Tag<'a>) -> impl Iterator<Item = (Option<&'a str>, Option<Vocabulary>)> {
    let declaring = if tag.attributes.contains("xmlns") {
        tag.attributes
    } else {
        ""
    };
    attributes(declaring).filter_map(|attribute| match attribute.name.split_once(':') {
        Some(("xmlns", prefix)) => Some((Some(prefix), namespace(attribute.value))),
        None if attribute.name == "xmlns" => Some((None, namespace(attribute.value))),
        _ => None,
    })
}

fn namespace(written: &str) -> Option<Vocabulary> {
    let lower = written.trim().to_ascii_lowercase();
    let without_scheme = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let bare = without_scheme.strip_prefix("www.").unwrap_or(without_scheme);
    NAMESPACES
        .iter()
        .find(|(known, _)| bare.starts_with(known))
        .map(|(_, vocabulary)| *vocabulary)
}

/// Calls `look` with `name` in lower case; names that are longer than any known one mean nothing.
fn with_lower_case<T>(name: &str, look: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let mut buffer = [0u8; 24];
    let lower = buffer.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    look(std::str::from_utf8(lower).ok()?)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::{Token, Tokens};
    use super::*;

    fn last_meaning(markup: &str) -> Option<Meaning> {
        let mut names = Names::default();
        let mut last = None;
        for token in Tokens::new(markup) {
            if let Token::Start(tag) = token {
                names.declare(&tag);
                last = names.start(&tag);
            }
        }
        last
    }

    #[test]
    fn namespaces_are_compared_loosely() {
        let date = "<rss xmlns:x='https://PURL.org/dc/elements/1.1'><x:Date>";
        assert_eq!(last_meaning(date), Some(Meaning::Updated));
        assert_eq!(
            last_meaning("<feed xmlns='http://www.w3.org/2005/Atom/'><Entry>"),
            Some(Meaning::Item)
        );
        assert_eq!(last_meaning("<rss xmlns='urn:anything'><item>"), Some(Meaning::Item));
    }

    #[test]
    fn known_prefixes_need_no_declaration_and_unknown_ones_mean_nothing() {
        assert_eq!(last_meaning("<rss><media:thumbnail url='x'/>"), Some(Meaning::Picture));
        assert_eq!(last_meaning("<rss><own:title>"), None);
        assert_eq!(
            last_meaning("<rss><body xmlns='http://www.w3.org/1999/xhtml'>"),
            Some(Meaning::Content)
        );
    }
}
