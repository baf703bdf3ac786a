//! Completions of a query being typed: names of fields, and the values that a field can have here.

use super::sidebar::Sidebar;
use crate::model::Query;
use crate::model::query::{Condition, FIELDS, Term, values_of};

/// Completions on offer at most.
const OFFERED: usize = 8;

/// What the last piece of the line can become, each with how many bytes of the line it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    pub typed: usize,
    pub offers: Vec<String>,
}

/// What the text before the cursor can be completed to.
pub(super) fn completions(before: &str, sidebar: &Sidebar, tags: &[String]) -> Completions {
    let piece = last_piece(before);
    let mut offers = match piece.split_once(':') {
        Some((field, begun)) => values(field, begun, sidebar, tags),
        None if piece.chars().count() > 1 => {
            let lower = piece.to_lowercase();
            let fields = FIELDS.iter().filter(|field| field.starts_with(&lower));
            fields.map(|field| format!("{field}:")).collect()
        }
        None => Vec::new(),
    };
    offers.retain(|offer| offer != piece);
    offers.truncate(OFFERED);
    Completions {
        typed: piece.len(),
        offers,
    }
}

fn values(field: &str, begun: &str, sidebar: &Sidebar, tags: &[String]) -> Vec<String> {
    let field = field.to_lowercase();
    let begun = begun.replace(['\\', '"'], "").to_lowercase();
    let begins = |text: &str| text.to_lowercase().contains(&begun);
    let written = |term: Term| {
        Query {
            condition: Condition::Term(term),
            order: None,
        }
        .to_string()
    };
    let mut offers: Vec<(bool, String)> = Vec::new();
    let mut offer = |name: &str, term: Term| {
        if begins(name) {
            offers.push((!name.to_lowercase().starts_with(&begun), written(term)));
        }
    };
    match field.as_str() {
        "feed" => {
            let feeds = sidebar.feeds().iter();
            feeds.for_each(|feed| offer(&feed.title, Term::Feed(feed.title.clone())));
        }
        "folder" => {
            for folder in sidebar.folders() {
                offer(&folder.to_string(), Term::Folder(folder.to_string()));
            }
        }
        "tag" => tags.iter().for_each(|tag| offer(tag, Term::Tag(tag.clone()))),
        _ => {
            let known = values_of(&field).into_iter().filter(|value| value.starts_with(&begun));
            return known.map(|value| format!("{field}:{value}")).collect();
        }
    }
    // What begins so comes before what has it somewhere.
    offers.sort();
    offers.into_iter().map(|(_, offer)| offer).collect()
}

/// What was typed since the last blank that divides words.
fn last_piece(before: &str) -> &str {
    let (mut begins, mut quoted, mut escaped) = (0, false, false);
    for (at, sign) in before.char_indices() {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '(' | ')' if !quoted => begins = at + 1,
            '-' if !quoted && begins == at => begins = at + 1,
            blank if blank.is_whitespace() && !quoted => begins = at + blank.len_utf8(),
            _ => {}
        }
    }
    &before[begins..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::FeedsLoaded;
    use crate::model::{Feed, FeedId, Folder};

    fn offers(before: &str) -> Vec<String> {
        let feed = |id, title: &str, folder: &str| Feed {
            id: FeedId(id),
            url: String::new(),
            title: title.to_owned(),
            site_url: None,
            folders: Folder::parse(folder).into_iter().collect(),
            unread: 0,
            total: 0,
            last_success: None,
            last_attempt: None,
            next_check: None,
            error: None,
            repairs: 0,
            position: None,
        };
        let mut sidebar = Sidebar::new(Vec::new);
        sidebar.loaded(FeedsLoaded {
            feeds: vec![
                feed(1, "Ars \"Nova\" (daily)", "News/World"),
                feed(2, "The Ars", "News"),
            ],
            ..FeedsLoaded::default()
        });
        completions(before, &sidebar, &["later".to_owned(), "late show".to_owned()]).offers
    }

    #[test]
    fn fields_and_their_values_are_completed_in_the_form_that_is_read_again() {
        assert_eq!(offers("word fo"), ["folder:"]);
        assert_eq!(offers("-is:st"), ["is:starred"]);
        assert_eq!(offers("(x folder:wo"), ["folder:News/World"]);
        assert_eq!(offers("tag:late"), [r"tag:late\ show", "tag:later"]);
        assert_eq!(offers("feed:the"), [r"feed:The\ Ars"]);
        for offer in offers("feed:ars") {
            assert!(Query::parse(&offer).is_ok(), "{offer}");
        }
        assert_eq!(offers("feed:ars").len(), 2);
        assert_eq!(offers("\"feed:ars"), [""; 0]);
        assert_eq!(offers("sort:newest"), [""; 0]);
        assert_eq!(offers(""), [""; 0]);
    }
}
