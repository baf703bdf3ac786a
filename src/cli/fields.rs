//! The fields of the objects that `--json` prints, command by command: help, manual and README read this table. They stay
//! as they are; others may come beside them.

/// A command's name, and what each line of its JSON holds: names in code, each with what it is where that is not plain.
pub const JSON_FIELDS: &[(&str, &str)] = &[
    (
        "add",
        "`what` (a sentence), `id` of the feed, `title`, `added` (false: it was there already), `entries`, `error` of the \
         first fetch; where a page names several feeds a line each with `url`, `title`, `command`.",
    ),
    ("remove", "`what`, `id` of the feed."),
    (
        "rename",
        "`what`, `id` of the feed, or the `folder` as it is called now.",
    ),
    ("move", "`what`, `id` of the feed."),
    ("raise", "`what`, `id` of the feed, or the `folder`."),
    ("lower", "`what`, `id` of the feed, or the `folder`."),
    ("set", "`what`, `id` of the feed."),
    (
        "health",
        "`id`, `url`, `title`, `health` (sentences), `ailments`, `next_check_reason`, `repaired`, `redirected_to`, \
         `moved_from`, `moved_at`, `latest_entry`, `settings`, `remedies` (`what`, `command`).",
    ),
    ("relocate", "`what`, `id` of the feed."),
    (
        "import",
        "a line a feed: `state` (added, already, skipped), `id`, `url`, `title`, `folders`; of a saved search `state`, \
         `name`, `query`, `what`; of a line that was skipped `state`, `line`, `what`, `reason`. Without a file a line a list: `file`, `of`, `feeds`, `command`. Of newsboat's config \
         `file` and `text` of what it becomes.",
    ),
    (
        "feeds",
        "`id`, `url`, `title`, `site_url`, `folders`, `unread`, `total`, `last_success`, `last_attempt`, `next_check`, \
         `state` (ok, new, failing), `error` (`kind`, `message`, `since`, `failures`), `repairs`, and those of `health`.",
    ),
    (
        "refresh",
        "a line a feed: `feed_id`, `feed` (its title), `new` (entries), `error`; the last line: `fetched`, `unchanged`, \
         `failed`, `left`, `new`, `offline`.",
    ),
    ("prefetch", "a line an entry: `id`, `title`, `ready`, `error`."),
    (
        "list",
        "`id` (what `show` and `mark` take), `feed`, `feed_id`, `title`, `author`, `url`, `published` (RFC 3339, UTC), \
         `read`, `starred`, `tags`, `minutes`, `ready`.",
    ),
    ("search", "those of `list`, `snippet`, `rank`."),
    ("save-query", "`what`, `name`, `query`."),
    ("remove-query", "`what`, `name`."),
    ("rename-query", "`what`, `name` (the new one)."),
    ("queries", "`name`, `query`, `unread`."),
    ("cleanup", "`what`, `entries` (how many), `dry_run`."),
    ("show", "those of `list`, `text`, `html`."),
    ("tag", "`what`, `tag`, `changed` (how many entries)."),
    ("untag", "`what`, `tag`, `changed` (how many entries)."),
    ("mark", "`what`, `mark`, `changed` (how many entries)."),
    ("undo", "`what`, `changed` (false: there was nothing)."),
    ("redo", "`what`, `changed` (false: there was nothing)."),
    ("journal", "`id`, `at`, `what`, `undone`."),
    ("unread", "`unread` (how many)."),
    (
        "parse",
        "a line a file: `file` (as it was given), `error`, `entries` (`title`, `link`, `id`, `published`, `updated`, \
         `author`, `has_body`, `enclosures`).",
    ),
    (
        "doctor",
        "`area`, `kind`, `feed` (its id), `title`, `what`, `command` (what helps), `problem` (false: only told).",
    ),
    (
        "extract",
        "a line a page: `file` (as it was given), `url`, `title`, `author`, `published`, `language`, `site`, `text`, \
         `blocks` (`kind`, `text`), `links`, `error`.",
    ),
    (
        "config",
        "`check`: a line a problem: `file`, `line` (null: the whole file), `message`. `paths`: a line a place: `name`, `path`.",
    ),
];

/// What the JSON of a command holds.
pub fn of(command: &str) -> Option<&'static str> {
    let row = JSON_FIELDS.iter().find(|(name, _)| *name == command);
    row.map(|(_, fields)| *fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::COMMANDS;

    #[test]
    fn every_command_that_prints_json_says_what_its_fields_are() {
        for spec in COMMANDS {
            let prints = spec.options.iter().any(|option| option.name == "json");
            assert_eq!(of(spec.name).is_some(), prints, "{}", spec.name);
        }
    }
}
