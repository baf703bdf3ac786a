//! The words of dates: months in some twenty languages, zones, halves of the day. Only data and how to look it up.

/// What a word in a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// 1 to 12.
    Month(i64),
    Afternoon(bool),
    /// Minutes east of universal time.
    Zone(i64),
    /// The `T` before a time of day.
    TimeMark,
    Other,
}

/// What `word` says.
pub fn word(word: &str) -> Word {
    let lower = word.to_lowercase();
    match lower.as_str() {
        "t" => return Word::TimeMark,
        "am" | "a" | "πμ" => return Word::Afternoon(false),
        "pm" | "p" | "μμ" => return Word::Afternoon(true),
        _ => {}
    }
    if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| *name == lower) {
        return Word::Zone(*minutes);
    }
    // The longest beginning counts: Finnish `marraskuu` is no March.
    let fitting = MONTHS.iter().filter(|(beginning, _)| lower.starts_with(beginning));
    fitting
        .max_by_key(|(beginning, _)| beginning.len())
        .map_or(Word::Other, |(_, month)| Word::Month(*month))
}

/// `text` with Chinese, Japanese and Korean signs of dates, full-width digits and odd spaces as the common ones.
pub fn evened_out(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut even = text.to_owned();
    for (written, common) in [
        ("上午", " am "),
        ("下午", " pm "),
        ("午前", " am "),
        ("午後", " pm "),
        ("오전", " am "),
        ("오후", " pm "),
    ] {
        even = even.replace(written, common);
    }
    let moved = move_half_of_day(&even);
    let sign = |sign: char| match sign {
        '年' | '月' | '년' | '월' => '-',
        '日' | '号' | '일' => ' ',
        '时' | '時' | '点' | '點' | '시' | '：' => ':',
        '分' | '秒' | '분' | '초' | '\u{a0}' | '\u{202f}' | '\u{3000}' | '，' => ' ',
        '０'..='９' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    };
    moved
        .chars()
        .map(sign)
        .collect::<String>()
        .replace("- ", "-")
        .replace(": ", ":")
}

/// In Chinese, Japanese and Korean the half of the day stands before the time; it must not be taken for its unit.
fn move_half_of_day(text: &str) -> String {
    for half in [" am ", " pm "] {
        if let Some((before, after)) = text.split_once(half) {
            return format!("{before} {}{half}", after.trim());
        }
    }
    text.to_owned()
}

/// Beginnings of the names of months, in lower case.
const MONTHS: &[(&str, i64)] = &[
    // English, and what German, French, Dutch, Portuguese, Romanian, Indonesian and the Nordic languages share with it.
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("okt", 10),
    ("des", 12),
    ("mai", 5),
    ("maj", 5),
    // German, Dutch, Indonesian
    ("jän", 1),
    ("mär", 3),
    ("maer", 3),
    ("mrz", 3),
    ("dez", 12),
    ("mrt", 3),
    ("maa", 3),
    ("mei", 5),
    ("agu", 8),
    ("agt", 8),
    // French
    ("fév", 2),
    ("fev", 2),
    ("avr", 4),
    ("juin", 6),
    ("juil", 7),
    ("aoû", 8),
    ("aou", 8),
    ("déc", 12),
    // Spanish, Portuguese, Catalan, Italian
    ("ene", 1),
    ("abr", 4),
    ("ago", 8),
    ("set", 9),
    ("dic", 12),
    ("out", 10),
    ("gen", 1),
    ("mag", 5),
    ("giu", 6),
    ("lug", 7),
    ("ott", 10),
    // Romanian
    ("ian", 1),
    ("iun", 6),
    ("iul", 7),
    ("noi", 11),
    // Finnish
    ("tammi", 1),
    ("helmi", 2),
    ("maalis", 3),
    ("huhti", 4),
    ("touko", 5),
    ("kesä", 6),
    ("heinä", 7),
    ("elo", 8),
    ("syys", 9),
    ("loka", 10),
    ("marras", 11),
    ("joulu", 12),
    // Hungarian
    ("már", 3),
    ("ápr", 4),
    ("máj", 5),
    ("jún", 6),
    ("júl", 7),
    ("szep", 9),
    // Polish
    ("sty", 1),
    ("lut", 2),
    ("kwi", 4),
    ("cze", 6),
    ("lip", 7),
    ("sie", 8),
    ("wrz", 9),
    ("paź", 10),
    ("paz", 10),
    ("lis", 11),
    ("gru", 12),
    // Czech and Slovak
    ("led", 1),
    ("úno", 2),
    ("bře", 3),
    ("dub", 4),
    ("kvě", 5),
    ("červ", 6),
    ("července", 7),
    ("červenec", 7),
    ("srp", 8),
    ("zář", 9),
    ("říj", 10),
    ("pro", 12),
    // Turkish
    ("oca", 1),
    ("şub", 2),
    ("sub", 2),
    ("nis", 4),
    ("haz", 6),
    ("tem", 7),
    ("ağu", 8),
    ("eyl", 9),
    ("eki", 10),
    ("kas", 11),
    ("ara", 12),
    // Russian, Bulgarian, Serbian
    ("янв", 1),
    ("яну", 1),
    ("јан", 1),
    ("фев", 2),
    ("феб", 2),
    ("мар", 3),
    ("апр", 4),
    ("май", 5),
    ("мая", 5),
    ("мај", 5),
    ("июн", 6),
    ("юни", 6),
    ("јун", 6),
    ("июл", 7),
    ("юли", 7),
    ("јул", 7),
    ("авг", 8),
    ("сен", 9),
    ("сеп", 9),
    ("окт", 10),
    ("ноя", 11),
    ("ное", 11),
    ("нов", 11),
    ("дек", 12),
    ("дец", 12),
    // Ukrainian
    ("січ", 1),
    ("лют", 2),
    ("бер", 3),
    ("кві", 4),
    ("тра", 5),
    ("чер", 6),
    ("лип", 7),
    ("сер", 8),
    ("вер", 9),
    ("жов", 10),
    ("лис", 11),
    ("гру", 12),
    // Greek
    ("ιαν", 1),
    ("φεβ", 2),
    ("μαρ", 3),
    ("μάρ", 3),
    ("απρ", 4),
    ("μαι", 5),
    ("μαΐ", 5),
    ("μάι", 5),
    ("ιουν", 6),
    ("ιούν", 6),
    ("ιουλ", 7),
    ("ιούλ", 7),
    ("αυγ", 8),
    ("αύγ", 8),
    ("σεπ", 9),
    ("οκτ", 10),
    ("νοε", 11),
    ("νοέ", 11),
    ("δεκ", 12),
    // Arabic
    ("يناير", 1),
    ("فبراير", 2),
    ("مارس", 3),
    ("أبريل", 4),
    ("ابريل", 4),
    ("مايو", 5),
    ("يونيو", 6),
    ("يوليو", 7),
    ("أغسطس", 8),
    ("اغسطس", 8),
    ("سبتمبر", 9),
    ("أكتوبر", 10),
    ("اكتوبر", 10),
    ("نوفمبر", 11),
    ("ديسمبر", 12),
    // Hebrew
    ("ינו", 1),
    ("פבר", 2),
    ("מרץ", 3),
    ("אפר", 4),
    ("מאי", 5),
    ("יונ", 6),
    ("יול", 7),
    ("אוג", 8),
    ("ספט", 9),
    ("אוק", 10),
    ("נוב", 11),
    ("דצמ", 12),
];

