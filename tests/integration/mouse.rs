//! The mouse: what it hits, on the screen as it was drawn, and through a real terminal.

use crate::support::reader::{Library, Reader};
use crate::support::terminal::Terminal;
use dateline::app::{Effect, HelpPane, Message, Mouse, MouseAction, Overlay, Pane};
use dateline::model::Source;

impl Reader {
    fn mouse(&mut self, action: MouseAction, x: u16, y: u16) -> &mut Reader {
        self.send(Message::Mouse(Mouse { action, x, y }))
    }

    /// Presses the left button where a text is first seen.
    fn press_on(&mut self, text: &str) -> &mut Reader {
        let screen = self.screen();
        let found = screen.lines().enumerate().find_map(|(y, line)| {
            let before = &line[..line.find(text)?];
            Some((dateline::model::text::width(before), y))
        });
        let (x, y) = found.unwrap_or_else(|| panic!("{text} is not on\n{screen}"));
        let cell = |number: usize| u16::try_from(number).expect("a small number");
        self.mouse(MouseAction::Press, cell(x), cell(y))
    }
}

#[test]
fn a_press_selects_an_entry_and_another_opens_it() {
    for two_lines in [false, true] {
        let mut reader = Reader::open(Library::newsroom(), 160, 24);
        reader.state.settings.config.list.two_lines = two_lines;
        reader.keys("b");
        reader.press_on("Why the spring tide");
        assert_eq!(reader.selected(), "Why the spring tide came late");
        assert!(reader.state.article.is_none());
        reader.press_on("Why the spring tide");
        assert!(
            reader.screen().contains("The first line has a link 0"),
            "{}",
            reader.screen()
        );
        assert_eq!(reader.state.screen.focus, Pane::Article);
    }
}

#[test]
fn a_press_in_the_folders_shows_a_source_and_the_sign_before_a_folder_folds_it() {
    let mut reader = Reader::open(Library::newsroom(), 160, 24);
    reader.press_on("Starred");
    assert_eq!(reader.state.entries.source, Source::Starred);
    assert_eq!(reader.state.screen.focus, Pane::Sidebar);
    reader.press_on("Starred");
    assert_eq!(reader.state.screen.focus, Pane::Entries);
    reader.press_on("▾ News");
    assert!(
        !reader.screen().contains("Nordlicht            "),
        "{}",
        reader.screen()
    );
    reader.press_on("▸ News");
    assert!(reader.screen().contains("Nordlicht            "), "{}", reader.screen());
}

#[test]
fn the_wheel_scrolls_what_is_under_it_and_the_selection_stays_in_sight() {
    let mut reader = Reader::open(Library::of_size(300), 160, 14);
    reader.mouse(MouseAction::WheelDown, 40, 5);
    assert!(reader.screen().contains("Entry number 297") && !reader.screen().contains("Entry number 298"));
    assert_eq!(
        reader.selected(),
        "Entry number 297",
        "it is pushed along by the upper end"
    );
    reader.keys("j j j j j");
    reader.mouse(MouseAction::WheelUp, 40, 5);
    assert_eq!(reader.selected(), "Entry number 292", "it stays while it is in sight");
    for _ in 0..200 {
        reader.mouse(MouseAction::WheelDown, 40, 5);
    }
    assert!(reader.screen().contains("Entry number 1 "), "{}", reader.screen());
    // The keys are in the list, the wheel is over the article.
    reader.keys("g enter h");
    assert_eq!(reader.state.screen.focus, Pane::Entries);
    let selected = reader.selected();
    reader.mouse(MouseAction::WheelDown, 120, 5);
    assert_eq!(reader.state.article.as_ref().map(|article| article.scroll), Some(3));
    assert_eq!(reader.selected(), selected);
}

#[test]
fn the_wheel_over_the_folders_changes_no_list() {
    let mut library = Library::newsroom();
    library.feeds = (1..60)
        .map(|id| crate::support::reader::feed(id, &format!("Feed {id:02}"), None))
        .collect();
    let mut reader = Reader::open(library, 160, 14);
    reader.mouse(MouseAction::WheelDown, 3, 5);
    assert!(!reader.screen().contains(" Unread "), "{}", reader.screen());
    assert_eq!(reader.state.entries.source, Source::All);
    // What is pressed then stays under the mouse.
    reader.press_on("Feed 05");
    let row = |reader: &Reader| reader.screen().lines().position(|line| line.contains("Feed 05"));
    let before = row(&reader);
    reader.press_on("Feed 05");
    assert_eq!(row(&reader), before);
    reader.keys("h k j");
    assert!(reader.screen().contains("Feed 05"));
}

#[test]
fn a_link_is_opened_by_a_press_and_text_beside_it_is_not() {
    let mut reader = Reader::open(Library::newsroom(), 160, 24);
    reader.keys("enter");
    reader.press_on("And so has");
    assert_eq!(reader.asked, []);
    reader.press_on("link 1");
    let url = "https://link.example/1".to_owned();
    assert_eq!(reader.asked, [Effect::Browse { url }]);
}

