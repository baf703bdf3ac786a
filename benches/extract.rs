//! How long it takes to find the article in a page: the project's own page of the shape readers complain of, a long one
//! made of it, and pages that are built to take long.

use dateline::extract::{Known, Page, Rules, block_hashes, extract, no_memory};
use divan::{Bencher, black_box};
use hostile_pages::KINDS;
use url::Url;

#[path = "../tests/integration/support/hostile_pages.rs"]
mod hostile_pages;

/// Bytes of a hostile page: what is looked at of any.
const HOSTILE: usize = 3 * 1024 * 1024;

fn main() {
    divan::main();
}

const STORY: &str = include_str!("../tests/fixtures/pages/story.html");

/// The story with its text as often as asked.
fn page(times: usize) -> String {
    let start = STORY.find("<p>The ferry").expect("the story begins so");
    let end = STORY.find("<div class=\"article__tags\">").expect("its tags follow");
    let body: String = (0..times)
        .map(|time| STORY[start..end].replace("The ", &format!("The {time}. ")))
        .collect();
    format!("{}{body}{}", &STORY[..start], &STORY[end..])
}

fn url() -> Url {
    Url::parse("https://courier.example/2031/04/12/ferry-line-reopens-a5521").expect("an address")
}

/// A page of 4 KB and one of 200 KB.
#[divan::bench(args = [1, 100])]
fn find_the_article(bencher: Bencher, times: usize) {
    let (html, url) = (page(times), url());
    bencher.bench(|| {
        let page = Page {
            bytes: black_box(html.as_bytes()),
            content_type: None,
            url: &url,
        };
        extract(&page, &Known::default(), Rules::embedded(), &no_memory)
    });
}

/// Pages that are built to take long; `promises.md` D2 gives each a second.
#[divan::bench(args = KINDS.iter().map(|(kind, _)| *kind), sample_count = 3, sample_size = 1)]
fn bear_a_hostile_page(bencher: Bencher, kind: &str) {
    let (_, make) = KINDS.iter().find(|(name, _)| *name == kind).expect("its name");
    let (bytes, url) = (make(HOSTILE), url());
    bencher.bench(|| {
        let page = Page {
            bytes: black_box(&bytes),
            content_type: None,
            url: &url,
        };
        extract(&page, &Known::default(), Rules::embedded(), &no_memory)
    });
}

/// What a page costs that is only learnt from.
#[divan::bench]
fn hash_the_blocks(bencher: Bencher) {
    let (html, url) = (page(100), url());
    bencher.bench(|| {
        block_hashes(&Page {
            bytes: black_box(html.as_bytes()),
            content_type: None,
            url: &url,
        })
    });
}
