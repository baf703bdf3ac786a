//! A day's actions on the real binary in a terminal, at four sizes: each is seen on the screen, and what changes something
//! is seen by the command line while the reader is open.

use crate::support::library::{Library, feed};
use crate::support::server::{Answer, Server};
use crate::support::terminal::Terminal;

/// How often the command line is asked for what the reader is just saving.
const TRIES: usize = 200;
/// From this width the folders lie beside the list.
const SIDE_BY_SIDE: u16 = 90;

/// What a person does.
struct Action {
    /// What is typed; `{url}` is the server's address, `{place}` a folder.
    keys: &'static str,
    /// What has to be seen then, and was not before; after a `-` what has to be gone, and was there.
    seen: &'static str,
    /// A command line, and what it has to print; after a `-` what it must not.
    told: Option<(&'static str, &'static str)>,
    /// The narrowest screen on which there is such an action.
    from: u16,
}

const fn see(keys: &'static str, seen: &'static str) -> Action {
    Action {
        keys,
        seen,
        told: None,
        from: 0,
    }
}

const fn beside(keys: &'static str, seen: &'static str) -> Action {
    Action {
        from: SIDE_BY_SIDE,
        ..see(keys, seen)
    }
}

const fn tell(keys: &'static str, seen: &'static str, command: &'static str, told: &'static str) -> Action {
    Action {
        told: Some((command, told)),
        ..see(keys, seen)
    }
}

const ESC: &str = "\u{1b}";

/// In the order in which they are done. The reader shows a list of seven entries of two feeds, the first selected.
const ACTIONS: &[Action] = &[
    // Moving.
    see("j", "2/7"),
    see("\u{1b}[B", "3/7"),
    see("k", "2/7"),
    see("G", "7/7"),
    see("g", "1/7"),
    see("\u{1b}[6~", "7/7"),
    see("\u{1b}[H", "1/7"),
    see("n", "2/7"),
    see("N", "1/7"),
    see("@2026-01-25\r", "3/7"),
    see("g", "1/7"),
    // Marks and tags, and taking them back.
    tell("m", "6 unread", "unread", "6"),
    tell("m", "7 unread", "unread", "7"),
    tell("s", "★", "list is:starred --json", "\"starred\":true"),
    tell("u", "Taken back: starred", "list is:starred --json", "-starred"),
    tell(
        "\u{12}",
        "Once more: starred",
        "list is:starred --json",
        "\"starred\":true",
    ),
    see("U", "Journal"),
    see(ESC, "-Journal"),
    see("3", "1/1"),
    see("1", "1/7"),
    see("V", "1 chosen"),
    see(ESC, "-1 chosen"),
    see("gvj", "2 chosen"),
    tell("m", "5 unread", "unread", "5"),
    see(ESC, "-chosen"),
    tell("u", "Taken back: marked 2 entries", "unread", "7"),
    tell("G[", "Marked 6 entries read", "unread", "1"),
    tell("u", "Taken back: marked 6 entries", "unread", "7"),
    tell("g]", "Marked 6 entries read", "unread", "1"),
    tell("u", "Taken back: marked 6 entries", "unread", "7"),
    tell("A", "Marked 7 entries read", "unread", "0"),
    tell("u", "Taken back: marked 7 entries", "unread", "7"),
    tell("ttrain\r", "“train”.", "list tag:train --json", "\"train\""),
    tell(
        ":untag train\r",
        "Took “train” off “",
        "list tag:train --json",
        "-train",
    ),
    tell(":mark read title:news\r", "Marked 4 entries read", "unread", "3"),
    tell("u", "Taken back: marked 4 entries", "unread", "7"),
    // Lists and folders.
    see("O", "Sorted: oldest first"),
    see(":sort newest\r", "Sorted: newest first"),
    see("'", "Go to a source"),
    see("tide\r", "1/3"),
    see("1", "1/7"),
    tell("m", "6 unread", "unread", "6"),
    see("2", "1/6"),
    see("1", "1/7"),
    tell("u", "Taken back: marked “", "unread", "7"),
    see("h", "r refresh"),
    see("gjjjj ", "▸ Papers"),
    see(" ", "▾ Papers"),
    see("G", "▌Tide"),
    tell(
        "c\u{15}Tides\r",
        "It is called “Tides” now",
        "feeds --json",
        "\"Tides\"",
    ),
    tell("mWater\r", "“Tides” lies in Water now", "feeds --json", "\"Water\""),
    tell("u", "-lies in Water", "feeds --json", "-\"Water\""),
    see("Gi", "What helps"),
    see(ESC, "-What helps"),
    tell("D", "is removed", "feeds --json", "-\"Tides\""),
    tell("u", "-is removed", "feeds --json", "\"Tides\""),
    tell("a{url}/more\r", "Subscribed to “More”", "feeds --json", "\"More\""),
    see("R", "3 feeds: "),
    see(":export {place}/out.opml\r", "The subscriptions are in"),
    // Reading.
    see("'tides\r", "1/3"),
    tell("\r", "The moon pulls", "list is:read --json", "Spring tide"),
    see("G", "This is where it ends"),
    see("g", "The moon pulls"),
    see("t", "Contents"),
    see("j\r", "Then the sun pulls"),
    see("g", "The moon pulls"),
    see("fa", "Opening https://link.example/"),
    see("Fa", "Copied https://link.example/"),
    see("o", "Opening https://tide.example/1"),
    see("y", "Copied https://tide.example/1"),
    see("c", "No comments are known"),
    see("\u{6}moon\r", "1 of 2 places"),
    see("n", "2 of 2 places"),
    see(ESC, "-of 2 places"),
    see("S\u{15}{place}/tide.md\r", "Saved as"),
    see("|printf %s+%s 3 4\r", "3+4"),
    tell("s", "-3+4", "list is:starred --json", "Spring tide"),
    beside("z", "-Papers"),
    beside("z", "Papers"),
    beside("b", "-Papers"),
    beside("b", "Papers"),
    see("J", "It is at its lowest"),
    see("K", "The moon pulls"),
    see("qj", "2/3"),
    // Searching, and the rest of the screen.
    see("/lowest", "1/1"),
    tell(
        "\u{13}Low\r",
        "“Low” is among the folders now",
        "queries --json",
        "\"Low\"",
    ),
    see("\r", "2026-01-19 10:00"),
    see("qq", "2/3"),
    see("?", "Help"),
    see(ESC, "-Help"),
    see("!", "Notices, the newest first"),
    see(ESC, "-Notices, the newest first"),
    see(":", "Commands"),
    see(ESC, "-Commands"),
    see(":theme\r", "Themes"),
    see(ESC, "-Themes"),
    see("M", "selects text"),
    see("M", "-selects text"),
];

