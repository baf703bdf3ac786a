//! From a page to its article: the shapes that readers complain of, what a site repeats, hostile pages, and the score on
//! the corpus where that is at hand.

use crate::support::hostile_pages;
use dateline::extract::{
    Extracted, Kind, Known, NoArticle, Page, Rules, block_hash, block_hashes, extract, join, no_memory,
};
use dateline::model::{Block, Inline};
use std::collections::HashMap;
use std::path::PathBuf;
use url::Url;

const STORY: &str = include_str!("../fixtures/pages/story.html");
const PLEA: &str = include_str!("../fixtures/pages/plea.html");

const TOP: &str =
    r#"<div class="top-line"><a href="/support">Free news needs friends: support The Harbour Courier today</a></div>"#;

fn extracted_from(html: &str, memory: &dyn Fn(u64) -> u32) -> Result<Extracted, NoArticle> {
    let url = Url::parse("https://courier.example/2031/04/12/ferry-line-reopens-a5521").expect("an address");
    let page = Page {
        bytes: html.as_bytes(),
        content_type: Some("text/html; charset=utf-8"),
        url: &url,
    };
    extract(&page, &Known::default(), Rules::embedded(), memory)
}

/// Runs `work` on the stack that the worker gives to extraction.
fn on_a_worker<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(16 * 1024 * 1024);
    thread.spawn(work).expect("a thread").join().expect("no panic")
}

/// The story with the plea in an element of that class and the top line in the header or in the article.
fn story(class: &str, top_in_header: bool) -> String {
    let (header, article) = if top_in_header { (TOP, "") } else { ("", TOP) };
    STORY
        .replace("@HEADER@", header)
        .replace("@ARTICLE@", article)
        .replace("@PLEA@", &PLEA.replace("@CLASS@", class))
}

fn shown(article: &Extracted) -> Vec<(Kind, &str)> {
    article
        .blocks
        .iter()
        .map(|block| (block.kind, block.text.as_str()))
        .collect()
}

#[test]
fn of_a_page_with_pleas_exactly_the_article_is_shown() {
    let wanted = [
        (
            Kind::Headline,
            "Ferry Line to the Outer Islands Reopens After Two Winters",
        ),
        (Kind::Byline, "By Maren Solberg"),
        (Kind::Date, "April 12, 2031"),
        (Kind::Picture, "A white ferry leaves a small stone harbour."),
        (
            Kind::Caption,
            "The Nordlys leaves the old harbour on its first morning.",
        ),
        (Kind::Credit, "Ida Bakke / Coast Agency"),
        (
            Kind::Paragraph,
            "The ferry to the outer islands left the old harbour on Friday morning for the first time in two winters, carrying forty passengers, three cars and the mail that had waited for it.",
        ),
        (
            Kind::Paragraph,
            "People on the quay clapped when the lines were cast off, and an elderly couple in the front row wept quietly into their scarves.",
        ),
        (Kind::Heading, "A long wait"),
        (
            Kind::Paragraph,
            "The line was closed when its only ship failed an inspection, and the district could not agree with the company on who should pay for the repair.",
        ),
        (
            Kind::Paragraph,
            "“We counted the weeks on the kitchen wall,” said Olav Fjeld, who keeps the shop on the largest of the islands. “After a hundred we stopped counting, and you learn to bake your own bread.”",
        ),
        (
            Kind::Quote,
            "Nobody out here asked for a motorway, only for a boat that comes when it says it will.",
        ),
        (Kind::Heading, "What it costs"),
        (
            Kind::Paragraph,
            "The repair took eleven months and cost four million crowns, of which the state paid half. A single ticket is now nine crowns dearer than before.",
        ),
        (Kind::ListItem, "Two crossings a day until the end of May"),
        (Kind::ListItem, "Four crossings a day in summer"),
        (
            Kind::Paragraph,
            "The company says that it will publish a winter timetable before the autumn, and that the ship will be inspected again in a year.",
        ),
    ];
    for class in ["class=\"contribute-banner\"", "class=\"contribute-article\"", ""] {
        for top_in_header in [true, false] {
            let article = extracted_from(&story(class, top_in_header), &no_memory).unwrap();
            assert_eq!(
                shown(&article),
                wanted,
                "plea in <div {class}>, top line in the header: {top_in_header}"
            );
        }
    }
}

#[test]
fn the_html_of_an_article_renders_to_its_figure_lists_and_quotes() {
    let html = extracted_from(&story("", true), &no_memory).unwrap().html();
    let blocks = dateline::render::document(&html, None).blocks;
    let words = |text: &[Inline]| text.iter().map(|run| run.text.as_str()).collect::<String>();
    let Block::Figure {
        url, caption, credit, ..
    } = &blocks[0]
    else {
        panic!("a figure, not {:?}", blocks[0]);
    };
    assert_eq!(url.as_deref(), Some("https://courier.example/images/ferry-1200.jpg"));
    assert_eq!(
        words(caption).trim(),
        "The Nordlys leaves the old harbour on its first morning."
    );
    assert_eq!(words(credit), "Ida Bakke / Coast Agency");
    assert!(matches!(&blocks[3], Block::Heading { rank: 2, .. }));
    assert!(blocks.iter().any(|block| matches!(block, Block::Quote(_))));
    assert!(
        blocks
            .iter()
            .any(|block| matches!(block, Block::List { items, .. } if items.len() == 2))
    );
}

