//! What becomes of an entry's page beyond the first fetch: what its site repeats is left out and can be had back, split
//! stories are joined, a newer fetch does not spoil a good text, and lost pictures are noticed.

use crate::offline::{Site, page, prefetch, ready, wait};
use crate::support::reader;
use crate::support::server::Answer;
use dateline::app::{Effect, Event, Refresh};
use dateline::model::{EntryId, Query};
use dateline::worker::Library;

/// What this site writes under every story, in the very element of the story.
const REFRAIN: &str = "<p>The Harbour is printed above a bakery by nine people and one patient dog, every night but \
    Sunday.</p><p>Letters find the desk at the fish market, third door.</p>";

fn html(body: impl Into<Vec<u8>>) -> Answer {
    Answer::ok(body).header("Content-Type", "text/html")
}

/// The story of a ferry with a name, as no two stories differ in their numbers alone.
fn story(number: usize) -> String {
    let name = ["Anna", "Bertha", "Clara", "Dora", "Emma"][number - 1];
    page(number).replace(&format!("story of ferry {number}"), &format!("story of the {name}"))
}

fn repeating(number: usize) -> String {
    story(number).replace("</article>", &format!("{REFRAIN}</article>"))
}

/// The entry that tells of a ferry.
fn entry_of(site: &Site, number: usize) -> EntryId {
    let mut found = Vec::new();
    let query = Query::parse("ferry").unwrap();
    let library = Library::open(&site.paths()).unwrap();
    library.list(&query, None, &mut |row| found.push(row)).unwrap();
    let title = format!("Ferry {number} sails again");
    found.into_iter().find(|row| row.title == title).unwrap().id
}

fn text_of(site: &Site, number: usize) -> String {
    let library = Library::open(&site.paths()).unwrap();
    library.article(entry_of(site, number)).unwrap().unwrap().text
}

#[test]
fn what_every_page_of_a_site_has_is_left_out_of_all_and_comes_back_when_it_is_wanted() {
    let site = Site::new(5);
    for number in 1..=5 {
        site.server.route(&format!("/story/{number}"), html(repeating(number)));
    }
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    assert_eq!(prefetch(&worker, &events).ready, 5);
    for number in 1..=5 {
        let text = text_of(&site, number);
        assert_eq!(text.lines().count(), 5, "{text}");
        assert!(text.contains("Part 5 of the story"), "{text}");
    }
    assert_eq!(site.asked_for("/story/"), 5, "each page is asked for once");

    let entry = entry_of(&site, 2);
    worker.perform(Effect::ShowWholeText { entry });
    wait(&events, |event| {
        matches!(event, Event::FullTextSaved { .. }).then_some(())
    });
    let text = text_of(&site, 2);
    assert!(text.contains("nine people") && text.contains("third door"), "{text}");
    worker.perform(Effect::ShowWholeText { entry });
    let message = wait(&events, |event| match event {
        Event::FullTextMissing { message, .. } => Some(message.clone()),
        _ => None,
    });
    assert!(message.starts_with("Nothing was left out"), "{message}");
}

#[test]
fn whom_a_page_names_as_its_author_is_kept_where_the_feed_names_nobody() {
    let site = Site::new(1);
    let page = story(1).replace("<body>", "<body><meta name=author content='Maren Solberg'>");
    assert!(page.contains("Maren"), "{page}");
    site.server.route("/story/1", html(page));
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    assert_eq!(prefetch(&worker, &events).ready, 1);
    let library = Library::open(&site.paths()).unwrap();
    let article = library.article(entry_of(&site, 1)).unwrap().unwrap();
    assert_eq!(article.row.author.as_deref(), Some("Maren Solberg"));
}

#[test]
fn the_head_of_an_article_says_what_its_page_said_of_it() {
    let mut newsroom = reader::Library::newsroom();
    newsroom.entries[0].author = None;
    let mut reader = reader::Reader::open(newsroom, 100, 30);
    reader.keys("enter");
    assert!(!reader.screen().contains("Maren Solberg"));
    let entry = &mut reader.library.entries[0];
    (entry.author, entry.minutes) = (Some("Maren Solberg".to_owned()), 17);
    let saved = Event::FullTextSaved { entry: entry.id };
    reader.happens(saved);
    let head = "Maren Solberg · Harbour Post · ";
    let screen = reader.screen();
    assert!(
        screen
            .lines()
            .any(|line| line.contains(head) && line.contains("17 min")),
        "{screen}"
    );
    assert!(screen.contains("17′"), "{screen}");
}

