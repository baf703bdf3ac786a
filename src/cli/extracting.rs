//! `extract`: what the extractor makes of pages. One line a page, and no page stops another.

use super::output::{Exit, Output};
use crate::config::{self, Paths};
use crate::extract::{self, Extracted, Known, Page, Rules, no_memory};
use crate::model::{Timestamp, text};
use crate::worker::{FetchedPage, fetch_page, told, with_deep_stack};
use anyhow::Context;
use serde_json::{Value, json};
use std::io::{self, Read};
use url::Url;

/// The address that pages from files are taken to come from where nothing is said.
const SOMEWHERE: &str = "https://page.invalid/";

/// Prints the article of each page, or with `explain` why each block stayed or went.
pub fn extract(
    pages: &[String],
    url: Option<&str>,
    explain: bool,
    json: bool,
    paths: &Paths,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    let url = url
        .map(|url| Url::parse(url).with_context(|| format!("“{}” is no address for --url", text::line(url))))
        .transpose()?;
    let mut exit = Exit::Done;
    for page in pages {
        let extracted = article_of(page, url.as_ref(), paths);
        if extracted.is_err() {
            exit = Exit::Partly;
        }
        match (&extracted, json) {
            (_, true) => output.json(&to_json(page, &extracted))?,
            (Ok(article), false) if explain => print_reasons(article, output)?,
            (Ok(article), false) => print(article, output)?,
            (Err(error), false) => output.line(&format!("{page}: {error}"))?,
        }
    }
    Ok(exit)
}

fn article_of(page: &str, url: Option<&Url>, paths: &Paths) -> Result<Extracted, String> {
    let fetched = fetch(page, url, paths).map_err(|error| told(&error))?;
    let page = Page {
        bytes: &fetched.bytes,
        content_type: fetched.content_type.as_deref(),
        url: &fetched.url,
    };
    with_deep_stack(|| extract::extract(&page, &Known::default(), Rules::embedded(), &no_memory))
        .map_err(|error| error.to_string())
}

/// The page at an address, or in a file as if it came from `url`.
fn fetch(page: &str, url: Option<&Url>, paths: &Paths) -> anyhow::Result<FetchedPage> {
    if let Ok(address) = Url::parse(page)
        && matches!(address.scheme(), "http" | "https")
    {
        return fetch_page(&config::load(paths).config, address);
    }
    let mut bytes = Vec::new();
    let read = match page {
        "-" => io::stdin().read_to_end(&mut bytes).map(drop),
        file => std::fs::read(file).map(|read| bytes = read),
    };
    read.context("cannot be read")?;
    Ok(FetchedPage {
        bytes,
        content_type: None,
        url: match url {
            Some(url) => url.clone(),
            None => Url::parse(SOMEWHERE)?,
        },
    })
}

/// The line of a page; `page` is as it was given.
fn to_json(page: &str, extracted: &Result<Extracted, String>) -> Value {
    let article = match extracted {
        Ok(article) => article,
        Err(error) => return json!({"file": page, "text": "", "blocks": [], "links": [], "error": error}),
    };
    let blocks: Vec<Value> = article
        .blocks
        .iter()
        .map(|block| json!({"kind": block.kind.word(), "text": block.text}))
        .collect();
    json!({
        "file": page,
        "url": article.url.as_ref().filter(|url| url.as_str() != SOMEWHERE).map(Url::as_str),
        "title": article.title,
        "author": article.author,
        "published": article.published.map(Timestamp::to_rfc3339),
        "language": article.language,
        "site": article.site,
        "text": article.text(),
        "blocks": blocks,
        "links": article.links,
        "error": null,
    })
}

fn print(article: &Extracted, output: &mut Output) -> io::Result<()> {
    if let Some(title) = &article.title {
        output.line(title)?;
        output.line("")?;
    }
    output.text(&article.text())
}

/// Each block with the reason why it stayed, then what went.
fn print_reasons(article: &Extracted, output: &mut Output) -> io::Result<()> {
    for block in &article.blocks {
        let beginning = text::fit(&block.text, 60).into_owned();
        output.line(&format!("+ {:10} {beginning}  ({})", block.kind.word(), block.reason))?;
    }
    for dropped in &article.dropped {
        let beginning = text::fit(&dropped.text, 60).into_owned();
        output.line(&format!("- {:10} {beginning}  ({})", "", dropped.reason))?;
    }
    Ok(())
}
