//! How long an article takes from HTML to a page: a usual one of 4 KB, a long one of 200 KB, and one in Chinese.
//! `cargo bench --bench render`

use dateline::render;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const KILOBYTES: [usize; 2] = [4, 200];

#[divan::bench(args = KILOBYTES)]
fn document(bencher: Bencher, kilobytes: usize) {
    let html = article(LATIN, kilobytes);
    bencher.bench(|| render::document(black_box(&html), None));
}

#[divan::bench(args = KILOBYTES)]
fn page(bencher: Bencher, kilobytes: usize) {
    let document = render::document(&article(LATIN, kilobytes), None);
    bencher.bench(|| render::page(black_box(&document), 72));
}

#[divan::bench(args = KILOBYTES)]
fn document_and_page(bencher: Bencher, kilobytes: usize) {
    let html = article(LATIN, kilobytes);
    bencher.bench(|| render::page(&render::document(black_box(&html), None), 72));
}

#[divan::bench(args = KILOBYTES)]
fn document_and_page_in_chinese(bencher: Bencher, kilobytes: usize) {
    let html = article(CHINESE, kilobytes);
    bencher.bench(|| render::page(&render::document(black_box(&html), None), 72));
}

const LATIN: &str = "<p>The bridge was closed for ten months, and <a href=\"https://harbour.example/toll?day=1&amp;boat=2\">the \
    toll</a> was not paid; the engineer&rsquo;s word was <em>fatigue</em>, and the inspectors &mdash; four of them &mdash; \
    agreed with <strong>all</strong> of it. Nobody had looked under the water since the year in which it was built.</p>\n";

const CHINESE: &str = "<p>港口大桥于清晨六时重新通车。工程师说：“<em>铁锈</em>是主要原因。”自一九八七年以来，没有人检查过水下部分，\
    于是市议会决定拨款四百二十万元，<a href=\"https://harbour.example/\">详情见此</a>。</p>\n";

fn article(paragraph: &str, kilobytes: usize) -> String {
    let part = format!(
        "<h2>Under the water</h2>\n{}<ul><li>one</li><li>two</li></ul>\n",
        paragraph.repeat(8)
    );
    part.chars()
        .cycle()
        .take(part.chars().count() * (kilobytes * 1024 / part.len() + 1))
        .collect()
}