#[test]
fn a_plea_longer_than_the_article_goes_and_one_that_is_the_article_stays() {
    let start = STORY.find("<p>The ferry").unwrap();
    let end = STORY.find("<div class=\"article__tags\">").unwrap();
    let brief = "<p>The ferry to the outer islands left the old harbour on Friday morning for the first time in two winters, with forty passengers.</p>\
                 <p>The line was closed when its only ship failed an inspection, and nobody would pay for the repair.</p>";
    let page = format!("{}{brief}{}", &STORY[..start], &STORY[end..])
        .replace("@PLEA@", PLEA)
        .replace("@CLASS@", "");
    let text = extracted_from(&page, &no_memory).unwrap().text();
    assert_eq!(text.lines().count(), 2, "{text}");
    let page = format!("<article><h1>Support us</h1>{}</article>", PLEA);
    assert!(
        extracted_from(&page, &no_memory)
            .unwrap()
            .text()
            .contains("That freedom is paid for by readers like you")
    );
}

#[test]
fn a_page_says_who_wrote_it_when_and_where() {
    let article = extracted_from(&story("", true), &no_memory).unwrap();
    assert_eq!(article.author.as_deref(), Some("Maren Solberg"));
    assert_eq!(
        article.published.map(|date| date.to_rfc3339()).as_deref(),
        Some("2031-04-12T07:30:00Z")
    );
    assert_eq!(article.site.as_deref(), Some("The Harbour Courier"));
    assert_eq!(article.language.as_deref(), Some("en"));
    assert_eq!(
        article.url.map(String::from).as_deref(),
        Some("https://courier.example/2031/04/12/ferry-line-reopens-a5521")
    );
}

#[test]
fn an_account_of_the_site_is_no_author() {
    let page = story("", true);
    for account in ["admin", "jdadmin", "Administrator"] {
        let page = page.replace("Maren Solberg", account);
        let article = extracted_from(&page, &no_memory).unwrap();
        assert_eq!(article.author, None, "{account}");
    }
}

#[test]
fn what_the_feed_said_comes_before_what_the_page_says() {
    let url = Url::parse("https://courier.example/x").unwrap();
    let page = story("", true);
    let page = Page {
        bytes: page.as_bytes(),
        content_type: None,
        url: &url,
    };
    let known = Known {
        title: Some("The ferry is back".into()),
        author: Some("M. S.".into()),
        ..Known::default()
    };
    let article = extract(&page, &known, Rules::embedded(), &no_memory).unwrap();
    assert_eq!(
        (article.title.as_deref(), article.author.as_deref()),
        (Some("The ferry is back"), Some("M. S."))
    );
}

#[test]
fn the_html_of_an_article_holds_nothing_that_runs_or_fetches_by_itself() {
    let body = "The council met on Monday evening and decided, after three hours of debate, to keep the library open. "
        .repeat(4);
    let html = format!(
        "<article><h1>Library stays</h1><p onclick=steal()>{body}<a href='javascript:steal()'>one</a> <a href='/two'>two</a> <b>bold</b></p>\
         <p>{body}<script>steal()</script><iframe src=//evil.test></iframe><object data=x></object></p><p>Third. {body}</p></article>"
    );
    let article = extracted_from(&html, &no_memory).unwrap();
    let made = article.html();
    for word in ["script", "onclick", "iframe", "object", "steal"] {
        assert!(!made.contains(word), "{word} in {made}");
    }
    assert!(made.contains("<a href=\"https://courier.example/two\">two</a> <strong>bold</strong>"));
    assert_eq!(article.links, ["https://courier.example/two"]);
}

#[test]
fn a_site_rule_names_the_body_and_what_to_strip() {
    let rules = Rules::with_user(
        "[[site]]\nhost = 'courier.example'\nbody = '.article__content-container'\nstrip = ['ul', '.article__tags']",
    )
    .unwrap();
    let url = Url::parse("https://www.courier.example/x").unwrap();
    let html = story("", true);
    let page = Page {
        bytes: html.as_bytes(),
        content_type: None,
        url: &url,
    };
    let article = extract(&page, &Known::default(), &rules, &no_memory).unwrap();
    assert!(
        !article.text().contains("Two crossings a day") && article.text().starts_with("The ferry to the outer islands")
    );
    assert!(
        article
            .dropped
            .iter()
            .any(|dropped| dropped.reason.contains("site rule"))
    );
}

