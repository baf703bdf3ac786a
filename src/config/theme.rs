//! How each part of the screen looks: read from TOML, by role. The values are plain; drawing makes styles of them.

use super::Problem;
use super::lines::{Lines, read_table};
use crate::command::nearest;
use std::sync::LazyLock;
use toml::Spanned;
use toml::de::DeValue;

/// The themes in the box: name and text.
pub const THEMES: &[(&str, &str)] = &[
    ("dark", include_str!("../../config/themes/dark.toml")),
    ("light", include_str!("../../config/themes/light.toml")),
    ("high-contrast", include_str!("../../config/themes/high-contrast.toml")),
    ("ansi", include_str!("../../config/themes/ansi.toml")),
    ("none", include_str!("../../config/themes/none.toml")),
];

/// A colour. The sixteen named ones are the terminal's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Color {
    /// 0 to 15.
    Named(u8),
    /// 16 to 255: the cube of 216 and the greys that most terminals have.
    Indexed(u8),
    Rgb(u8, u8, u8),
}

/// How a part looks. What is not set is as beneath it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Look {
    pub foreground: Option<Color>,
    pub background: Option<Color>,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
    pub reverse: bool,
    pub strike: bool,
}

/// What can look different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Text,
    Dim,
    Rule,
    PaneTitle,
    PaneTitleFocused,
    Selected,
    SelectedFocused,
    Unread,
    Read,
    Count,
    Failing,
    Star,
    Matched,
    Title,
    Byline,
    Heading,
    Link,
    Code,
    Keyword,
    Literal,
    Comment,
    Quote,
    Marker,
    Caption,
    Credit,
    TableHead,
    Foot,
    Said,
    Hint,
    Status,
    Key,
    Info,
    Warning,
    Error,
    Overlay,
}

impl Part {
    /// Every part, with its name in a theme.
    pub const ALL: [(Part, &'static str); 35] = [
        (Part::Text, "text"),
        (Part::Dim, "dim"),
        (Part::Rule, "rule"),
        (Part::PaneTitle, "pane-title"),
        (Part::PaneTitleFocused, "pane-title-focused"),
        (Part::Selected, "selected"),
        (Part::SelectedFocused, "selected-focused"),
        (Part::Unread, "unread"),
        (Part::Read, "read"),
        (Part::Count, "count"),
        (Part::Failing, "failing"),
        (Part::Star, "star"),
        (Part::Matched, "matched"),
        (Part::Title, "title"),
        (Part::Byline, "byline"),
        (Part::Heading, "heading"),
        (Part::Link, "link"),
        (Part::Code, "code"),
        (Part::Keyword, "keyword"),
        (Part::Literal, "literal"),
        (Part::Comment, "comment"),
        (Part::Quote, "quote"),
        (Part::Marker, "marker"),
        (Part::Caption, "caption"),
        (Part::Credit, "credit"),
        (Part::TableHead, "table-head"),
        (Part::Foot, "foot"),
        (Part::Said, "said"),
        (Part::Hint, "hint"),
        (Part::Status, "status"),
        (Part::Key, "key"),
        (Part::Info, "info"),
        (Part::Warning, "warning"),
        (Part::Error, "error"),
        (Part::Overlay, "overlay"),
    ];
}

/// A look for each part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    looks: [Look; Part::ALL.len()],
}

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            looks: [Look::default(); Part::ALL.len()],
        }
    }
}

const COLORS: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];
const STYLES: [&str; 6] = ["bold", "dim", "italic", "underline", "reverse", "strike"];

/// The parts that are less than the text around them.
const STANDING_BACK: [Part; 8] = [
    Part::Comment,
    Part::Dim,
    Part::Rule,
    Part::PaneTitle,
    Part::Read,
    Part::Byline,
    Part::Credit,
    Part::Foot,
];

/// The contrast to black or white that an ink keeps where it had as much: with 256 colours so much that 4.5 is left on grounds
/// that are not quite so dark or light; of sixteen few are stronger than 4.5. A shade behind is nothing that has to be read.
const AMPLE: f64 = 5.3;
const ENOUGH: f64 = 4.5;
const NONE: f64 = 0.0;

