//! What reaches the application: everything that can change it, in one closed enum.

use super::{Event, Mouse, Size};
use crate::config::Key;

/// Something that came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    Key(Key),
    Mouse(Mouse),
    /// Text pasted into the terminal, as it came.
    Paste(String),
    Resized(Size),
    /// The person has come back to the terminal's window.
    Focused,
    Event(Box<Event>),
    /// The time asked for with `Effect::WakeAfter` has passed.
    Woken,
}
