//! Whatever comes in, in whatever order: nothing panics, nothing is lost, nothing is drawn outside.

use crate::screens::{check_regions, refreshed};
use crate::support::reader::{Library, Reader};
use dateline::app::{Event, FeedsLoaded, Message, Mouse, MouseAction, RefreshFinished, SearchResult, Size};
use dateline::config::{Cap, Key};
use dateline::model::{EntryId, FeedId};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::test_runner::Config;

fn keys() -> impl Strategy<Value = Message> {
    let caps = [
        Cap::Enter,
        Cap::Esc,
        Cap::Tab,
        Cap::Backspace,
        Cap::Delete,
        Cap::Up,
        Cap::Down,
        Cap::Left,
        Cap::Right,
        Cap::Home,
        Cap::End,
        Cap::PageUp,
        Cap::PageDown,
    ];
    let named = (0..caps.len(), any::<bool>()).prop_map(move |(index, shift)| Key {
        shift,
        ..Key::plain(caps[index])
    });
    let bound = proptest::sample::select(
        "jkgGlhJKnNmsocyAurRxaiD/:?!bez<>=1234fq yvVtU[]#M"
            .chars()
            .collect::<Vec<_>>(),
    );
    let typed = prop_oneof![4 => bound, 1 => any::<char>()].prop_map(Key::sign);
    let held = proptest::char::range('a', 'z').prop_map(|sign| Key {
        ctrl: true,
        ..Key::sign(sign)
    });
    prop_oneof![3 => typed, 2 => named, 1 => held].prop_map(Message::Key)
}

fn messages() -> impl Strategy<Value = Message> {
    let size = (1_u16..200, 1_u16..60).prop_map(|(width, height)| Message::Resized(Size { width, height }));
    let events = prop_oneof![
        (1_i64..4, 0_u64..3).prop_map(|(feed, new)| refreshed(feed, new)),
        Just(Event::RefreshFinished(RefreshFinished::default())),
        Just(Event::FeedsLoaded(FeedsLoaded::default())),
        (0_i64..9).prop_map(|id| Event::ArticleMissing { entry: EntryId(id) }),
        (0_u64..5).prop_map(|generation| Event::SearchFinished {
            generation,
            result: SearchResult::Found(Vec::new()),
        }),
        Just(Event::FeedAdded {
            feed: FeedId(7),
            title: String::new(),
            already: true,
        }),
    ];
    prop_oneof![
        8 => keys(),
        3 => mice(),
        1 => size,
        1 => events.prop_map(|event| Message::Event(Box::new(event))),
        1 => ".{0,30}".prop_map(Message::Paste),
        1 => Just(Message::Woken),
    ]
}

fn mice() -> impl Strategy<Value = Message> {
    let action = prop_oneof![
        4 => Just(MouseAction::Press),
        1 => Just(MouseAction::Drag),
        1 => Just(MouseAction::Release),
        1 => Just(MouseAction::WheelUp),
        1 => Just(MouseAction::WheelDown),
    ];
    (action, 0_u16..200, 0_u16..60).prop_map(|(action, x, y)| Message::Mouse(Mouse { action, x, y }))
}

proptest! {
    #![proptest_config(Config { cases: 48, failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_sequence_of_messages_is_too_much(
        messages in vec(messages(), 1..60),
        width in 1_u16..200,
        height in 1_u16..60,
        count in 0_i64..300,
        accessible: bool,
    ) {
        let library = if count < 10 { Library::newsroom() } else { Library::of_size(count) };
        let mut reader = Reader::open(library, width, height);
        reader.state.settings.config.accessible = accessible;
        for message in messages {
            reader.send(message);
            check_regions(&reader.state, reader.state.screen.size);
            reader.screen();
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 4, max_shrink_iters: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn two_thousand_messages_lose_no_mark_and_draw_nothing_outside_the_screen(
        messages in vec(messages(), 2_000),
        width in 1_u16..200,
        height in 1_u16..60,
    ) {
        let mut reader = Reader::open(Library::newsroom(), width, height);
        for message in messages {
            reader.send(message);
            check_regions(&reader.state, reader.state.screen.size);
            reader.screen();
        }
        // What is listed has the marks that are kept.
        for row in &reader.state.entries.window.rows {
            let kept = reader.library.entries.iter().find(|kept| kept.id == row.id);
            assert_eq!(kept.map(|kept| (kept.read, kept.starred)), Some((row.read, row.starred)));
        }
    }
}