#[test]
fn an_article_that_only_a_data_block_holds_is_shown() {
    let paragraph = "The valley has been without its railway since the flood, and the council has asked three firms what a new bridge would cost.";
    let data = format!(
        "{{\"@type\":\"NewsArticle\",\"headline\":\"No trains\",\"articleBody\":\"{}\"}}",
        format!("<p>{paragraph}</p>").repeat(6)
    );
    let html = format!("<script type='application/ld+json'>{data}</script><div id=app><p>Loading</p></div>");
    let article = extracted_from(&html, &no_memory).unwrap();
    assert_eq!(article.text().lines().count(), 6);
    assert!(article.text().starts_with(paragraph));
}

#[test]
fn the_pages_of_a_split_article_become_one() {
    let paragraph = |number: usize| {
        format!(
            "<p>Paragraph {number} tells, in a good many words and with some patience, what happened next on the long road north.</p>"
        )
    };
    let page = |from: usize| {
        format!(
            "<article><h1>The road</h1>{}</article>",
            (from..from + 6).map(paragraph).collect::<String>()
        )
    };
    let (first, second) = (
        extracted_from(&page(0), &no_memory).unwrap(),
        extracted_from(&page(5), &no_memory).unwrap(),
    );
    let whole = join(first, second).text();
    assert_eq!(whole.lines().count(), 11);
    assert_eq!(whole.matches("Paragraph 5 ").count(), 1);
}

/// A page of a made-up site: a template around paragraphs of the article.
fn site_page(number: usize, paragraphs: &[String]) -> String {
    let body: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    format!(
        "<html><head><title>Story number {number}</title></head><body><div class=top><a href=/>Home</a></div><div id=c><h1>Story number {number}</h1><div>{body}\
         <div><p>The Gazette is made by nine people above a bakery, and the presses have not been still since 1961.</p>\
         <p>For only {} crowns there is a year of evenings with the paper on the kitchen table.</p>\
         <p>Half of that goes to the school library of the town.</p></div></div></div></body></html>",
        number + 2
    )
}

fn paragraphs(number: usize, count: usize) -> Vec<String> {
    let words = [
        "harbour", "council", "winter", "engine", "letter", "garden", "market", "signal", "border", "teacher",
        "railway", "island",
    ];
    let word = |index: usize| words[(number * 7 + index * 5 + index / 3) % words.len()];
    (0..count)
        .map(|at| format!("In part {at} of account {} the {} stood beside the {} while everyone from the {} talked about the {} and its {}.", (b'a' + number as u8) as char, word(at), word(at + 1), word(at + 2), word(at + 3), word(at + 4)))
        .collect()
}

/// A story of eight paragraphs with something put after its fourth, and what else its page has at its end.
fn story_with(inside: &str, after: &str) -> String {
    let texts = paragraphs(0, 8);
    let (before, rest) = texts.split_at(4);
    let html = |texts: &[String]| -> String { texts.iter().map(|text| format!("<p>{text}</p>")).collect() };
    format!(
        "<html><head><title>The island railway</title></head><body><article><h1>The island railway</h1>\
         <div class=text>{}{inside}{}{after}</div></article></body></html>",
        html(before),
        html(rest)
    )
}

/// The running text of a page beside its eight paragraphs.
fn beside_the_paragraphs(page: &str) -> Vec<String> {
    let own = paragraphs(0, 8);
    let text = extracted_from(page, &no_memory).unwrap().text();
    assert!(own.iter().all(|paragraph| text.contains(paragraph)), "{text}");
    let lines = text
        .lines()
        .filter(|line| !own.iter().any(|paragraph| paragraph == line));
    lines.map(str::to_owned).collect()
}

#[test]
fn what_is_written_for_machines_goes_and_what_divides_a_text_stays() {
    let page = story_with(
        "<div>2031-04-12T08:57:40+01:00</div><div>https://pictures.example/harbour-500-250.jpg</div><p>,</p><p>|</p>\
         <p>* * *</p><p>https://timetable.example/winter</p>",
        "",
    );
    assert_eq!(
        beside_the_paragraphs(&page),
        ["* * *", "https://timetable.example/winter"]
    );
}

#[test]
fn posts_that_a_text_quotes_stay_though_their_element_is_named_after_a_network() {
    let page = story_with(
        "<div class=\"social-embed\"><blockquote class=\"post\"><p>The first train in nine years, and it was early</p>\
         — Ida (@ida) April 12, 2031</blockquote></div>",
        "",
    );
    let wanted = [
        "The first train in nine years, and it was early",
        "— Ida (@ida) April 12, 2031",
    ];
    assert_eq!(beside_the_paragraphs(&page), wanted);
}

