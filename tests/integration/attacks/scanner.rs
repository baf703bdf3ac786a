//! Looks for what a terminal would obey or not show, sign by sign, in what was printed and in what was drawn. It knows
//! nothing of how the program cleans its text.

/// The first sign of a printed text that is more than text, with what stands around it.
pub fn in_print(printed: &str) -> Option<String> {
    let place = printed
        .char_indices()
        .find(|(_, sign)| is_more_than_text(*sign) && *sign != '\n')?;
    Some(around(printed.as_bytes(), place.0))
}

/// The first thing among the bytes of a whole screen that is neither text nor what the reader itself says to a terminal.
pub fn in_drawing(drawn: &[u8]) -> Option<String> {
    let mut at = 0;
    while at < drawn.len() {
        if drawn[at] != 0x1b {
            at += 1;
            continue;
        }
        match own_sequence(&drawn[at..]) {
            Some(length) => at += length,
            None => return Some(around(drawn, at)),
        }
    }
    let text = without_sequences(drawn);
    match String::from_utf8(text) {
        Ok(text) => {
            let bad = text.char_indices().find(|(_, sign)| is_more_than_text(*sign))?;
            Some(around(text.as_bytes(), bad.0))
        }
        Err(error) => Some(format!(
            "no UTF-8: {}",
            around(error.as_bytes(), error.utf8_error().valid_up_to())
        )),
    }
}

/// What the terminal has behind its text, asked once at the start.
const FOR_GROUND: &[u8] = b"\x1b]11;?\x1b\\";

/// The length of a sequence that the reader writes itself; `None` where it is another.
fn own_sequence(bytes: &[u8]) -> Option<usize> {
    match bytes.get(1)? {
        b'7' | b'8' => Some(2),
        b'[' => {
            let end = 2 + bytes[2..].iter().position(|byte| (0x40..0x7f).contains(byte))?;
            let said = std::str::from_utf8(&bytes[2..=end]).ok()?;
            is_own_control(said).then_some(end + 1)
        }
        b']' if bytes.starts_with(FOR_GROUND) => Some(FOR_GROUND.len()),
        b']' => {
            let link = bytes.strip_prefix(b"\x1b]8;;")?;
            let end = link.iter().position(|byte| *byte == 0x1b)?;
            let is_plain = link[..end].iter().all(u8::is_ascii_graphic);
            let is_web = end == 0 || link.starts_with(b"http://") || link.starts_with(b"https://");
            (is_plain && is_web && link.get(end + 1) == Some(&b'\\')).then_some(5 + end + 2)
        }
        _ => None,
    }
}

fn is_own_control(said: &str) -> bool {
    const MODES: [&str; 8] = ["?1049", "?2004", "?1004", "?25", "?2026", "?1000", "?1002", "?1006"];
    let (parameters, end) = said.split_at(said.len() - 1);
    let are_numbers = parameters.bytes().all(|byte| byte.is_ascii_digit() || byte == b';');
    match end {
        "m" | "H" => are_numbers,
        // All of the screen, and from the cursor on.
        "J" => matches!(parameters, "2" | ""),
        "h" | "l" => parameters == "8" || MODES.contains(&parameters),
        // What the terminal is and can do, asked once at the start.
        "c" => parameters.is_empty(),
        _ => false,
    }
}

fn without_sequences(drawn: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut at = 0;
    while at < drawn.len() {
        match own_sequence(&drawn[at..]).filter(|_| drawn[at] == 0x1b) {
            Some(length) => at += length,
            None => {
                text.push(drawn[at]);
                at += 1;
            }
        }
    }
    text
}

/// Control signs, and what reorders or hides text (Unicode's Bidi_Control, tags, and signs of no width and no meaning).
fn is_more_than_text(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{ad}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn around(bytes: &[u8], at: usize) -> String {
    let part = &bytes[at.saturating_sub(60)..bytes.len().min(at + 60)];
    format!("{:?}", String::from_utf8_lossy(part))
}

#[test]
fn the_scanner_finds_what_it_is_there_for() {
    for hostile in [
        "a\u{1b}[31m",
        "a\u{7}",
        "a\u{9b}2J",
        "a\u{202e}b",
        "a\rb",
        "a\tb",
        "\u{e0041}",
    ] {
        assert!(in_print(hostile).is_some(), "{hostile:?}");
    }
    assert_eq!(in_print("plain text\nשלום 👩‍🔬 می‌خواهم\n"), None);
    for hostile in [
        "\u{1b}]0;x\u{7}",
        "\u{1b}[8;1;1t",
        "\u{1b}[6n",
        "\u{1b}[3J",
        "\u{1b}]8;;file:///x\u{1b}\\",
        "\u{1b}c",
        "a\u{8}",
        "\u{9b}2J",
    ] {
        assert!(in_drawing(hostile.as_bytes()).is_some(), "{hostile:?}");
    }
    let own =
        "\u{1b}[?1049h\u{1b}[2J\u{1b}[1;1H\u{1b}[38;5;4mtext\u{1b}]8;;https://a.example/\u{1b}\\x\u{1b}]8;;\u{1b}\\";
    assert_eq!(in_drawing(own.as_bytes()), None);
}
