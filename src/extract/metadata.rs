//! What a page says about its article: JSON-LD, meta elements, `time`, the byline. What the feed said comes first and
//! is put over this by the caller.

use super::data::{Data, is_name, unescaped};
use super::date;
use super::inline::web_address;
use super::piece::normalised;
use super::rules::SiteRule;
use crate::model::Timestamp;
use crate::model::text::line;
use dom_query::Document;
use url::Url;

/// What a page says about its article. All text is cleaned, one line each.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    pub title: Option<String>,
    /// Further titles that the page has for itself, to know copies of the headline by.
    pub titles: Vec<String>,
    pub author: Option<String>,
    pub published: Option<Timestamp>,
    pub site: Option<String>,
    pub language: Option<String>,
    pub canonical: Option<Url>,
    pub next_page: Option<Url>,
    /// The body as a data block has it.
    pub body: Option<String>,
}

/// Reads what `document` says about itself.
pub(super) fn read(document: &Document, url: &Url, site: Option<&SiteRule>) -> Metadata {
    let data = Data::read(document);
    let meta = Meta::read(document);
    let titles = titles(&data, &meta, document);
    let name = meta
        .get(&[
            "og:site_name",
            "application-name",
            "dc.publisher",
            "al:android:app_name",
        ])
        .or_else(|| data.name("publisher"));
    Metadata {
        title: titles.first().map(|title| without_site(title, name.as_deref())),
        author: author(&data, &meta, document, name.as_deref()),
        published: published(&data, &meta, document, url),
        language: language(document, &meta),
        canonical: canonical(document, &meta, url),
        next_page: next_page(document, url, site),
        body: data.paragraphs("articleBody"),
        site: name,
        titles,
    }
}

/// The titles that the page gives itself, the best first. Its only heading of the first rank counts where nothing better
/// is said, or where it is part of the window's title: on old pages it is the name of the site.
fn titles(data: &Data, meta: &Meta, document: &Document) -> Vec<String> {
    let said = [
        data.text(&["headline"]),
        meta.get(&[
            "og:title",
            "twitter:title",
            "dc.title",
            "dcterms.title",
            "parsely-title",
            "sailthru.title",
            "title",
        ]),
        first_text(document, "[itemprop=headline]"),
    ];
    let window = first_text(document, "title");
    let mut titles: Vec<String> = said.into_iter().flatten().collect();
    let is_part = |heading: &String| {
        window
            .as_ref()
            .is_none_or(|window| normalised(window).contains(&normalised(heading)))
    };
    let heading = only_text(document, "h1").filter(|heading| titles.is_empty() && is_part(heading));
    titles.extend(heading);
    titles.extend(window);
    titles
}

/// The meta elements of a page: names in lower case.
struct Meta(Vec<(String, String)>);

impl Meta {
    fn read(document: &Document) -> Meta {
        let mut pairs = Vec::new();
        for node in document.select("meta[content]").nodes() {
            for key in ["property", "name", "itemprop"] {
                if let Some(name) = node.attr(key) {
                    pairs.push((
                        name.trim().to_ascii_lowercase(),
                        line(&unescaped(&node.attr("content").unwrap_or_default())),
                    ));
                }
            }
        }
        Meta(pairs)
    }

    fn get(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            self.0
                .iter()
                .find(|(key, value)| key == name && !value.is_empty())
                .map(|(_, value)| value.clone())
        })
    }
}

fn first_text(document: &Document, selector: &str) -> Option<String> {
    let found = document.select(selector).nodes().first().map(|node| line(&node.text()));
    found.filter(|text| !text.is_empty())
}

