//! Articles as documents and pages, made on a stack that is deep enough for any of them.

use super::lane::STACK;
use crate::model::{Article, Document, Page};
use crate::render;
use std::thread::{Builder, scope};
use url::Url;

/// The text of an article as blocks, its links resolved against its own page.
pub fn document(article: &Article) -> Document {
    with_deep_stack(|| read(article))
}

/// A document laid out in `width` cells.
pub fn lay_out(document: &Document, width: u16) -> Page {
    with_deep_stack(|| render::page(document, width))
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
    let base = article.row.url.as_deref().and_then(|url| Url::parse(url).ok());
    render::document(&article.html, base.as_ref())
}
