//! `extract`: what the extractor makes of pages. One line a page, and no page stops another.

use super::output::{Exit, Output, say};
use super::parsing::read_document;
use crate::config::{self, Paths};
use crate::extract::{self, Extracted, Known, Page, Rules};
use crate::model::{Timestamp, text};
use crate::worker::{self, FetchedPage, fetch_page, told, with_deep_stack};
use anyhow::Context;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::io;
use url::Url;

/// The address that pages from files are taken to come from where neither the person nor the page says one.
const SOMEWHERE: &str = "https://page.invalid/";

/// How pages are taken apart and told of.
#[derive(Clone, Copy, Debug)]
pub struct Wishes {
    /// Says why each block stayed or went.
    pub explain: bool,
    /// What pages of one site have in common is left out.
    pub together: bool,
}

/// Prints the article of each page, or why each of its blocks stayed or went.
pub fn extract(
    pages: &[String],
    url: Option<&str>,
    wishes: Wishes,
    paths: &Paths,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    let url = url
        .map(|url| Url::parse(url).with_context(|| format!("“{}” is no address for --url", text::line(url))))
        .transpose()?;
    let (rules, problem) = worker::page_rules(paths);
    if let Some(problem) = problem {
        say(&format!("warning: {problem}"));
    }
    let fetched = |page: &String| fetch(page, url.as_ref(), paths).map_err(|error| told(&error));
    let mut exit = Exit::Done;
    let mut print = |page: &str, fetched: Fetched, sites: &Sites| {
        let extracted = fetched.and_then(|fetched| article_of(&fetched, &rules, sites));
        if extracted.is_err() {
            exit = Exit::Partly;
        }
        tell(page, &extracted, wishes, output)
    };
    if wishes.together {
        let all: Vec<Fetched> = pages.iter().map(fetched).collect();
        let sites = Sites::of(&all);
        pages
            .iter()
            .zip(all)
            .try_for_each(|(page, fetched)| print(page, fetched, &sites))?;
    } else {
        pages
            .iter()
            .try_for_each(|page| print(page, fetched(page), &Sites::default()))?;
    }
    Ok(exit)
}

fn tell(page: &str, extracted: &Result<Extracted, String>, wishes: Wishes, output: &mut Output) -> io::Result<()> {
    match extracted {
        _ if output.is_json() => output.json(&to_json(page, extracted)),
        Ok(article) if wishes.explain => print_reasons(article, output),
        Ok(article) => print(article, output),
        Err(error) => output.line(&format!("{page}: {error}")),
    }
}

/// A page, or why there is none.
type Fetched = Result<FetchedPage, String>;

/// On how many of the pages at hand each block stands, by site; a page that is there twice counts once.
#[derive(Default)]
struct Sites(HashMap<String, HashMap<u64, u32>>);

impl Sites {
    fn of(all: &[Fetched]) -> Sites {
        let mut sites = Sites::default();
        let mut known = HashSet::new();
        for fetched in all.iter().flatten() {
            let new = known.insert(extract::address_hash(&fetched.url)) || fetched.url.as_str() == SOMEWHERE;
            if let Some(site) = extract::site_of(&fetched.url).filter(|_| new) {
                let counts = sites.0.entry(site).or_default();
                for block in blocks(fetched) {
                    *counts.entry(block).or_default() += 1;
                }
            }
        }
        sites
    }

    /// On how many other pages of its site each block of a page stands.
    fn beside(&self, fetched: &FetchedPage) -> HashMap<u64, u32> {
        let Some(counts) = extract::site_of(&fetched.url).and_then(|site| self.0.get(&site)) else {
            return HashMap::new();
        };
        let own = blocks(fetched).into_iter();
        own.map(|block| (block, counts.get(&block).map_or(0, |count| count - 1)))
            .collect()
    }
}

fn blocks(fetched: &FetchedPage) -> Vec<u64> {
    with_deep_stack(|| extract::block_hashes(&page_of(fetched)))
}

fn page_of(fetched: &FetchedPage) -> Page<'_> {
    Page {
        bytes: &fetched.bytes,
        content_type: fetched.content_type.as_deref(),
        url: &fetched.url,
    }
}

fn article_of(fetched: &FetchedPage, rules: &Rules, sites: &Sites) -> Result<Extracted, String> {
    let seen = sites.beside(fetched);
    let memory = |block: u64| seen.get(&block).copied().unwrap_or(0);
    with_deep_stack(|| extract::extract(&page_of(fetched), &Known::default(), rules, &memory))
        .map_err(|error| error.to_string())
}

/// The page at an address, or in a file: as if it came from `url`, or else from where it says itself.
fn fetch(page: &str, url: Option<&Url>, paths: &Paths) -> anyhow::Result<FetchedPage> {
    if let Ok(address) = Url::parse(page)
        && matches!(address.scheme(), "http" | "https")
    {
        return fetch_page(&config::load(paths).config, address);
    }
    let bytes = read_document(page).context("cannot be read")?;
    let own = || with_deep_stack(|| extract::own_address(&bytes));
    let url = match url.cloned().or_else(own) {
        Some(url) => url,
        None => Url::parse(SOMEWHERE)?,
    };
    Ok(FetchedPage {
        bytes,
        content_type: None,
        url,
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
    // How far a tab goes is for the terminal to say: here it goes as far as in the reader.
    output.text(&article.text().replace('\t', "    "))
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
