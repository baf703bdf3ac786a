//! Pages of made-up papers in several languages: exactly the story is shown, whatever stands around and within it.

use dateline::extract::{Extracted, Kind, Known, Page, Rules, extract, no_memory};
use serde::Deserialize;
use url::Url;

const PAPER: &str = include_str!("../fixtures/pages/paper.html");
const PAGES: &str = include_str!("../fixtures/pages/pleas.toml");

#[derive(Deserialize)]
struct Pages {
    page: Vec<Words>,
}

/// What a paper writes, by the place where it stands.
#[derive(Deserialize)]
struct Words {
    language: String,
    top: String,
    title: String,
    byline: String,
    author: String,
    date: String,
    caption: String,
    credit: String,
    heading: String,
    story: Vec<String>,
    plea_heading: String,
    plea: Vec<String>,
    lines: Vec<String>,
    more: String,
}

impl Words {
    fn page(&self, class: &str, top_in_header: bool) -> String {
        let top = format!("<div class=\"top-line\"><a href=\"/support\">{}</a></div>", self.top);
        let (header, article) = if top_in_header { (&*top, "") } else { ("", &*top) };
        let paragraphs = |texts: &[String]| texts.iter().map(|text| format!("<p>{text}</p>")).collect::<String>();
        let (before, after) = self.story.split_at(2);
        let story = format!("{}<h2>{}</h2>{}", paragraphs(before), self.heading, paragraphs(after));
        let plea = paragraphs(&self.plea) + &paragraphs(&self.lines);
        let places = [
            ("@HEADER@", header),
            ("@ARTICLE@", article),
            ("@LANGUAGE@", &self.language),
            ("@TITLE@", &self.title),
            ("@AUTHOR@", &self.author),
            ("@BYLINE@", &self.byline),
            ("@DATE@", &self.date),
            ("@CAPTION@", &self.caption),
            ("@CREDIT@", &self.credit),
            ("@STORY@", &story),
            ("@CLASS@", class),
            ("@PLEAHEADING@", &self.plea_heading),
            ("@PLEA@", &plea),
            ("@MORE@", &self.more),
            ("@TOP@", &self.top),
        ];
        let fill = |page: String, (place, words): (&str, &str)| page.replace(place, words);
        places.into_iter().fold(PAPER.to_owned(), fill)
    }

    fn article(&self) -> Vec<(Kind, &str)> {
        let (before, after) = self.story.split_at(2);
        let mut blocks = vec![
            (Kind::Headline, self.title.as_str()),
            (Kind::Byline, &self.byline),
            (Kind::Date, &self.date),
            (Kind::Picture, ""),
            (Kind::Caption, &self.caption),
            (Kind::Credit, &self.credit),
        ];
        blocks.extend(before.iter().map(|text| (Kind::Paragraph, text.as_str())));
        blocks.push((Kind::Heading, &self.heading));
        blocks.extend(after.iter().map(|text| (Kind::Paragraph, text.as_str())));
        blocks
    }
}

fn extracted(html: &str) -> Extracted {
    let url = Url::parse("https://paper.example/2031/06/09/story").unwrap();
    let page = Page {
        bytes: html.as_bytes(),
        content_type: Some("text/html; charset=utf-8"),
        url: &url,
    };
    extract(&page, &Known::default(), Rules::embedded(), &no_memory).unwrap()
}

#[test]
fn of_papers_in_many_languages_exactly_the_story_is_shown() {
    let pages: Pages = toml::from_str(PAGES).unwrap();
    let mut wrong = Vec::new();
    for words in &pages.page {
        for class in ["class=\"contribute-banner\"", "class=\"contribute-article\"", ""] {
            for top_in_header in [true, false] {
                let article = extracted(&words.page(class, top_in_header));
                let blocks = article.blocks.iter().map(|block| (block.kind, block.text.as_str()));
                let shown: Vec<(Kind, &str)> = blocks.collect();
                let wanted = words.article();
                if shown != wanted {
                    let more: Vec<_> = shown.iter().filter(|block| !wanted.contains(block)).collect();
                    let less: Vec<_> = wanted.iter().filter(|block| !shown.contains(block)).collect();
                    wrong.push(format!(
                        "{} <div {class}> {top_in_header}: too much {more:?}, missing {less:?}",
                        words.language
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