/// As bright as this a colour has the same contrast to black and to white.
const MIDDLE: f64 = 0.179;

/// The hue of what has none.
const GREY: u8 = 7;

type Rgb = (u8, u8, u8);

/// What the sixteen colours look like on most terminals: to find the nearest.
const SIXTEEN: [Rgb; 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

impl Theme {
    /// The built-in theme of this name, as text.
    pub fn built_in(name: &str) -> Option<&'static str> {
        THEMES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// `default` changed by a person's file, given as its name and text. What cannot be taken is left as it was and named.
    pub fn read(default: &str, user: Option<(&str, &str)>) -> (Theme, Vec<Problem>) {
        let mut theme = Theme::default();
        let mut problems = theme.apply("theme", default);
        if let Some((file, text)) = user {
            problems.extend(theme.apply(file, text));
        }
        (theme, problems)
    }

    /// How a part looks.
    pub fn look(&self, part: Part) -> Look {
        self.looks[part as usize]
    }

    /// The theme for `NO_COLOR`: styles only. What was told by its background is reversed, and what stands back dim.
    pub fn without_colors(mut self) -> Theme {
        for look in &mut self.looks {
            look.reverse |= look.background.is_some();
            look.foreground = None;
            look.background = None;
        }
        for part in STANDING_BACK {
            self.looks[part as usize].dim = true;
        }
        // What is found may stand in a heading, which is bold as well.
        self.looks[Part::Matched as usize].underline = true;
        self
    }

    /// The theme for a terminal that has the sixteen named colours only. A shade behind text of any colour has no
    /// counterpart among them: it is reversed.
    pub fn in_sixteen_colors(mut self) -> Theme {
        for (part, _) in Part::ALL {
            let look = &mut self.looks[part as usize];
            let is_shade = look.foreground.is_none() || matches!(part, Part::Selected | Part::SelectedFocused);
            if is_shade && matches!(look.background, Some(Color::Rgb(..))) {
                (look.foreground, look.background) = (None, None);
                look.reverse = true;
            }
        }
        self.with_colors(|color| nearest_named(color, ENOUGH), |color| nearest_named(color, NONE))
    }

    /// The theme for a terminal that has 256 colours.
    pub fn in_256_colors(self) -> Theme {
        self.with_colors(
            |color| nearest_indexed(color, AMPLE),
            |color| nearest_indexed(color, NONE),
        )
    }

    /// Its inks and the shades behind them in other colours.
    fn with_colors(mut self, ink: fn(Color) -> Color, shade: fn(Color) -> Color) -> Theme {
        for look in &mut self.looks {
            look.foreground = look.foreground.map(ink);
            look.background = look.background.map(shade);
        }
        self
    }

    fn apply(&mut self, file: &str, text: &str) -> Vec<Problem> {
        let (table, mut problems) = read_table(file, text);
        let lines = Lines::of(text);
        for (name, value) in table.get_ref() {
            if let Err(message) = self.set(name.get_ref(), value.get_ref()) {
                problems.push(Problem {
                    file: file.to_owned(),
                    line: Some(lines.at(Spanned::span(name).start)),
                    message,
                });
            }
        }
        problems.sort_by_key(|problem| problem.line);
        problems
    }

    fn set(&mut self, name: &str, value: &DeValue<'_>) -> Result<(), String> {
        let Some((part, _)) = Part::ALL.iter().find(|(_, known)| *known == name) else {
            return Err(unknown(
                "part of the screen",
                name,
                Part::ALL.into_iter().map(|(_, name)| name),
            ));
        };
        let text = value
            .as_str()
            .ok_or_else(|| format!("“{name}” has to be a look in quotation marks, like \"bold cyan on black\""))?;
        self.looks[*part as usize] = parse_look(text)?;
        Ok(())
    }
}

/// A look as text: styles, a colour, and `on` with the colour behind.
fn parse_look(text: &str) -> Result<Look, String> {
    let mut look = Look::default();
    let mut behind = false;
    for word in text.split_whitespace() {
        match word {
            "on" => behind = true,
            "bold" => look.bold = true,
            "dim" => look.dim = true,
            "italic" => look.italic = true,
            "underline" => look.underline = true,
            "reverse" => look.reverse = true,
            "strike" => look.strike = true,
            "default" => {}
            word if behind => look.background = Some(parse_color(word)?),
            word => look.foreground = Some(parse_color(word)?),
        }
    }
    Ok(look)
}

fn parse_color(word: &str) -> Result<Color, String> {
    if let Some(index) = COLORS.iter().position(|name| *name == word) {
        return Ok(Color::Named(u8::try_from(index).unwrap_or(7)));
    }
    parse_rgb(word).ok_or_else(|| unknown("colour or style", word, COLORS.into_iter().chain(STYLES)))
}

fn parse_rgb(word: &str) -> Option<Color> {
    let digits = word
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some(Color::Rgb(part(0)?, part(2)?, part(4)?))
}

fn unknown(what: &str, given: &str, known: impl Iterator<Item = &'static str>) -> String {
    match nearest(given, known) {
        Some(near) => format!("there is no {what} “{given}”; did you mean “{near}”?"),
        None => format!("there is no {what} “{given}”"),
    }
}

fn nearest_named(color: Color, contrast: f64) -> Color {
    let Color::Rgb(red, green, blue) = color else {
        return color;
    };
    let named = (0..16).map(|index| (index, SIXTEEN[usize::from(index)]));
    Color::Named(nearest_of(named, (red, green, blue), contrast).unwrap_or(7))
}

fn nearest_indexed(color: Color, contrast: f64) -> Color {
    let Color::Rgb(red, green, blue) = color else {
        return color;
    };
    let others = (16..=255).map(|index| (index, indexed(index)));
    Color::Indexed(nearest_of(others, (red, green, blue), contrast).unwrap_or(16))
}

/// The number of the nearest of some colours that is as strong as `contrast` asks, or as the wanted one is: a grey for a grey,
/// else one of the same hue or a grey, before any other.
fn nearest_of(colors: impl Iterator<Item = (u8, Rgb)>, wanted: Rgb, contrast: f64) -> Option<u8> {
    // A light colour is made for a dark ground, a dark one for a light ground.
    let is_dark = luminance(wanted) < MIDDLE;
    let strength = |color: Rgb| match is_dark {
        true => 1.05 / (luminance(color) + 0.05),
        false => (luminance(color) + 0.05) / 0.05,
    };
    let least = strength(wanted).min(contrast);
    let strangeness = |color: Rgb| match (hue(color), hue(wanted)) {
        (GREY, GREY) => 0,
        (GREY, _) => 1,
        (_, GREY) => 2,
        (one, other) if one & other != 0 => 0,
        _ => 2,
    };
    let mut nearest = None;
    for (index, color) in colors {
        let distance = (strangeness(color), apart(color, wanted));
        let is_nearer = nearest.is_none_or(|(_, of_nearest)| distance < of_nearest);
        // Asked last, as it takes longest and few are nearer than all before.
        if is_nearer && strength(color) >= least {
            nearest = Some((index, distance));
        }
    }
    nearest.map(|(index, _)| index)
}

/// Which of red, green and blue are the strongest in a colour, a bit each; where none stands out it is a grey.
fn hue((red, green, blue): Rgb) -> u8 {
    let strongest = red.max(green).max(blue);
    if strongest - red.min(green).min(blue) < 32 {
        return GREY;
    }
    u8::from(red == strongest) | u8::from(green == strongest) << 1 | u8::from(blue == strongest) << 2
}

/// How bright a colour is, from 0 to 1 (WCAG 2).
fn luminance((red, green, blue): Rgb) -> f64 {
    /// How much light a part of a colour gives. Kept: a start asks for tens of thousands of them.
    static LIGHT: LazyLock<[f64; 256]> = LazyLock::new(|| {
        std::array::from_fn(|part| match part as f64 / 255.0 {
            part if part <= 0.040_45 => part / 12.92,
            part => ((part + 0.055) / 1.055).powf(2.4),
        })
    });
    let light = |part: u8| LIGHT[usize::from(part)];
    0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue)
}

