//! Signs that a terminal would obey, in every field that a feed has, in each of the ways in which they can be written.

use super::{Case, Wanted};
use crate::support::server::Answer;
use serde_json::{Value, json};

/// What is put into every field, each with a name.
#[rustfmt::skip] // A line each, so that it reads as a table.
fn payloads() -> Vec<(&'static str, String)> {
    [
        ("title", "\u{1b}]0;OWNED\u{7}"),
        ("title ended by ST", "\u{1b}]2;OWNED\u{1b}\\"),
        ("clipboard", "\u{1b}]52;c;T1dORUQ=\u{7}"),
        ("clipboard asked for", "\u{1b}]52;c;?\u{1b}\\"),
        ("link", "\u{1b}]8;;http://owned.example/\u{1b}\\here\u{1b}]8;;\u{1b}\\"),
        ("notification", "\u{1b}]9;OWNED\u{7}\u{1b}]777;notify;OWNED;OWNED\u{7}"),
        ("colours asked for", "\u{1b}]10;?\u{7}\u{1b}]4;1;?\u{7}"),
        ("screen emptied", "\u{1b}[2J\u{1b}[3J\u{1b}[1;1H"),
        ("report asked for", "\u{1b}[6n\u{1b}[>c\u{1b}[0c\u{1b}[21t"),
        ("window made small", "\u{1b}[8;1;1t\u{1b}[3;9;9t"),
        ("modes", "\u{1b}[?1049h\u{1b}[?1003h\u{1b}[?2004l"),
        ("colons and blanks", "\u{1b}[38:2:1:2:3m\u{1b}[4 q"),
        ("C1 control sequence", "\u{9b}2J\u{9b}31m"),
        ("C1 title", "\u{9d}0;OWNED\u{9c}"),
        ("C1 string", "\u{90}OWNED\u{9c}\u{98}OWNED\u{9c}\u{9e}OWNED\u{9c}"),
        ("device string", "\u{1b}P$qm\u{1b}\\\u{1b}P+q544e\u{1b}\\"),
        ("picture", "\u{1b}_Ga=T,f=24,s=1,v=1;AAAA\u{1b}\\"),
        ("file written", "\u{1b}]1337;File=name=T1dORUQ=;inline=0:AAAA\u{7}"),
        ("private message", "\u{1b}^OWNED\u{1b}\\\u{1b}XOWNED\u{1b}\\"),
        ("reset", "\u{1b}c\u{1b}7\u{1b}8\u{1b}D\u{1b}M"),
        ("letters swapped", "\u{1b}(0\u{1b}%G\u{e}\u{f}"),
        ("never ended", "\u{1b}]0;"),
        ("cut short", "\u{1b}"),
        ("one in another", "\u{1b}\u{1b}[31m[31m\u{1b}\u{1b}]0;OWNED\u{7}]0;OWNED\u{7}"),
        ("CAN and SUB", "\u{1b}]0;a\u{18}\u{1b}[3\u{1a}1m"),
        ("written over", "safe\u{8}\u{8}\u{8}\u{8}evil\rOWNED\u{b}\u{c}\u{7f}"),
        ("NUL", "\0\0\u{1}\u{2}\u{3}\u{4}\u{5}"),
        ("overrides", "\u{202e}gnp.exe\u{202c}\u{202d}\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{61c}"),
        ("tags", "\u{e0001}\u{e0041}\u{e0042}\u{e007f}"),
        ("no width", "\u{200b}\u{2060}\u{feff}\u{ad}\u{34f}\u{180e}\u{2061}\u{206a}"),
        ("fillers", "\u{115f}\u{1160}\u{3164}\u{ffa0}\u{fff9}\u{fffa}\u{fffb}"),
        ("ends of lines", "a\u{2028}b\u{2029}c\u{85}d\r\ne"),
    ]
    .into_iter()
    .map(|(name, payload)| (name, payload.to_owned()))
    .chain([
        ("pile of marks", format!("a{}", "\u{301}".repeat(500))),
        ("pile of joiners", "👩\u{200d}".repeat(300)),
        ("long title", format!("\u{1b}]0;{}\u{7}", "OWNED ".repeat(2_000))),
    ])
    .collect()
}

/// Writes a feed with a payload in every field.
type Writer = fn(&str) -> Vec<u8>;

