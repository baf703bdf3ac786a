//! Addresses for people and logs: without secrets (`promises.md` E9) and without anything a terminal would obey.

use crate::model::text;
use std::borrow::Cow;

/// Names of query fields whose values are secrets on the sites that use them.
const SECRET_FIELDS: [&str; 12] = [
    "access_token",
    "api_key",
    "apikey",
    "auth",
    "auth_token",
    "key",
    "passwd",
    "password",
    "secret",
    "sig",
    "signature",
    "token",
];

/// `url` with its name, password and secret query fields as `***`, cleaned; anything that is no URL is treated alike.
pub fn mask(url: &str) -> String {
    text::line(&mask_query(&mask_login(url)))
}

fn mask_login(url: &str) -> Cow<'_, str> {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..]
        .find(['/', '?', '#', '\\'])
        .map_or(url.len(), |length| start + length);
    match url[start..end].rfind('@') {
        Some(at) => Cow::Owned(format!("{}***{}", &url[..start], &url[start + at..])),
        None => Cow::Borrowed(url),
    }
}

fn mask_query(url: &str) -> String {
    let Some((place, rest)) = url.split_once('?') else {
        return url.to_owned();
    };
    let (query, fragment) = match rest.find('#') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let fields: Vec<Cow<'_, str>> = query.split('&').map(mask_field).collect();
    format!("{place}?{}{fragment}", fields.join("&"))
}

fn mask_field(field: &str) -> Cow<'_, str> {
    match field.split_once('=') {
        Some((name, _)) if SECRET_FIELDS.contains(&name.to_ascii_lowercase().as_str()) => {
            Cow::Owned(format!("{name}=***"))
        }
        _ => Cow::Borrowed(field),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_the_rest_stays() {
        for (url, shown) in [
            ("https://me:pw@example.org/feed", "https://***@example.org/feed"),
            ("http://me@example.org", "http://***@example.org"),
            ("https://u:p@ss@h/x@y", "https://***@h/x@y"),
            (
                "https://h/f?user=3&Token=abc&n=1#t",
                "https://h/f?user=3&Token=***&n=1#t",
            ),
            ("https://h/a@b", "https://h/a@b"),
            ("me:pw@host/feed", "***@host/feed"),
        ] {
            assert_eq!(mask(url), shown);
        }
    }

    #[test]
    fn a_masked_address_cannot_steer_a_terminal() {
        assert_eq!(mask("https://h/\u{1b}[2J\u{202e}x"), "https://h/x");
    }
}