#[test]
fn a_label_over_links_goes_with_them_and_a_heading_of_the_text_stays() {
    let links = "<ul><li><a href=/a>The ferry that came back</a></li><li><a href=/b>Bread on the islands</a></li></ul>";
    let page = story_with(
        &format!("<h3>More:</h3>{links}<h3>Related: <a href=/c>the long winter</a></h3><h3>The old line</h3>"),
        "",
    );
    assert_eq!(beside_the_paragraphs(&page), ["The old line"]);
}

#[test]
fn a_list_of_links_that_the_text_announces_stays_and_one_of_other_articles_goes() {
    let list = |line: &str| {
        let items = ["one", "two", "three", "four"]
            .map(|name| format!("<li><a href='https://forge.example/{name}'>The patch {name}</a></li>"));
        format!("<div><p>{line}</p></div><div><ul>{}</ul></div>", items.concat())
    };
    let page = story_with(&list("Many patches were sent to the harbour for review:"), "");
    let beside = beside_the_paragraphs(&page);
    assert_eq!(
        beside.first().map(String::as_str),
        Some("Many patches were sent to the harbour for review:")
    );
    assert_eq!(
        beside.iter().filter(|text| text.starts_with("The patch")).count(),
        4,
        "{beside:?}"
    );
    let page = story_with(&list("Read more:"), "");
    let beside = beside_the_paragraphs(&page);
    assert!(beside.is_empty(), "{beside:?}");
}

#[test]
fn a_picture_stands_between_two_words() {
    let page = story_with(
        "<p>Updated on a Monday<img src='/quay.jpg' width='600' height='400'>The quay was full again, said the guard of it.</p>",
        "",
    );
    let beside = beside_the_paragraphs(&page);
    assert_eq!(
        beside,
        ["Updated on a Monday The quay was full again, said the guard of it."]
    );
}

#[test]
fn invitations_go_from_the_midst_and_from_the_end() {
    let page = story_with(
        "<div><div>Subscribe to the Courier and read more of what you like.</div></div>",
        "<p>Stay with the news of the coast every morning! Sign up for our letter here.</p>",
    );
    assert!(beside_the_paragraphs(&page).is_empty());
    let page = story_with(
        "",
        "<p>“Whoever waits shall know,” said the mayor. “Sign up for our letter here.”</p>",
    );
    assert_eq!(
        beside_the_paragraphs(&page).len(),
        1,
        "what somebody says is no invitation"
    );
    assert!(beside_the_paragraphs(&story_with("<p>Baca juga: Kereta pulau kembali</p>", "<p>Iklan</p>")).is_empty());
}

#[test]
fn pictures_that_lead_to_other_articles_go_and_those_of_the_article_stay() {
    let page = story_with(
        "<a href=/2031/ferry><img src=/ferry.jpg alt=ferry></a><a href=/2031/bread><img src=/bread.jpg alt=bread></a>",
        "<p>All aboard.</p><a href=/large/train.jpg><img src=/train.jpg alt=train></a>\
         <a href=/large/rails.jpg><img src=/rails.jpg alt=rails></a><p>And off.</p>",
    );
    let article = extracted_from(&page, &no_memory).unwrap();
    let pictures = article.blocks.iter().filter(|block| block.kind == Kind::Picture);
    assert_eq!(
        pictures.map(|block| block.text.as_str()).collect::<Vec<_>>(),
        ["train", "rails"]
    );
}

#[test]
fn pictures_of_other_articles_go_where_the_links_name_another_door_of_the_site() {
    let links = "<a href=https://island.example/2031/ferry><img src=/ferry.jpg alt=ferry></a>\
                 <a href=https://www.island.example/2031/bread><img src=/bread.jpg alt=bread></a>";
    let pictures = |own: &str| {
        let page = story_with(links, "").replace("</title>", &format!("</title>{own}"));
        let article = extracted_from(&page, &no_memory).unwrap();
        let pictures = article.blocks.iter().filter(|block| block.kind == Kind::Picture);
        pictures.count()
    };
    assert_eq!(
        pictures("<link rel=canonical href=https://island.example/2031/railway>"),
        0
    );
    assert_eq!(pictures(""), 2, "nothing says that they are of this site");
}

#[test]
fn lines_that_send_to_channels_go_and_the_steps_of_instructions_stay() {
    let page = story_with(
        "<p>Follow Maren Solberg, who writes on islands, on Twitter.</p>",
        "<p>Folgen Sie der Inselbahn und ihren Leuten auch auf Facebook!</p>",
    );
    assert_eq!(beside_the_paragraphs(&page), [""; 0]);
    let steps = "<ol><li>Follow the railway on Twitter, and wait for an answer.</li><li>Pack bread and cheese.</li></ol>\
                 <p>Follow the rails on foot to the old station.</p>";
    assert_eq!(beside_the_paragraphs(&story_with(steps, "")).len(), 3);
}

