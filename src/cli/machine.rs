//! The machine without its screen: a worker, and the events that answer what is asked of it.

use super::output::say;
use crate::app::{Effect, Event};
use crate::config::{Paths, RefreshSettings};
use crate::worker::{self, Worker};
use anyhow::{Context, bail};
use std::sync::mpsc::{Receiver, channel};

/// A worker with its events.
pub struct Machine {
    worker: Worker,
    events: Receiver<Event>,
    /// The settings for what is fetched.
    pub refresh: RefreshSettings,
}

impl Machine {
    /// Starts it with the person's settings; what is wrong with them is said and stops nothing.
    ///
    /// # Errors
    /// The store cannot be opened.
    pub fn start(paths: &Paths) -> anyhow::Result<Machine> {
        let loaded = worker::load(paths);
        for problem in &loaded.problems {
            say(&format!("warning: {problem}"));
        }
        let (send, events) = channel();
        let worker = Worker::start_for_a_command(&loaded.config, paths, move |event| {
            // Fails only at the end, when nobody listens any more.
            let _ = send.send(event);
        })?;
        Ok(Machine {
            worker,
            events,
            refresh: loaded.config.refresh,
        })
    }

    /// Asks for something.
    pub fn perform(&self, effect: Effect) {
        self.worker.perform(effect);
    }

    /// The next event.
    ///
    /// # Errors
    /// What was asked for could not be done: the event was that.
    pub fn next(&self) -> anyhow::Result<Event> {
        match self.events.recv().context("the worker ended before it was done")? {
            Event::Failed { message }
            | Event::MarkFailed { message, .. }
            | Event::AddFailed { message, .. }
            | Event::CleanupFailed { message }
            | Event::RefreshRefused { message } => bail!(message),
            event => Ok(event),
        }
    }

    /// Asks for something that one event answers.
    ///
    /// # Errors
    /// It could not be done.
    pub fn answer(&self, effect: Effect) -> anyhow::Result<Event> {
        self.perform(effect);
        self.next()
    }

    /// Gives the room that cleanup freed back to the disk.
    pub fn shrink(&self) {
        self.worker.shrink();
    }

    /// Brings the index of the words up to date with at most so many entries.
    pub fn index(&self, at_most: usize) {
        self.worker.index(at_most);
    }
}
