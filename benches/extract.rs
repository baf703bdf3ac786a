//! How long it takes to find the article in a page: the project's own page of the shape readers complain of, and a long
//! one made of it.

use dateline::extract::{Known, Page, Rules, block_hashes, extract, no_memory};
use divan::{Bencher, black_box};
use url::Url;

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
