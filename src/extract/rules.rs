//! What extraction goes by that is data: word lists by language, names of elements, rules for single sites. The
//! defaults are the files in `config/extract/`; a person can add to them.

use super::marks::{MarkLists, Marks};
use super::phrase::Phrases;
use super::piece::normalised;
use dom_query::{Document, NodeId};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The lists that are embedded, one per language.
const LANGUAGES: [&str; 16] = [
    include_str!("../../config/extract/ar.toml"),
    include_str!("../../config/extract/de.toml"),
    include_str!("../../config/extract/en.toml"),
    include_str!("../../config/extract/es.toml"),
    include_str!("../../config/extract/fr.toml"),
    include_str!("../../config/extract/id.toml"),
    include_str!("../../config/extract/it.toml"),
    include_str!("../../config/extract/ja.toml"),
    include_str!("../../config/extract/nl.toml"),
    include_str!("../../config/extract/pl.toml"),
    include_str!("../../config/extract/pt.toml"),
    include_str!("../../config/extract/ru.toml"),
    include_str!("../../config/extract/sv.toml"),
    include_str!("../../config/extract/tr.toml"),
    include_str!("../../config/extract/uk.toml"),
    include_str!("../../config/extract/zh.toml"),
];

const MARKS: &str = include_str!("../../config/extract/marks.toml");

/// Everything that extraction goes by.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) words: Words,
    pub(super) marks: Marks,
    pub(super) sites: Vec<SiteRule>,
}

impl Rules {
    /// The defaults.
    pub fn embedded() -> &'static Rules {
        static EMBEDDED: OnceLock<Rules> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut words = Words::default();
            for text in LANGUAGES {
                words.add(toml::from_str(text).expect("the embedded lists are tested"));
            }
            let marks: MarkLists = toml::from_str(MARKS).expect("the embedded lists are tested");
            Rules {
                words,
                marks: Marks::from(marks),
                sites: Vec::new(),
            }
        })
    }

    /// The defaults and what a person adds: the keys of a language's file, and `[[site]]` tables with `host` and the
    /// CSS selectors `body`, `strip` (a list) and `next`.
    ///
    /// # Errors
    /// Where `text` is no such TOML, or a selector is none.
    pub fn with_user(text: &str) -> Result<Rules, RulesError> {
        let added: UserLists = toml::from_str(text).map_err(|error| RulesError::Unreadable(error.to_string()))?;
        for site in &added.site {
            site.check()?;
        }
        let mut rules = Rules::embedded().clone();
        rules.words.add(added.lists);
        rules.sites = added.site;
        Ok(rules)
    }

    /// The rule for a host: the longest of those that are it or a parent domain of it.
    pub(super) fn site(&self, host: &str) -> Option<&SiteRule> {
        let fits = |site: &&SiteRule| {
            host == site.host || host.strip_suffix(&site.host).is_some_and(|rest| rest.ends_with('.'))
        };
        self.sites.iter().filter(fits).max_by_key(|site| site.host.len())
    }
}

/// Why a person's rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// No TOML, or not the keys that are known.
    #[error("the extraction rules cannot be read: {0}")]
    Unreadable(String),
    /// A selector that is no CSS selector.
    #[error(
        "the rule for {host} has a selector that cannot be read: `{selector}`; write a CSS selector such as `.story p`"
    )]
    BadSelector { host: String, selector: String },
}

/// What a person knows better about a site.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRule {
    /// The host; hosts under it are meant too.
    pub host: String,
    /// CSS selector of what holds the article.
    pub body: Option<String>,
    /// CSS selectors of what does not belong to it.
    #[serde(default)]
    pub strip: Vec<String>,
    /// CSS selector of the link to the next page of the same article.
    pub next: Option<String>,
}

impl SiteRule {
    fn check(&self) -> Result<(), RulesError> {
        for selector in self.strip.iter().chain(&self.body).chain(&self.next) {
            if dom_query::Matcher::new(selector).is_err() {
                return Err(RulesError::BadSelector {
                    host: self.host.clone(),
                    selector: selector.clone(),
                });
            }
        }
        Ok(())
    }

    /// The nodes of a page that the rule names.
    pub(super) fn nodes(&self, document: &Document) -> SiteNodes {
        let all = |selector: &str| -> Vec<NodeId> {
            let found = document.try_select(selector);
            found
                .map(|found| found.nodes().iter().map(|node| node.id).collect())
                .unwrap_or_default()
        };
        SiteNodes {
            body: self.body.iter().flat_map(|selector| all(selector)).collect(),
            strip: self.strip.iter().flat_map(|selector| all(selector)).collect(),
        }
    }
}

