//! Whole pages of the corpus, where it is there: what of a page can be seen comes into its document, and from there onto
//! lines of every width. What can be seen is read by another parser, and by no rule of the renderer's.

use super::articles::{base, check, clean_signs, document_text, files, is_within};
use dateline::model::text;
use dateline::render;
use dom_query::{Document as Parsed, NodeRef};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

const WIDTHS: [u16; 6] = [1, 20, 40, 72, 120, 400];

/// What a browser that runs scripts shows as something else than text, or not at all.
const UNSEEN: [&str; 17] = [
    "head", "title", "script", "style", "noscript", "template", "svg", "iframe", "video", "audio", "canvas",
    "textarea", "select", "button", "datalist", "noframes", "noembed",
];

#[test]
fn every_word_of_a_page_comes_into_its_document_and_onto_lines_that_fit() {
    for file in corpus() {
        let html = unpacked(&file);
        let document = render::document(&html, Some(&base()));
        let written = document_text(&document);
        if let Some(lost) = first_lost(&html, &written) {
            panic!("{} lost {lost:?}", file.display());
        }
        for width in WIDTHS {
            check(&document, width).unwrap_or_else(|fault| panic!("{} at {width}: {fault}", file.display()));
        }
    }
}

/// The first text of the page that is not in what was written; or all, where single signs are not there as often.
fn first_lost(html: &str, written: &str) -> Option<String> {
    let written = clean_signs(written);
    let texts: Vec<String> = visible(html).iter().map(|text| clean_signs(text)).collect();
    let lost = texts.iter().find(|text| !written.contains(text.as_str()));
    let whole = texts.concat();
    lost.cloned()
        .or_else(|| (!is_within(&whole, &written)).then_some(whole))
}

/// The texts between the tags, as far as they can be seen.
fn visible(html: &str) -> Vec<String> {
    let parsed = Parsed::from(html);
    let mut texts = Vec::new();
    let mut open: Vec<NodeRef> = vec![parsed.root()];
    while let Some(node) = open.pop() {
        if node.is_text() {
            texts.push(text::body(&node.text()));
        }
        let name = node.node_name().unwrap_or_default();
        if !UNSEEN.contains(&&*name) {
            open.extend(node.children_it(true));
        }
    }
    texts.retain(|text| !text.trim().is_empty());
    texts
}

fn corpus() -> Vec<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let corpus = std::env::var_os("DATELINE_CORPUS").map_or(default, PathBuf::from);
    let pages: Vec<PathBuf> = ["mozilla", "scrapinghub"]
        .iter()
        .flat_map(|name| files(&corpus.join("extraction").join(name).join("html"), "gz"))
        .collect();
    if pages.is_empty() {
        println!("no corpus at {}: skipped", corpus.display());
    }
    pages
}

fn unpacked(file: &Path) -> String {
    let mut bytes = Vec::new();
    let packed = File::open(file).expect("a page of the corpus");
    flate2::read::MultiGzDecoder::new(packed)
        .read_to_end(&mut bytes)
        .expect("it can be unpacked");
    String::from_utf8_lossy(&bytes).into_owned()
}
