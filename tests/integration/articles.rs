//! Articles from HTML to lines: golden pages at three widths for each kind of content, and properties over random and
//! hostile HTML. `DATELINE_BLESS=1` writes the golden pages anew.

use dateline::model::{Block, Document, Inline, Line, Page, Role, text};
use dateline::render;
use proptest::prelude::{ProptestConfig, Strategy, any, prop, prop_oneof, proptest};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use url::Url;

const WIDTHS: [u16; 3] = [30, 72, 120];

#[test]
fn each_kind_of_content_is_set_as_in_its_golden_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/articles");
    let mut differing = Vec::new();
    for file in files(&folder, "html") {
        let html = fs::read_to_string(&file).expect("a fixture");
        let document = render::document(&html, Some(&base()));
        for width in WIDTHS {
            let set = written(&render::page(&document, width));
            let golden = file.with_extension(format!("{width}.txt"));
            if std::env::var_os("DATELINE_BLESS").is_some() {
                fs::write(&golden, &set).expect("a golden page is written");
            } else if fs::read_to_string(&golden).unwrap_or_default() != set {
                differing.push(format!("{}:\n{set}", golden.display()));
            }
        }
    }
    assert!(differing.is_empty(), "these pages differ:\n{}", differing.join("\n"));
}

#[test]
fn every_fixture_fits_every_width_and_keeps_every_sign() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/articles");
    for file in files(&folder, "html") {
        let html = fs::read_to_string(&file).expect("a fixture");
        let document = render::document(&html, Some(&base()));
        for width in 1..=400 {
            check(&document, width).unwrap_or_else(|fault| panic!("{} at {width}: {fault}", file.display()));
        }
    }
}

#[test]
fn hostile_pages_lose_their_structure_and_not_their_words() {
    for (index, html) in hostile_pages().iter().enumerate() {
        for width in [1, 72] {
            let page = render::page(&render::document(html, None), width);
            assert!(
                page.lines.iter().all(|line| width_of(line) <= usize::from(width)),
                "page {index} overflows"
            );
            assert!(
                written(&page).split_whitespace().collect::<String>().contains("word"),
                "page {index} lost its word at {width}"
            );
        }
    }
}

#[test]
fn rules_divide_and_are_no_flood() {
    let rules = |html: &str| {
        let document = render::document(html, None);
        let rules = document.blocks.iter().filter(|block| matches!(block, Block::Rule));
        rules.count()
    };
    assert_eq!(rules("a<hr>b<hr><hr>\n<hr>c"), 2);
    assert_eq!(rules(&"a<hr>".repeat(20_000)), 1_000);
}

