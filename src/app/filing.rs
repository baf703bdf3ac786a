//! Names of files made of what comes from outside.

use crate::model::text;

/// Bytes that a name may have (`promises.md` E10), with room for what marks a file that is not yet whole.
const LONGEST: usize = 180;

/// A name for an article's file: one component, of its title, that hides nothing and is no option of a program.
pub(super) fn file_name(title: &str) -> String {
    let shown: String = text::line(title)
        .chars()
        .map(|sign| {
            if matches!(sign, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                ' '
            } else {
                sign
            }
        })
        .collect();
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = words.trim_start_matches(['.', '-', ' ', '~']);
    let name = name[..name.floor_char_boundary(LONGEST)].trim_end();
    match name.is_empty() {
        true => "article.md".to_owned(),
        false => format!("{name}.md"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_component_without_dots_or_dashes_at_its_start() {
        for (title, name) in [
            ("Why the tide came late", "Why the tide came late.md"),
            ("../../etc/passwd", "etc passwd.md"),
            ("--help", "help.md"),
            ("~/.ssh/\u{1b}[31m", "ssh.md"),
            ("", "article.md"),
        ] {
            assert_eq!(file_name(title), name);
        }
        assert!(file_name(&"長".repeat(300)).len() <= 200);
    }
}
