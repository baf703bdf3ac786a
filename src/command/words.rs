//! Arguments that are one word of a few.

/// The form in which `show` prints an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Text,
    Markdown,
    Html,
    Json,
}

impl Format {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Json => "json",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Format> {
        [Format::Text, Format::Markdown, Format::Html, Format::Json]
            .into_iter()
            .find(|format| format.word() == word)
    }
}

/// What `config` is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigQuestion {
    /// Print the defaults.
    Defaults,
    /// Check the person's files.
    Check,
    /// Name every place.
    Paths,
}

impl ConfigQuestion {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            ConfigQuestion::Defaults => "defaults",
            ConfigQuestion::Check => "check",
            ConfigQuestion::Paths => "paths",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<ConfigQuestion> {
        [ConfigQuestion::Defaults, ConfigQuestion::Check, ConfigQuestion::Paths]
            .into_iter()
            .find(|question| question.word() == word)
    }
}