/// What an indexed colour looks like: a cube with six steps a side from 16, and 24 greys from 232.
fn indexed(index: u8) -> Rgb {
    if index >= 232 {
        let grey = 8 + 10 * (index - 232);
        return (grey, grey, grey);
    }
    let step = |place: u8| [0, 95, 135, 175, 215, 255][usize::from(place % 6)];
    let place = index.saturating_sub(16);
    (step(place / 36), step(place / 6), step(place))
}

/// How different two colours are: the square of their distance.
fn apart(one: Rgb, other: Rgb) -> u32 {
    let square = |one: u8, other: u8| u32::from(one.abs_diff(other)).pow(2);
    square(one.0, other.0) + square(one.1, other.1) + square(one.2, other.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_themes_in_the_box_have_no_problem_and_name_every_part() {
        for (name, text) in THEMES {
            assert_eq!(Theme::read(text, None).1, [], "{name}");
            for (_, part) in Part::ALL {
                assert!(
                    text.lines().any(|line| line.starts_with(&format!("{part} ="))),
                    "{name}: {part}"
                );
            }
        }
    }

    #[test]
    fn the_parts_stand_in_the_order_of_their_numbers() {
        for (index, (part, _)) in Part::ALL.into_iter().enumerate() {
            assert_eq!(part as usize, index);
        }
    }

    #[test]
    fn looks_are_read() {
        let (theme, _) = Theme::read("link = \"underline bright-blue on #102030\"", None);
        let look = theme.look(Part::Link);
        assert!(look.underline && !look.bold);
        assert_eq!(look.foreground, Some(Color::Named(12)));
        assert_eq!(look.background, Some(Color::Rgb(16, 32, 48)));
    }

    #[test]
    fn mistakes_are_named_with_file_line_and_nearest_name() {
        let user = "lnk = \"red\"\ntext = \"gren\"\nstar = 1\n";
        let (_, problems) = Theme::read("", Some(("mine.toml", user)));
        let said: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert_eq!(
            said,
            [
                "mine.toml:1: there is no part of the screen “lnk”; did you mean “link”?",
                "mine.toml:2: there is no colour or style “gren”; did you mean “green”?",
                "mine.toml:3: “star” has to be a look in quotation marks, like \"bold cyan on black\"",
            ]
        );
    }

    #[test]
    fn without_colours_the_selection_is_still_seen() {
        for (name, text) in THEMES {
            let theme = Theme::read(text, None).0.without_colors();
            let look = theme.look(Part::SelectedFocused);
            assert!(look.reverse && look.background.is_none(), "{name}");
            assert_ne!(theme.look(Part::Unread), theme.look(Part::Read), "{name}");
        }
    }

    #[test]
    fn of_256_colours_the_nearest_is_taken() {
        let (theme, _) = Theme::read("link = \"#5fafd8 on #080808\"", None);
        let look = theme.in_256_colors().look(Part::Link);
        assert_eq!(
            (look.foreground, look.background),
            (Some(Color::Indexed(74)), Some(Color::Indexed(232)))
        );
    }

    #[test]
    fn sixteen_colours_are_the_nearest() {
        let (theme, _) = Theme::read("link = \"#0000f0 on #fdfdfd\"", None);
        let look = theme.in_sixteen_colors().look(Part::Link);
        assert_eq!(
            (look.foreground, look.background),
            (Some(Color::Named(4)), Some(Color::Named(15)))
        );
        // A grey that is too faint becomes a stronger grey, a green one as well where no green can be read.
        let (theme, _) = Theme::read("dim = \"#60656d\"\ncode = \"#3f6f1f\"\nlink = \"#7fa6d8\"", None);
        let theme = theme.in_sixteen_colors();
        let ink = |part| theme.look(part).foreground;
        assert_eq!([ink(Part::Dim), ink(Part::Code)], [Some(Color::Named(0)); 2]);
        assert_eq!(ink(Part::Link), Some(Color::Named(6)));
        let (theme, _) = Theme::read("selected = \"on #2c313a\"", None);
        let look = theme.in_sixteen_colors().look(Part::Selected);
        assert!(look.reverse && look.background.is_none());
    }
}
