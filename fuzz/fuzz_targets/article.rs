//! A page → its article: no panic, also none that would be caught; and what comes out is clean, and an article again when it
//! is laid out.
#![no_main]

use dateline::extract::{Known, NoArticle, Page, Rules, block_hashes, extract, no_memory};
use dateline::model::text::{body, line};
use dateline::render;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use url::Url;

static ADDRESS: LazyLock<Url> =
    LazyLock::new(|| Url::parse("https://harbour.example/2026/ferry").expect("an address"));

fuzz_target!(|bytes: &[u8]| {
    let page = Page {
        bytes,
        content_type: None,
        url: &ADDRESS,
    };
    let _ = block_hashes(&page);
    match extract(&page, &Known::default(), Rules::embedded(), &no_memory) {
        Ok(article) => {
            assert!(article.title.iter().chain(&article.author).all(|text| line(text) == *text));
            assert!(article.blocks.iter().all(|block| body(&block.text) == block.text));
            let _ = render::page(&render::document(&article.html(), Some(&ADDRESS)), 72);
        }
        Err(NoArticle::Broken) => panic!("the page could not be taken apart"),
        Err(NoArticle::Empty | NoArticle::TooDeep) => {}
    }
});
