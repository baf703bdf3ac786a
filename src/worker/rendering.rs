//! Articles as documents and pages, made on a stack that is deep enough for any of them.

use super::lane::STACK;
use super::zone;
use crate::model::{Article, Document, EntryRow, Page, Printable};
use crate::render;
use std::thread::{Builder, scope};
use url::Url;

/// Bytes of HTML from which on an article's beginning is shown before the rest is ready.
pub(super) const LONG: usize = 48 * 1024;
/// Bytes of HTML that are enough for the first screen.
const BEGINNING: usize = 8 * 1024;

/// The text of an article as blocks, its links resolved against its own page.
pub fn document(article: &Article) -> Document {
    with_deep_stack(|| read(article))
}

/// The same for text that has no styles.
pub fn spelled_document(article: &Article) -> Document {
    with_deep_stack(|| read_spelled(article))
}

fn read_spelled(article: &Article) -> Document {
    let mut document = read(article);
    render::spell_out(&mut document);
    document
}

/// The beginning of a long article, of which as much is there: more than a screen shows, made in a fraction of the time of the
/// whole.
pub(super) fn read_beginning(article: &Article) -> Option<Document> {
    let beginning = beginning(&article.html)?;
    Some(render::document(beginning, base(article).as_ref()))
}

/// The HTML before a paragraph that comes after enough of it; `None` where the whole is short.
fn beginning(html: &str) -> Option<&str> {
    if html.len() < LONG {
        return None;
    }
    let least = html.floor_char_boundary(BEGINNING);
    let end = least + html[least..].find("<p")?;
    Some(&html[..end])
}

/// A document laid out in `width` cells.
pub fn lay_out(document: &Document, width: u16) -> Page {
    with_deep_stack(|| render::page(document, width))
}

/// An article as Markdown, with its title, byline and link above its text.
pub fn markdown(article: &Article) -> Printable {
    let mut under = vec![byline(&article.row)];
    under.extend(article.row.url.iter().map(|url| format!("<{url}>")));
    let markdown = with_deep_stack(|| render::markdown(&article.row.title, &under, &read(article)));
    Printable::body(&markdown)
}

/// An article as plain text of so many cells, with its title and byline above and its link below.
pub(super) fn plain(article: &Article, width: u16) -> Printable {
    let page = render::page(&read_spelled(article), width);
    let mut text = format!("{}\n{}\n\n", article.row.title, byline(&article.row));
    for line in &page.lines {
        text.push_str(&" ".repeat(usize::from(line.indent)));
        line.spans.iter().for_each(|span| text.push_str(&span.text));
        text.push('\n');
    }
    if let Some(url) = &article.row.url {
        text.push_str(&format!("\n{url}\n"));
    }
    Printable::body(&text)
}

/// The line under an article's title: author, feed, date and minutes, as far as they are known.
pub fn byline(row: &EntryRow) -> String {
    let minutes = (row.minutes > 0).then(|| format!("{} min", row.minutes));
    let date = row.published.date_and_time(zone());
    let known = [row.author.clone(), Some(row.feed_title.clone()), Some(date), minutes];
    known.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Does work on a thread of its own whose stack is deep enough for any document, and waits for it. Where the system
/// gives no such thread the work is done here.
pub fn with_deep_stack<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    let mut work = Some(work);
    let mut result = None;
    let started = scope(|threads| {
        let deep = || result = work.take().map(|work| work());
        Builder::new().stack_size(STACK).spawn_scoped(threads, deep).is_ok()
    });
    match result {
        Some(result) => result,
        None => {
            debug_assert!(!started, "a thread that was started and joined has a result");
            let work = work.take().expect("the thread that would have taken it never ran");
            work()
        }
    }
}

/// As [`document`], on a thread that has such a stack already.
pub(super) fn read(article: &Article) -> Document {
    render::document(&article.html, base(article).as_ref())
}

fn base(article: &Article) -> Option<Url> {
    article.row.url.as_deref().and_then(|url| Url::parse(url).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_long_article_is_set_as_in_the_whole() {
        let html =
            "<p>Words of a paragraph, <a href='https://e.example/'>a link</a> among them, äöü.</p>".repeat(1_000);
        let set = |html: &str| render::page(&render::document(html, None), 40);
        let (start, whole) = (set(beginning(&html).expect("it is long")), set(&html));
        assert!(start.lines.len() > 100, "{}", start.lines.len());
        assert_eq!(whole.lines[..start.lines.len()], start.lines);
        assert_eq!(whole.links[..start.links.len()], start.links);
        assert_eq!(beginning(&html[..1_000]), None);
    }
}
