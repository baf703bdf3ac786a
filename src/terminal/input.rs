//! What comes from the terminal and from signals, put into the loop's queue. Two threads block; neither ticks.

use crate::app::{Message, Size};
use crate::config::{Cap, Key};
use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use std::sync::mpsc::Sender;
use std::thread;

/// Something for the loop.
pub(super) enum Incoming {
    Message(Message),
    /// The shell wants the terminal back for a while.
    Suspend,
    /// The terminal is gone, or the program is told to end.
    End,
}

/// Starts listening. While the program is suspended all its threads stand still, so that no key of the shell's is taken.
///
/// # Errors
/// Signals cannot be listened to, or no thread can be started.
pub(super) fn listen(queue: Sender<Incoming>) -> std::io::Result<()> {
    let signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGTSTP])?;
    let for_signals = queue.clone();
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || pass_signals(signals, &for_signals))?;
    thread::Builder::new()
        .name("input".to_owned())
        .spawn(move || pass_input(&queue))?;
    Ok(())
}

fn pass_signals(mut signals: Signals, queue: &Sender<Incoming>) {
    for signal in signals.forever() {
        let incoming = if signal == SIGTSTP {
            Incoming::Suspend
        } else {
            Incoming::End
        };
        if queue.send(incoming).is_err() {
            return;
        }
    }
}

fn pass_input(queue: &Sender<Incoming>) {
    loop {
        let incoming = match event::read() {
            Ok(event) => match message(event) {
                Some(message) => Incoming::Message(message),
                None => continue,
            },
            Err(_) => Incoming::End,
        };
        let last = matches!(incoming, Incoming::End);
        if queue.send(incoming).is_err() || last {
            return;
        }
    }
}

fn message(event: event::Event) -> Option<Message> {
    match event {
        event::Event::Key(event) if event.kind != KeyEventKind::Release => key(event).map(Message::Key),
        event::Event::Paste(text) => Some(Message::Paste(text)),
        event::Event::Resize(width, height) => Some(Message::Resized(Size { width, height })),
        _ => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    let cap = match event.code {
        KeyCode::Char(sign) => Cap::Sign(sign),
        KeyCode::Enter => Cap::Enter,
        KeyCode::Esc => Cap::Esc,
        KeyCode::Tab | KeyCode::BackTab => Cap::Tab,
        KeyCode::Backspace => Cap::Backspace,
        KeyCode::Delete => Cap::Delete,
        KeyCode::Insert => Cap::Insert,
        KeyCode::Up => Cap::Up,
        KeyCode::Down => Cap::Down,
        KeyCode::Left => Cap::Left,
        KeyCode::Right => Cap::Right,
        KeyCode::Home => Cap::Home,
        KeyCode::End => Cap::End,
        KeyCode::PageUp => Cap::PageUp,
        KeyCode::PageDown => Cap::PageDown,
        KeyCode::F(number) => Cap::F(number),
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    // A sign shows by itself that shift was held.
    let shift = held(KeyModifiers::SHIFT) && !matches!(cap, Cap::Sign(_));
    Some(Key {
        cap,
        ctrl: held(KeyModifiers::CONTROL),
        alt: held(KeyModifiers::ALT),
        shift: shift || event.code == KeyCode::BackTab,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_the_keymap_writes_them() {
        let read = |code, modifiers| key(KeyEvent::new(code, modifiers)).map(|key| key.to_string()).unwrap();
        assert_eq!(read(KeyCode::Char('G'), KeyModifiers::SHIFT), "G");
        assert_eq!(read(KeyCode::Char('d'), KeyModifiers::CONTROL), "ctrl-d");
        assert_eq!(read(KeyCode::BackTab, KeyModifiers::SHIFT), "shift-tab");
        assert_eq!(read(KeyCode::Char(' '), KeyModifiers::NONE), "space");
        assert_eq!(read(KeyCode::F(5), KeyModifiers::NONE), "f5");
    }
}
