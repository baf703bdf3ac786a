//! Bytes made text, once: unpacked where they are packed, then read in the encoding that they are really in.

use crate::model::packed::is_modest_zstd;
use crate::parse::repairs::{Repair, Repairs};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::io::Read;

/// What may come out of a packed body, in bytes: as much as may be fetched (`promises.md` C1). A body that is packed once
/// more than its server says is unpacked here.
const MAX_UNPACKED: u64 = 16 << 20;
/// Invalid bytes, one in so many, up to which a text is still taken for UTF-8.
const VALID_FOR_ONE_INVALID: usize = 50;
/// How much of a text the detection looks at.
const DETECTION_SAMPLE: usize = 256 << 10;

/// The text of `bytes`, whose HTTP header said `content_type`; borrowed where they are it already, as most are.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, repairs: &mut Repairs) -> Cow<'a, str> {
    let text = match unpack(bytes) {
        Cow::Borrowed(bytes) => text(bytes, content_type, repairs),
        Cow::Owned(bytes) => Cow::Owned(text(&bytes, content_type, repairs).into_owned()),
    };
    without_controls(text, repairs)
}

/// Unpacks by the first bytes, not by headers; of a body that was cut short what is there.
fn unpack(bytes: &[u8]) -> Cow<'_, [u8]> {
    let unpacked = match bytes {
        [0x1f, 0x8b, ..] => read_all(flate2::read::MultiGzDecoder::new(bytes)),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => read_all(flate2::read::ZlibDecoder::new(bytes)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] if !is_modest_zstd(bytes) => Vec::new(),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => ruzstd::decoding::StreamingDecoder::new(bytes)
            .map(read_all)
            .unwrap_or_default(),
        _ if !looks_like_text(bytes) => read_all(brotli_decompressor::Decompressor::new(bytes, 4_096)),
        _ => Vec::new(),
    };
    if unpacked.is_empty() {
        Cow::Borrowed(bytes)
    } else {
        Cow::Owned(unpacked)
    }
}

/// Brotli has no magic number: it is tried where the beginning is not text in any encoding.
fn looks_like_text(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64)];
    let signs = start.iter().filter(|byte| matches!(byte, b'<' | b'{' | b'[')).count();
    let controls = start.iter().filter(|byte| matches!(byte, 1..=8 | 14..=31)).count();
    start.is_empty() || signs > 0 && controls <= signs || controls == 0
}

fn read_all(reader: impl Read) -> Vec<u8> {
    let mut unpacked = Vec::new();
    // What was read before a fault is kept; the fault itself says nothing more.
    let _ = reader.take(MAX_UNPACKED).read_to_end(&mut unpacked);
    unpacked
}

/// Byte order marks and patterns first; valid UTF-8 wins over every label; then the labels; then a guess.
fn text<'a>(bytes: &'a [u8], content_type: Option<&str>, repairs: &mut Repairs) -> Cow<'a, str> {
    if let Some((encoding, rest)) = marked(bytes) {
        return encoding.decode_without_bom_handling(rest).0;
    }
    if let Some(text) = utf32(bytes) {
        return Cow::Owned(text);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    let labels = [content_type.and_then(charset), declared(bytes)];
    let labelled = labels.into_iter().flatten().find_map(|label| encoding(&label));
    if let Ok(text) = std::str::from_utf8(bytes) {
        if !text.is_ascii() && labelled.is_some_and(|encoding| encoding != UTF_8) {
            repairs.note(Repair::Encoding);
        }
        return Cow::Borrowed(text);
    }
    if let Some(encoding) = labelled.filter(|encoding| *encoding != UTF_8 && !is_wide(encoding)) {
        let (text, faulty) = encoding.decode_without_bom_handling(bytes);
        if !faulty {
            return text;
        }
    }
    repairs.note(Repair::Encoding);
    if is_mostly_utf8(bytes) {
        return String::from_utf8_lossy(bytes);
    }
    detected(bytes).decode_without_bom_handling(bytes).0
}

fn marked(bytes: &[u8]) -> Option<(&'static Encoding, &[u8])> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => None,
        [0xff, 0xfe, rest @ ..] => Some((UTF_16LE, rest)),
        [0xfe, 0xff, rest @ ..] => Some((UTF_16BE, rest)),
        _ => None,
    }
}

fn utf32(bytes: &[u8]) -> Option<String> {
    let little = matches!(bytes, [0xff, 0xfe, 0, 0, ..] | [b'<', 0, 0, 0, ..]);
    let big = matches!(bytes, [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, b'<', ..]);
    if !little && !big {
        return None;
    }
    let code = |unit: &[u8; 4]| {
        if little {
            u32::from_le_bytes(*unit)
        } else {
            u32::from_be_bytes(*unit)
        }
    };
    let (units, _) = bytes.as_chunks::<4>();
    Some(
        units
            .iter()
            .map(|unit| char::from_u32(code(unit)).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
    )
}

fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<' | b'{' | b'[' | b'\n' | b'\r' | b' ', 0, sign, 0, ..] if *sign != 0 => Some(UTF_16LE),
        [0, b'<' | b'{' | b'[' | b'\n' | b'\r' | b' ', 0, sign, ..] if *sign != 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn is_wide(encoding: &&'static Encoding) -> bool {
    *encoding == UTF_16LE || *encoding == UTF_16BE
}

fn charset(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let (_, rest) = lower.split_once("charset")?;
    let value = rest.trim_start().strip_prefix('=')?.split(';').next()?;
    Some(
        value
            .trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '"' | '\''))
            .to_owned(),
    )
}

/// The label in the XML declaration, or in a page's `meta`.
fn declared(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1_024)]).into_owned();
    let declaration = start.split_once("<?xml").and_then(|(_, rest)| rest.split_once("?>"));
    match declaration {
        Some((declaration, _)) => {
            let value = declaration
                .split_once("encoding")?
                .1
                .trim_start()
                .strip_prefix('=')?
                .trim_start();
            let quote = value.chars().next()?;
            value.split(quote).nth(1).map(str::to_owned)
        }
        None => charset(
            start
                .split_once("<meta")?
                .1
                .split_once("charset")
                .map(|_| start.as_str())?,
        ),
    }
}