#[test]
fn what_somebody_wanted_to_see_is_not_left_out_of_later_pages() {
    let site = Site::new(4);
    for number in 1..=4 {
        site.server.route(&format!("/story/{number}"), html(repeating(number)));
    }
    site.server.route_in_turn(
        "/story/4",
        vec![Answer::status(500), html(repeating(4)), html(repeating(4))],
    );
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    assert_eq!(prefetch(&worker, &events).ready, 3);
    worker.perform(Effect::ShowWholeText {
        entry: entry_of(&site, 1),
    });
    wait(&events, |event| {
        matches!(event, Event::FullTextSaved { .. }).then_some(())
    });
    assert_eq!(prefetch(&worker, &events).ready, 1);
    assert!(text_of(&site, 4).contains("nine people"));
}

#[test]
fn a_story_on_several_pages_of_its_site_is_kept_as_one() {
    let site = Site::new(1);
    let part = |from: usize, next: &str| {
        let paragraphs: String = (from..from + 4)
            .map(|number| {
                format!(
                    "<p>Paragraph {number} of a long report tells, with much patience and in good order, what the harbour \
                     council said and what it did not say.</p>"
                )
            })
            .collect();
        format!("<html><head>{next}</head><body><article><h1>Ferry 1</h1>{paragraphs}</article></body></html>")
    };
    site.server
        .route("/story/1", html(part(1, "<link rel=next href='/story/1?page=2'>")));
    site.server.route(
        "/story/1?page=2",
        html(part(5, "<link rel=next href='/story/1?page=3'>")),
    );
    site.server.route(
        "/story/1?page=3",
        html(part(9, "<link rel=next href='http://127.0.0.1:1/story/1?page=4'>")),
    );
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    assert_eq!(prefetch(&worker, &events).ready, 1);
    let text = text_of(&site, 1);
    assert_eq!(text.lines().count(), 12, "{text}");
    assert!(text.contains("Paragraph 12 "), "{text}");
}

#[test]
fn a_newer_fetch_of_a_page_is_taken_where_it_is_good_and_never_where_it_is_a_wall() {
    let site = Site::new(2);
    let consent = "<html><body><div><h1>Before you continue</h1><p>We value your privacy. Accept all cookies to go \
        on reading about ferries.</p></div></body></html>";
    let longer = story(1).replace("</article>", "<p>Late in the evening the captain told the paper that the ship would sail again on Sunday, weather permitting.</p></article>");
    site.server
        .route_in_turn("/story/1", vec![html(story(1)), html(longer)]);
    site.server
        .route_in_turn("/story/2", vec![html(story(2)), html(consent)]);
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    prefetch(&worker, &events);
    let before = text_of(&site, 2);
    assert!(before.contains("Part 5 of the story"));

    let items: String = (1..=2)
        .map(|number| {
            let link = site.server.url(&format!("/story/{number}"));
            format!(
                "<item><title>Ferry {number} sails again</title><link>{link}</link><guid>{number}</guid>\
                 <description>Three other lines about ferry {number}, edited.</description></item>"
            )
        })
        .collect();
    let feed = format!("<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>");
    site.server.route("/feed", Answer::ok(feed));
    worker.perform(Effect::Refresh {
        which: Refresh::All,
        force: true,
    });
    wait(&events, |event| {
        matches!(event, Event::RefreshFinished(_)).then_some(())
    });
    assert_eq!(ready(&site.paths()), 0, "their pages may have changed");
    assert_eq!(prefetch(&worker, &events).ready, 2);
    assert!(text_of(&site, 1).contains("Late in the evening"));
    assert_eq!(text_of(&site, 2), before);
    assert_eq!(site.asked_for("/story/"), 4);
}

#[test]
fn an_entry_whose_picture_is_gone_from_the_disk_is_not_ready() {
    let site = Site::new(2);
    let (worker, events) = site.open();
    site.subscribe_and_fetch(&worker, &events);
    assert_eq!(prefetch(&worker, &events).ready, 2);
    drop(worker);
    let first = std::fs::read_dir(site.paths().pictures()).unwrap().next();
    std::fs::remove_file(first.unwrap().unwrap().path()).unwrap();
    let (worker, events) = site.open();
    assert_eq!(prefetch(&worker, &events).ready, 1);
    assert_eq!(ready(&site.paths()), 2);
}
