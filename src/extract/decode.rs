//! The bytes of a page as text: byte order mark, then the header's charset, then the page's own, then a guess.
//! What the text says is not looked at here.

use super::Page;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

/// How far into a page its own charset is looked for. Browsers look at 1,024 bytes; scripts push it further down.
const PRESCAN: usize = 16 * 1024;

/// How much of a page the guess is made from.
const SAMPLE: usize = 256 * 1024;

/// The text of a page. Never fails: what cannot be decoded becomes U+FFFD.
pub(super) fn decode<'a>(page: &Page<'a>) -> Cow<'a, str> {
    let encoding = declared(page).unwrap_or_else(|| guessed(page.bytes));
    let text = encoding.decode(page.bytes).0;
    // The parser keeps a note of each NUL that it leaves out: half a gigabyte for a page of nothing else.
    match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "")),
        false => text,
    }
}

/// The encoding that the page or its header names, unless the bytes are plain UTF-8 whatever they say.
fn declared(page: &Page) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(page.bytes) {
        return Some(encoding);
    }
    if std::str::from_utf8(page.bytes).is_ok() {
        return Some(UTF_8);
    }
    let header = page.content_type.and_then(|header| charset_after(header.as_bytes()));
    header.or_else(|| charset_after(&page.bytes[..page.bytes.len().min(PRESCAN)]))
}

/// The encoding named after the first `charset=`.
fn charset_after(bytes: &[u8]) -> Option<&'static Encoding> {
    let key = b"charset=";
    let at = bytes
        .windows(key.len())
        .position(|window| window.eq_ignore_ascii_case(key))?;
    let label: Vec<u8> = bytes[at + key.len()..]
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.'))
        .collect();
    Encoding::for_label(&label)
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], bytes.len() <= SAMPLE);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn text(bytes: &[u8], content_type: Option<&str>) -> String {
        let url = Url::parse("https://news.example/").unwrap();
        decode(&Page {
            bytes,
            content_type,
            url: &url,
        })
        .into_owned()
    }

    #[test]
    fn the_header_is_believed_before_the_page() {
        let page = b"<meta charset=koi8-r><p>\xcf\xf0\xe8\xe2\xe5\xf2";
        assert!(text(page, Some("text/html; charset=windows-1251")).ends_with("Привет"));
    }

    #[test]
    fn nul_is_no_text() {
        assert_eq!(text(b"<p>a\0b\0</p>", None), "<p>ab</p>");
    }

    #[test]
    fn the_page_names_its_own_charset() {
        assert!(text(b"<meta charset='windows-1251'><p>\xcf\xf0\xe8\xe2\xe5\xf2", None).ends_with("Привет"));
    }

    #[test]
    fn valid_utf_8_is_utf_8_whatever_the_header_says() {
        assert_eq!(text("Grüße".as_bytes(), Some("text/html; charset=iso-8859-1")), "Grüße");
    }

    #[test]
    fn a_mark_at_the_start_decides() {
        assert_eq!(text(b"\xff\xfeh\0i\0", Some("text/html; charset=utf-8")), "hi");
    }
}
