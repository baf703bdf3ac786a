//! The terminal while it is ours: taken once, given back on every way out, also by a panic.

use super::links::Links;
use super::pictures::Pictures;
use crate::app::{Printable, Region, SeenStrip, Size};
use crate::config::Colors;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use crossterm::event::{DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use std::cell::RefCell;
use std::io::{self, Write, stdout};
use std::rc::Rc;
use std::sync::Once;
use std::thread;

/// Bytes of text that a copy may have (`promises.md` A2).
const LONGEST_COPY: usize = 64 * 1024;

/// Bytes of room that are kept for the next frame; one without pictures seldom has more.
const MOST_ROOM_KEPT: usize = 64 * 1024;

/// BDSM: the terminal shows text in the order in which it comes; and its usual way again.
const ORDER_AS_GIVEN: &str = "\u{1b}[8l";
const ORDER_BY_THE_TERMINAL: &str = "\u{1b}[8h";

/// Buttons, the wheel and drags are told, with cells beyond the 223rd. Not every move: at rest nothing is to come in.
const MOUSE_ON: &str = "\u{1b}[?1000h\u{1b}[?1002h\u{1b}[?1006h";
const MOUSE_OFF: &str = "\u{1b}[?1006l\u{1b}[?1002l\u{1b}[?1000l";

/// What the terminal is told beside what every screen needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Modes {
    /// It shows text in the order in which it gets it.
    pub reorders: bool,
    /// It tells of the mouse.
    pub mouse: bool,
}

/// The terminal. Dropping it gives the terminal back.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Held>>,
    held: Held,
    links: Links,
    pictures: Pictures,
    /// The screen when it was last drawn.
    area: Rect,
    modes: Modes,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It is none, or is gone.
    pub fn take(modes: Modes) -> io::Result<Screen> {
        give_back_before_panicking();
        let held = Held::default();
        // The library would ask the terminal for its size, by its name, before each frame.
        let options = TerminalOptions {
            viewport: Viewport::Fixed(Rect::default()),
        };
        let terminal = Terminal::with_options(CrosstermBackend::new(held.clone()), options)?;
        enter(modes)?;
        Ok(Screen {
            terminal,
            held,
            links: Links::default(),
            pictures: Pictures::default(),
            area: Rect::default(),
            modes,
        })
    }

    /// Draws what has changed since the last time, in one piece where the terminal can; then the links that are seen,
    /// each in a region of one row, and the pictures.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn draw(
        &mut self,
        view: impl FnOnce(&mut Frame<'_>),
        links: Vec<(Region, String)>,
        strips: &[SeenStrip],
    ) -> io::Result<()> {
        queue!(self.held, BeginSynchronizedUpdate)?;
        self.follow_size()?;
        let frame = self.terminal.draw(view)?;
        // Links that have gone are written over, and a picture may be where they were: it comes after them.
        self.links.write(links, frame.buffer, &mut self.held)?;
        self.pictures.write(strips, frame.buffer, &mut self.held)?;
        queue!(self.held, EndSynchronizedUpdate)?;
        self.held.let_go()
    }

    /// Begins with an empty screen where the terminal has another size than last time.
    fn follow_size(&mut self) -> io::Result<()> {
        let Size { width, height } = size()?;
        let area = Rect::new(0, 0, width, height);
        if std::mem::replace(&mut self.area, area) != area {
            self.links.forget();
            self.pictures.forget();
            Backend::clear(self.terminal.backend_mut())?;
            self.terminal.resize(area)?;
        }
        Ok(())
    }

    /// Makes the next drawing draw everything, on a screen that is emptied with it and not before.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn forget(&mut self) -> io::Result<()> {
        // `Terminal::clear` would ask for the cursor's place, and the thread that reads keys would take the answer.
        self.links.forget();
        self.pictures.forget();
        self.terminal.swap_buffers();
        Backend::clear(self.terminal.backend_mut())
    }

    /// Hands the terminal to the shell until it gives it back.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn suspend(&mut self) -> io::Result<()> {
        leave()?;
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        enter(self.modes)?;
        self.forget()
    }

    /// Gives the terminal away while something is done with it.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn lend<R>(&mut self, work: impl FnOnce() -> R) -> io::Result<R> {
        leave()?;
        let result = work();
        enter(self.modes)?;
        self.forget()?;
        Ok(result)
    }

    /// Has the terminal tell of the mouse, or leaves the mouse to it.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn capture_mouse(&mut self, mouse: bool) -> io::Result<()> {
        self.modes.mouse = mouse;
        execute!(stdout(), Print(if mouse { MOUSE_ON } else { MOUSE_OFF }))
    }

    /// Puts text on the clipboard by OSC 52.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn copy(&mut self, text: &Printable) -> io::Result<()> {
        if text.len() > LONGEST_COPY {
            return Ok(());
        }
        write!(self.held, "\u{1b}]52;c;{}\u{7}", BASE64_STANDARD.encode(&**text))?;
        self.held.let_go()
    }
}

