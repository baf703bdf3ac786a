//! The themes: how well each part is read on its ground, what stays told apart without colours, and signs in ASCII.

use crate::support::reader::{Library, Reader};
use dateline::app::{Event, State};
use dateline::config::{Color, Colors, Ground, Look, Part, Signs, Theme, Themes};
use dateline::model::{FeedError, FeedFault, Timestamp};
use dateline::ui;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Modifier, Style};

type Rgb = (u8, u8, u8);

/// What a terminal has where a theme says nothing: its text, and the ends of the range of grounds that are usual.
struct Assumed {
    text: Rgb,
    grounds: &'static [Rgb],
}

const DARK: Assumed = Assumed {
    text: (0xd4, 0xd4, 0xd4),
    grounds: &[(0, 0, 0), (0x1e, 0x1e, 0x1e), (0x28, 0x2c, 0x34)],
};
const LIGHT: Assumed = Assumed {
    text: (0x24, 0x29, 0x2f),
    grounds: &[(0xff, 0xff, 0xff), (0xfd, 0xf6, 0xe3)],
};

/// The same of a terminal that has xterm's sixteen colours.
const BLACK: Assumed = Assumed {
    text: XTERM[7],
    grounds: &[XTERM[0]],
};
const WHITE: Assumed = Assumed {
    text: XTERM[0],
    grounds: &[XTERM[15]],
};

/// The sixteen colours as xterm has them.
const XTERM: [Rgb; 16] = [
    (0, 0, 0),
    (0xcd, 0, 0),
    (0, 0xcd, 0),
    (0xcd, 0xcd, 0),
    (0, 0, 0xee),
    (0xcd, 0, 0xcd),
    (0, 0xcd, 0xcd),
    (0xe5, 0xe5, 0xe5),
    (0x7f, 0x7f, 0x7f),
    (0xff, 0, 0),
    (0, 0xff, 0),
    (0xff, 0xff, 0),
    (0x5c, 0x5c, 0xff),
    (0xff, 0, 0xff),
    (0, 0xff, 0xff),
    (0xff, 0xff, 0xff),
];

/// What is written in rows that can be selected.
const IN_ROWS: [Part; 9] = [
    Part::Text,
    Part::Dim,
    Part::Unread,
    Part::Read,
    Part::Count,
    Part::Failing,
    Part::Star,
    Part::Matched,
    Part::Key,
];

#[test]
fn every_part_of_a_theme_can_be_read_on_its_ground() {
    let themes = [
        ("dark", Colors::All, &DARK, 4.5),
        ("light", Colors::All, &LIGHT, 4.5),
        ("high-contrast", Colors::All, &DARK, 7.0),
        ("high-contrast", Colors::All, &LIGHT, 7.0),
        ("dark", Colors::Indexed, &DARK, 4.5),
        ("light", Colors::Indexed, &LIGHT, 4.5),
        ("high-contrast", Colors::Indexed, &DARK, 7.0),
        ("high-contrast", Colors::Indexed, &LIGHT, 7.0),
        ("dark", Colors::Sixteen, &BLACK, 4.5),
        ("light", Colors::Sixteen, &WHITE, 4.5),
        ("high-contrast", Colors::Sixteen, &BLACK, 4.5),
        ("high-contrast", Colors::Sixteen, &WHITE, 4.5),
    ];
    let mut too_faint = Vec::new();
    for (name, colors, assumed, least) in themes {
        let theme = Themes::default().fit(colors).named(name, Ground::Dark).unwrap();
        let is_fixed = |color: Option<Color>| color.is_none_or(|color| matches!(color, Color::Rgb(..)));
        let looks = Part::ALL.map(|(part, _)| theme.look(part));
        assert!(
            colors != Colors::All
                || looks
                    .iter()
                    .all(|look| is_fixed(look.foreground) && is_fixed(look.background)),
            "{name}: a named colour looks different in each terminal"
        );
        for ground in assumed.grounds {
            for (said, ink, behind) in written(&theme, assumed.text, *ground) {
                let contrast = contrast(ink, behind);
                if contrast < least {
                    too_faint.push(format!(
                        "{name} in {colors:?}: {said} has {contrast:.2} on {behind:02x?}"
                    ));
                }
            }
        }
    }
    assert_eq!(too_faint, [""; 0]);
}

/// Each part with its ink and its ground, alone and in selected rows.
fn written(theme: &Theme, text: Rgb, ground: Rgb) -> Vec<(String, Rgb, Rgb)> {
    let base = theme.look(Part::Text);
    let text = rgb(base.foreground).unwrap_or(text);
    let ground = rgb(base.background).unwrap_or(ground);
    let over = |look: Look, ink: Rgb, behind: Rgb| {
        let (ink, behind) = (
            rgb(look.foreground).unwrap_or(ink),
            rgb(look.background).unwrap_or(behind),
        );
        if look.reverse { (behind, ink) } else { (ink, behind) }
    };
    let mut written = Vec::new();
    for (part, name) in Part::ALL {
        let (ink, behind) = over(theme.look(part), text, ground);
        written.push((name.to_owned(), ink, behind));
    }
    for row in [Part::Selected, Part::SelectedFocused] {
        for part in IN_ROWS {
            let (ink, behind) = over(theme.look(part), text, ground);
            let (ink, behind) = over(theme.look(row), ink, behind);
            written.push((format!("{part:?} in a row that is {row:?}"), ink, behind));
        }
    }
    written
}

