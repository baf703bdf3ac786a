//! A page → its article: bytes and an address in, typed blocks out, each with the reason why it stayed. Pure: no disk,
//! no network, no clock; the caller fetches, gives a stack of 16 MiB, and keeps what is remembered of a site.

mod article;
mod bound;
mod candidate;
mod choose;
mod compare;
mod data;
mod date;
mod decode;
mod figure;
mod furniture;
mod headline;
mod inline;
mod marks;
mod memory;
mod metadata;
mod phrase;
mod piece;
mod plea;
mod remembered;
mod restore;
mod rules;
mod table;
mod tag;
mod walk;

pub use article::{Block, Dropped, Extracted, Kind};
pub use compare::{NotWorth, Teaser, replaces, teaser, why_not_worth};
pub use memory::{Memory, address_hash, block_hash, no_memory, site_of};
pub use rules::{Rules, RulesError, SiteRule};

use crate::model::Timestamp;
use choose::Context;
use dom_query::Document;
use metadata::Metadata;
use piece::{Piece, normalised};
use rules::SiteNodes;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// The deepest tree that is given to what may recurse; the markup was bounded before, this is the second lock.
const MAX_TREE_DEPTH: usize = 600;

/// Words from which a data block can stand for the page.
const MIN_DATA_WORDS: usize = 100;

/// A page as it was fetched.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    pub bytes: &'a [u8],
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The address that it came from, after redirects.
    pub url: &'a Url,
}

/// What is known of the article before its page is read: what the feed said. It comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub title: Option<String>,
    pub author: Option<String>,
    pub published: Option<Timestamp>,
    pub language: Option<String>,
}

/// Why a page gave no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoArticle {
    /// Nothing in it reads like an article.
    #[error("the page has no text that reads like an article; open it in the browser")]
    Empty,
    /// The page cannot be taken apart within the limits.
    #[error("the page is built too deep to be taken apart; open it in the browser")]
    TooDeep,
    /// The algorithms failed on it.
    #[error(
        "the page could not be taken apart, which is a fault of ours; open it in the browser and report its address"
    )]
    Broken,
}

/// The article of `page`. `memory` says on how many other articles of the site a block was seen.
///
/// # Errors
/// Where there is no article in it; never for what the page says or lacks otherwise.
pub fn extract(page: &Page, known: &Known, rules: &Rules, memory: &Memory) -> Result<Extracted, NoArticle> {
    // What a page does to the crates that parse it must stay with that page.
    catch_unwind(AssertUnwindSafe(|| extract_unguarded(page, known, rules, memory))).unwrap_or(Err(NoArticle::Broken))
}

/// The hashes of all blocks of a page, for the memory of its site: as [`Extracted::hashes`], for a page whose article is
/// not wanted.
pub fn block_hashes(page: &Page) -> Vec<u64> {
    let read = || {
        let document = parse(page).ok()?;
        Some(memory::hashes(&walk::pieces(
            &document,
            page.url,
            &Rules::embedded().marks,
            &SiteNodes::default(),
        )))
    };
    catch_unwind(AssertUnwindSafe(read)).ok().flatten().unwrap_or_default()
}

/// The address that a page in a file gives as its own; looked for in its beginning.
pub fn own_address(bytes: &[u8]) -> Option<Url> {
    const BEGINNING: usize = 64 * 1024;
    let nowhere = Url::parse("https://page.invalid/").ok()?;
    let page = Page {
        bytes: &bytes[..bytes.len().min(BEGINNING)],
        content_type: None,
        url: &nowhere,
    };
    let read = || metadata::own_address(&parse(&page).ok()?);
    catch_unwind(AssertUnwindSafe(read)).ok().flatten()
}

/// Both pages of a split article as one: what the second repeats is left out.
pub fn join(mut first: Extracted, second: Extracted) -> Extracted {
    let shown: HashSet<String> = first.blocks.iter().map(|block| block.text.clone()).collect();
    let more = second.blocks.into_iter().filter(|block| {
        !matches!(block.kind, Kind::Headline | Kind::Byline | Kind::Date)
            && (block.text.is_empty() || !shown.contains(&block.text))
    });
    first.blocks.extend(more);
    first.dropped.extend(second.dropped);
    first.links.extend(second.links);
    first.links = once_each(std::mem::take(&mut first.links));
    first.hashes.extend(second.hashes);
    first.next_page = second.next_page;
    first
}

