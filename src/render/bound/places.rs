//! The places of a page that its own links lead to, footnotes above all. Of the many names that elements have only these
//! are kept.

use std::collections::BTreeMap;

/// Places that a page may have.
const MAX_PLACES: usize = 2_000;
/// Bytes of an address in which a place is looked for.
const MAX_ADDRESS: usize = 2_083;

/// The names that links ask for, and whether an element has it.
#[derive(Default)]
pub struct Places<'a>(BTreeMap<&'a str, bool>);

impl<'a> Places<'a> {
    /// The names behind the `#` of the page's links.
    pub fn wanted(html: &'a str) -> Places<'a> {
        let mut wanted = BTreeMap::new();
        let mut rest = html;
        while let Some(at) = rest.find("href=") {
            let (value, following) = value(&rest[at + "href=".len()..]);
            rest = following;
            if let Some((_, name)) = value.split_once('#').filter(|(_, name)| !name.is_empty()) {
                wanted.insert(name, false);
            }
            if wanted.len() == MAX_PLACES {
                break;
            }
        }
        Places(wanted)
    }

    /// Notes that an element has this name; gives whether a link asks for it.
    pub fn meet(&mut self, name: &str) -> bool {
        self.0.get_mut(name).map(|met| *met = true).is_some()
    }

    /// The names that both a link and an element have.
    pub fn met(self) -> Vec<String> {
        let met = self.0.into_iter().filter(|(_, met)| *met);
        met.map(|(name, _)| name.to_owned()).collect()
    }
}

/// The value that begins here, as far as one is looked for, and what follows it.
fn value(html: &str) -> (&str, &str) {
    let looked_at = &html[..html.floor_char_boundary(MAX_ADDRESS)];
    let end = match looked_at.chars().next() {
        Some(quote @ ('"' | '\'')) => looked_at[1..].find(quote).map(|at| at + 1),
        _ => looked_at.find(|sign: char| sign.is_ascii_whitespace() || sign == '>'),
    };
    html.split_at(end.unwrap_or(looked_at.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_what_a_link_asks_for_and_an_element_has() {
        let html = "<a href=\"#one\">1</a><a href='https://e.example/p#two'>2</a><a href=#three>3</a><a href='#'>4</a>";
        let mut places = Places::wanted(html);
        assert!(places.meet("one") && places.meet("two") && places.meet("three"));
        assert!(!places.meet("four") && !places.meet(""));
        assert_eq!(Places::wanted(html).met(), [""; 0]);
        assert_eq!(places.met(), ["one", "three", "two"]);
    }
}
