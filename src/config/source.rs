//! Feeds that a person's own programs and files give: the tables `[[source]]` of `config.toml`, and nowhere else
//! (`promises.md` B3). The store holds such a feed as `source:NAME`; what is run stands in this file only.

use super::values::texts;
use crate::model::{Folder, program_words, text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A feed of the person's own making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSource {
    /// What the feed is called by.
    pub name: String,
    pub origin: Origin,
    /// Where it is filed.
    pub folder: Option<Folder>,
}

/// What gives the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A program's output.
    Exec(Vec<String>),
    /// A program's output, which gets the document of an address on its stdin.
    Filter { command: Vec<String>, url: String },
    /// A file.
    File(String),
}

impl OwnSource {
    /// The address under which the store has it.
    pub fn address(&self) -> String {
        format!("{SCHEME}{}", self.name)
    }

    /// The name in such an address; `None` for an address of the web.
    pub fn name_in(address: &str) -> Option<&str> {
        address.strip_prefix(SCHEME)
    }
}

const SCHEME: &str = "source:";

/// Reads the tables; what cannot be taken is a mistake with its place.
pub(super) fn read(value: &DeValue<'_>, place: usize, mistakes: &mut Vec<(usize, String)>) -> Vec<OwnSource> {
    let mut sources: Vec<OwnSource> = Vec::new();
    let Some(tables) = value.as_array() else {
        mistakes.push((place, "sources are tables: [[source]], with two brackets".to_owned()));
        return sources;
    };
    for table in tables.iter() {
        let place = Spanned::span(table).start;
        let read = match table.get_ref().as_table() {
            Some(table) => read_one(table),
            None => Err("a source is a table: [[source]]".to_owned()),
        };
        match read {
            Ok(source) if sources.iter().any(|known| known.name == source.name) => {
                mistakes.push((place, format!("there is another source “{}”", source.name)));
            }
            Ok(source) => sources.push(source),
            Err(message) => mistakes.push((place, message)),
        }
    }
    sources
}

fn read_one(table: &DeTable<'_>) -> Result<OwnSource, String> {
    let known = ["name", "exec", "filter", "file", "url", "folder"];
    if let Some((key, _)) = table.iter().find(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
        let key = text::line(key.get_ref());
        return Err(format!("a source has no “{key}”; it has {}", known.join(", ")));
    }
    let list = |key: &str| table.get(key).map(|value| texts(value.get_ref())).transpose();
    let one = |key: &str| list(key).map(|texts| texts.and_then(|texts| texts.into_iter().next()));
    let name = one("name")?
        .map(|name| text::line(&name))
        .filter(|name| !name.is_empty());
    let name = name.ok_or("a source needs a name")?;
    let origin = match (list("exec")?, list("filter")?, one("file")?, one("url")?) {
        (Some(command), None, None, None) => Origin::Exec(words(command)),
        (None, Some(command), None, Some(url)) => Origin::Filter {
            command: words(command),
            url,
        },
        (None, None, Some(file), None) => Origin::File(file),
        _ => {
            return Err(format!(
                "the source “{name}” needs one of exec, file, or filter with url"
            ));
        }
    };
    if let Origin::Exec(command) | Origin::Filter { command, .. } = &origin
        && command.is_empty()
    {
        return Err(format!("the source “{name}” names no program"));
    }
    Ok(OwnSource {
        name,
        origin,
        folder: one("folder")?.and_then(|folder| Folder::parse(&folder)),
    })
}

/// One text is parted into words, once; a list stays as it is.
fn words(texts: Vec<String>) -> Vec<String> {
    match texts.as_slice() {
        [one] => program_words(one),
        _ => texts,
    }
}
