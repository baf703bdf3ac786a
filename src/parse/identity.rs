//! Names for entries that stay the same from fetch to fetch: a feed's own id, else the link, else a hash of what the
//! entry says. Never one that changes with an edited title where there is anything better, never a random one.

use crate::model::{NewEntry, text};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Gives each of `entries`, whose own ids are `own_ids` in order, its identity. Ids that entries with different links
/// share are told apart by the links.
pub fn assign(entries: &mut [NewEntry], own_ids: &[Option<String>]) {
    let mut links: HashMap<&str, Vec<Option<&str>>> = HashMap::new();
    for (entry, id) in entries.iter().zip(own_ids) {
        if let Some(id) = id.as_deref() {
            links.entry(id).or_default().push(entry.url.as_deref());
        }
    }
    let shared = |id: &str| {
        links
            .get(id)
            .is_some_and(|links| links.iter().any(|link| *link != links[0]))
    };
    let identities: Vec<String> = entries
        .iter()
        .zip(own_ids)
        .map(|(entry, id)| match (id, &entry.url) {
            (Some(id), Some(url)) if shared(id) => format!("{id} {url}"),
            (Some(id), _) => id.clone(),
            (None, Some(url)) => url.clone(),
            (None, None) => hash(entry),
        })
        .collect();
    for (entry, identity) in entries.iter_mut().zip(identities) {
        entry.identity = identity;
    }
}

/// A feed's own id as it is kept: one line, nothing invisible; `None` where nothing is left.
pub fn own_id(written: &str) -> Option<String> {
    Some(text::line(written)).filter(|id| !id.is_empty())
}

fn hash(entry: &NewEntry) -> String {
    let mut hasher = Sha256::new();
    let date = entry
        .published
        .or(entry.updated)
        .map(|date| date.to_rfc3339())
        .unwrap_or_default();
    for part in [&entry.title, &date, &entry.text] {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hasher
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(url: Option<&str>, title: &str) -> NewEntry {
        NewEntry {
            url: url.map(str::to_owned),
            title: title.to_owned(),
            ..NewEntry::default()
        }
    }

    fn identities(mut entries: Vec<NewEntry>, ids: &[Option<&str>]) -> Vec<String> {
        let ids: Vec<Option<String>> = ids.iter().map(|id| id.map(str::to_owned)).collect();
        assign(&mut entries, &ids);
        entries.into_iter().map(|entry| entry.identity).collect()
    }

    #[test]
    fn an_edited_title_changes_no_identity_that_has_an_id_or_a_link() {
        for id in [Some("tag:1"), None] {
            let before = identities(vec![entry(Some("http://h/1"), "Old")], &[id]);
            assert_eq!(before, identities(vec![entry(Some("http://h/1"), "New")], &[id]));
        }
    }

    #[test]
    fn the_same_id_with_different_links_is_different() {
        let entries = vec![entry(Some("http://h/1"), "a"), entry(Some("http://h/2"), "b")];
        assert_eq!(
            identities(entries, &[Some("x"), Some("x")]),
            ["x http://h/1", "x http://h/2"]
        );
        let twice = vec![entry(Some("http://h/1"), "a"), entry(Some("http://h/1"), "a")];
        assert_eq!(identities(twice, &[Some("x"), Some("x")]), ["x", "x"]);
    }

    #[test]
    fn without_id_and_link_the_words_decide() {
        let first = identities(vec![entry(None, "a"), entry(None, "b")], &[None, None]);
        assert_ne!(first[0], first[1]);
        assert_eq!(
            first,
            identities(vec![entry(None, "a"), entry(None, "b")], &[None, None])
        );
    }
}