/// Pages that parsers or renderers choke on, each with `word` somewhere in it.
pub fn hostile_pages() -> Vec<String> {
    let nested = |tag: &str, inner: &str, count: usize| format!("{}word", format!("<{tag}>{inner}").repeat(count));
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=\"{number}\"")).collect();
    let row = format!("<tr>{}</tr>", "<td colspan=1000 rowspan=1000>x</td>".repeat(1_000));
    let cells = format!("<tr>{}</tr>", "<td>x</td>".repeat(1_000));
    vec![
        nested("table", "<tr><td>", 7_000),
        nested("div", "", 100_000),
        nested("blockquote", "", 100_000),
        nested("ul", "<li>", 50_000),
        nested("b", "", 100_000),
        nested("svg", "", 100_000),
        nested("table", "", 100_000),
        nested("div><table", "", 50_000),
        nested("p><b", "<i>", 50_000),
        nested("/div><!-", "<a href=x>", 30_000),
        nested("dl><dt", "<dd>", 50_000),
        nested("figure><figcaption", "", 50_000),
        nested("a href=#x id=x", "", 30_000),
        format!("<table>{}</table>word", row.repeat(50)),
        format!("<table>{}</table>word", cells.repeat(150)),
        format!("<p{attributes}>word</p>"),
        format!("<p>{}</p>word", "x".repeat(1_000_000)),
        format!("<p>{}</p>word", "\u{301}".repeat(500_000)),
        format!("<p>{}</p>word", "👩\u{200d}".repeat(100_000)),
        format!("<pre>{}</pre>word", "<br>\t".repeat(150_000)),
        format!("<table>{}</table>word", "<b>x</b>".repeat(150_000)),
        format!("word{}", "<a href='".repeat(100_000)),
        format!("word{}", "<a href=href=#".repeat(100_000)),
        format!(
            "word{}",
            (0..60_000)
                .map(|number| format!("<a href=#n{number} id=n{number}>x</a>"))
                .collect::<String>()
        ),
        format!("word{}", "<!-".repeat(300_000)),
        format!("word {}", "a-b-".repeat(400_000)),
        nested("msup", "<mi>x</mi>", 50_000),
        nested("mfrac", "<mrow>", 50_000),
        nested("mtable", "<mtr><mtd>", 20_000),
        format!("<math>{}</math>word", "<mfrac></mfrac>".repeat(60_000)),
        format!("{}word", "<sup>1</sup>".repeat(60_000)),
        format!(
            "<table><tr><th>a<th>b{}</table>word",
            "<tr><td colspan=2>x y<td>1".repeat(6_000)
        ),
        format!("word{}", "&#x110000;&nosuch;&amp".repeat(60_000)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_html_fits_every_width_and_keeps_every_sign(pieces in prop::collection::vec(piece(), 0..60), width in 1_u16..=400) {
        let document = render::document(&pieces.concat(), Some(&base()));
        if let Err(fault) = check(&document, width) {
            panic!("{fault}");
        }
    }

    #[test]
    fn every_word_of_random_html_comes_into_its_document(pieces in prop::collection::vec(piece(), 0..60)) {
        let words: String = pieces.iter().filter(|piece| !piece.starts_with('<')).map(|piece| text::body(piece)).collect();
        let words = words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&lt;", "<");
        let document = render::document(&pieces.concat(), Some(&base()));
        let (here, words) = (clean_signs(&document_text(&document)), clean_signs(&words));
        assert!(is_within(&words, &here), "signs were lost:\n{words}\n{here}");
        // Signs of items in cells, and of what is raised twice, are ours.
        let theirs: String = here.chars().filter(|sign| !sign.is_ascii_digit() && !"^_,•.".contains(*sign)).collect();
        assert!(is_within(&theirs, &words), "signs were added:\n{words}\n{here}");
    }

    #[test]
    fn no_text_makes_it_fail(html in any::<String>(), width in 1_u16..=40) {
        let page = render::page(&render::document(&html, None), width);
        assert!(page.lines.iter().all(|line| width_of(line) <= usize::from(width)));
    }
}

const TAGS: &[&str] = &[
    "p",
    "div",
    "b",
    "i",
    "code",
    "sup",
    "s",
    "a href='https://e.example/x'",
    "h1",
    "h3",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "table",
    "tr",
    "td",
    "th",
    "td colspan=3",
    "td rowspan=2",
    "figure",
    "figcaption",
    "span class=credit",
    "img src='https://e.example/p'",
    "br",
    "hr",
    "q",
    "small",
];

const WORDS: &[&str] = &[
    "word ",
    "Hello, ",
    "long-compounded-words ",
    "слово ",
    "新聞「記者」。",
    "ニュースッ",
    "새로운 ",
    "مرحبا ",
    "हिन्दी क्षत्रिय ",
    "👩‍🔬",
    "🇫🇮🇯🇵",
    "e\u{301}\u{302} ",
    "☺\u{fe0f}",
    "« oui » ! ",
    "x\u{a0}y ",
    "\u{3000}",
    "1️⃣ ",
    "สะพาน ",
    "\u{202e}\u{200d}\u{1b}[2J",
    "&amp; ",
    "&lt;b&gt; ",
    "supercalifragilisticexpialidocious",
    "\u{301}",
    "\u{fe0f}",
    "가\u{11a8}",
    "\n\t ",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(TAGS).prop_map(|tag| format!("<{tag}>")),
        prop::sample::select(TAGS).prop_map(|tag| format!("</{}>", tag.split(' ').next().unwrap_or(tag))),
        prop::sample::select(WORDS).prop_map(str::to_owned),
        prop::sample::select(WORDS).prop_map(str::to_owned),
    ]
}