/// The nodes of a page that its site's rule names.
#[derive(Clone, Debug, Default)]
pub(super) struct SiteNodes {
    pub body: HashSet<NodeId>,
    pub strip: HashSet<NodeId>,
}

/// A language's lists as they stand in its file; the files explain the keys.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Lists {
    unspaced: bool,
    lines: Vec<String>,
    starts: Vec<String>,
    holds: Vec<String>,
    we: Vec<String>,
    you: Vec<String>,
    asks: Vec<String>,
    invites: Vec<String>,
    follows: Vec<String>,
    networks: Vec<String>,
    credits: Vec<String>,
    bylines: Vec<String>,
    months: Vec<String>,
    walls: Vec<String>,
}

#[derive(Deserialize)]
struct UserLists {
    #[serde(flatten)]
    lists: Lists,
    #[serde(default)]
    site: Vec<SiteRule>,
}

/// A part of a plea.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    We,
    You,
    Asks,
}

/// The lists of all languages, ready to be looked up. All entries are normalised.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    languages: usize,
    /// Whole blocks that are no part of an article.
    pub lines: HashSet<String>,
    /// Beginnings of such blocks; from lines that end in `*`.
    pub line_starts: Phrases,
    pub starts: Phrases,
    pub holds: Phrases,
    /// What a plea is made of, with the number of its language: the parts of one are of one language.
    pub pleas: Phrases<(usize, Part)>,
    /// Beginnings of paragraphs that invite to subscribe, follow, write.
    pub invites: Phrases,
    /// Beginnings of lines that send to channels, where one of `networks` is in them.
    pub follows: Phrases,
    pub networks: Phrases,
    pub credits: Phrases,
    pub bylines: Phrases,
    /// The months by name, 1 to 12.
    pub months: HashMap<String, u32>,
    /// What pages say that hide the article: behind payment or consent.
    pub walls: Phrases,
}

impl Words {
    /// Adds the lists of a language.
    fn add(&mut self, lists: Lists) {
        let all = |list: &[String]| -> Vec<String> { list.iter().map(|entry| normalised(entry)).collect() };
        let (starting, whole): (Vec<String>, Vec<String>) =
            lists.lines.iter().cloned().partition(|line| line.ends_with('*'));
        self.lines.extend(all(&whole));
        for (phrases, list) in [
            (&mut self.line_starts, &starting),
            (&mut self.starts, &lists.starts),
            (&mut self.holds, &lists.holds),
            (&mut self.invites, &lists.invites),
            (&mut self.follows, &lists.follows),
            (&mut self.networks, &lists.networks),
            (&mut self.credits, &lists.credits),
            (&mut self.bylines, &lists.bylines),
            (&mut self.walls, &lists.walls),
        ] {
            phrases.add(all(list), lists.unspaced, ());
        }
        for (part, list) in [
            (Part::We, &lists.we),
            (Part::You, &lists.you),
            (Part::Asks, &lists.asks),
        ] {
            self.pleas.add(all(list), lists.unspaced, (self.languages, part));
        }
        // January to December, then further forms in the same order. A name means what the first language means by it.
        for (name, month) in all(&lists.months).into_iter().zip((1..=12).cycle()) {
            self.months.entry(name).or_insert(month);
        }
        self.languages += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_list_reads_and_is_not_empty() {
        for text in LANGUAGES {
            let lists: Lists = toml::from_str(text).unwrap();
            for list in [
                &lists.starts,
                &lists.we,
                &lists.you,
                &lists.asks,
                &lists.invites,
                &lists.credits,
                &lists.walls,
            ] {
                assert!(!list.is_empty() && list.iter().all(|entry| !normalised(entry).is_empty()));
            }
            assert_eq!(lists.months.len() % 12, 0);
        }
    }

    #[test]
    fn a_person_adds_lines_and_sites() {
        let rules = Rules::with_user("lines = ['Zum Archiv']\n[[site]]\nhost = 'a.example'\nstrip = ['.x']").unwrap();
        assert!(rules.words.lines.contains("zum archiv"));
        assert!(rules.site("www.a.example").is_some() && rules.site("aa.example").is_none());
    }

    #[test]
    fn a_selector_that_is_none_is_said() {
        let error = Rules::with_user("[[site]]\nhost = 'a.example'\nbody = 'p['").unwrap_err();
        assert!(error.to_string().contains("a.example"));
    }
}
