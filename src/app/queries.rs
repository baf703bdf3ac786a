//! The person's own sources: saving a query under a name, and removing and renaming what was saved.

use super::effect::Effect;
use super::notice::Severity;
use super::prompt::Question;
use super::sources::BUILT_IN;
use super::state::State;
use crate::model::{Query, SavedQuery, Source, text};

/// A name that a saved query can have: a source is found by its name.
///
/// # Errors
/// A sentence: a source that is always there has it.
pub fn query_named(said: &str) -> Result<String, String> {
    let name = text::line(said).trim().to_owned();
    match BUILT_IN
        .iter()
        .find(|(_, taken)| taken.to_lowercase() == name.to_lowercase())
    {
        Some((_, taken)) => Err(format!("“{taken}” is a source that is always there; take another name")),
        None => Ok(name),
    }
}

impl State {
    /// Saves a query under a name; without one it is that of the search pane, and without a name it is asked for.
    pub(super) fn save_query(&mut self, name: &str, query: &str) -> Vec<Effect> {
        let typed = self.search.pane.as_ref().map(|pane| pane.input.text());
        let query = match query.trim() {
            "" => typed.unwrap_or_default().trim().to_owned(),
            said => said.to_owned(),
        };
        let parsed = match Query::parse(&query) {
            Ok(parsed) if !parsed.is_empty() => parsed,
            Ok(_) => {
                let said = format!(
                    "Search for something first ({}), then save it under a name.",
                    self.key_for("search")
                );
                return self.say(Severity::Info, &said);
            }
            Err(mistake) => return self.say(Severity::Error, &mistake.to_string()),
        };
        let name = match query_named(name) {
            Ok(name) if name.is_empty() => return self.ask(Question::SaveQuery(query), ""),
            Ok(name) => name,
            Err(mistake) => return self.refuse(Question::SaveQuery(query), name, mistake),
        };
        let mut effects = self.search.remember(&query);
        effects.push(Effect::SaveQuery(SavedQuery { name, query: parsed }));
        effects
    }

    /// Removes the saved query of that name, or the selected one.
    pub(super) fn remove_query(&mut self, said: Option<&str>) -> Vec<Effect> {
        match self.query_meant(said) {
            Ok(name) => vec![Effect::RemoveQuery { name }],
            Err(mistake) => self.say(Severity::Error, &mistake),
        }
    }

    /// Gives a saved query another name.
    pub(super) fn rename_query(&mut self, said: Option<&str>, new: &str) -> Vec<Effect> {
        match self.query_meant(said) {
            Ok(name) if new.trim().is_empty() => {
                let now = name.clone();
                self.ask(Question::RenameQuery(name), &now)
            }
            Ok(name) => match query_named(new) {
                Ok(new) => {
                    self.follow_query(&name, &new);
                    vec![Effect::RenameQuery { name, new }]
                }
                Err(mistake) => self.refuse(Question::RenameQuery(name), new, mistake),
            },
            Err(mistake) => self.say(Severity::Error, &mistake),
        }
    }

    /// Keeps a saved query selected under the name that it gets.
    fn follow_query(&mut self, name: &str, new: &str) {
        if let Source::Query { name: selected, query } = &self.sidebar.selected.source
            && selected == name
        {
            let (name, query) = (new.to_owned(), query.clone());
            self.sidebar.want(Source::Query { name, query });
        }
    }

    /// The name of the selected source, where it is a saved query.
    pub(super) fn selected_query(&self) -> Option<&str> {
        match &self.sidebar.selected.source {
            Source::Query { name, .. } => Some(name),
            _ => None,
        }
    }

    fn query_meant(&self, said: Option<&str>) -> Result<String, String> {
        let name = said.or(self.selected_query());
        name.map(str::to_owned)
            .ok_or_else(|| "select a saved query in the folders first, or name one".to_owned())
    }
}
