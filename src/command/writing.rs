//! A command as what would have to be said for it.

use super::{Command, Format, Invocation};
use crate::model::ListOrder;
use std::fmt;

impl Command {
    /// What would have to be said for this command.
    pub fn to_invocation(&self) -> Invocation {
        let said = Invocation::new(self.spec());
        match self {
            Command::Go { source } => said.with(source),
            Command::Find { words } => said.with_rest(words),
            Command::Jump { day } => said.with_rest(day),
            Command::Sort { order } => said.with_rest(order.map_or("", ListOrder::word)),
            Command::SaveQuery { name, query } => said.with(name).with_rest(query),
            Command::RemoveQuery { name } => said.with_all(name),
            Command::RenameQuery { name, new } => said.with_all(name).with(new),
            Command::Cleanup { dry_run } => said.with_flag("dry-run", *dry_run),
            Command::SaveArticle { file } => said.with_all(file),
            Command::Theme { name } => said.with_all(name),
            Command::Pipe { program } => said.with_rest(program),
            Command::Add { url, folders, title } => said
                .with(url)
                .with_folders(folders)
                .with_value("title", title.as_deref()),
            Command::Remove {
                feed,
                yes,
                with_starred,
            } => said
                .with_all(feed)
                .with_flag("yes", *yes)
                .with_flag("with-starred", *with_starred),
            Command::Raise { feed } | Command::Lower { feed } => said.with_all(feed),
            Command::Tag { tag, query } | Command::Untag { tag, query } => said.with(tag).with_rest(query),
            Command::Rename { feed, title } => said.with_all(feed).with(title),
            Command::Move { feed, folders } => said.with_all(feed).with_folders(folders),
            Command::Set { feed, key, value } => said.with_all(feed).with(key).with(value),
            Command::Health { feed } => said.with_all(feed),
            Command::Relocate { feed } => said.with_all(feed),
            Command::Import { file, write } => said.with_rest(file).with_flag("write", *write),
            Command::Export { file, force } => said.with_all(file).with_flag("force", *force),
            Command::Refresh { feeds, force } => said.with_all(feeds).with_flag("force", *force),
            Command::Prefetch { query } => said.with_rest(query),
            Command::Search { query, limit } | Command::List { query, limit } => {
                said.with_rest(query).with_number("limit", *limit)
            }
            Command::Show { entry, width, format } => {
                let format = (*format != Format::default()).then(|| format.word());
                said.with(entry)
                    .with_number("width", *width)
                    .with_value("format", format)
            }
            Command::Mark { mark, query } => said.with(mark.word()).with_rest(query),
            Command::Unread { query } => said.with_rest(query),
            Command::Parse {
                files,
                base,
                content_type,
            } => said
                .with_all(files)
                .with_value("base", base.as_deref())
                .with_value("content-type", content_type.as_deref()),
            Command::Doctor { online, mend } => said.with_flag("online", *online).with_flag("mend", *mend),
            Command::Extract {
                pages,
                url,
                explain,
                together,
            } => said
                .with_all(pages)
                .with_value("url", url.as_deref())
                .with_flag("explain", *explain)
                .with_flag("together", *together),
            Command::Config { what } => said.with(what.word()),
            Command::Completions { shell } => said.with(shell),
            _ => said,
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_invocation().fmt(f)
    }
}
