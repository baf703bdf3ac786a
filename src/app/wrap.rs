//! Breaking short texts of our own (titles, notices, questions) into lines. Articles are laid out by `render`.

use crate::model::text::{clusters, width};

/// `text` in lines of at most `cells`, broken between words, and within one where it is longer than a line.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = width(word);
        if used > 0 && used + 1 + wide <= cells {
            push(&mut lines, " ");
            push(&mut lines, word);
            used += 1 + wide;
            continue;
        }
        if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for (cluster, wide) in clusters(word) {
            if used > 0 && used + wide > cells {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, cluster);
            used += wide;
        }
    }
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::proptest;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 4), ["unbr", "eaka", "ble"]);
        assert_eq!(wrap("", 4), [""]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_and_no_sign_is_lost(text in "[a-zé日本 ]{0,60}", cells in 2_usize..20) {
            let lines = wrap(&text, cells);
            assert!(lines.iter().all(|line| width(line) <= cells));
            let signs = |text: &str| text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>();
            assert_eq!(signs(&lines.concat()), signs(&text));
        }
    }
}