#[test]
fn steps_keep_their_numbers_and_their_paragraphs() {
    let steps = "<ol><li>Walk to the old station.</li><li><p>Ask for the key at the ferry.</p><p>The ferryman has it.</p></li></ol>\
                 <figure><img src=/key.jpg alt=key></figure><ol start=3><li>Open the shed.<ul><li>Mind the dog.</li></ul></li>\
                 <li>Take the trolley out.</li></ol>";
    let html = extracted_from(&story_with(steps, ""), &no_memory).unwrap().html();
    for list in [
        "<ol><li>Walk to the old station.</li><li><p>Ask for the key at the ferry.</p><p>The ferryman has it.</p></li></ol>",
        "<ol><li value=\"3\">Open the shed.</li></ol>",
        "<ul><li>Mind the dog.</li></ul>",
        "<ol><li value=\"4\">Take the trolley out.</li></ol>",
    ] {
        assert!(html.contains(list), "{list}: {html}");
    }
}

#[test]
fn a_formula_stays_what_it_is_and_is_kept_once() {
    let formula = "<p>The tide takes <math><semantics><mrow><mfrac><mn>1</mn><mi>x</mi></mfrac><msup><mi>x</mi><mn>2</mn></msup></mrow>\
                   <annotation encoding=\"application/x-tex\">\\frac{1}{x}x^2</annotation></semantics></math> hours at the old quay.</p>";
    let article = extracted_from(&story_with(formula, ""), &no_memory).unwrap();
    let html = article.html();
    for kept in [
        "<mfrac><mn>1</mn><mi>x</mi></mfrac>",
        "<msup><mi>x</mi><mn>2</mn></msup>",
    ] {
        assert!(html.contains(kept), "{kept}: {html}");
    }
    assert!(!html.contains("frac{1}"), "{html}");
}

#[test]
fn what_a_quotation_ends_with_stays_and_a_mark_at_the_end_goes() {
    let quoted = "<blockquote><p>The ferry is late again, and nobody at the quay has said why.</p>\
                  <p>*only on Sundays <a href=\"https://pic.example/1\">pic.example/PQqbN51wBW</a></p></blockquote>";
    let html = extracted_from(&story_with(quoted, "<p>___</p>"), &no_memory)
        .unwrap()
        .html();
    assert!(html.contains("*only on Sundays"), "{html}");
    assert!(!html.contains("___"), "{html}");
}

#[test]
fn what_is_hidden_by_the_name_of_an_element_of_a_block_is_not_said() {
    let figure = "<figure><img src=/train.jpg alt=train><figcaption><span class=\"article-image__visually-hidden\">Image:</span> \
                  The first train leaves.</figcaption></figure>";
    let html = extracted_from(&story_with(figure, ""), &no_memory).unwrap().html();
    assert!(
        html.contains("The first train leaves.") && !html.contains("Image:"),
        "{html}"
    );
}

#[test]
fn what_a_caption_says_is_not_said_by_another_once_more() {
    let figure = |captions: &str| format!("<figure><img src=/train.jpg alt=train>{captions}</figure>");
    let captions = |figure: String| {
        let article = extracted_from(&story_with(&figure, ""), &no_memory).unwrap();
        let captions = article.blocks.into_iter();
        let captions = captions.filter(|block| matches!(block.kind, Kind::Caption | Kind::Credit));
        captions.map(|block| block.text).collect::<Vec<_>>()
    };
    let whole = "The first train leaves the old station. (Photo: Ida Bakke)";
    assert_eq!(
        captions(figure(&format!(
            "<figcaption>{whole}</figcaption><span class=credit>Ida Bakke</span>"
        ))),
        [whole]
    );
    assert_eq!(
        captions(figure(&format!(
            "<div class=caption>The first train leaves the old station</div><figcaption>{whole}</figcaption>"
        ))),
        [whole]
    );
    let credit = "<div class=figure><span class=credit>Photo: Ida Bakke</span></div>";
    assert_eq!(captions(credit.to_owned()), [""; 0], "its picture is not shown");
    assert_eq!(captions(figure(credit)), ["Photo: Ida Bakke"]);
    let two = figure("<figcaption>The old station</figcaption>")
        + &figure("<figcaption>The old station at night</figcaption>").replace("/train.jpg", "/night.jpg");
    assert_eq!(captions(two).len(), 2, "of two pictures each has its own");
}

#[test]
fn a_name_is_set_apart_from_the_link_after_it() {
    let page = story_with("", "")
        .replace("</title>", "</title><meta name=author content='Maren Solberg'>")
        .replace(
            "<div class=text>",
            "<div class=byline><span>Maren Solberg</span><a href=/by/solberg>All her stories</a></div><div class=text>",
        );
    let article = extracted_from(&page, &no_memory).unwrap();
    assert!(
        shown(&article).contains(&(Kind::Byline, "Maren Solberg All her stories")),
        "{:?}",
        shown(&article)
    );
}

