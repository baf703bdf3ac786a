//! The door to the screen: takes the terminal, runs the loop, gives the terminal back whatever happens. What keys mean
//! is decided in `app`, what is drawn in `ui`.

mod asking;
mod ground;
mod input;
mod late;
mod lending;
mod links;
mod pictures;
mod screen;

use crate::app::{
    Clock, Effect, Event, Message, Outside, Printable, Starter, State, Way, leave, start, update, without_superseded,
};
use crate::config::{Config, Keymap, Paths, PicturesBy, PicturesFrom, Problem, RefreshSettings, Signs, Themes};
use crate::ui;
use crate::worker::{self, Worker};
use anyhow::Context;
use asking::Question;
use input::{Incoming, Turns};
use screen::{Modes, Screen};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long a frame is held back for what was just asked for: most answers of the store come sooner, and the frame
/// before them would show an empty pane for a blink.
const PATIENCE: Duration = Duration::from_millis(12);

/// What the reader opens with.
pub struct Door {
    pub paths: Paths,
    pub config: Config,
    pub keymap: Keymap,
    pub themes: Themes,
    /// What is wrong with the configuration.
    pub problems: Vec<Problem>,
    /// Gives the feeds that are offered where there is none.
    pub starter: Starter,
}

/// How the reader ended; either way it ended in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person left it.
    Left,
    /// A signal of this number told it to end.
    Signalled(i32),
}

/// Runs the reader until it is left, or the terminal is gone.
///
/// # Errors
/// The terminal cannot be taken or drawn on, or the store cannot be opened.
pub fn run(mut door: Door) -> anyhow::Result<Ended> {
    if door.config.accessible {
        // What is read aloud has no pictures, and its signs in the order in which they are read.
        door.config.article.pictures = PicturesFrom::Nowhere;
        door.config.article.reorder = false;
    }
    door.config.mouse &= !screen::withholds_esc_for_mouse();
    let (send, queue) = channel();
    let events = send.clone();
    // The queue ends with the loop; what comes after it is no longer wanted.
    let deliver = move |event: Event| drop(events.send(Incoming::Message(Message::Event(Box::new(event)))));
    let worker = Worker::start(&door.config, &door.paths, deliver)?;
    let RefreshSettings { every, metered, .. } = door.config.refresh;
    if every > 0 && !metered {
        worker.refresh_every(Duration::from_secs(60 * every));
    }
    let modes = Modes {
        reorders: door.config.article.reorder,
        mouse: door.config.mouse,
    };
    let clock = clock(&door.config);
    let mut state = State::new(
        door.config,
        door.keymap,
        door.themes.fit(screen::colors()),
        door.problems,
        door.starter,
        screen::size().context("the terminal does not tell its size")?,
        clock,
    );
    state
        .settings
        .take_ground(ground::of_environment(&variable("COLORFGBG")));
    state.pictures.easel = pictures::easel(state.settings.config.article.pictures_by);
    if state.settings.config.signs == Signs::Ascii && matches!(state.pictures.easel.way, Way::Blocks { .. }) {
        state.settings.config.article.pictures = PicturesFrom::Nowhere;
    }
    if let Some(kept) = worker::left_session(&door.paths) {
        state.resume(&kept);
    }
    // The store reads while the terminal is taken and asked; what is wanted first is of the worker alone.
    let first = start(&mut state);
    first.into_iter().for_each(|effect| worker.perform(effect));
    let screen = Screen::take(modes).context("the terminal cannot be taken")?;
    let asked = if ground::is_asked(&state.settings.config, &variable("TERM")) {
        Some(Question::Ground)
    } else {
        pictures::may_have_sixels(&state.settings.config.article, state.pictures.easel).then_some(Question::Attributes)
    };
    let turns = Arc::new(Turns::default());
    let mut session = Session {
        screen,
        worker,
        turns,
        queue: send,
        wake_at: None,
        late: false,
        ended: None,
    };
    if let Some(question) = asked {
        asking::ask(question)?;
    }
    input::listen(session.queue.clone(), &session.turns, asked).context("the terminal cannot be read")?;
    if session.worker.is_read_only() {
        let what = "The store can only be read here: marks and what is fetched are not kept.".to_owned();
        let said = Message::Event(Box::new(Event::Done { what }));
        // The loop that reads the queue is begun below.
        let _ = session.queue.send(Incoming::Message(said));
    }
    session.show(&mut state, &queue)?;
    let ended = session.run(&mut state, &queue);
    let last = leave(&mut state);
    session.perform(last)?;
    ended.map(|()| session.ended.unwrap_or(Ended::Left))
}

