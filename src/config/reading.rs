//! How `config.toml` is read: the table of its settings, each with what takes its value, and the mistakes with their lines.

use super::feed_settings::Section;
use super::lines::{Lines, read_table};
use super::settings::{Config, ListDates, PicturesBy, PicturesFrom, Signs};
use super::values::{file_name, header, number, one_of, proxy, string, switch, texts, words};
use super::{FullText, Problem, source};
use crate::command::nearest;
use crate::model::{DateForm, Query, text};
use std::collections::HashSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Takes a value into its place, or says what was expected.
type Set = fn(&mut Config, &DeValue<'_>) -> Result<(), String>;

/// Every setting: its name with its section before it, and how it is taken.
const SETTINGS: &[(&str, Set)] = &[
    ("browser", |config, value| {
        config.browser = words(value)?;
        Ok(())
    }),
    ("theme", |config, value| {
        config.theme = file_name(value)?;
        Ok(())
    }),
    ("signs", |config, value| {
        config.signs = match one_of(value, &["unicode", "ascii"])?.as_str() {
            "ascii" => Signs::Ascii,
            _ => Signs::Unicode,
        };
        Ok(())
    }),
    ("date_format", |config, value| {
        let given = one_of(value, &DateForm::ALL.map(DateForm::example))?;
        config.dates = DateForm::of_example(&given).unwrap_or_default();
        Ok(())
    }),
    ("accessible", |config, value| put(&mut config.accessible, switch(value))),
    ("keymap", |config, value| {
        config.keymap = one_of(value, &["default", "newsboat"])?;
        Ok(())
    }),
    ("mouse", |config, value| put(&mut config.mouse, switch(value))),
    ("refresh.on_start", |config, value| {
        put(&mut config.refresh.on_start, switch(value))
    }),
    ("refresh.every", |config, value| {
        config.refresh.every = number(value, 0..=1440)?;
        Ok(())
    }),
    ("refresh.metered", |config, value| {
        put(&mut config.refresh.metered, switch(value))
    }),
    ("refresh.prefetch", |config, value| {
        let query = string(value)?;
        Query::parse(query).map_err(|mistake| format!("a query, or empty: {mistake}"))?;
        config.refresh.prefetch = query.to_owned();
        Ok(())
    }),
    ("refresh.at_once", |config, value| {
        config.refresh.at_once = number(value, 1..=512)?;
        Ok(())
    }),
    ("refresh.per_host", |config, value| {
        config.refresh.per_host = number(value, 1..=16)?;
        Ok(())
    }),
    ("refresh.connect_timeout", |config, value| {
        config.refresh.connect_timeout = number(value, 1..=120)?;
        Ok(())
    }),
    ("refresh.timeout", |config, value| {
        config.refresh.timeout = number(value, 1..=600)?;
        Ok(())
    }),
    ("refresh.body_limit", |config, value| {
        config.refresh.body_limit = number(value, 1 << 16..=1 << 28)?;
        Ok(())
    }),
    ("refresh.user_agent", |config, value| {
        config.refresh.user_agent = header(value)?;
        Ok(())
    }),
    ("refresh.proxy", |config, value| {
        config.refresh.proxy = proxy(value)?;
        Ok(())
    }),
    ("list.two_lines", |config, value| {
        put(&mut config.list.two_lines, switch(value))
    }),
    ("list.read_on_open", |config, value| {
        put(&mut config.list.read_on_open, switch(value))
    }),
    ("list.dates", |config, value| {
        config.list.dates = match one_of(value, &["age", "date"])?.as_str() {
            "date" => ListDates::Date,
            _ => ListDates::Age,
        };
        Ok(())
    }),
    ("list.counts", |config, value| {
        put(&mut config.list.counts, switch(value))
    }),
    ("article.width", |config, value| {
        config.article.width = number(value, 20..=400)?;
        Ok(())
    }),
    ("article.terminal_links", |config, value| {
        put(&mut config.article.terminal_links, switch(value))
    }),
    ("article.full_text", |config, value| {
        config.article.full_text = FullText::parse(string(value)?)?;
        Ok(())
    }),
    ("article.reorder", |config, value| {
        put(&mut config.article.reorder, switch(value))
    }),
    ("article.pictures", |config, value| {
        config.article.pictures = match one_of(value, &["off", "on-open", "prefetched"])?.as_str() {
            "on-open" => PicturesFrom::Anywhere,
            "prefetched" => PicturesFrom::Disk,
            _ => PicturesFrom::Nowhere,
        };
        Ok(())
    }),
    ("article.pictures_by", |config, value| {
        let ways = ["auto", "kitty", "sixel", "iterm", "blocks"];
        config.article.pictures_by = match one_of(value, &ways)?.as_str() {
            "kitty" => PicturesBy::Kitty,
            "sixel" => PicturesBy::Sixel,
            "iterm" => PicturesBy::Iterm,
            "blocks" => PicturesBy::Blocks,
            _ => PicturesBy::Auto,
        };
        Ok(())
    }),
    ("retention.days", |config, value| {
        config.retention.days = number(value, 0..=36500)?;
        Ok(())
    }),
    ("retention.entries", |config, value| {
        config.retention.entries = number(value, 0..=10_000_000)?;
        Ok(())
    }),
];

fn put<T>(place: &mut T, read: Result<T, String>) -> Result<(), String> {
    *place = read?;
    Ok(())
}

/// Takes every setting of a file; what a broken line leaves readable is taken too.
pub(super) fn apply(config: &mut Config, file: &str, text: &str) -> Vec<Problem> {
    let (table, mut problems) = read_table(file, text);
    let lines = Lines::of(text);
    // A line that cannot be read is named once, not again for what was made of it.
    let named: HashSet<Option<usize>> = problems.iter().map(|problem| problem.line).collect();
    let mut found = Vec::new();
    walk("", table.get_ref(), &mut found);
    for (name, place, value) in found {
        let unreadable = named.contains(&Some(lines.at(place)));
        let mut mistakes = Vec::new();
        match name.as_str() {
            _ if unreadable => {}
            "feed" => config.feeds = sections(value, place, &mut mistakes),
            "folder" => config.folders = sections(value, place, &mut mistakes),
            "source" => config.sources = source::read(value, place, &mut mistakes),
            _ => mistakes.extend(set(config, &name, value).err().map(|message| (place, message))),
        }
        problems.extend(mistakes.into_iter().map(|(place, message)| Problem {
            file: file.to_owned(),
            line: Some(lines.at(place)),
            message,
        }));
    }
    problems.sort_by_key(|problem| problem.line);
    problems
}

/// Lists the values of a table and of the tables in it, each under its full name with the place where it stands.
fn walk<'a, 'i>(before: &str, table: &'a DeTable<'i>, found: &mut Vec<(String, usize, &'a DeValue<'i>)>) {
    for (key, value) in table {
        let name = format!("{before}{}", key.get_ref());
        let place = Spanned::span(key).start;
        match value.get_ref() {
            DeValue::Table(inner) if is_section(&name) => walk(&format!("{name}."), inner, found),
            value => found.push((name, place, value)),
        }
    }
}

/// The sections of a kind, by name; what cannot be taken is a mistake with its place.
fn sections(value: &DeValue<'_>, place: usize, mistakes: &mut Vec<(usize, String)>) -> Vec<Section> {
    let mut sections = Vec::new();
    let Some(table) = value.as_table() else {
        mistakes.push((place, "this has to be a section, [feed.\"its address\"]".to_owned()));
        return sections;
    };
    for (name, value) in table {
        let place = Spanned::span(name).start;
        let mut section = Section {
            name: name.get_ref().to_string(),
            ..Section::default()
        };
        let Some(settings) = value.get_ref().as_table() else {
            let name = text::line(name.get_ref());
            mistakes.push((
                place,
                format!("“{name}” has to be a section of settings; put its address or title in quotes"),
            ));
            continue;
        };
        for (key, value) in settings {
            let taken = texts(value.get_ref()).and_then(|texts| {
                let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
                section.settings.set(key.get_ref(), &texts)
            });
            mistakes.extend(taken.err().map(|message| (Spanned::span(key).start, message)));
        }
        sections.push(section);
    }
    sections
}

fn is_section(name: &str) -> bool {
    SETTINGS
        .iter()
        .any(|(setting, _)| setting.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

fn set(config: &mut Config, name: &str, value: &DeValue<'_>) -> Result<(), String> {
    match SETTINGS.iter().find(|(setting, _)| *setting == name) {
        Some((_, take)) => take(config, value).map_err(|expected| format!("“{name}” has to be {expected}")),
        None => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> String {
    let sections = SETTINGS
        .iter()
        .filter_map(|(setting, _)| setting.split_once('.').map(|(section, _)| section));
    let tables = ["feed", "folder", "source"];
    let known = SETTINGS
        .iter()
        .map(|(setting, _)| *setting)
        .chain(sections)
        .chain(tables);
    let name = text::line(name);
    match misplaced(&name).or_else(|| nearest(&name, known)) {
        Some(near) => format!("there is no setting “{name}”; did you mean “{near}”?"),
        None => format!("there is no setting “{name}”; `dateline config defaults` lists them all"),
    }
}

/// The setting that has this name in another section.
fn misplaced(name: &str) -> Option<String> {
    let last = |name: &str| name.rsplit('.').next().map(str::to_owned);
    let found = SETTINGS.iter().find(|(setting, _)| last(setting) == last(name));
    found.map(|(setting, _)| (*setting).to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::DEFAULT_CONFIG;
    use super::*;

    fn read(text: &str) -> (Config, Vec<String>) {
        let (config, problems) = Config::read(Some(("my.toml", text)));
        (config, problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn a_setting_in_the_wrong_section_is_told_with_its_own() {
        let (_, problems) = read("counts = false\n[article]\ntheme = \"dark\"\n");
        assert_eq!(
            problems,
            [
                "my.toml:1: there is no setting “counts”; did you mean “list.counts”?",
                "my.toml:3: there is no setting “article.theme”; did you mean “theme”?",
            ]
        );
    }

    #[test]
    fn the_defaults_set_every_setting_and_nothing_else() {
        let (_, problems) = Config::read(None);
        assert_eq!(problems, []);
        let mut found = Vec::new();
        let table = DeTable::parse(DEFAULT_CONFIG).unwrap();
        walk("", table.get_ref(), &mut found);
        let found: Vec<_> = found.iter().map(|(name, _, _)| name.as_str()).collect();
        let settings: Vec<_> = SETTINGS.iter().map(|(name, _)| *name).collect();
        assert_eq!(found, settings);
    }

    #[test]
    fn a_persons_file_holds_differences_only() {
        let (config, problems) = read("browser = 'w3m -N'\n[article]\nwidth = 60\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(config.article.width, 60);
        assert_eq!(config.browser, Some(vec!["w3m".to_owned(), "-N".to_owned()]));
        assert_eq!(config.refresh, Config::default().refresh);
    }

    #[test]
    fn every_problem_has_its_line_and_the_nearest_name() {
        let (config, problems) =
            read("thene = 'x'\n[refresh]\nat_once = 0\nper_hots = 3\ntimeout = 'long'\n[refersh]\non_start = false\n");
        assert_eq!(
            problems,
            [
                "my.toml:1: there is no setting “thene”; did you mean “theme”?",
                "my.toml:3: “refresh.at_once” has to be a whole number from 1 to 512",
                "my.toml:4: there is no setting “refresh.per_hots”; did you mean “refresh.per_host”?",
                "my.toml:5: “refresh.timeout” has to be a whole number from 1 to 600",
                "my.toml:6: there is no setting “refersh”; did you mean “refresh”?",
            ]
        );
        assert_eq!(config, Config::default());
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_and_the_others_are_taken() {
        let (config, problems) = read("theme = \"light\"\n[article\nwidth = = 3\n[list]\ntwo_lines = true\n");
        assert_eq!(config.theme, "light");
        assert!(config.list.two_lines);
        assert!(
            !problems.is_empty() && problems.iter().all(|problem| problem.starts_with("my.toml:")),
            "{problems:?}"
        );
    }

    #[test]
    fn feeds_and_folders_have_sections_of_their_own() {
        let (config, problems) = read(
            "[feed.\"https://a.example/feed\"]\ninterval = '6h'\nheaders = ['A: 1', 'B: 2']\ntimeout = 60\n\
             [folder.'News/World']\nhttp1_only = true\nprxy = ''\n[feed.Title]\nuser = 'a:b'\n[feeds]\n",
        );
        let named = |section: &&Section| section.name == "https://a.example/feed";
        let feed = config.feeds.iter().find(named).unwrap();
        assert_eq!((feed.settings.headers.len(), feed.settings.timeout), (2, Some(60)));
        assert_eq!(config.folders[0].settings.http1_only, Some(true));
        let expected = [
            "my.toml:7: there is no setting “prxy” of a feed; did you mean “proxy”?",
            "my.toml:9: ",
            "my.toml:10: ",
        ];
        assert_eq!(problems.len(), 3, "{problems:?}");
        for (problem, expected) in problems.iter().zip(expected) {
            assert!(problem.starts_with(expected), "{problems:?}");
        }
    }

    #[test]
    fn sources_are_programs_and_files_of_the_persons_own() {
        let (config, problems) = read(
            "[[source]]\nname = 'mine'\nexec = ['feed maker', '--x']\n[[source]]\nname = 'b'\nfile = '~/f.xml'\n\
             folder = 'News'\n[[source]]\nname = 'c'\nfilter = 'sed s/a/b/'\nurl = 'https://c.example/'\n\
             [[source]]\nname = 'c'\nexec = 'x'\n[[source]]\nname = 'd'\nfilter = 'x'\n[[source]]\nexce = 'x'\n",
        );
        assert_eq!(config.sources.len(), 3, "{config:?}");
        assert_eq!(
            config.sources[1].folder.as_ref().map(ToString::to_string),
            Some("News".to_owned())
        );
        assert_eq!(problems.len(), 3, "{problems:?}");
    }

    #[test]
    fn a_theme_names_no_other_folder_and_a_header_no_second_line() {
        let (_, problems) = read("theme = '../x'\n[refresh]\nuser_agent = \"a\\r\\nHost: b\"\nproxy = 'file:///x'\n");
        assert_eq!(problems.len(), 3, "{problems:?}");
    }
}