#[test]
fn the_date_of_another_article_is_not_that_of_this_one() {
    let own = "<meta property=article:published_time content=2031-04-12T08:00:00Z>";
    let page = story_with("", "")
        .replace("</title>", &format!("</title>{own}"))
        .replace(
            "<div class=text>",
            "<div class=date>2 March 2029</div><div class=date>12 April 2031</div><div class=text>",
        );
    let article = extracted_from(&page, &no_memory).unwrap();
    let dates = article.blocks.iter().filter(|block| block.kind == Kind::Date);
    assert_eq!(
        dates.map(|block| block.text.as_str()).collect::<Vec<_>>(),
        ["12 April 2031"]
    );
}

#[test]
fn a_label_before_a_name_is_no_name() {
    let page = story_with("", "")
        .replace("</title>", "</title><meta name=author content='Maren Solberg'>")
        .replace(
            "<div class=text>",
            "<div class=byline><div>By</div><div class=author>Maren Solberg</div></div><div class=text>",
        );
    let article = extracted_from(&page, &no_memory).unwrap();
    let bylines = article.blocks.iter().filter(|block| block.kind == Kind::Byline);
    assert_eq!(
        bylines.map(|block| block.text.as_str()).collect::<Vec<_>>(),
        ["Maren Solberg"]
    );
}

/// How often each block of these pages was seen.
fn learnt(pages: &[String]) -> HashMap<u64, u32> {
    let url = Url::parse("https://gazette.example/x").expect("an address");
    let mut seen = HashMap::new();
    for page in pages {
        let page = Page {
            bytes: page.as_bytes(),
            content_type: None,
            url: &url,
        };
        block_hashes(&page)
            .into_iter()
            .for_each(|hash| *seen.entry(hash).or_default() += 1);
    }
    seen
}

#[test]
fn what_other_pages_of_the_site_have_too_goes_and_the_article_stays() {
    let others: Vec<String> = (1..4).map(|number| site_page(number, &paragraphs(number, 8))).collect();
    let seen = learnt(&others);
    let own = paragraphs(0, 8);
    let page = site_page(0, &own);
    let before = extracted_from(&page, &no_memory).unwrap().text();
    let after = extracted_from(&page, &|hash| seen.get(&hash).copied().unwrap_or(0))
        .unwrap()
        .text();
    assert!(own.iter().all(|paragraph| before.contains(paragraph)));
    assert_eq!(after.lines().collect::<Vec<_>>(), own);
}

#[test]
fn each_of_ten_pages_of_a_site_is_exact_by_what_the_others_taught() {
    let articles: Vec<Vec<String>> = (0..10).map(|number| paragraphs(number, 6 + number % 3)).collect();
    let pages: Vec<String> = articles
        .iter()
        .enumerate()
        .map(|(number, own)| site_page(number, own))
        .collect();
    let mut alone = 0;
    for (at, own) in articles.iter().enumerate() {
        let mut others = pages.clone();
        others.remove(at);
        let seen = learnt(&others);
        let text = extracted_from(&pages[at], &|hash| seen.get(&hash).copied().unwrap_or(0))
            .unwrap()
            .text();
        assert_eq!(text.lines().collect::<Vec<_>>(), *own, "page {at}");
        alone += extracted_from(&pages[at], &no_memory).unwrap().text().lines().count() - own.len();
    }
    assert!(alone >= 10, "without memory {alone} lines of the template stay");
}

#[test]
fn memory_does_no_harm() {
    let own = paragraphs(0, 8);
    let text_with = |page: &str, seen: &HashMap<u64, u32>| {
        extracted_from(page, &|hash| seen.get(&hash).copied().unwrap_or(0))
            .unwrap()
            .text()
    };
    // Background that one other story has too.
    let mut shared = paragraphs(1, 8);
    shared[4] = own[3].clone();
    let seen = learnt(&[site_page(1, &shared)]);
    assert!(text_with(&site_page(0, &own), &seen).contains(&own[3]));
    // The same article under another address.
    let seen = learnt(&[site_page(0, &own)]);
    assert!(
        own.iter()
            .all(|paragraph| text_with(&site_page(0, &own), &seen).contains(paragraph))
    );
    // A heading that heads text in every article, and a refrain between paragraphs.
    let with_refrain = |mut texts: Vec<String>| {
        texts.insert(4, "And so it goes".to_owned());
        site_page(0, &texts).replace("<p>In part 2", "<h2>What happened</h2><p>In part 2")
    };
    let seen = learnt(&[with_refrain(paragraphs(1, 8)), with_refrain(paragraphs(2, 8))]);
    let text = text_with(&with_refrain(own.clone()), &seen);
    assert!(text.contains("What happened") && text.contains("And so it goes"));
}