fn extract_unguarded(page: &Page, known: &Known, rules: &Rules, memory: &Memory) -> Result<Extracted, NoArticle> {
    let document = parse(page)?;
    let base = base(&document, page.url);
    let site = page.url.host_str().and_then(|host| rules.site(host));
    let metadata = metadata::read(&document, page.url, site);
    let nodes = site.map(|site| site.nodes(&document)).unwrap_or_default();
    let pieces = walk::pieces(&document, &base, &rules.marks, &nodes);
    let voted = candidate::vote(document, &pieces);
    let context = Context {
        rules,
        titles: choose::titles(known.title.iter().chain(&metadata.titles).chain(&metadata.title)),
        author: known
            .author
            .as_ref()
            .or(metadata.author.as_ref())
            .map(|author| normalised(author)),
        published: known.published.or(metadata.published),
        by_site_rule: !nodes.body.is_empty(),
    };
    let verdicts = choose::choose(&pieces, &voted, &context, memory);
    let title = known.title.clone().or_else(|| metadata.title.clone());
    let mut blocks = article::blocks(&pieces, &verdicts, title.as_deref());
    if let Some(text) = metadata.body.as_deref().filter(|text| is_far_more(text, &blocks)) {
        blocks = article::blocks_of_data(text, title.as_deref());
    }
    if !blocks.iter().any(|block| block.kind.is_body()) {
        return Err(NoArticle::Empty);
    }
    let dropped = article::dropped(&pieces, &verdicts);
    let mut hashes = memory::hashes(&pieces);
    if remembered::is_known(&blocks, memory) {
        hashes.clear();
    }
    let chosen = Chosen {
        blocks,
        dropped,
        pieces,
        title,
        hashes,
    };
    Ok(assembled(page, known, metadata, chosen, rules))
}

/// Whether a data block holds an article and the page itself next to nothing of it, as where a script shows it.
fn is_far_more(data: &str, blocks: &[Block]) -> bool {
    let shown: usize = blocks
        .iter()
        .filter(|block| block.kind.is_body())
        .map(|block| piece::count_words(&block.text))
        .sum();
    let held = piece::count_words(data);
    held >= MIN_DATA_WORDS && held > 3 * shown
}

struct Chosen {
    blocks: Vec<Block>,
    dropped: Vec<Dropped>,
    pieces: Vec<Piece>,
    title: Option<String>,
    hashes: Vec<u64>,
}

fn assembled(page: &Page, known: &Known, metadata: Metadata, chosen: Chosen, rules: &Rules) -> Extracted {
    let links = chosen
        .blocks
        .iter()
        .flat_map(|block| link_targets(&block.html))
        .collect();
    let mut extracted = Extracted {
        author: known.author.clone().or(metadata.author),
        published: known
            .published
            .or(metadata.published)
            .or_else(|| date_in(&chosen.blocks, rules)),
        site: metadata.site,
        language: known.language.clone().or(metadata.language),
        url: Some(metadata.canonical.unwrap_or_else(|| page.url.clone())),
        next_page: metadata.next_page,
        links: once_each(links),
        hashes: chosen.hashes,
        title: chosen.title,
        blocks: chosen.blocks,
        dropped: chosen.dropped,
        wall: None,
    };
    extracted.wall = compare::wall(extracted.words(), &chosen.pieces, rules);
    extracted
}

fn parse(page: &Page) -> Result<Document, NoArticle> {
    let document = Document::from(bound::bounded(&decode::decode(page)));
    if tree_depth(&document) > MAX_TREE_DEPTH {
        return Err(NoArticle::TooDeep);
    }
    walk::reveal_parts(&document);
    Ok(document)
}

fn tree_depth(document: &Document) -> usize {
    let mut deepest = 0;
    let mut nodes = vec![(document.root(), 0)];
    while let Some((node, depth)) = nodes.pop() {
        deepest = deepest.max(depth);
        nodes.extend(
            node.children_it(false)
                .filter(|child| child.is_element())
                .map(|child| (child, depth + 1)),
        );
    }
    deepest
}

/// What relative addresses are relative to.
fn base(document: &Document, url: &Url) -> Url {
    let declared = document
        .select("base[href]")
        .nodes()
        .first()
        .and_then(|node| node.attr("href"));
    declared
        .and_then(|href| url.join(href.trim()).ok())
        .unwrap_or_else(|| url.clone())
}

fn date_in(blocks: &[Block], rules: &Rules) -> Option<Timestamp> {
    blocks
        .iter()
        .filter(|block| matches!(block.kind, Kind::Date | Kind::Byline))
        .find_map(|block| date::in_text(&block.text, rules))
}

/// The targets of the links in HTML that `inline` wrote.
fn link_targets(html: &str) -> Vec<String> {
    let targets = html
        .split("<a href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    targets
        .map(|target| target.replace("&amp;", "&").replace("&quot;", "\""))
        .collect()
}

fn once_each(list: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    list.into_iter().filter(|one| seen.insert(one.clone())).collect()
}