/// The encoding of a label, also of some that no standard knows.
fn encoding(label: &str) -> Option<&'static Encoding> {
    let label = label.trim();
    Encoding::for_label(label.as_bytes()).or_else(|| {
        let bare: String = label
            .to_ascii_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let known = match bare.as_str() {
            "cp1250" | "win1250" => "windows-1250",
            "cp1251" | "win1251" => "windows-1251",
            "cp1252" | "win1252" | "ansi" | "latin1" | "iso88591" => "windows-1252",
            "cp936" | "gb231280" => "gbk",
            "cp949" | "ksc56011987" => "euc-kr",
            "cp932" | "shiftjis" | "sjis" => "shift_jis",
            "koi8" => "koi8-r",
            _ => return None,
        };
        Encoding::for_label(known.as_bytes())
    })
}

fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let mut faults = 0;
    let mut signs = 0;
    for chunk in bytes.utf8_chunks() {
        faults += usize::from(!chunk.invalid().is_empty());
        signs += chunk.valid().chars().filter(|sign| !sign.is_ascii()).count();
    }
    // Text in a legacy encoding has hardly a valid sequence; one bad byte in a text without any is not telling.
    faults <= signs || faults * VALID_FOR_ONE_INVALID <= signs
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = &bytes[first..];
    detector.feed(&sample[..sample.len().min(DETECTION_SAMPLE)], true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == UTF_8 { WINDOWS_1252 } else { guess }
}

/// Drops byte order marks and control characters, which no document may hold. Escape signs stay until whole sequences can
/// be taken out (`model::text`).
fn without_controls<'a>(text: Cow<'a, str>, repairs: &mut Repairs) -> Cow<'a, str> {
    // Without branches this is fast over a whole document.
    let is_control = |byte: u8| {
        (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r') & (byte != 0x1b) | (byte == 0x7f)
    };
    let has_control = |chunk: &[u8]| chunk.iter().fold(false, |found, byte| found | is_control(*byte));
    if !text.as_bytes().chunks(256).any(has_control) && !text.starts_with('\u{feff}') {
        return text;
    }
    let controls = text.bytes().filter(|byte| is_control(*byte)).count();
    repairs.note_many(Repair::ControlCharacter, controls as u64);
    let start = text.trim_start_matches('\u{feff}');
    let kept = start.chars();
    Cow::Owned(kept.filter(|sign| !u8::try_from(*sign).is_ok_and(is_control)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
        decode(bytes, content_type, &mut Repairs::default())
    }

    #[test]
    fn valid_utf8_wins_over_every_label() {
        let text = "<?xml version='1.0' encoding='iso-8859-1'?><rss>é</rss>";
        assert_eq!(read(text.as_bytes(), Some("text/xml; charset=windows-1251")), text);
    }

    #[test]
    fn labels_count_where_bytes_are_not_utf8() {
        assert_eq!(
            read(b"<a>\xe9</a>", Some("text/xml; charset=\"ISO-8859-1\"")),
            "<a>é</a>"
        );
        assert_eq!(
            read(b"<?xml encoding='koi8-r'?><a>\xc1</a>", None),
            "<?xml encoding='koi8-r'?><a>а</a>"
        );
    }

    #[test]
    fn wide_encodings_are_told_by_their_bytes() {
        let wide: Vec<u8> = "<a>é</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&wide, None), "<a>é</a>");
        assert_eq!(read(&[&[0xfe, 0xff], wide.as_slice()].concat(), None), "<a>é</a>");
        let wider: Vec<u8> = "<a>é</a>"
            .chars()
            .flat_map(|sign| u32::from(sign).to_le_bytes())
            .collect();
        assert_eq!(read(&wider, None), "<a>é</a>");
    }

    #[test]
    fn one_bad_byte_costs_one_sign() {
        assert_eq!(
            read(
                "<a>naïve caf\u{e9} … ü"
                    .as_bytes()
                    .iter()
                    .copied()
                    .chain([0xff])
                    .collect::<Vec<_>>()
                    .as_slice(),
                None
            ),
            "<a>naïve café … ü\u{fffd}"
        );
    }

    #[test]
    fn packed_bodies_are_unpacked_and_cut_ones_as_far_as_they_go() {
        let text = "<rss>text that is long enough to be packed</rss>".repeat(100);
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text.as_bytes()).expect("memory");
        let packed = packer.finish().expect("memory");
        assert_eq!(read(&packed, None), text);
        assert!(text.starts_with(&*read(&packed[..packed.len() - 9], None)));
    }

    #[test]
    fn control_characters_and_marks_go() {
        assert_eq!(
            read(b"\xef\xbb\xbf\xef\xbb\xbf<a>\0x\x1b[1m</a>", None),
            "<a>x\u{1b}[1m</a>"
        );
    }
}