/// The text of the only such element of the page.
fn only_text(document: &Document, selector: &str) -> Option<String> {
    match document.select(selector).nodes() {
        [one] => Some(line(&one.text())).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// The title without the name of the site at its end or start.
fn without_site(title: &str, site: Option<&str>) -> String {
    for divider in [" | ", " - ", " – ", " — ", " · ", " :: ", " » "] {
        let Some((head, tail)) = title.rsplit_once(divider) else {
            continue;
        };
        let is_site = site.is_some_and(|site| tail.trim().eq_ignore_ascii_case(site.trim()));
        let is_short =
            matches!(divider, " | " | " :: " | " » ") && tail.split(' ').count() <= 4 && head.split(' ').count() >= 3;
        if is_site || is_short {
            return head.trim().to_owned();
        }
        if site.is_some_and(|site| {
            title
                .split(divider)
                .next()
                .is_some_and(|first| first.eq_ignore_ascii_case(site))
        }) {
            return title
                .split_once(divider)
                .map_or(title, |(_, rest)| rest)
                .trim()
                .to_owned();
        }
    }
    title.to_owned()
}

fn author(data: &Data, meta: &Meta, document: &Document, site: Option<&str>) -> Option<String> {
    let named = meta.get(&[
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
        "citation_author",
        "article:author_name",
    ]);
    // The class of the body tells of the kind of page, and a form asks for the name of whoever comments.
    let places = [
        "[itemprop=author] [itemprop=name]",
        "[itemprop=author]",
        "a[rel~=author]",
        "[class*=author-name], [class*=author__name], [class*=author_name], [class*=authorName], [class*=byline__name]",
        "body [class*=byline] a, body [class*=Byline] a",
        "body [class*=byline], body [class*=Byline]",
        "body [class*=author]:not([class*=comment]) a, body [class*=Author]:not([class*=comment]) a",
        "body [class*=author]:not([class*=comment]), body [class*=Author]:not([class*=comment])",
    ];
    let is_site = |name: &str| site.is_some_and(|site| name.trim().eq_ignore_ascii_case(site.trim()));
    let is_person = |name: &String| !is_account(name) && !is_site(name);
    let said = data.name("author");
    said.clone()
        .filter(is_person)
        .or(named.filter(|name| is_name(name) && name.contains(char::is_alphabetic) && is_person(name)))
        .or_else(|| {
            let mut names = places.iter().filter_map(|place| short_name(document, place));
            names.find(|name| !is_site(name))
        })
        .or(said.filter(|name| !is_account(name)))
        .map(|name| without_desk(&without_by(&name), site))
        .filter(|name| !name.is_empty())
}

/// A name without what says for whom it is written: after a bar, or after a comma where that names the site.
fn without_desk(name: &str, site: Option<&str>) -> String {
    let name = name.split(" | ").next().unwrap_or(name);
    let kept = match (name.split_once(", "), site) {
        (Some((person, desk)), Some(site)) if desk.to_lowercase().starts_with(&site.trim().to_lowercase()) => person,
        _ => name,
    };
    kept.trim().to_owned()
}

/// Whether it is an address, or what a program for sites calls whoever runs it, which it says where nobody gave a name.
fn is_account(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let is_usual = matches!(
        name.as_str(),
        "administrator" | "guest" | "root" | "user" | "webmaster" | "wordpress"
    );
    is_usual || name.contains('@') || (name.ends_with("admin") && !name.contains(' '))
}

/// The first text there that can be a name: few words and no digits.
fn short_name(document: &Document, place: &str) -> Option<String> {
    let found = document.select(place);
    let mut texts = found.nodes().iter().take(8).map(|node| without_by(&line(&node.text())));
    texts.find(|text| {
        let is_short = text.split(' ').count() <= 6 && !text.contains(char::is_numeric);
        is_short && is_name(text) && !is_account(text)
    })
}

/// A name without the words before it.
fn without_by(name: &str) -> String {
    let before = ["by ", "analysis by ", "written by ", "opinion by "];
    let start = before.into_iter().find(|before| {
        name.get(..before.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(before))
    });
    name[start.map_or(0, str::len)..].trim().to_owned()
}

fn published(data: &Data, meta: &Meta, document: &Document, url: &Url) -> Option<Timestamp> {
    let named = [
        "article:published_time",
        "og:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "parsely-pub-date",
        "sailthru.date",
        "article.published",
        "published_time",
        "citation_publication_date",
        "article_date_original",
    ];
    let machine = |text: String| date::read_machine(&text);
    let in_time = || {
        let places =
            "[itemprop=datePublished], time[pubdate], article time[datetime], header time[datetime], time[datetime]";
        let nodes = document.select(places);
        nodes.nodes().iter().take(8).find_map(|node| {
            let value = node.attr("datetime").or_else(|| node.attr("content"))?;
            date::read_machine(&value)
        })
    };
    data.text(&["datePublished"])
        .and_then(machine)
        .or_else(|| named.iter().find_map(|name| meta.get(&[name]).and_then(machine)))
        .or_else(in_time)
        .or_else(|| data.text(&["dateCreated", "dateModified"]).and_then(machine))
        .or_else(|| date::in_address(url))
}

/// BCP 47 primary tag in lower case.
fn language(document: &Document, meta: &Meta) -> Option<String> {
    let declared = document
        .select("html[lang]")
        .nodes()
        .first()
        .and_then(|node| node.attr("lang"))
        .map(|tag| tag.to_string());
    let tag = declared.or_else(|| meta.get(&["og:locale", "content-language", "language", "dc.language"]))?;
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    ((2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(primary)
}

/// The address that a page gives as its own, where nothing else is known of where it came from.
pub(super) fn own_address(document: &Document) -> Option<Url> {
    let url = Url::parse(declared_address(document, &Meta::read(document))?.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The address that the page gives as its own; one on another site is not believed.
fn canonical(document: &Document, meta: &Meta, url: &Url) -> Option<Url> {
    let address = declared_address(document, meta)?;
    let canonical = Url::parse(&web_address(&address, url)?).ok()?;
    let is_front = canonical.path() == "/" && url.path() != "/" && canonical.query().is_none();
    (same_site(&canonical, url) && !is_front).then_some(canonical)
}

fn declared_address(document: &Document, meta: &Meta) -> Option<String> {
    let link = document
        .select("link[rel=canonical]")
        .nodes()
        .first()
        .and_then(|node| node.attr("href"))
        .map(|href| href.to_string());
    link.or_else(|| meta.get(&["og:url"]))
}

/// Whether the last two labels of both hosts agree.
fn same_site(one: &Url, other: &Url) -> bool {
    let tail = |url: &Url| {
        url.host_str()
            .map(|host| host.rsplit('.').take(2).map(str::to_owned).collect::<Vec<_>>())
    };
    tail(one) == tail(other)
}

/// The next page of the same article: the site rule's link, or one marked so that differs by a page number only.
fn next_page(document: &Document, url: &Url, site: Option<&SiteRule>) -> Option<Url> {
    let by_rule = site.and_then(|site| site.next.as_deref());
    let selector = by_rule.unwrap_or("link[rel=next], a[rel=next]");
    let found = document.select(selector);
    let addresses = found.nodes().iter().filter_map(|node| node.attr("href"));
    addresses
        .filter_map(|address| Url::parse(&web_address(&address, url)?).ok())
        .find(|next| next.host() == url.host() && next != url && (by_rule.is_some() || is_next_number(url, next)))
}

/// Whether both addresses are pages of one thing: all but the numbers and the words for page agree.
fn is_next_number(url: &Url, next: &Url) -> bool {
    let number = |url: &Url| -> Option<u32> {
        let digits: String = url
            .as_str()
            .chars()
            .rev()
            .skip_while(|sign| !sign.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        digits
            .chars()
            .rev()
            .collect::<String>()
            .parse()
            .ok()
            .filter(|&number| number < 100)
    };
    let stem = |url: &Url| -> String {
        let text = url
            .as_str()
            .to_ascii_lowercase()
            .replace("page", "")
            .replace(".html", "")
            .replace(".htm", "");
        text.trim_end_matches(|sign: char| !sign.is_alphabetic()).to_owned()
    };
    let (before, after) = (number(url).unwrap_or(1), number(next));
    let stems = (stem(url), stem(next));
    let same = stems.0 == stems.1 || stems.0 == stems.1.trim_end_matches("?p").trim_end_matches("&p");
    same && after.is_some_and(|after| after == before + 1 || after == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(html: &str, url: &str) -> Metadata {
        read(&Document::from(html), &Url::parse(url).unwrap(), None)
    }

    #[test]
    fn data_blocks_are_read_in_every_nesting() {
        let html = r#"<script type="application/ld+json">{"@graph":[{"@type":"Organization","name":"O"},{"@type":["NewsArticle"],"headline":"A &amp; B","author":[{"name":"Ann Lee"},{"name":"Bo Ek"}],"datePublished":"2024-05-17T08:00:00Z","publisher":{"name":"The Paper"}}]}</script>"#;
        let found = read_from(html, "https://a.example/x");
        assert_eq!(found.title.as_deref(), Some("A & B"));
        assert_eq!(found.author.as_deref(), Some("Ann Lee, Bo Ek"));
        assert_eq!(found.site.as_deref(), Some("The Paper"));
        assert_eq!(
            found.published.map(|date| date.to_rfc3339()).as_deref(),
            Some("2024-05-17T08:00:00Z")
        );
    }

    #[test]
    fn an_author_is_a_person_and_nothing_but_the_name() {
        let author = |html: &str| {
            read_from(
                &format!("<meta property=og:site_name content=CNN>{html}"),
                "https://a.example/x",
            )
            .author
        };
        let data = |name: &str| {
            format!(
                r#"<script type="application/ld+json">{{"@type":"NewsArticle","author":{{"name":"{name}"}}}}</script>"#
            )
        };
        assert_eq!(
            author(&data("Analysis by Ann Lee, CNN Editor-at-large")).as_deref(),
            Some("Ann Lee")
        );
        assert_eq!(
            author(&data("Ann Lee | The Desk for cnn.example")).as_deref(),
            Some("Ann Lee")
        );
        assert_eq!(author(&data("Ann Lee, Bo Ek")).as_deref(), Some("Ann Lee, Bo Ek"));
        let page =
            "<body><p class=byline><a href='mailto:a@a.example'>a@a.example</a></p><h3 class=author__name>Bo Ek</h3>";
        assert_eq!(author(page).as_deref(), Some("Bo Ek"));
        assert_eq!(author(&(data("CNN") + page)).as_deref(), Some("Bo Ek"));
        assert_eq!(author(&data("CNN")).as_deref(), Some("CNN"));
    }

    #[test]
    fn the_name_of_the_site_is_no_part_of_the_title() {
        let html = "<meta property=og:site_name content='The Paper'><title>Big news - The Paper</title>";
        assert_eq!(
            read_from(html, "https://a.example/x").title.as_deref(),
            Some("Big news")
        );
    }

    #[test]
    fn a_canonical_address_elsewhere_or_at_the_front_page_is_not_believed() {
        let canonical =
            |href: &str| read_from(&format!("<link rel=canonical href='{href}'>"), "https://a.example/x").canonical;
        assert_eq!(canonical("https://b.test/x"), None);
        assert_eq!(canonical("/"), None);
        assert!(canonical("/x?y=1").is_some());
    }

    #[test]
    fn a_next_page_differs_by_its_number() {
        let next =
            |href: &str| read_from(&format!("<link rel=next href='{href}'>"), "https://a.example/story").next_page;
        assert!(next("/story?page=2").is_some() && next("/story/2").is_some() && next("/story/page/2").is_some());
        assert_eq!(next("/another-story"), None);
        assert_eq!(next("https://b.test/story/2"), None);
    }
}