/// What is written for the terminal, held back until a frame is whole: it goes out in one piece, however often the
/// library flushes. A slow terminal shows no half of a frame, and a fast one is not woken for each kilobyte.
#[derive(Clone, Debug, Default)]
struct Held(Rc<RefCell<Vec<u8>>>);

impl Held {
    /// Writes it.
    fn let_go(&self) -> io::Result<()> {
        let mut held = self.0.borrow_mut();
        let mut terminal = stdout();
        let written = terminal.write_all(&held).and_then(|()| terminal.flush());
        held.clear();
        // A frame with pictures may be of many megabytes: room for those without is kept.
        held.shrink_to(MOST_ROOM_KEPT);
        written
    }
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Where the terminal is gone there is nothing to give back.
        drop(leave());
    }
}

/// The size of the terminal in cells.
///
/// # Errors
/// The terminal is gone.
pub(super) fn size() -> io::Result<Size> {
    match rustix::termios::tcgetwinsize(stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Ok(Size {
            width: size.ws_col,
            height: size.ws_row,
        }),
        _ => {
            let (width, height) = crossterm::terminal::size()?;
            Ok(Size { width, height })
        }
    }
}

/// The colours that this terminal has, and the person wants.
pub(super) fn colors() -> Colors {
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    if !set("NO_COLOR").is_empty() {
        return Colors::None;
    }
    let (term, depth) = (set("TERM"), set("COLORTERM"));
    match term.as_str() {
        _ if depth == "truecolor" || depth == "24bit" || term.contains("direct") => Colors::All,
        _ if term.contains("256") => Colors::Indexed,
        // These are paper and glass: they have none.
        _ if term.starts_with("vt") && !term.contains("color") => Colors::None,
        _ => Colors::Sixteen,
    }
}

/// Whether GNU screen is between us and the terminal: as long as it tells of the mouse it gives Esc only with the key after it.
pub(super) fn withholds_esc_for_mouse() -> bool {
    std::env::var_os("STY").is_some_and(|session| !session.is_empty())
}

fn enter(modes: Modes) -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        stdout(),
        EnterAlternateScreen,
        // GNU screen has no other screen unless it is told to: what the shell wrote would stand where nothing is drawn.
        Clear(ClearType::All),
        EnableBracketedPaste,
        EnableFocusChange,
        cursor::Hide,
        Print(if modes.reorders { ORDER_AS_GIVEN } else { "" }),
        Print(if modes.mouse { MOUSE_ON } else { "" })
    )
}

fn leave() -> io::Result<()> {
    let shown = execute!(
        stdout(),
        Print(MOUSE_OFF),
        Print(ORDER_BY_THE_TERMINAL),
        DisableFocusChange,
        DisableBracketedPaste,
        Clear(ClearType::All),
        cursor::MoveTo(0, 0),
        LeaveAlternateScreen,
        cursor::Show
    );
    disable_raw_mode().and(shown)
}

/// A panic of this thread ends the program: the terminal is given back before its message is printed. Another thread's is
/// caught where it belongs and must not write over the screen.
fn give_back_before_panicking() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let ours = thread::current().id();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if thread::current().id() == ours {
                drop(leave());
                before(panic);
            } else {
                log::error!("{panic}");
            }
        }));
    });
}
