//! Which elements and attributes of HTML an article is made of, and what the others count as. The rules of how they
//! nest are in `bound`.

/// What `bound` does with an element. The name is the one that is kept: many elements mean the same here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Left out with all within it.
    Unwanted(&'static str),
    /// Has no content.
    Void(&'static str),
    Image,
    /// Another page within the page: kept without its content.
    Frame,
    /// Ends by itself where the next begins, so that it cannot nest in its like.
    Part(&'static str),
    /// Must be ended, and can nest.
    Nesting(&'static str),
    /// A formula or a part of one; it can nest, and end itself.
    Formula(&'static str),
    Heading(&'static str),
    List(&'static str),
    Table,
    /// A row or group of rows.
    Group(&'static str),
    Cell(&'static str),
    /// Sets off inline text; the number tells them apart.
    Format(usize, &'static str),
    /// Kept only where its class says what it is.
    Span,
    Small,
    /// A quotation within a line.
    Quotation,
    /// A field of a form: of those only boxes that are ticked or not say something, in lists of what is to be done.
    Field,
    /// Only what is within it counts.
    Transparent,
}

/// What an element counts as, by its name in lower case.
pub fn kind(name: &str) -> Kind {
    match name {
        "p" => Kind::Part("p"),
        "li" => Kind::Part("li"),
        "dt" => Kind::Part("dt"),
        "dd" => Kind::Part("dd"),
        "a" => Kind::Format(0, "a"),
        "b" | "strong" => Kind::Format(1, "b"),
        "i" | "em" | "cite" | "dfn" | "var" => Kind::Format(2, "i"),
        "code" | "kbd" | "samp" | "tt" => Kind::Format(3, "code"),
        "s" | "strike" | "del" => Kind::Format(4, "s"),
        "sup" => Kind::Nesting("sup"),
        "sub" => Kind::Nesting("sub"),
        "span" => Kind::Span,
        "small" => Kind::Small,
        "q" => Kind::Quotation,
        "input" => Kind::Field,
        "img" | "image" => Kind::Image,
        "br" => Kind::Void("br"),
        "hr" => Kind::Void("hr"),
        "source" => Kind::Void("source"),
        "embed" => Kind::Void("embed"),
        "video" => Kind::Nesting("video"),
        "audio" => Kind::Nesting("audio"),
        "iframe" => Kind::Frame,
        _ => kind_of_block(name),
    }
}

fn kind_of_block(name: &str) -> Kind {
    match name {
        "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "address" | "hgroup"
        | "center" | "form" | "fieldset" | "details" | "summary" | "dialog" => Kind::Nesting("div"),
        "blockquote" => Kind::Nesting("blockquote"),
        "pre" | "listing" | "xmp" => Kind::Nesting("pre"),
        "figure" => Kind::Nesting("figure"),
        "figcaption" => Kind::Nesting("figcaption"),
        "h1" => Kind::Heading("h1"),
        "h2" => Kind::Heading("h2"),
        "h3" => Kind::Heading("h3"),
        "h4" => Kind::Heading("h4"),
        "h5" => Kind::Heading("h5"),
        "h6" => Kind::Heading("h6"),
        "ul" | "menu" | "dir" => Kind::List("ul"),
        "ol" => Kind::List("ol"),
        "dl" => Kind::List("dl"),
        "table" => Kind::Table,
        "thead" => Kind::Group("thead"),
        "tbody" => Kind::Group("tbody"),
        "tfoot" => Kind::Group("tfoot"),
        "tr" => Kind::Group("tr"),
        "td" => Kind::Cell("td"),
        "th" => Kind::Cell("th"),
        "caption" => Kind::Cell("caption"),
        _ => kind_of_formula(name),
    }
}

/// Elements of MathML (Presentation Markup): `m` is what only holds a part of a formula together.
fn kind_of_formula(name: &str) -> Kind {
    match name {
        "math" | "mrow" | "mi" | "mn" | "mo" | "ms" | "mstyle" | "mpadded" | "menclose" | "mtd" => Kind::Formula("m"),
        "mtext" => Kind::Formula("mtext"),
        "mfenced" => Kind::Formula("mfenced"),
        "mtable" => Kind::Formula("mtable"),
        "msup" | "mover" => Kind::Formula("msup"),
        "msub" | "munder" => Kind::Formula("msub"),
        "msubsup" | "munderover" => Kind::Formula("msubsup"),
        "mfrac" => Kind::Formula("mfrac"),
        "msqrt" => Kind::Formula("msqrt"),
        "mroot" => Kind::Formula("mroot"),
        "mtr" => Kind::Formula("mtr"),
        _ => unwanted(name).map_or(Kind::Transparent, Kind::Unwanted),
    }
}

const UNWANTED: [&str; 15] = [
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "title",
    "textarea",
    "select",
    "button",
    "datalist",
    "canvas",
    "annotation",
    "annotation-xml",
    "noframes",
    "noembed",
];

fn unwanted(name: &str) -> Option<&'static str> {
    UNWANTED.into_iter().find(|unwanted| *unwanted == name)
}

const ATTRIBUTES: [&str; 19] = [
    "href", "src", "data-src", "alt", "title", "width", "height", "class", "start", "role", "colspan", "rowspan",
    "style", "id", "name", "type", "checked", "reversed", "value",
];

/// Words of a class that tell what the element is.
const TELLING: [&str; 10] = [
    "language-",
    "lang-",
    "highlight-source-",
    "caption",
    "credit",
    "copyright",
    "emoji",
    "katex-html",
    "math-fallback",
    "latex",
];

/// The attribute's name, where something is made of it. Classes and styles count only where they tell something.
pub fn wanted_attribute(name: &str, value: &str) -> Option<&'static str> {
    let name = ATTRIBUTES.into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let wanted = match name {
        "class" => TELLING.iter().any(|word| contains_ignoring_case(value, word)) || value.contains("smiley"),
        "type" => value.eq_ignore_ascii_case("checkbox") || matches!(value, "a" | "A" | "i" | "I"),
        "value" => value.trim().parse::<i64>().is_ok(),
        "style" => value.contains("none") || value.contains("1px") || value.contains("0px"),
        _ => true,
    };
    wanted.then_some(name)
}

/// Addresses whose pictures only count the readers.
const BEACONS: [&str; 17] = [
    "feedburner.com/~r",
    "feedsportal.com/",
    "pixel.wp.com/",
    "stats.wordpress.com/",
    "doubleclick.net/",
    "google-analytics.com/",
    "/pixel.gif",
    "/beacon",
    "/piwik.php",
    "/matomo.php",
    "/pixel.png",
    "scorecardresearch.com/",
    "quantserve.com/",
    "facebook.com/tr?",
    "list-manage.com/track/",
    "/counter.gif",
    "/tracking/open",
];

/// Whether a picture is only there to be fetched (`promises.md` C9): hidden, at most one cell of a screen, or counted.
pub fn is_beacon(attributes: &[(&'static str, &str)]) -> bool {
    attributes.iter().any(|(name, value)| match *name {
        "width" | "height" => matches!(value.trim().trim_end_matches("px"), "0" | "1"),
        "style" => is_hidden(&value.replace(' ', "")),
        "src" => BEACONS.iter().any(|beacon| value.contains(beacon)),
        _ => false,
    })
}

/// Whether a style without blanks hides what it is of, or leaves it at most one cell of a screen.
fn is_hidden(style: &str) -> bool {
    style.split(';').any(|rule| {
        matches!(
            rule,
            "display:none" | "width:1px" | "height:1px" | "width:0" | "height:0" | "width:0px" | "height:0px"
        )
    })
}

fn contains_ignoring_case(text: &str, word: &str) -> bool {
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}
