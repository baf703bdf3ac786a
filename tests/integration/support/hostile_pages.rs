//! Pages that are built to take long or much memory, by kind and size: for the tests, which bring them small, and for the
//! bench of extraction, which brings them large. Each has some honest text, so that there is an article to find.

/// A kind of page: its name, and the page of about so many bytes.
pub type Kind = (&'static str, fn(usize) -> Vec<u8>);

const HONEST: &str = "<p>A paragraph of honest text that is long enough to count as one, with a comma or two.</p>";

/// Every kind.
pub const KINDS: &[Kind] = &[
    ("short paragraphs", |size| repeated("<p>x y z, w.</p>", size)),
    ("short paragraphs, each another", |size| {
        numbered(size, |number| format!("<p>w{number} on day {}.</p>", number * 7))
    }),
    ("paragraphs that plead", |size| {
        numbered(size, |number| {
            format!("<p>In the year {number} we asked you to support us please, and sign up for the end of it.</p>")
        })
    }),
    ("links", |size| {
        numbered(size, |number| {
            format!("<a href='/story/{number}'>A story number {number} of today</a> ")
        })
    }),
    ("lists of links", |size| {
        numbered(size, |number| {
            format!("<li><a href='/story/{number}'>A story number {number} of today</a></li>")
        })
    }),
    ("headings that are links", |size| {
        numbered(size, |number| {
            format!("<h2><a href='/s/{number}'>A story {number} of today</a></h2>")
        })
    }),
    ("items, all the same", |size| repeated("<li>item", size)),
    ("headings of the first rank", |size| {
        repeated("<h1>A title of it</h1>", size)
    }),
    ("lines of walls", |size| {
        numbered(size, |number| format!("<p>subscribe to {number}</p>"))
    }),
    ("one paragraph", |size| one_paragraph("we support the end of it ", size)),
    ("one word", |size| one_paragraph("a", size)),
    ("one word of many sentences", |size| one_paragraph("a.", size)),
    ("numbers", |size| one_paragraph("12 ", size)),
    ("quotation marks", |size| one_paragraph("\" “a” ", size)),
    ("signs of a script without blanks", |size| one_paragraph("漢", size)),
    ("accents", |size| one_paragraph("a\u{301}", size)),
    ("signs written as references", |size| one_paragraph("&", size)),
    ("blanks that do not break", |size| one_paragraph("\u{a0}«", size)),
    ("tag signs", |size| one_paragraph("<", size)),
    ("strings of a terminal that never end", |size| {
        one_paragraph("\u{9d}0", size)
    }),
    ("nothing but NUL", |size| vec![0; size]),
    ("line breaks", |size| repeated("<br><br>x", size)),
    ("random bytes", |size| random(size, 0..=255)),
    ("random bytes of tags", |size| {
        random_of(b"<<<<>>//abip \"=&;\0\xff", size)
    }),
    ("random references", |size| {
        random_of(b"&&&&abcdelmnopqrstgz;#x0123456789", size)
    }),
    ("random quotation marks", |size| random_of(b"<p a=\"' =>'", size)),
    ("random NUL", |size| random_of(b"\0\0\0\0a<p>", size)),
    ("no UTF-8", |size| random_of(b"\xff\xfe\xc3\xe2\x80 <p>a", size)),
    ("random tags", random_tags),
    ("unknown elements", |size| {
        numbered(size, |number| format!("<x{number}>y "))
    }),
    ("a huge attribute", |size| {
        framed(&format!("<p class=\"{}\">x", "share ".repeat(size / 6)))
    }),
    ("large attributes", |size| {
        repeated(
            &format!(
                "<a href=\"/{}\" class=\"{}\">x</a>",
                "&/../".repeat(1_600),
                "share-a ".repeat(1_000)
            ),
            size,
        )
    }),
    ("many attributes", |size| {
        let attributes: String = (0..250).map(|number| format!(" a{number}=x")).collect();
        repeated(&format!("<p{attributes}>x"), size)
    }),
    ("attributes that never end", |size| repeated("<p a=\"", size)),
    ("deep elements", |size| repeated("<div>", size)),
    ("deep elements, again and again", |size| {
        repeated(&format!("{}x{}", "<div>".repeat(256), "</div>".repeat(256)), size)
    }),
    ("deep text", |size| {
        let text = "<p>word word word, word.".repeat(20);
        repeated(&format!("{}{text}{}", "<div>".repeat(250), "</div>".repeat(250)), size)
    }),
    ("deep formatting", |size| repeated("<b><i><u><em>x<p>", size)),
    ("misnested formatting", |size| {
        numbered(size, |number| format!("<b id={number}><div><div></b></div></div>"))
    }),
    ("deep tables", |size| {
        repeated(
            &format!("{}x{}", "<table><tr><td>".repeat(80), "</table>".repeat(80)),
            size,
        )
    }),
    ("cells that span", |size| {
        repeated("<tr><td colspan=1000 rowspan=1000>c", size)
    }),
    ("code", |size| repeated("<pre>x <b>y</b></pre>", size)),
    ("scripts that never end", |size| repeated("<script>", size)),
    ("comments that never end", |size| repeated("<!--", size)),
    ("pictures that are links", |size| {
        numbered(size, |number| {
            format!("<a href=/s/{number}><img src=/p/{number}.jpg></a>")
        })
    }),
    ("figures", |size| {
        numbered(size, |number| {
            format!("<figure><img src=/p/{number}.jpg><figcaption>Caption {number}</figcaption></figure>")
        })
    }),
    ("bylines", |size| {
        repeated("<div class=byline><a href=x>By x, 12 May 2024</a></div>", size)
    }),
    ("dates", |size| repeated("<time datetime=x>12 May 2024</time> ", size)),
    ("copies of the whole text", |size| {
        let text = "<p>A paragraph of the text that all of the copies have, with a comma, and an end.</p>";
        let copy = "a paragraph of the text that all of the copies have with a comma and no end of it ";
        let copies = format!("<p>{}</p>", copy.repeat(size / 16 / copy.len())).repeat(8);
        framed(&format!("{}{copies}", text.repeat(size / 2 / text.len())))
    }),
    ("a long title", |size| {
        let title = "the title of it all ".repeat(size / 40);
        framed(&format!(
            "<title>{title}</title>{}",
            "<h2>the title of it</h2>".repeat(size / 48)
        ))
    }),
    ("data blocks", |size| {
        let block = "<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"&#32;\"}</script>";
        repeated(block, size)
    }),
    ("a deep data block", |size| {
        framed(&format!(
            "<script type='application/ld+json'>{}</script>",
            "[".repeat(size)
        ))
    }),
    ("articles", |size| {
        numbered(size, |number| format!("<article><h2>{number}</h2>{HONEST}</article>"))
    }),
    ("hidden paragraphs", |size| {
        repeated(&format!("<div hidden>{HONEST}</div>"), size)
    }),
];

fn framed(inside: &str) -> Vec<u8> {
    let honest = HONEST.repeat(8);
    format!("{honest}{inside}{honest}").into_bytes()
}

fn repeated(unit: &str, size: usize) -> Vec<u8> {
    framed(&unit.repeat(size.div_ceil(unit.len())))
}

fn one_paragraph(unit: &str, size: usize) -> Vec<u8> {
    framed(&format!("<p>{}</p>", unit.repeat(size.div_ceil(unit.len()))))
}

fn numbered(size: usize, unit: impl Fn(usize) -> String) -> Vec<u8> {
    let mut inside = String::new();
    let mut units = (0..).map(unit);
    while inside.len() < size {
        inside.extend(units.next());
    }
    framed(&inside)
}

fn random(size: usize, bytes: std::ops::RangeInclusive<u8>) -> Vec<u8> {
    let mut chance = fastrand::Rng::with_seed(size as u64);
    (0..size).map(|_| chance.u8(bytes.clone())).collect()
}

fn random_of(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut chance = fastrand::Rng::with_seed(size as u64);
    (0..size).map(|_| bytes[chance.usize(..bytes.len())]).collect()
}

fn random_tags(size: usize) -> Vec<u8> {
    const PARTS: [&str; 28] = [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href=x>",
        "</a>",
        "<div>",
        "</div>",
        "x ",
        "<li>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<i>",
        "</i>",
        "<h1>",
        "&amp",
        "\"",
        "<span class=share>",
        "</span>",
        "<br>",
        "<nobr>",
        "<form>",
        "</form>",
        "<select>",
        "<option>",
        "<caption>",
    ];
    let mut chance = fastrand::Rng::with_seed(size as u64);
    let mut inside = String::new();
    while inside.len() < size {
        inside.push_str(PARTS[chance.usize(..PARTS.len())]);
    }
    framed(&inside)
}
