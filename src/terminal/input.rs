//! What comes from the terminal and from signals, put into the loop's queue. Three threads block; none ticks.

use super::asking::{self, Question};
use super::late::{Heard, Late};
use crate::app::{Message, Mouse, MouseAction, Size};
use crate::config::{Cap, Ground, Key};
use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGALRM, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGWINCH};
use signal_hook::iterator::Signals;
use std::os::fd::AsFd;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Something for the loop.
pub(super) enum Incoming {
    Message(Message),
    /// The terminal says that it shows sixels.
    HasSixels,
    /// The terminal says what it has behind its text.
    Ground(Ground),
    /// The shell wants the terminal back for a while.
    Suspend,
    /// The program is told to end by this signal; a terminal that is gone is a hang-up, whoever is first to see it.
    End(i32),
}

/// Starts listening; where the terminal was `asked` something, for its answer first. While the program is suspended all its
/// threads stand still, so that no key of the shell's is taken.
///
/// # Errors
/// Signals cannot be listened to, or no thread can be started.
pub(super) fn listen(queue: Sender<Incoming>, turns: &Arc<Turns>, asked: Option<Question>) -> std::io::Result<()> {
    let signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGALRM, SIGUSR1, SIGUSR2])?;
    let (for_signals, for_end) = (queue.clone(), queue.clone());
    let (for_input, turns) = (Arc::clone(turns), Arc::clone(turns));
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || pass_signals(signals, &for_signals, &turns))?;
    thread::Builder::new()
        .name("hang-up".to_owned())
        .spawn(move || pass_hang_up(&for_end))?;
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        let has_ground = asked.is_some() && pass_answer(&queue);
        let late = Late::new(asked == Some(Question::Ground) && !has_ground);
        pass_input(&queue, &for_input, late);
    })?;
    Ok(())
}

