//! Files that a person may be talked into using: lists of subscriptions, settings, keys, filters of words; and words of
//! the command line.

/// Lists of subscriptions, by the ending of their name. `secret` is a file that none may show.
#[rustfmt::skip] // A line each, so that it reads as a table.
pub fn lists(secret: &str, forbidden: &str) -> Vec<(&'static str, String)> {
    let opml = |body: &str| format!("<opml version=\"2.0\"><head><title>\u{1b}]0;OWNED\u{7}</title></head><body>{body}</body></opml>");
    let feed = |attributes: &str| opml(&format!("<outline type=\"rss\" {attributes}/>"));
    let many: String = (0..20_000).map(|number| format!("<outline xmlUrl=\"https://{number}.invalid/\"/>")).collect();
    vec![
        ("opml", feed("text=\"&#x1b;]0;OWNED&#7;\u{9b}2J\u{202e}\" xmlUrl=\"https://a.invalid/&#x1b;[2J\" category=\"&#x1b;[2J\"")),
        ("opml", feed("text=\"x\" xmlUrl=\"exec:touch owned\"") + "<outline xmlUrl=\"filter:touch owned:https://a.invalid/\"/>"),
        ("opml", feed("text=\"x\" xmlUrl=\"file:///etc/passwd\" filterCmd=\"touch owned\" browser=\"touch owned\"")),
        ("opml", feed("text=\"x\" xmlUrl=\"javascript:alert(1)\" htmlUrl=\"javascript:alert(1)\"")),
        ("opml", feed("text=\"x\" xmlUrl=\"|touch owned\" htmlUrl=\"-rf\"")),
        ("opml", opml(&format!("<outline type=\"include\" url=\"{forbidden}/include.opml\"/><outline type=\"link\" url=\"{forbidden}/link\"/>"))),
        ("opml", format!("<!DOCTYPE opml [<!ENTITY a SYSTEM \"file://{secret}\">]>{}", feed("text=\"&a;\" xmlUrl=\"https://a.invalid/&a;\""))),
        ("opml", opml(&"<outline text=\"../..\">".repeat(5_000))),
        ("opml", opml(&many)),
        ("opml", feed(&format!("text=\"{}\" xmlUrl=\"https://b.invalid/{}\"", "x".repeat(1 << 20), "y".repeat(1 << 20)))),
        ("opml", feed("text=\"a\nb\" xmlUrl=\"https://me:secret@c.invalid/\"")),
        ("opml", "<opml".to_owned()),
        ("opml", String::new()),
        ("opml", "\0".repeat(10_000)),
        ("opml", "<rss version=\"2.0\"/>".to_owned()),
        ("opml", "<a>".repeat(200_000)),
        ("urls", "exec:touch owned \"tag\"\nfilter:touch owned:https://a.invalid/\n\"query:x:title =~ \\\"y\\\"\"\nfile:///etc/passwd\n".to_owned()),
        ("urls", "https://d.invalid/ \"~\u{1b}]0;OWNED\u{7}\" \"\u{9b}2J\u{202e}\"\n".to_owned()),
        ("urls", "https://e.invalid/ \"never closed\nhttps://f.invalid/ `touch owned` $(touch owned)\n".to_owned()),
        ("urls", format!("https://g.invalid/{}\n", "z".repeat(1 << 20))),
        ("urls", "https://h.invalid/\n".repeat(20_000)),
        ("urls", "\u{1b}]0;OWNED\u{7}\n\u{9b}2J\n-rf\n--help\n|id\n;id\n".to_owned()),
    ]
}

/// Files of settings, by their name.
#[rustfmt::skip] // A line each, so that it reads as a table.
pub fn settings() -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        ("config.toml", text("\u{1b}]0;OWNED\u{7} = 1\n")),
        ("config.toml", text("\"\\u001b]0;OWNED\\u0007\" = 1\n[\"\\u009b2J\"]\n\"\\u202e\" = 2\n")),
        ("config.toml", text("theme = \"\\u001b]0;OWNED\\u0007\"\nkeymap = \"../../../etc/passwd\"\n")),
        ("config.toml", text("theme = \"../../../../etc/passwd\"\n")),
        ("config.toml", text("browser = \"\\u001b]0;OWNED\\u0007\"\n[refresh]\nproxy = \"\\u001b[2J\"\nuser_agent = \"a\\r\\nX: y\"\n")),
        ("config.toml", text("[refresh]\ntimeout = 99999999999999999999\nat_once = -1\nevery = 1e999\n")),
        ("config.toml", "[".repeat(100_000).into_bytes()),
        ("config.toml", format!("a = {}", "[".repeat(100_000)).into_bytes()),
        ("config.toml", format!("{} = 1", "a.".repeat(50_000)).into_bytes()),
        ("config.toml", format!("a = \"{}\"", "x".repeat(4 << 20)).into_bytes()),
        ("config.toml", b"\xff\xfe\x00\x1b]0;OWNED\x07".to_vec()),
        ("config.toml", vec![0; 100_000]),
        ("config.toml", text("[feed.\"\\u001b]0;OWNED\\u0007\"]\ninterval = '6h'\nheaders = ['A: b\\nC: d']\n")),
        ("keymap.toml", text("[entries]\n\"\\u001b]0;OWNED\\u0007\" = \"down\"\nj = \"\\u009b2J\"\n")),
        ("keymap.toml", text("[\"\\u001b[2J\"]\nj = \"down\"\n[entries]\nj = 7\n")),
        ("keymap.toml", format!("[entries]\n\"{}\" = \"down\"\n", "j ".repeat(50_000)).into_bytes()),
        ("keymap.toml", "[".repeat(100_000).into_bytes()),
        ("keymap.toml", b"\x1b]0;OWNED\x07\xff".to_vec()),
        ("themes/dark.toml", text("\"\\u001b]0;OWNED\\u0007\" = \"\\u009b2J\"\ntext = \"\\u001b[2J\"\n")),
        ("themes/dark.toml", vec![0x1b; 1_000]),
    ]
}

/// Words of a command line, each a whole one.
#[rustfmt::skip] // A line each, so that it reads as a table.
pub fn words() -> Vec<Vec<String>> {
    let hostile = "\u{1b}]0;OWNED\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let mut words: Vec<Vec<String>> = ["list", "search", "show", "add", "mark", "remove", "import", "export", "health", "unread", "save-query", "parse", "extract", "config", "completions", "refresh", "prefetch", "set", "relocate", "rename", "move"]
        .iter()
        .map(|command| vec![(*command).to_owned(), hostile.to_owned()])
        .collect();
    words.push(vec![hostile.to_owned()]);
    words.push(vec![format!("--{hostile}")]);
    words.push(vec!["list".to_owned(), format!("--{hostile}")]);
    words.push(vec!["list".to_owned(), "--limit".to_owned(), hostile.to_owned()]);
    words.push(vec!["show".to_owned(), "1".to_owned(), "--format".to_owned(), hostile.to_owned()]);
    words.push(vec!["--config-dir".to_owned(), format!("/nowhere/{hostile}"), "feeds".to_owned()]);
    words.push(vec!["search".to_owned(), "(".repeat(100_000)]);
    words.push(vec!["search".to_owned(), format!("{}x", "-".repeat(100_000))]);
    words.push(vec!["search".to_owned(), "a OR ".repeat(20_000)]);
    words.push(vec!["search".to_owned(), "\"".to_owned()]);
    words.push(vec!["search".to_owned(), "title:\" OR NEAR(a b) AND NOT * ^ {}:".to_owned()]);
    words
}