const HOUR: i64 = 60;

/// Names of zones in lower case, with minutes east. A name that is used in several places has its most frequent meaning.
const ZONES: &[(&str, i64)] = &[
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", HOUR),
    ("bst", HOUR),
    ("cet", HOUR),
    ("mez", HOUR),
    ("wat", HOUR),
    ("cest", 2 * HOUR),
    ("mesz", 2 * HOUR),
    ("mest", 2 * HOUR),
    ("eet", 2 * HOUR),
    ("sast", 2 * HOUR),
    ("cat", 2 * HOUR),
    ("eest", 3 * HOUR),
    ("msk", 3 * HOUR),
    ("мск", 3 * HOUR),
    ("eat", 3 * HOUR),
    ("trt", 3 * HOUR),
    ("msd", 4 * HOUR),
    ("gst", 4 * HOUR),
    ("pkt", 5 * HOUR),
    ("ist", 5 * HOUR + 30),
    ("wib", 7 * HOUR),
    ("ict", 7 * HOUR),
    ("hkt", 8 * HOUR),
    ("sgt", 8 * HOUR),
    ("pht", 8 * HOUR),
    ("awst", 8 * HOUR),
    ("jst", 9 * HOUR),
    ("kst", 9 * HOUR),
    ("acst", 9 * HOUR + 30),
    ("aest", 10 * HOUR),
    ("acdt", 10 * HOUR + 30),
    ("aedt", 11 * HOUR),
    ("nzst", 12 * HOUR),
    ("nzdt", 13 * HOUR),
    ("brt", -3 * HOUR),
    ("art", -3 * HOUR),
    ("ndt", -2 * HOUR - 30),
    ("nst", -3 * HOUR - 30),
    ("adt", -3 * HOUR),
    ("ast", -4 * HOUR),
    ("edt", -4 * HOUR),
    ("est", -5 * HOUR),
    ("et", -5 * HOUR),
    ("cdt", -5 * HOUR),
    ("cst", -6 * HOUR),
    ("ct", -6 * HOUR),
    ("mdt", -6 * HOUR),
    ("mst", -7 * HOUR),
    ("mt", -7 * HOUR),
    ("pdt", -7 * HOUR),
    ("pst", -8 * HOUR),
    ("pt", -8 * HOUR),
    ("akdt", -8 * HOUR),
    ("akst", -9 * HOUR),
    ("hst", -10 * HOUR),
];