/// Sets the page and finds what A4 of the promises forbids.
pub fn check(document: &Document, width: u16) -> Result<(), String> {
    let page = render::page(document, width);
    if let Some(line) = page.lines.iter().find(|line| width_of(line) > usize::from(width)) {
        return Err(format!("a line is {} cells wide: {line:?}", width_of(line)));
    }
    let set = written(&page);
    let forbidden = |sign: &char| (sign.is_control() && *sign != '\n') || ('\u{202a}'..='\u{202e}').contains(sign);
    if let Some(sign) = set.chars().find(forbidden) {
        return Err(format!("the sign {sign:?} came through"));
    }
    // At one cell the wide signs have stand-ins. A mark on a wide blank goes with it there, and joins another sign in a text
    // whose blanks are gone: marks are not compared.
    let is_mark = |sign: &char| text::width(sign.encode_utf8(&mut [0; 4])) == 0;
    let shown = |signs: String| match width {
        1 => text::clusters(&signs)
            .filter(|(sign, wide)| *wide < 2 && !sign.starts_with('▯'))
            .flat_map(|(sign, _)| sign.chars().filter(|sign| !is_mark(sign)))
            .collect(),
        _ => signs,
    };
    let (whole, heads) = author_text(document);
    let ours = [Role::Marker, Role::Rule, Role::TableHead, Role::Notice];
    let whole = shown(clean_signs(&whole));
    let here = shown(clean_signs(&text_of(&page, |role| !ours.contains(&role))));
    if sorted(&whole) != sorted(&here) {
        return Err(format!("signs were lost:\n{whole}\n{here}"));
    }
    // The names of columns may come with every row.
    let (heads, here) = (
        shown(clean_signs(&heads)),
        shown(clean_signs(&text_of(&page, |role| role == Role::TableHead))),
    );
    if !is_within(&heads, &here) {
        return Err(format!("signs of the names of columns were lost:\n{heads}\n{here}"));
    }
    Ok(())
}

fn text_of(page: &Page, wanted: impl Fn(Role) -> bool) -> String {
    let spans = page.lines.iter().flat_map(|line| &line.spans);
    spans
        .filter(|span| wanted(span.role))
        .map(|span| span.text.as_str())
        .collect()
}

/// All text of a document, but for what stands in for pictures.
pub fn document_text(document: &Document) -> String {
    let (words, heads) = author_text(document);
    words + &heads
}

/// The text of a document, and apart from it the names of the columns of tables.
fn author_text(document: &Document) -> (String, String) {
    let (mut words, mut heads) = (String::new(), String::new());
    write_words(&document.blocks, &mut words, &mut heads);
    (words, heads)
}

/// Whether each sign is in the other text at least as often.
pub fn is_within(signs: &str, other: &str) -> bool {
    let mut left: HashMap<char, usize> = HashMap::new();
    other.chars().for_each(|sign| *left.entry(sign).or_default() += 1);
    signs.chars().all(|sign| match left.get_mut(&sign) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    })
}

fn write_words(blocks: &[Block], words: &mut String, heads: &mut String) {
    let run = |runs: &[Inline], words: &mut String| runs.iter().for_each(|run| words.push_str(&run.text));
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => run(text, words),
            Block::List { items, .. } => items.iter().for_each(|item| write_words(&item.blocks, words, heads)),
            Block::Definitions(pairs) => pairs.iter().for_each(|(term, meaning)| {
                run(term, words);
                write_words(meaning, words, heads);
            }),
            Block::Quote(blocks) => write_words(blocks, words, heads),
            Block::Code { text, .. } => words.push_str(text),
            Block::Table(table) => {
                run(&table.caption, words);
                let (head, body) = table.rows.split_at(table.heads);
                head.iter().flatten().for_each(|cell| run(cell, heads));
                body.iter().flatten().for_each(|cell| run(cell, words));
            }
            Block::Figure { caption, credit, .. } => {
                run(caption, words);
                run(credit, words);
            }
            Block::Rule => {}
        }
    }
}

/// Without blanks, and without the quotation marks that `q` stands for; raised and lowered figures as the author wrote them.
pub fn clean_signs(words: &str) -> String {
    const SHIFTED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎";
    const PLAIN: &str = "0123456789+-=()ni0123456789+-=()";
    let plain = |sign: char| SHIFTED.chars().zip(PLAIN.chars()).find(|(shifted, _)| *shifted == sign);
    let signs = words
        .chars()
        .filter(|sign| !sign.is_whitespace() && !"“”‘’".contains(*sign));
    signs.map(|sign| plain(sign).map_or(sign, |(_, plain)| plain)).collect()
}

/// Its signs in order: the cells of a table come in another one as records.
fn sorted(words: &str) -> String {
    let mut signs: Vec<char> = words.chars().collect();
    signs.sort_unstable();
    signs.into_iter().collect()
}

fn written(page: &Page) -> String {
    let mut lines = String::new();
    for line in &page.lines {
        lines.push_str(&" ".repeat(usize::from(line.indent)));
        for span in &line.spans {
            lines.push_str(&span.text);
        }
        lines.push('\n');
    }
    lines
}

fn width_of(line: &Line) -> usize {
    let words: String = line.spans.iter().map(|span| span.text.as_str()).collect();
    usize::from(line.indent) + text::width(&words)
}

pub fn base() -> Url {
    Url::parse("https://news.example/2026/story.html").expect("an address")
}

pub fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}