fn rgb(color: Option<Color>) -> Option<Rgb> {
    Some(match color? {
        Color::Rgb(red, green, blue) => (red, green, blue),
        Color::Named(index) => XTERM[usize::from(index)],
        Color::Indexed(index @ 232..) => [8 + 10 * (index - 232); 3].into(),
        Color::Indexed(index) => {
            let step = |each: u8| [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff][usize::from((index - 16) / each % 6)];
            (step(36), step(6), step(1))
        }
    })
}

/// The ratio of WCAG 2, from 1 to 21.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance((red, green, blue): Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// A cell as it is seen without colours: its sign and its styles.
type Cell = (String, Modifier);

/// The screen without its colours.
fn seen(state: &State) -> Vec<Vec<Cell>> {
    let size = state.screen.size;
    let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
    terminal.draw(|frame| ui::view(state, frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |y| {
        (0..size.width)
            .map(|x| (buffer[(x, y)].symbol().to_owned(), buffer[(x, y)].modifier))
            .collect()
    };
    (0..size.height).map(row).collect()
}

/// The row that has a text, from there on.
fn row_of(screen: &[Vec<Cell>], text: &str) -> Vec<Cell> {
    let row = screen.iter().find_map(|row| {
        let signs: Vec<&str> = row.iter().map(|(sign, _)| sign.as_str()).collect();
        let wanted: Vec<String> = text.chars().map(String::from).collect();
        let at = signs.windows(wanted.len()).position(|window| window == wanted)?;
        Some(row[at..].to_vec())
    });
    row.unwrap_or_else(|| panic!("{text} is not there"))
}

fn style_of(screen: &[Vec<Cell>], text: &str) -> Modifier {
    row_of(screen, text)[0].1
}

/// A reader whose library has one of everything.
fn reader(theme: &str, colors: Colors) -> Reader {
    let mut library = Library::newsroom();
    library.feeds[1].error = Some(FeedError {
        message: "the server does not answer".to_owned(),
        since: Timestamp::default(),
        fault: FeedFault::TimedOut,
        failures: 3,
    });
    let mut reader = Reader::open(library, 160, 30);
    reader.state.settings.themes = Themes::default().fit(colors);
    reader.keys(": \"theme ").keys(&format!("\"{theme}\" enter"));
    reader
}

#[test]
fn without_colours_everything_is_still_told_apart() {
    let ways = [
        ("none", Colors::All),
        ("dark", Colors::None),
        ("light", Colors::None),
        ("high-contrast", Colors::None),
        ("ansi", Colors::None),
    ];
    for (theme, colors) in ways {
        let mut reader = reader(theme, colors);
        let no_color = |look: Look| look.foreground.is_none() && look.background.is_none();
        assert!(
            Part::ALL
                .iter()
                .all(|(part, _)| no_color(reader.state.theme().look(*part))),
            "{theme}"
        );
        let lists = seen(&reader.state);
        let (unread, read) = ("Küste bereitet", "Why the spring");
        assert_ne!(
            style_of(&lists, unread),
            style_of(&lists, read),
            "{theme}: unread and read"
        );
        assert_ne!(
            style_of(&lists, "Ferry"),
            style_of(&lists, unread),
            "{theme}: the selected row"
        );
        assert!(
            row_of(&lists, "Mapping seagrass").iter().any(|(sign, _)| sign == "★"),
            "{theme}: a star"
        );
        let folders: Vec<Vec<Cell>> = lists.iter().map(|row| row[..26].to_vec()).collect();
        let sidebar = |name| row_of(&folders, name).into_iter().any(|(sign, _)| sign == "!");
        assert!(
            sidebar("Nordlicht") && !sidebar("Tidal Science"),
            "{theme}: a feed that fails"
        );
        reader.keys("enter");
        let article = seen(&reader.state);
        let text = style_of(&article, "The first line");
        assert_ne!(style_of(&article, "link 0"), text, "{theme}: a link");
        reader.keys("ctrl-f \"goes on\" enter");
        let found = seen(&reader.state);
        assert_ne!(style_of(&found, "goes on"), text, "{theme}: what was found");
        let look = |part| reader.state.theme().look(part);
        let parts = [
            Part::Heading,
            Part::Title,
            Part::Link,
            Part::Matched,
            Part::Hint,
            Part::SelectedFocused,
            Part::Quote,
        ];
        for part in parts {
            assert_ne!(look(part), look(Part::Text), "{theme}: {part:?}");
        }
        assert_ne!(
            look(Part::Matched),
            look(Part::Heading),
            "{theme}: what was found in a heading"
        );
        reader.keys("esc / \"tide\"");
        let hits = seen(&reader.state);
        assert_ne!(
            style_of(&hits, "tide was"),
            style_of(&hits, "was like that day"),
            "{theme}: what was sought"
        );
    }
}

#[test]
fn colours_change_no_text() {
    let text = |theme, colors| {
        let screen = seen(&reader(theme, colors).state);
        screen.into_iter().flatten().map(|(sign, _)| sign).collect::<String>()
    };
    assert_eq!(text("dark", Colors::None), text("dark", Colors::All));
}

#[test]
fn a_theme_is_seen_while_it_is_chosen_and_gone_with_escape() {
    let mut reader = Reader::open(Library::newsroom(), 100, 30);
    let before = reader.state.theme().clone();
    reader.keys(": \"theme\" enter");
    let offered = reader.screen();
    assert!(offered.contains("high-contrast"), "{offered}");
    reader.keys("g j");
    let dark = Themes::default().named("dark", Ground::Dark).unwrap();
    assert_eq!(*reader.state.theme(), dark);
    reader.keys("esc");
    assert_eq!(*reader.state.theme(), before);
    reader.keys(": \"theme\" enter g j j enter");
    let light = Themes::default().named("light", Ground::Dark).unwrap();
    assert_eq!(*reader.state.theme(), light);
    assert!(reader.bottom().contains("The theme is “light”"), "{}", reader.bottom());
}

#[test]
fn a_theme_with_a_ground_of_its_own_has_it_everywhere() {
    let mut reader = reader("high-contrast", Colors::All);
    for keys in ["", "enter", "?", "esc : \"x\"", "esc /"] {
        reader.keys(keys);
        let size = reader.state.screen.size;
        let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
        let drawn = terminal.draw(|frame| ui::view(&reader.state, frame)).unwrap();
        let bare = drawn
            .buffer
            .content
            .iter()
            .find(|cell| cell.style().bg == Style::reset().bg);
        assert_eq!(bare, None, "after {keys}");
    }
}

/// One of everything that the program puts into an article by itself.
const PAGE: &str = "<h2>Tides</h2><p>They come late<sup>2</sup>, as <a href='https://a.example/'>told</a>.</p><hr>\
    <ul><li>one<ul><li>within</li></ul></li></ul><ol><li>first</li></ol><blockquote>said</blockquote>\
    <table><tr><th>Port</th><th>Height</th></tr><tr><td>Skye</td><td>4 m</td></tr></table>\
    <pre>a line of code that is longer than the narrowest of the columns by far</pre>\
    <figure><img src='https://a.example/p.png' alt='A harbour'><figcaption>The harbour</figcaption></figure>\
    <dl><dt>Neap</dt><dd>the lowest</dd></dl><video src='https://a.example/v.mp4'></video><details>more</details>";

#[test]
fn what_is_put_into_an_article_is_ascii_as_well() {
    let document = dateline::render::document(PAGE, None);
    for width in [160, 80, 30] {
        let mut reader = Reader::open(Library::of_size(1), width, 60);
        reader.state.settings.config.signs = Signs::Ascii;
        reader.keys("enter");
        let text = reader.state.layout().text.unwrap();
        let page = dateline::render::page(&document, text.width);
        let entry = reader.state.article.as_ref().unwrap().row.id;
        reader.happens(Event::ArticleLaidOut { entry, page });
        let screen = reader.screen();
        assert!(screen.contains("o one") && screen.contains("Skye"), "{screen}");
        let foreign: String = screen.chars().filter(|sign| !sign.is_ascii()).collect();
        assert_eq!(foreign, "", "{screen}");
    }
}

#[test]
fn in_ascii_the_program_draws_nothing_else() {
    let mut library = Library::newsroom();
    library.entries.retain(|row| row.title.is_ascii());
    library.feeds[1].error = Some(FeedError {
        message: "the server does not answer".to_owned(),
        since: Timestamp::default(),
        fault: FeedFault::TimedOut,
        failures: 3,
    });
    let states = [
        "",
        "v j",
        "esc",
        "enter",
        "t",
        "esc ?",
        "esc !",
        "esc :",
        "esc / \"tide\"",
        "esc esc h",
        "space",
        "space =",
        "'",
        "esc a",
        "esc D",
        "esc i",
        "esc f",
        "esc O O",
        "g g",
        "2",
        "enter ctrl-f",
        "\"line\" enter",
        "esc : \"theme\" enter",
        "esc @",
    ];
    for (width, height) in [(160, 40), (100, 30), (80, 24), (40, 15), (12, 5)] {
        let mut reader = Reader::open(library.clone(), width, height);
        reader.state.settings.config.signs = Signs::Ascii;
        for keys in states {
            reader.keys(keys);
            let screen = reader.screen();
            let foreign: String = screen.chars().filter(|sign| !sign.is_ascii()).collect();
            assert_eq!(foreign, "", "after {keys} at {width}x{height}:\n{screen}");
        }
    }
}
