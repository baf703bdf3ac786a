//! Makes a draft of whatever came: every element that a feed may have, in whatever vocabulary and state it is written. Which
//! of several candidates counts is not decided here.

pub mod draft;
mod extent;
mod fields;
mod inside;
mod names;
pub mod tokens;
mod walk;

pub use fields::seconds;
pub use walk::walk;

use tokens::{Token, Tokens, local_name};

/// What a text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A feed, whose first tag stands at this place.
    Feed(usize),
    /// A part of a feed, which is one where it has entries.
    Part(usize),
    /// An HTML page.
    Page,
    Other,
}

/// Looks for the beginning of a feed. Inside an HTML page only the unmistakable roots count.
pub fn kind(document: &str) -> Kind {
    let mut page = false;
    let mut tokens = Tokens::new(document);
    loop {
        match tokens.next() {
            Some(Token::Start(tag)) => {
                let local = local_name(tag.name).to_ascii_lowercase();
                let atom = tag.attributes.to_ascii_lowercase().contains("atom");
                match local.as_str() {
                    "rss" => return Kind::Feed(tokens.began()),
                    "feed" if !page || atom => return Kind::Feed(tokens.began()),
                    "rdf" if !page => return Kind::Feed(tokens.began()),
                    "entry" | "channel" if !page => return Kind::Part(tokens.began()),
                    "html" | "head" | "body" => page = true,
                    _ => {}
                }
            }
            Some(_) => {}
            None if page || starts_as_page(document) => return Kind::Page,
            None => return Kind::Other,
        }
    }
}

fn starts_as_page(document: &str) -> bool {
    let start: String = document.trim_start().chars().take(15).collect();
    start.to_ascii_lowercase().starts_with("<!doctype html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_found_behind_junk_and_a_page_is_none() {
        assert_eq!(
            kind("<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><rss>"),
            Kind::Feed(46)
        );
        assert_eq!(kind("<html><body><entry><channel>"), Kind::Page);
        assert_eq!(kind("<html><feed xmlns='http://www.w3.org/2005/Atom'>"), Kind::Feed(6));
        assert_eq!(kind("<!DOCTYPE HTML><p>x"), Kind::Page);
        assert_eq!(kind("no feed"), Kind::Other);
    }
}