#[test]
fn a_rule_is_dragged_and_what_is_beside_it_keeps_a_size_to_be_read() {
    let mut reader = Reader::open(Library::newsroom(), 160, 24);
    reader.keys("enter");
    let sidebar = |reader: &Reader| reader.state.layout().sidebar.map(|region| region.width);
    assert_eq!(sidebar(&reader), Some(26));
    reader.mouse(MouseAction::Press, 26, 5).mouse(MouseAction::Drag, 40, 7);
    assert_eq!(sidebar(&reader), Some(40));
    reader.mouse(MouseAction::Drag, 0, 7).mouse(MouseAction::Release, 0, 7);
    assert_eq!(sidebar(&reader), Some(20));
    reader.mouse(MouseAction::Drag, 50, 7);
    assert_eq!(sidebar(&reader), Some(20), "nothing is held any more");
    let layout = reader.state.layout();
    let rule = layout.rules[1].region;
    reader
        .mouse(MouseAction::Press, rule.x, 3)
        .mouse(MouseAction::Drag, rule.x + 9, 3);
    assert_eq!(reader.state.layout().rules[1].region.x, rule.x + 9);

    let mut reader = Reader::open(Library::newsroom(), 100, 30);
    reader.keys("enter");
    let rule = reader.state.layout().rules[1].region;
    reader
        .mouse(MouseAction::Press, 60, rule.y)
        .mouse(MouseAction::Drag, 60, rule.y + 4);
    assert_eq!(reader.state.layout().rules[1].region.y, rule.y + 4);
}

#[test]
fn a_row_of_an_overlay_is_chosen_by_a_press_and_one_beside_it_closes_it() {
    let mut reader = Reader::open(Library::newsroom(), 160, 40);
    reader.keys(": \"next-un\"").press_on("Goes to the next unread entry");
    assert!(reader.state.overlays.is_empty());
    assert_eq!(reader.selected(), "Küste bereitet sich auf die Sturmsaison vor");
    reader.keys("'").press_on(" Starred");
    reader.keys("'").press_on("Tidal Science");
    reader.keys("? ").mouse(MouseAction::WheelDown, 80, 10);
    assert!(matches!(
        reader.state.overlays.last(),
        Some(Overlay::Help(HelpPane { top: 3, .. }))
    ));
    reader.mouse(MouseAction::Press, 0, 0);
    assert!(reader.state.overlays.is_empty());
}

#[test]
fn feeds_are_taken_by_presses_and_stay_under_the_mouse() {
    let mut reader = Reader::open(Library::default(), 100, 30);
    reader.keys("enter").press_on("[ ] Tidal").press_on("[ ] Harbour");
    let screen = reader.screen();
    assert!(
        screen.contains("[x] Tidal") && screen.contains("[x] Harbour"),
        "{screen}"
    );
}

#[test]
fn what_was_found_is_selected_and_opened_by_presses() {
    let mut reader = Reader::open(Library::newsroom(), 160, 24);
    reader.keys("/ \"e\"");
    reader.press_on("Mapping seagrass");
    let selected = |reader: &Reader| reader.state.search.pane.as_ref().and_then(|pane| pane.selected);
    assert_eq!(selected(&reader), Some(dateline::model::EntryId(3)));
    assert!(reader.state.article.is_none());
    reader.press_on("Mapping seagrass");
    assert!(reader.state.article.is_some());
}

#[test]
fn the_mouse_is_left_to_the_terminal_with_a_key() {
    let mut reader = Reader::open(Library::newsroom(), 100, 24);
    reader.keys("M");
    assert!(reader.asked.contains(&Effect::CaptureMouse(false)));
    assert!(reader.bottom().contains("The mouse is for the terminal"));
}

#[test]
fn a_real_terminal_tells_of_the_mouse() {
    let mut terminal = Terminal::open(&["demo"], 100, 30);
    let is_ready = |screen: &vt100::Screen| {
        let contents = screen.contents();
        contents.lines().any(|line| line.trim_start().starts_with("1/"))
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::ButtonMotion
    };
    terminal.wait_for("the entries", is_ready);
    // The second row of the list, twice: selected, then opened.
    terminal.keys("\u{1b}[<0;60;3M\u{1b}[<0;60;3m");
    terminal.wait_for("the second entry", |screen| screen.contents().contains(" 2/"));
    terminal.keys("\u{1b}[<0;60;3M\u{1b}[<0;60;3m");
    terminal.wait_for_text(" min");
    terminal.keys("M");
    terminal.wait_for("no mouse", |screen| {
        screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    });
    terminal.keys("Mqq");
    assert_eq!(terminal.wait_for_end(), 0);
    terminal.wait_for("the shell's mouse", |screen| {
        screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    });
}
