//! A question with one line to answer it in.

use super::effect::Effect;
use super::input::LineEditor;
use super::state::State;
use super::tagging::change_tags;
use crate::model::{EntryId, FeedId, Folder};

/// A question being answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    pub question: Question,
    pub input: LineEditor,
    /// What is wrong with the answer that was given.
    pub mistake: Option<String>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    Add {
        folders: Vec<Folder>,
        title: Option<String>,
    },
    Import,
    Export,
    Rename(FeedId),
    RenameFolder(Folder),
    /// The folders of a feed.
    Move(FeedId),
    /// Tags for entries.
    Tag(Vec<EntryId>),
    /// A name for this query.
    SaveQuery(String),
    RenameQuery(String),
    Jump,
    Find,
    Save(EntryId),
    Pipe,
}

impl Prompt {
    /// The question with an answer to begin with.
    pub fn new(question: Question, answer: &str) -> Prompt {
        Prompt {
            question,
            input: LineEditor::with(answer),
            mistake: None,
        }
    }

    /// The question with an answer that is on offer.
    pub fn offering(question: Question, answer: &str) -> Prompt {
        Prompt {
            input: LineEditor::offering(answer),
            ..Prompt::new(question, "")
        }
    }

    /// What is asked, as a title.
    pub const fn title(&self) -> &'static str {
        match self.question {
            Question::Add { .. } => "Add a feed",
            Question::Import => "Import subscriptions",
            Question::Export => "Export subscriptions",
            Question::Rename(_) => "Rename the feed",
            Question::RenameFolder(_) => "Rename the folder",
            Question::Move(_) => "Move the feed to folders",
            Question::Tag(_) => "Tag",
            Question::SaveQuery(_) => "Save the search under a name",
            Question::RenameQuery(_) => "Rename the saved search",
            Question::Jump => "Go to a day",
            Question::Find => "Find in the article",
            Question::Save(_) => "Save the article",
            Question::Pipe => "Give the article's text to a program",
        }
    }

    /// What an answer looks like.
    pub const fn hint(&self) -> &'static str {
        match self.question {
            Question::Add { .. } => "The address of a feed, or of a page that has one.",
            Question::Import => "An OPML file, newsboat's urls or newsraft's feeds.",
            Question::Export => "The OPML file to write.",
            Question::RenameFolder(_) => "A name alone; the feeds in it stay.",
            Question::Rename(_) => "Nothing gives the feed its own title back.",
            Question::Move(_) => "News/World, Mornings; nothing is the top level.",
            Question::Tag(_) => "Words; with a “-” before it a tag is taken off.",
            Question::Save(_) => "The Markdown file to write; none that is there is written over.",
            Question::Pipe => "A program and its arguments, as in wc -w; no shell is involved.",
            Question::Find => "Then n and N go from place to place, and Esc ends it.",
            Question::SaveQuery(_) => "It is a source among the folders then.",
            Question::RenameQuery(_) => "A name alone; what it asks for stays.",
            Question::Jump => "2026-01-31, today or yesterday.",
        }
    }
}

/// Carries out the answer; where it will not do, says why and leaves the question open.
pub(super) fn submit(state: &mut State, prompt: Prompt) -> Vec<Effect> {
    let answer = prompt.input.text().trim().to_owned();
    let needed = !matches!(prompt.question, Question::Rename(_) | Question::Move(_));
    if needed && answer.is_empty() {
        return state.refuse(prompt.question, "", "nothing was typed; Esc leaves".to_owned());
    }
    match &prompt.question {
        Question::Add { folders, title } => state.add(answer, folders.clone(), title.clone()),
        Question::Import => state.import(answer),
        Question::Export => vec![Effect::Export {
            file: Some(answer),
            force: false,
        }],
        Question::Rename(feed) => vec![Effect::Rename {
            feed: *feed,
            title: (!answer.is_empty()).then_some(answer),
        }],
        Question::RenameFolder(folder) => state.give_name(folder.clone(), &answer),
        Question::Move(feed) => vec![Effect::Move {
            feed: *feed,
            folders: answer.split(',').filter_map(Folder::parse).collect(),
        }],
        Question::Tag(entries) => match change_tags(entries, &answer, true) {
            Ok(Some(change)) => vec![change],
            Ok(None) => state.refuse(
                prompt.question,
                &answer,
                "there is no word in it; Esc leaves".to_owned(),
            ),
            Err(mistake) => state.refuse(prompt.question, &answer, mistake),
        },
        Question::Save(entry) => vec![Effect::SaveArticle {
            entry: *entry,
            file: answer,
        }],
        Question::Find => state.find(&answer),
        Question::Pipe => state.pipe(&answer),
        Question::SaveQuery(query) => state.save_query(&answer, query),
        Question::RenameQuery(name) => state.rename_query(Some(name), &answer),
        Question::Jump => match state.day_of(&answer) {
            Ok(day) => state.jump_to(day),
            Err(mistake) => state.refuse(prompt.question, &answer, mistake),
        },
    }
}