/// Whose turn it is to read the terminal: the thread that waits for keys would take those of a program that has it.
#[derive(Debug, Default)]
pub(super) struct Turns {
    turn: Mutex<Turn>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Turn {
    #[default]
    Ours,
    /// Ours until the thread that reads takes notice.
    Wanted,
    Theirs,
}

impl Turns {
    /// Does something while nobody here reads the terminal.
    pub fn lend<R>(&self, work: impl FnOnce() -> R) -> R {
        let mut turn = self.turn();
        *turn = Turn::Wanted;
        // As after a change of the window's size: the thread that waits for keys looks up.
        let raised = signal_hook::low_level::raise(SIGWINCH).is_ok();
        while raised && *turn == Turn::Wanted {
            turn = self.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        drop(turn);
        let result = work();
        *self.turn() = Turn::Ours;
        self.changed.notify_all();
        result
    }

    /// Waits until it is our turn, and takes notice where somebody else wants it.
    fn wait(&self) {
        let mut turn = self.turn();
        while *turn != Turn::Ours {
            *turn = Turn::Theirs;
            self.changed.notify_all();
            turn = self.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pass_signals(mut signals: Signals, queue: &Sender<Incoming>, turns: &Turns) {
    for signal in signals.forever() {
        // What is typed to a program that has the terminal is for that program: it is stopped, and we with it.
        match signal {
            SIGINT | SIGQUIT if *turns.turn() == Turn::Theirs => continue,
            SIGTSTP if *turns.turn() == Turn::Theirs => {
                let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
                continue;
            }
            _ => {}
        }
        let incoming = if signal == SIGTSTP {
            Incoming::Suspend
        } else {
            Incoming::End(signal)
        };
        if queue.send(incoming).is_err() {
            return;
        }
    }
}

/// Tells that the terminal is gone. There may be no signal for it (it is ignored under `nohup`, and is for the leader of the session
/// alone), and whoever waits for keys would read nothing again and again.
fn pass_hang_up(queue: &Sender<Incoming>) {
    if asking::terminal().is_some_and(hangs_up) {
        let _ = queue.send(Incoming::End(SIGHUP));
    }
}

/// Waits for the other end of a terminal to be closed; false where the system cannot tell.
fn hangs_up(terminal: impl AsFd) -> bool {
    loop {
        // What can be read is of no interest here.
        let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
        match poll(&mut watched, None) {
            Err(Errno::INTR) => {}
            Err(_) => return false,
            Ok(_) => return watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR),
        }
    }
}

/// Says whether the ground was told.
fn pass_answer(queue: &Sender<Incoming>) -> bool {
    let answer = asking::answer();
    let keys = answer.keys.into_iter().map(|key| Incoming::Message(Message::Key(key)));
    let sixels = answer.has_sixels.then_some(Incoming::HasSixels);
    let ground = answer.ground;
    for incoming in sixels.into_iter().chain(ground.map(Incoming::Ground)).chain(keys) {
        // Where the loop has ended nobody wants them.
        let _ = queue.send(incoming);
    }
    ground.is_some()
}

fn pass_input(queue: &Sender<Incoming>, turns: &Turns, mut late: Late) {
    loop {
        turns.wait();
        let heard = match event::read() {
            Ok(event) => message(event).map_or_else(Vec::new, |message| heard(&mut late, message)),
            Err(_) => vec![Incoming::End(SIGHUP)],
        };
        for incoming in heard {
            let last = matches!(incoming, Incoming::End(_));
            if queue.send(incoming).is_err() || last {
                return;
            }
        }
    }
}

/// A message without what the terminal itself said.
fn heard(late: &mut Late, message: Message) -> Vec<Incoming> {
    let (keys, other) = match message {
        Message::Key(key) => match late.hear(key) {
            Heard::Nothing => return Vec::new(),
            Heard::Ground(ground) => return ground.map(Incoming::Ground).into_iter().collect(),
            Heard::Keys(keys) => (keys, None),
        },
        other => (late.give_back(), Some(other)),
    };
    let keys = keys.into_iter().map(Message::Key);
    keys.chain(other).map(Incoming::Message).collect()
}

fn message(event: event::Event) -> Option<Message> {
    match event {
        event::Event::Key(event) if event.kind != KeyEventKind::Release => key(event).map(Message::Key),
        event::Event::Mouse(event) => mouse(event).map(Message::Mouse),
        event::Event::FocusGained => Some(Message::Focused),
        event::Event::Paste(text) => Some(Message::Paste(text)),
        event::Event::Resize(width, height) => Some(Message::Resized(Size { width, height })),
        _ => None,
    }
}

fn mouse(event: MouseEvent) -> Option<Mouse> {
    let action = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseAction::Press,
        MouseEventKind::Drag(MouseButton::Left) => MouseAction::Drag,
        MouseEventKind::Up(_) => MouseAction::Release,
        MouseEventKind::ScrollUp => MouseAction::WheelUp,
        MouseEventKind::ScrollDown => MouseAction::WheelDown,
        _ => return None,
    };
    let (x, y) = (event.column, event.row);
    Some(Mouse { action, x, y })
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
    use std::io::Write;
    use std::os::unix::net::UnixStream;

    #[test]
    fn what_is_done_with_the_terminal_waits_until_nobody_reads_it() {
        let turns = Arc::new(Turns::default());
        let (read, reads) = std::sync::mpsc::channel();
        let reader = Arc::clone(&turns);
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            while stopped.try_recv().is_err() {
                reader.wait();
                read.send(()).unwrap();
                thread::yield_now();
            }
        });
        reads.recv().unwrap();
        let quiet = turns.lend(|| {
            while reads.try_recv().is_ok() {}
            reads.try_recv().is_err()
        });
        assert!(quiet);
        reads.recv().unwrap();
        stop.send(()).unwrap();
        thread.join().unwrap();
    }

    #[test]
    fn a_terminal_hangs_up_when_its_other_end_is_closed_and_not_when_something_comes() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        theirs.write_all(b"j").unwrap();
        let (told, tells) = std::sync::mpsc::channel();
        let watched = ours.try_clone().unwrap();
        let thread = thread::spawn(move || told.send(hangs_up(watched)).unwrap());
        drop(theirs);
        assert!(tells.recv().unwrap());
        thread.join().unwrap();
        // What waited is still to be read.
        assert_eq!(std::io::Read::bytes(ours).next().unwrap().unwrap(), b'j');
    }

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