/// Each payload in each form of feed.
pub fn cases() -> Vec<Case> {
    let forms: [(&str, Writer); 4] = [
        ("raw RSS", |payload| rss(&cdata(payload), payload)),
        ("RSS with references", |payload| {
            rss(&references(payload), &references(payload))
        }),
        ("Atom with references", |payload| atom(&references(payload))),
        ("JSON", json_feed),
    ];
    let mut cases = Vec::new();
    for (name, payload) in payloads() {
        for (form, write) in &forms {
            cases.push(Case {
                name: format!("{name}, {form}"),
                answer: Answer::ok(write(&payload)),
                wanted: Wanted::Entries(2),
            });
        }
    }
    cases
}

/// Raw signs where XML allows no reference to them either; what would end the section is no attack on a terminal.
fn cdata(payload: &str) -> String {
    format!("<![CDATA[{payload}]]>")
}

/// Every sign as a reference, half of them decimal.
fn references(payload: &str) -> String {
    let reference = |(index, sign): (usize, char)| match index % 2 {
        0 => format!("&#x{:x};", u32::from(sign)),
        _ => format!("&#{};", u32::from(sign)),
    };
    payload.chars().enumerate().map(reference).collect()
}

fn rss(text: &str, attribute: &str) -> Vec<u8> {
    let attribute = attribute.replace('"', "");
    format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:media=\"http://search.yahoo.com/mrss/\">\
         <channel><title>feed {text}</title><link>https://a.example/{text}</link><description>{text}</description>\
         <language>{text}</language><generator>{text}</generator><ttl>{text}</ttl><image><url>{text}</url></image>\
         <item><title>good {text} hostile</title><link>https://a.example/{text}</link><guid>h{text}</guid>\
         <author>{text}</author><dc:creator>{text}</dc:creator><category domain=\"{attribute}\">{text}</category>\
         <comments>https://a.example/{text}</comments><pubDate>{text}</pubDate><source url=\"{attribute}\">{text}</source>\
         <enclosure url=\"https://a.example/{attribute}\" type=\"{attribute}\" length=\"{attribute}\"/>\
         <media:title>{text}</media:title><media:content url=\"{attribute}\" type=\"{attribute}\"/>\
         <description>&lt;p title=\"{text}\"&gt;{text}&lt;/p&gt;&lt;a href=\"https://a.example/{text}\"&gt;{text}&lt;/a&gt;\
         &lt;img alt=\"{text}\" src=\"{text}\"&gt;&lt;pre&gt;&lt;code class=\"language-{text}\"&gt;{text}&lt;/code&gt;\
         &lt;/pre&gt;&lt;table&gt;&lt;tr&gt;&lt;td&gt;{text}&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</description></item>\
         <item><title>good and plain</title><guid>p</guid></item></channel></rss>"
    )
    .into_bytes()
}

fn atom(text: &str) -> Vec<u8> {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{text}\"><title type=\"{text}\">feed {text}</title><id>{text}</id>\
         <link href=\"https://a.example/{text}\" title=\"{text}\"/><subtitle>{text}</subtitle>\
         <entry><title>good {text} hostile</title><id>h{text}</id><updated>{text}</updated>\
         <author><name>{text}</name><email>{text}</email><uri>{text}</uri></author>\
         <category term=\"{text}\" label=\"{text}\"/><link rel=\"{text}\" href=\"{text}\" type=\"{text}\"/>\
         <link rel=\"enclosure\" href=\"https://a.example/{text}\" type=\"{text}\" title=\"{text}\"/>\
         <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{text}</p><a href=\"{text}\">{text}</a>\
         <img alt=\"{text}\" src=\"https://a.example/{text}\"/></div></content></entry>\
         <entry><title>good and plain</title><id>p</id></entry></feed>"
    )
    .into_bytes()
}

fn json_feed(payload: &str) -> Vec<u8> {
    let link = format!("https://a.example/{payload}");
    let feed: Value = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": format!("feed {payload}"), "home_page_url": link,
        "language": payload, "description": payload, "icon": payload,
        "authors": [{ "name": payload, "url": payload }],
        "items": [
            {
                "id": format!("h{payload}"), "title": format!("good {payload} hostile"), "url": link,
                "external_url": payload, "authors": [{ "name": payload }], "tags": [payload, payload],
                "language": payload, "date_published": payload, "image": payload, "summary": payload,
                "content_html": format!("<p>{payload}</p><a href='{payload}'>{payload}</a><img alt='{payload}' src=x>"),
                "attachments": [{ "url": link, "mime_type": payload, "title": payload }],
            },
            { "id": "p", "title": "good and plain", "content_text": payload },
        ],
    });
    feed.to_string().into_bytes()
}
