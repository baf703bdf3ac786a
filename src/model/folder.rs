//! Where feeds are filed: a path of names.

use std::fmt;

/// A folder: its name after the names of the folders that it lies in. Never empty, and no name is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folder(Vec<String>);

impl Folder {
    /// The deepest nesting that is kept (`promises.md` E11); what lies deeper is filed in the last.
    pub const MAX_DEPTH: usize = 32;

    /// A folder from the names on the way to it; `None` where no name is left after trimming.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Option<Folder> {
        let names: Vec<String> = names
            .into_iter()
            .map(|name| name.as_ref().trim().to_owned())
            .filter(|name| !name.is_empty())
            .take(Folder::MAX_DEPTH)
            .collect();
        (!names.is_empty()).then_some(Folder(names))
    }

    /// From the text form, in which `/` divides names and `\/` and `\\` stand for the signs themselves.
    pub fn parse(text: &str) -> Option<Folder> {
        let mut names = vec![String::new()];
        let mut signs = text.chars();
        while let Some(sign) = signs.next() {
            let last = names.len() - 1;
            match sign {
                '/' => names.push(String::new()),
                '\\' => names[last].push(signs.next().unwrap_or('\\')),
                _ => names[last].push(sign),
            }
        }
        Folder::new(names)
    }

    /// The names from the outermost in.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Its own name.
    pub fn name(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// The folder that it lies in.
    pub fn parent(&self) -> Option<Folder> {
        Folder::new(&self.0[..self.0.len() - 1])
    }

    /// The folder as it is called when `other` has another name: changed where it is that or lies within it.
    pub fn renamed(&self, other: &Folder, name: &str) -> Folder {
        let mut names = self.0.clone();
        if self.is_within(other) {
            names[other.0.len() - 1] = name.trim().to_owned();
        }
        Folder::new(&names).unwrap_or_else(|| self.clone())
    }

    /// Whether this is `other` or lies anywhere within it.
    pub fn is_within(&self, other: &Folder) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            f.write_str(&name.replace('\\', "\\\\").replace('/', "\\/"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_goes_both_ways() {
        for names in [vec!["News"], vec!["A/B", "C"], vec![r"back\slash", "ж"]] {
            let folder = Folder::new(&names).expect("names");
            assert_eq!(Folder::parse(&folder.to_string()), Some(folder));
        }
        assert_eq!(Folder::parse(" / "), None);
    }

    #[test]
    fn a_folder_is_within_itself_and_its_parents() {
        let inner = Folder::parse("A/B").expect("a folder");
        let outer = Folder::parse("A").expect("a folder");
        assert!(inner.is_within(&outer) && inner.is_within(&inner) && !outer.is_within(&inner));
        assert_eq!(inner.parent(), Some(outer));
    }
}
