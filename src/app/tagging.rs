//! Tags put on entries and taken off, and what an answer that is being typed can be completed to.

use super::completing::Completions;
use super::effect::{Effect, Which};
use super::notice::Severity;
use super::prompt::{Prompt, Question};
use super::state::State;
use crate::model::{EntryId, text};

/// Completions on offer at most.
const OFFERED: usize = 8;

/// A tag as it is kept: one word.
///
/// # Errors
/// A sentence: it is none.
pub fn tag_named(said: &str) -> Result<String, String> {
    let tag = text::line(said).trim().trim_start_matches('#').to_owned();
    // On the screen a comma parts two, and in a query quotation marks hold words together.
    match tag.is_empty() || tag.contains(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '"')) {
        true => Err(format!("“{}” is no tag: a tag is one word", text::line(said).trim())),
        false => Ok(tag),
    }
}

/// The tags that words are, those to put on and those with a “-” before them to take off.
///
/// # Errors
/// A sentence: one of them is none.
fn tags_of(words: &str) -> Result<(Vec<String>, Vec<String>), String> {
    let (mut on, mut off) = (Vec::new(), Vec::new());
    for word in words.split([' ', ',']).filter(|word| !word.is_empty()) {
        match word.strip_prefix('-') {
            Some(word) => off.push(tag_named(word)?),
            None => on.push(tag_named(word)?),
        }
    }
    Ok((on, off))
}

/// The change of the tags of entries, where the words are any; those without a “-” before them are put on, or all are taken off.
///
/// # Errors
/// A sentence: one of the words is no tag.
pub(super) fn change_tags(entries: &[EntryId], words: &str, on: bool) -> Result<Option<Effect>, String> {
    let (plain, off) = tags_of(words)?;
    let (on, off) = match on {
        true => (plain, off),
        false => (Vec::new(), [plain, off].concat()),
    };
    let which = Which::Entries(entries.to_vec());
    let any = !on.is_empty() || !off.is_empty();
    Ok(any.then_some(Effect::Tag { which, on, off }))
}

impl State {
    /// Puts tags on the entries at hand, or takes them off; without one asks for some.
    pub(super) fn tag(&mut self, words: &str, on: bool) -> Vec<Effect> {
        let entries: Vec<EntryId> = self.entries_at_hand().iter().map(|row| row.id).collect();
        if entries.is_empty() {
            return self.say(Severity::Info, "There is no entry here to tag.");
        }
        if words.trim().is_empty() {
            let mut effects = self.search.load_aids();
            effects.extend(self.ask(Question::Tag(entries), if on { "" } else { "-" }));
            return effects;
        }
        match change_tags(&entries, words, on) {
            Ok(change) => change.into_iter().collect(),
            Err(mistake) => self.say(Severity::Error, &mistake),
        }
    }

    /// What the last piece of an answer can be completed to: a tag that is known, a folder, or
    /// a list that was found.
    pub fn answers(&self, prompt: &Prompt) -> Completions {
        let before = prompt.input.before();
        let (divides, known): (&[char], Vec<String>) = match prompt.question {
            Question::Tag(_) => (&[' ', ',', '-'], self.search.tags.clone()),
            Question::Move(_) => (&[','], self.sidebar.folders().map(ToString::to_string).collect()),
            Question::Import => (&[], self.found_lists.iter().map(|list| list.file.clone()).collect()),
            _ => return Completions::default(),
        };
        let piece = before.rsplit(divides).next().unwrap_or_default().trim_start();
        let begun = piece.to_lowercase();
        let fits = |name: &String| name.to_lowercase().starts_with(&begun) && name != piece;
        Completions {
            typed: piece.len(),
            offers: known.into_iter().filter(fits).take(OFFERED).collect(),
        }
    }
}