/// A test of things for the kitchen: what its articles share are the labels by which they are built.
fn kitchen_test(thing: &str, names: [&str; 3], line: &str) -> (String, Vec<String>) {
    let mut body = vec![(
        "p".to_owned(),
        format!(
            "We put three of the {thing}s that shops sell this spring on our stove for a week, and one of them stayed there."
        ),
    )];
    body.push(("h2".to_owned(), "What we recommend".to_owned()));
    for (place, name) in names.iter().enumerate() {
        body.push(("h3".to_owned(), format!("{name}, the {thing} in place {}", place + 1)));
        body.push(("p".to_owned(), format!("The {name} is a {thing} that was made with care, and whoever lifts it knows at once what it weighs and why.")));
        body.push(("p".to_owned(), "Pros".to_owned()));
        body.push(("li".to_owned(), format!("The {name} keeps its heat")));
        body.push(("p".to_owned(), "Cons".to_owned()));
        body.push(("li".to_owned(), format!("Heavier than any other {thing}, the {name}")));
        body.push(("li".to_owned(), "Dear".to_owned()));
    }
    body.push(("h2".to_owned(), "How we tested".to_owned()));
    body.push(("p".to_owned(), format!("Each {thing} was heated, filled, emptied and washed forty times, always by the same two people and in the same order.")));
    let html: String = body
        .iter()
        .map(|(name, text)| match name.as_str() {
            "li" => format!("<ul><li>{text}</li></ul>"),
            name => format!("<{name}>{text}</{name}>"),
        })
        .collect::<String>()
        .replace("</ul><ul>", "");
    let page = format!(
        "<body><div><h1>The best {thing}s</h1>{html}<p>{line}</p><p>The Larder is written at one table in Oslo</p></div></body>"
    );
    (page, body.into_iter().map(|(_, text)| text).collect())
}

#[test]
fn labels_that_all_articles_of_a_site_are_built_with_stay() {
    let (page, own) = kitchen_test("kettle", ["Alba", "Brio", "Corda"], "Anna lent us her stove");
    let others = [
        kitchen_test("pan", ["Dolce", "Enna", "Fiore"], "Per lent us his stove").0,
        kitchen_test("jug", ["Gala", "Hera", "Ilex"], "Ola lent us his stove").0,
        kitchen_test("pot", ["Juno", "Kappa", "Lima"], "Kari lent us her stove").0,
    ];
    for count in 1..=others.len() {
        let seen = learnt(&others[..count]);
        let text = extracted_from(&page, &|hash| seen.get(&hash).copied().unwrap_or(0))
            .unwrap()
            .text();
        let mut wanted = own.clone();
        wanted.push("Anna lent us her stove".to_owned());
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            wanted,
            "{count} other pages are known"
        );
    }
}

#[test]
fn a_short_article_in_much_template_is_found() {
    let template = "<p>This paragraph about the paper and its long and honourable history is the same on every page of the site.</p>";
    let page = |own: &str| {
        format!(
            "<body><div><h1>Brief</h1><p>{own}</p>{template}<p>Write to the desk at any hour of the day, and somebody will read it in the morning.</p></div></body>"
        )
    };
    let own = "The bridge over the northern channel is closed until Thursday evening because a barge struck its second pier in the fog, and lorries are sent by way of the ferry.";
    let seen = learnt(&[
        page("One other text that is long enough to be a paragraph of its own, told at leisure."),
        page("And a third text of much the same length and of no importance to anyone, told at leisure."),
    ]);
    let text = extracted_from(&page(own), &|hash| seen.get(&hash).copied().unwrap_or(0))
        .unwrap()
        .text();
    assert!(text.contains(own), "{text}");
}

#[test]
fn hostile_pages_end_soon_and_never_panic() {
    let filler =
        "<p>A paragraph of honest text that is long enough to count as one, with a comma or two.</p>".repeat(8);
    let many = |unit: &str, count: usize| format!("{filler}{}{filler}", unit.repeat(count));
    let spread: String = (0..10_000).map(|number| format!("<b id={number}><p>x")).collect();
    let misnested: String = (0..20_000)
        .map(|number| format!("<b id={number}><div><div></b></div></div>"))
        .collect();
    let links: String = (0..3_000)
        .map(|number| format!("<a href='/{}'><b>x<br><br>", "y".repeat(number % 900)))
        .collect();
    let attributes: String = (0..10_000).map(|number| format!(" a{number}=x")).collect();
    let pages = vec![
        many("<div>", 30_000),
        many("<table><tr><td>", 20_000),
        many("<b><i>", 20_000),
        many("<span>", 30_000),
        many("<ul><li>", 20_000),
        many("<blockquote>", 20_000),
        many("<a href=x>", 20_000),
        many("<p>x", 90_000),
        many("<br><br>x", 30_000),
        many("<svg>", 20_000),
        many("<script>", 20_000),
        many("<!--", 20_000),
        many("</b>", 30_000),
        many("<select><option>", 20_000),
        many("<template>", 20_000),
        many("<h1>x</h1>", 20_000),
        format!("{filler}<p{attributes}>{filler}"),
        format!("{filler}{spread}{filler}"),
        format!("{filler}{misnested}{filler}"),
        format!("{filler}{links}{filler}"),
        format!("<table><tr><td colspan=99999999 rowspan=99999999>{filler}</table>"),
        "<".repeat(500_000),
        "&".repeat(500_000),
        "\0".repeat(10_000),
        String::new(),
        " ".repeat(100),
        format!(
            "<script type='application/ld+json'>{}</script>{filler}",
            "[".repeat(30_000)
        ),
    ];
    for page in pages {
        let start: String = page.chars().skip(filler.len()).take(40).collect();
        let outcome = on_a_worker(move || extracted_from(&page, &no_memory).map(|article| article.words()));
        assert_ne!(outcome, Err(NoArticle::Broken), "{start}");
    }
}

