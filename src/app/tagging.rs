//! Tags put on entries and taken off, and what an answer that is being typed can be completed to.

use super::completing::Completions;
use super::effect::{Effect, Which};
use super::notice::Severity;
use super::prompt::{Prompt, Question};
use super::state::State;
use crate::model::{EntryId, Query, text};

/// Completions on offer at most.
const OFFERED: usize = 8;

/// A tag as it is kept: one word.
///
/// # Errors
/// A sentence: it is none.
pub fn tag_named(said: &str) -> Result<String, String> {
    let tag = text::line(said).trim().trim_start_matches('#').to_owned();
    match tag.is_empty() || tag.contains(char::is_whitespace) {
        true => Err(format!("“{}” is no tag: a tag is one word", text::line(said).trim())),
        false => Ok(tag),
    }
}

/// The changes that the answer to a question for tags asks for.
pub(super) fn tags_of(entries: &[EntryId], answer: &str) -> Vec<Effect> {
    let words = answer
        .split([' ', ','])
        .filter_map(|word| match word.strip_prefix('-') {
            Some(off) => Some((tag_named(off).ok()?, false)),
            None => Some((tag_named(word).ok()?, true)),
        });
    let change = |(tag, on)| Effect::Tag {
        which: Which::Entries(entries.to_vec()),
        tag,
        on,
    };
    words.map(change).collect()
}

impl State {
    /// Puts a tag on the entries of a query or else those at hand, or takes it off; without a tag asks for some.
    pub(super) fn tag(&mut self, said: &str, query: &str, on: bool) -> Vec<Effect> {
        let entries: Vec<EntryId> = self.entries_at_hand().iter().map(|row| row.id).collect();
        if said.trim().is_empty() {
            if entries.is_empty() {
                return self.say(Severity::Info, "There is no entry here to tag.");
            }
            let mut effects = self.search.load_aids();
            effects.extend(self.ask(Question::Tag(entries), if on { "" } else { "-" }));
            return effects;
        }
        let tag = match tag_named(said) {
            Ok(tag) => tag,
            Err(mistake) => return self.say(Severity::Error, &mistake),
        };
        let which = match (query.trim(), Query::parse(query)) {
            ("", _) => Which::Entries(entries),
            (_, Ok(query)) => Which::Query(query),
            (_, Err(mistake)) => return self.say(Severity::Error, &format!("This query cannot be read: {mistake}")),
        };
        vec![Effect::Tag { which, tag, on }]
    }

    /// What the last piece of an answer can be completed to: a tag that is known, a folder, or
    /// a list that was found.
    pub fn answers(&self, prompt: &Prompt) -> Completions {
        let before = prompt.input.before();
        let (divides, known): (&[char], Vec<String>) = match prompt.question {
            Question::Tag(_) => (&[' ', ',', '-'], self.search.tags.clone()),
            Question::Move(_) => (&[','], self.sidebar.folders().iter().map(ToString::to_string).collect()),
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
