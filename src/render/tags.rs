//! The tags of HTML, read one by one as parsers read them, in time that grows with their length only. What is made
//! of them is in `bound`.

use super::elements::wanted_attribute;

/// Attributes of one tag.
const MAX_ATTRIBUTES: usize = 256;
/// Bytes of an attribute; longer ones are left out.
const MAX_VALUE: usize = 8 * 1024;

/// A tag with the attributes that something is made of.
pub struct Tag<'a> {
    /// In lower case.
    pub name: String,
    pub closing: bool,
    /// Whether it ends itself (`<mrow/>`), which means something in formulas only.
    pub empty: bool,
    pub attributes: Vec<(&'static str, &'a str)>,
}

/// What follows a comment, from its `<!--`; nothing where it does not end.
pub fn after_comment(html: &str) -> &str {
    let inner = &html[4..];
    if let Some(rest) = inner.strip_prefix('>').or_else(|| inner.strip_prefix("->")) {
        return rest;
    }
    after(inner, "-->")
}

/// What follows the first `end`; nothing where there is none.
pub fn after<'a>(html: &'a str, end: &str) -> &'a str {
    html.find(end).map_or("", |at| &html[at + end.len()..])
}

/// Reads a tag, from its `<`, and gives what follows it.
pub fn read_tag(html: &str) -> (Tag<'_>, &str) {
    let closing = html.as_bytes()[1] == b'/';
    let rest = &html[if closing { 2 } else { 1 }..];
    let end = rest.find(ends_name).unwrap_or(rest.len());
    let mut tag = Tag {
        name: rest[..end].to_ascii_lowercase(),
        closing,
        empty: false,
        attributes: Vec::new(),
    };
    let mut rest = &rest[end..];
    let mut seen = 0;
    loop {
        let following = rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace() || sign == '/');
        tag.empty = rest[..rest.len() - following.len()].ends_with('/');
        rest = following;
        if let Some(rest) = rest.strip_prefix('>') {
            return (tag, rest);
        }
        if rest.is_empty() {
            return (tag, rest);
        }
        let (name, value, following) = read_attribute(rest);
        rest = following;
        seen += 1;
        if seen <= MAX_ATTRIBUTES && value.len() <= MAX_VALUE {
            keep_attribute(&mut tag, name, value);
        }
    }
}

fn keep_attribute<'a>(tag: &mut Tag<'a>, name: &str, value: &'a str) {
    if let Some(name) = wanted_attribute(name, value)
        && !tag.attributes.iter().any(|(known, _)| *known == name)
    {
        tag.attributes.push((name, value));
    }
}

/// Reads one attribute: its name, its value and what follows. The text is not empty and does not begin with white
/// space, `/` or `>`.
fn read_attribute(html: &str) -> (&str, &str, &str) {
    let first = html.chars().next().map_or(0, char::len_utf8);
    let end = html[first..]
        .find(|sign| ends_name(sign) || sign == '=')
        .map_or(html.len(), |at| at + first);
    let name = &html[..end];
    let rest = html[end..].trim_start_matches(|sign: char| sign.is_ascii_whitespace());
    let Some(rest) = rest.strip_prefix('=') else {
        return (name, "", rest);
    };
    let rest = rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace());
    for quote in ['"', '\''] {
        if let Some(inner) = rest.strip_prefix(quote) {
            let end = inner.find(quote).unwrap_or(inner.len());
            return (name, &inner[..end], inner.get(end + 1..).unwrap_or(""));
        }
    }
    let end = rest
        .find(|sign: char| sign.is_ascii_whitespace() || sign == '>')
        .unwrap_or(rest.len());
    (name, &rest[..end], &rest[end..])
}

fn ends_name(sign: char) -> bool {
    sign.is_ascii_whitespace() || matches!(sign, '/' | '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_to_its_end() {
        let (tag, rest) = read_tag("<A HREF = 'x>y' title=t/ alt>w</a>");
        assert_eq!((tag.name.as_str(), tag.closing, rest), ("a", false, "w</a>"));
        assert_eq!(tag.attributes, [("href", "x>y"), ("title", "t/"), ("alt", "")]);
        assert_eq!(read_tag("</p x>").1, "");
        assert_eq!(read_tag("<a href='no end>").1, "");
    }

    #[test]
    fn no_more_attributes_are_read_than_are_allowed() {
        let many: String = (0..MAX_ATTRIBUTES).map(|number| format!(" a{number}")).collect();
        assert_eq!(read_tag(&format!("<a{many} href=x>")).0.attributes, []);
        assert_eq!(
            read_tag(&format!("<a title='{}' href=x>", "t".repeat(MAX_VALUE + 1)))
                .0
                .attributes,
            [("href", "x")]
        );
    }

    #[test]
    fn a_comment_ends_where_parsers_end_it() {
        assert_eq!(after_comment("<!-- a > b -->c"), "c");
        assert_eq!(after_comment("<!-->c"), "c");
        assert_eq!(after_comment("<!-- c"), "");
    }
}