/// What takes seconds of a release build at the size that a page may have takes minutes here where work is not bounded:
/// `cargo bench --bench extract` says how long each kind takes.
#[test]
fn pages_of_every_hostile_kind_come_to_their_end() {
    const SIZE: usize = 512 * 1024;
    for (kind, page) in hostile_pages::KINDS {
        let bytes = page(SIZE);
        let url = Url::parse("https://courier.example/story").expect("an address");
        let outcome = on_a_worker(move || {
            let page = Page {
                bytes: &bytes,
                content_type: None,
                url: &url,
            };
            extract(&page, &Known::default(), Rules::embedded(), &no_memory).map(|article| article.words())
        });
        assert_ne!(outcome, Err(NoArticle::Broken), "{kind}");
        assert_ne!(outcome, Err(NoArticle::TooDeep), "{kind}");
    }
}

#[test]
fn pages_cut_anywhere_never_panic() {
    let page = story("", true);
    for end in (0..page.len()).step_by(97).filter(|&end| page.is_char_boundary(end)) {
        assert_ne!(
            extracted_from(&page[..end], &no_memory).map(|_| ()),
            Err(NoArticle::Broken),
            "cut at {end}"
        );
    }
}

#[test]
fn the_same_block_has_the_same_hash_wherever_it_is_met() {
    let page = site_page(0, &paragraphs(0, 2));
    let url = Url::parse("https://gazette.example/x").unwrap();
    let hashes = block_hashes(&Page {
        bytes: page.as_bytes(),
        content_type: None,
        url: &url,
    });
    assert!(hashes.contains(&block_hash("Half of that goes to the school library of the town.")));
}

/// Where the corpus is: `DATELINE_CORPUS`, or beside the repository.
fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("DATELINE_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
        PathBuf::from,
    );
    let pages = folder.join("extraction/scrapinghub");
    pages.join("truth.json").is_file().then_some(pages)
}

#[test]
fn news_pages_give_their_article() {
    let Some(folder) = corpus() else {
        println!("skipped: no corpus; set DATELINE_CORPUS to the folder that holds extraction/scrapinghub");
        return;
    };
    let (precision, recall) = on_a_worker(move || score(&folder));
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!("precision {precision:.3} recall {recall:.3} F1 {f1:.3}");
    assert!(f1 >= 0.97, "precision {precision:.3} recall {recall:.3} F1 {f1:.3}");
}

/// Mean precision and recall over bags of runs of four words.
fn score(folder: &std::path::Path) -> (f64, f64) {
    let truth: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("truth.json")).expect("a page of the corpus"))
            .expect("a page of the corpus");
    let (mut precision, mut recall, mut pages) = (0.0, 0.0, 0.0);
    for (id, page) in truth.as_object().expect("a page of the corpus") {
        let packed =
            std::fs::File::open(folder.join("html").join(format!("{id}.html.gz"))).expect("a page of the corpus");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(packed), &mut bytes)
            .expect("a page of the corpus");
        let url = Url::parse(page["url"].as_str().expect("a page of the corpus")).expect("a page of the corpus");
        let page_read = Page {
            bytes: &bytes,
            content_type: None,
            url: &url,
        };
        let text = extract(&page_read, &Known::default(), Rules::embedded(), &no_memory)
            .map(|article| article.text())
            .unwrap_or_default();
        let (gold, got) = (
            shingles(page["articleBody"].as_str().expect("a page of the corpus")),
            shingles(&text),
        );
        let shared: f64 = gold
            .iter()
            .map(|(run, count)| count.min(got.get(run).copied().unwrap_or(0.0)))
            .sum();
        precision += shared / got.values().sum::<f64>().max(1.0);
        recall += shared / gold.values().sum::<f64>().max(1.0);
        pages += 1.0;
    }
    (precision / pages, recall / pages)
}

fn shingles(text: &str) -> HashMap<Vec<String>, f64> {
    let words: Vec<String> = text
        .split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut bag = HashMap::new();
    for run in words.windows(4.min(words.len().max(1))) {
        *bag.entry(run.to_vec()).or_insert(0.0) += 1.0;
    }
    bag
}
