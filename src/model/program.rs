//! The words of a program as a person writes them: a name and its arguments. No shell ever sees them.

/// Parts what was written at its blanks. What stands in `'…'` or `"…"` stays together; a `\` takes the meaning from a
/// blank, a quotation mark or itself. A quotation mark that nothing closes is a sign like others.
pub fn program_words(said: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = said;
    while let Some(sign) = rest.chars().next() {
        rest = &rest[sign.len_utf8()..];
        if sign.is_whitespace() {
            words.extend(word.take());
            continue;
        }
        let word = word.get_or_insert_default();
        match sign {
            '\'' | '"' => match quoted(rest, sign) {
                Some((text, end)) => {
                    word.push_str(&text);
                    rest = &rest[end..];
                }
                None => word.push(sign),
            },
            '\\' => {
                let next = rest.chars().next();
                let meant = next.filter(|next| next.is_whitespace() || matches!(next, '\'' | '"' | '\\'));
                rest = &rest[meant.map_or(0, char::len_utf8)..];
                word.push(meant.unwrap_or('\\'));
            }
            _ => word.push(sign),
        }
    }
    words.extend(word);
    words
}

/// The text up to the quotation mark that closes it, and where that ends.
fn quoted(rest: &str, mark: char) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut signs = rest.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        match sign {
            _ if sign == mark => return Some((text, at + mark.len_utf8())),
            '\\' if mark == '"' => {
                let meant = signs.next_if(|(_, next)| matches!(next, '"' | '\\'));
                text.push(meant.map_or('\\', |(_, sign)| sign));
            }
            _ => text.push(sign),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::program_words;

    #[test]
    fn what_stands_in_quotation_marks_stays_together() {
        for (said, words) in [
            ("", &[][..]),
            ("  wc  -w ", &["wc", "-w"]),
            ("sh -c 'wc -w'", &["sh", "-c", "wc -w"]),
            (r#"a "b \"c\" \d" e\ f"#, &["a", r#"b "c" \d"#, "e f"]),
            (r"sed s/\t/x/ 'a\'", &["sed", r"s/\t/x/", r"a\"]),
            ("emacsclient -a ''", &["emacsclient", "-a", ""]),
            ("--x='a b'c", &["--x=a bc"]),
            ("say it's", &["say", "it's"]),
            (r"a \", &["a", r"\"]),
        ] {
            assert_eq!(program_words(said), words, "{said}");
        }
    }
}
