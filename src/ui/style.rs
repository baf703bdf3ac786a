//! Looks of the theme as styles of the terminal's library.

use crate::config::{Color, Look, Part, Theme};
use crate::model;
use ratatui::style::{Color as Ink, Modifier, Style};

/// The style of a look.
pub(super) fn style(look: Look) -> Style {
    let mut style = Style {
        fg: look.foreground.map(ink),
        bg: look.background.map(ink),
        ..Style::default()
    };
    let modifiers = [
        (look.bold, Modifier::BOLD),
        (look.dim, Modifier::DIM),
        (look.italic, Modifier::ITALIC),
        (look.underline, Modifier::UNDERLINED),
        (look.reverse, Modifier::REVERSED),
        (look.strike, Modifier::CROSSED_OUT),
    ];
    for (_, modifier) in modifiers.into_iter().filter(|(set, _)| *set) {
        style = style.add_modifier(modifier);
    }
    style
}

/// The style of a piece of an article.
pub(super) fn of_span(theme: &Theme, span: &model::Span) -> Style {
    let mut style = style(theme.look(part(span.role)));
    if span.link.is_some() {
        style = style.patch(self::style(theme.look(Part::Link)));
    }
    if span.style.code {
        style = style.patch(self::style(theme.look(Part::Code)));
    }
    let modifiers = [
        (span.style.strong, Modifier::BOLD),
        (span.style.emphasis, Modifier::ITALIC),
        (span.style.struck, Modifier::CROSSED_OUT),
    ];
    for (_, modifier) in modifiers.into_iter().filter(|(set, _)| *set) {
        style = style.add_modifier(modifier);
    }
    style
}

fn part(role: model::Role) -> Part {
    match role {
        model::Role::Text | model::Role::Gap => Part::Text,
        model::Role::Title => Part::Title,
        model::Role::Byline => Part::Byline,
        model::Role::Heading(_) => Part::Heading,
        model::Role::Link => Part::Link,
        model::Role::Code => Part::Code,
        model::Role::Keyword => Part::Keyword,
        model::Role::Literal => Part::Literal,
        model::Role::Comment => Part::Comment,
        model::Role::Quote => Part::Quote,
        model::Role::Marker => Part::Marker,
        model::Role::Caption => Part::Caption,
        model::Role::Credit => Part::Credit,
        model::Role::Rule => Part::Rule,
        model::Role::TableHead => Part::TableHead,
        model::Role::Foot => Part::Foot,
        model::Role::Notice => Part::Said,
    }
}

fn ink(color: Color) -> Ink {
    match color {
        Color::Rgb(red, green, blue) => Ink::Rgb(red, green, blue),
        Color::Indexed(index) => Ink::Indexed(index),
        Color::Named(index) => [
            Ink::Black,
            Ink::Red,
            Ink::Green,
            Ink::Yellow,
            Ink::Blue,
            Ink::Magenta,
            Ink::Cyan,
            Ink::Gray,
            Ink::DarkGray,
            Ink::LightRed,
            Ink::LightGreen,
            Ink::LightYellow,
            Ink::LightBlue,
            Ink::LightMagenta,
            Ink::LightCyan,
            Ink::White,
        ][usize::from(index % 16)],
    }
}
