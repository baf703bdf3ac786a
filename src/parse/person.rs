//! The name in what a feed says of an author: e-mail addresses and brackets around names go.

/// The name to show: what is left without an e-mail address, or the address where there is nothing else.
pub fn name(written: &str) -> Option<String> {
    let written = written.trim();
    let Some((start, end)) = address(written) else {
        return (!written.is_empty()).then(|| written.to_owned());
    };
    let around = format!("{} {}", &written[..start], &written[end..]);
    let bare = around.replace("mailto:", " ");
    let name = bare.trim_matches(|sign: char| sign.is_whitespace() || "<>()[]（）\"',;:-".contains(sign));
    Some(if name.is_empty() {
        written[start..end].to_owned()
    } else {
        name.to_owned()
    })
}

/// Where the first e-mail address stands.
fn address(text: &str) -> Option<(usize, usize)> {
    let at = text.find('@')?;
    let allowed = |sign: &char| sign.is_ascii_alphanumeric() || "._%+-".contains(*sign);
    let before: usize = text[..at].chars().rev().take_while(allowed).map(char::len_utf8).sum();
    let after: usize = text[at + 1..].chars().take_while(allowed).map(char::len_utf8).sum();
    let host = text[at + 1..at + 1 + after].trim_end_matches('.');
    (before > 0 && host.contains('.')).then_some((at - before, at + 1 + host.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_without_addresses() {
        for (written, expected) in [
            ("jo@example.org (Jo Doe)", "Jo Doe"),
            ("Jo Doe <jo@example.org>", "Jo Doe"),
            ("张三（a@b.cn）", "张三"),
            ("Jean Dupont\u{a0}j@x.fr", "Jean Dupont"),
            ("jo@example.org", "jo@example.org"),
            ("@jo", "@jo"),
            ("Jo (editor)", "Jo (editor)"),
        ] {
            assert_eq!(name(written).as_deref(), Some(expected), "{written}");
        }
        assert_eq!(name("  "), None);
    }
}
