//! What pages are taken apart by: the embedded lists and those that a person added.

use crate::config::{self, LARGEST, Loaded, Paths, Problem, read_plain_file};
use crate::extract::Rules;
use std::io::{self, ErrorKind};

/// Reads all of the person's files, the one about pages among them. Never fails: what cannot be taken is a problem.
pub fn load(paths: &Paths) -> Loaded {
    let mut loaded = config::load(paths);
    loaded.problems.extend(persons_rules(paths).err());
    loaded
}

/// The rules for pages, and what is wrong with those of the person, which then do not count. Reads the embedded lists on the
/// first call, which takes some milliseconds.
pub fn page_rules(paths: &Paths) -> (Rules, Option<Problem>) {
    match persons_rules(paths) {
        Ok(rules) => (rules.unwrap_or_else(|| Rules::embedded().clone()), None),
        Err(problem) => (Rules::embedded().clone(), Some(problem)),
    }
}

/// The embedded rules with those of the person; `None` where there are no such.
fn persons_rules(paths: &Paths) -> Result<Option<Rules>, Problem> {
    let text = read_plain_file(&paths.pages_file(), LARGEST)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| io::Error::other("it is no UTF-8 text")));
    match text {
        Ok(text) => Rules::with_user(&text)
            .map(Some)
            .map_err(|error| problem(paths, error.to_string())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(problem(paths, format!("this file cannot be read: {error}"))),
    }
}

fn problem(paths: &Paths, message: String) -> Problem {
    Problem {
        file: paths.pages_file().display().to_string(),
        line: None,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_rules_count_and_broken_ones_are_a_problem() {
        let place = tempfile::tempdir().unwrap();
        let paths = Paths::below(place.path());
        assert_eq!(load(&paths).problems, []);
        std::fs::create_dir_all(&paths.config).unwrap();
        std::fs::write(paths.pages_file(), "[[site]]\nhost = \"a.example\"\nbody = \".story\"").unwrap();
        assert_eq!(load(&paths).problems, []);
        std::fs::write(paths.pages_file(), "[[site]]\nhost = \"a.example\"\nbody = \"p[\"").unwrap();
        let problems = load(&paths).problems;
        assert!(problems[0].to_string().contains("a.example"), "{problems:?}");
    }
}