/// What the loop holds beside the state.
struct Session {
    // Given back before the worker is waited for.
    screen: Screen,
    worker: Worker,
    /// Who reads the terminal.
    turns: Arc<Turns>,
    queue: Sender<Incoming>,
    /// When the state wants to be woken.
    wake_at: Option<Instant>,
    /// Whether an answer that was waited for did not come within [`PATIENCE`]: no frame waits for it again.
    late: bool,
    ended: Option<Ended>,
}

impl Session {
    /// Takes everything that waits, updates for each, draws once; then sleeps until something comes.
    fn run(&mut self, state: &mut State, queue: &Receiver<Incoming>) -> anyhow::Result<()> {
        while self.ended.is_none() {
            let Some(first) = self.wait(queue) else { return Ok(()) };
            self.take(first, state, queue)?;
            self.show(state, queue)?;
        }
        Ok(())
    }

    /// Takes this and everything that waits behind it.
    fn take(&mut self, first: Incoming, state: &mut State, queue: &Receiver<Incoming>) -> anyhow::Result<()> {
        state.clock = clock(&state.settings.config);
        let mut effects = Vec::new();
        for incoming in std::iter::once(first).chain(queue.try_iter()) {
            match incoming {
                Incoming::Message(message) => effects.extend(update(state, message)),
                Incoming::HasSixels => take_sixels(state),
                Incoming::Ground(ground) => state.settings.take_ground(ground),
                Incoming::Suspend => effects.push(Effect::Suspend),
                Incoming::End(signal) => {
                    self.ended = Some(Ended::Signalled(signal));
                    return Ok(());
                }
            }
        }
        self.perform(without_superseded(effects))
    }

    /// Draws, as soon as what was asked for has come, or [`PATIENCE`] is over.
    fn show(&mut self, state: &mut State, queue: &Receiver<Incoming>) -> anyhow::Result<()> {
        let until = Instant::now() + PATIENCE;
        while state.is_about_to_change() && !self.late && self.ended.is_none() {
            match queue.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(incoming) => self.take(incoming, state, queue)?,
                Err(_) => self.late = true,
            }
        }
        self.late = state.is_about_to_change();
        if self.ended.is_none() {
            self.screen
                .draw(|frame| ui::view(state, frame), ui::links(state), &state.strips())?;
        }
        Ok(())
    }

    /// The next thing to come in; `None` where nothing can come any more.
    fn wait(&mut self, queue: &Receiver<Incoming>) -> Option<Incoming> {
        let Some(wake_at) = self.wake_at else {
            return queue.recv().ok();
        };
        match queue.recv_timeout(wake_at.saturating_duration_since(Instant::now())) {
            Ok(incoming) => Some(incoming),
            Err(RecvTimeoutError::Timeout) => {
                self.wake_at = None;
                Some(Incoming::Message(Message::Woken))
            }
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match effect {
                Effect::WakeAfter { milliseconds } => {
                    self.wake_at = Some(Instant::now() + Duration::from_millis(milliseconds));
                }
                Effect::Copy { text } => self.screen.copy(&text)?,
                Effect::CaptureMouse(mouse) => self.screen.capture_mouse(mouse)?,
                Effect::Redraw => self.screen.forget()?,
                Effect::Suspend => {
                    self.screen.suspend()?;
                    // Nobody told of its size meanwhile.
                    let size = screen::size()?;
                    let _ = self.queue.send(Incoming::Message(Message::Resized(size)));
                }
                Effect::Lend { outside, text } => self.lend(outside, &text)?,
                Effect::Quit => self.ended = Some(Ended::Left),
                effect => self.worker.perform(effect),
            }
        }
        Ok(())
    }

    /// Gives the terminal to a program until it ends.
    fn lend(&mut self, outside: Outside, text: &Printable) -> anyhow::Result<()> {
        let turns = Arc::clone(&self.turns);
        let shown = self.screen.lend(|| turns.lend(|| lending::show(outside, text)))?;
        if let Err(message) = shown {
            let failed = Message::Event(Box::new(Event::Failed { message }));
            // The loop that reads the queue is this one.
            let _ = self.queue.send(Incoming::Message(failed));
        }
        Ok(())
    }
}

/// Whoever was asked for the ground alone may have pictures drawn in another way.
fn take_sixels(state: &mut State) {
    if pictures::may_have_sixels(&state.settings.config.article, state.pictures.easel) {
        state.pictures.draw_for(pictures::easel(PicturesBy::Sixel));
    }
}

/// A variable of the environment; nothing where it is not set.
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn clock(config: &Config) -> Clock {
    Clock {
        now: worker::now(),
        zone: worker::zone(),
        dates: config.dates,
    }
}