/// Three entries of one feed; the first is long, with a link, headings and a word that is there twice.
fn tide() -> String {
    let long: String = (1..=60).map(|number| format!("<p>Line {number}.</p>")).collect();
    let texts = [
        (
            "Spring tide",
            format!(
                "<p>The moon pulls at the sea, and the moon is near: <a href=\"https://link.example/\">how</a>.</p>\
             <h2>Of spring tides</h2>{long}<h2>Of neap tides</h2><p>Then the sun pulls.</p>{long}\
             <p>This is where it ends.</p>"
            ),
        ),
        ("Neap tide", "<p>It is at its lowest.</p>".to_owned()),
        ("Ebb", "<p>It goes.</p>".to_owned()),
    ];
    let items: String = texts
        .iter()
        .zip(1..)
        .map(|((title, text), number)| {
            format!(
                "<item><title>{title}</title><link>https://tide.example/{number}</link><guid>{number}</guid>\
                 <pubDate>{} Jan 2026 10:00:00 GMT</pubDate><description><![CDATA[{text}]]></description></item>",
                21 - number
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Tide</title>{items}</channel></rss>")
}

/// The screen as one line, however its rows are broken.
fn on_one_line(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn holds(said: &str, wanted: &str) -> bool {
    match wanted.strip_prefix('-') {
        Some(gone) => !said.contains(gone),
        None => said.contains(wanted),
    }
}

#[test]
fn a_day_of_actions_is_seen_on_screens_of_four_sizes_and_by_the_command_line() {
    assert!(ACTIONS.len() >= 60);
    std::thread::scope(|day| {
        for (width, height) in [(160, 50), (100, 30), (80, 24), (40, 15)] {
            day.spawn(move || live_a_day(width, height));
        }
    });
}

fn live_a_day(width: u16, height: u16) {
    let (library, server) = (Library::new(), Server::start());
    server.route("/news", Answer::ok(feed("News", 4)));
    server.route("/tide", Answer::ok(tide()));
    server.route("/more", Answer::ok(feed("More", 2)));
    library.write(
        "config/config.toml",
        "browser = \"true\"\n[article]\nfull_text = \"never\"\npictures = \"off\"\n[refresh]\non_start = false\n",
    );
    library
        .run(&["add", &server.url("/news"), "--folder", "Papers"])
        .exits(0);
    library.run(&["add", &server.url("/tide")]).exits(0);
    let mut terminal = Terminal::on(library.command(&[]), width, height);
    let mut before = on_one_line(&terminal.wait_for_text("1/7"));
    for action in ACTIONS.iter().filter(|action| action.from <= width) {
        let what = format!("{:?} at {width}x{height}", action.keys);
        assert!(
            !holds(&before, action.seen),
            "{what}: {} is so before: {before}",
            action.seen
        );
        let keys = action.keys.replace("{url}", &server.url(""));
        terminal.keys(&keys.replace("{place}", &library.folder("tmp").display().to_string()));
        let seen = terminal.wait_for(&format!("{what}: {}", action.seen), |screen| {
            holds(&on_one_line(&screen.contents()), action.seen)
        });
        before = on_one_line(&seen);
        if let Some((command, told)) = action.told {
            let is_told = (0..TRIES).any(|_| holds(&library.say(command).out, told));
            assert!(
                is_told,
                "{what}: {command} never tells {told}: {:?}",
                library.say(command)
            );
        }
    }
    terminal.keys("q");
    assert_eq!(terminal.wait_for_end(), 0);
    for file in ["tide.md", "out.opml"] {
        assert!(library.folder("tmp").join(file).exists(), "{file} at {width}x{height}");
    }
}
