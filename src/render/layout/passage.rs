//! A paragraph on its way to the page: its text in one piece, so that breaks and clusters are seen across its runs,
//! and what each stretch of it is.

use super::breaking;
use crate::model::{Inline, Role, Span, Style};
use std::ops::Range;

/// Text with roles.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    text: String,
    runs: Vec<Run>,
    /// At which byte which place of the document begins.
    places: Vec<(usize, usize)>,
}

/// A line of a passage.
pub struct SetLine {
    pub spans: Vec<Span>,
    /// The places of the document that begin in it.
    pub places: Vec<usize>,
}

/// A stretch of one kind, from the end of the one before.
#[derive(Clone, Debug)]
struct Run {
    end: usize,
    role: Role,
    style: Style,
    link: Option<usize>,
}

impl Passage {
    /// Adds a run of a document within text of this role; `link` is its number on the page.
    pub fn push_inline(&mut self, inline: &Inline, role: Role, link: Option<usize>) {
        let role = match role {
            Role::Heading(_) | Role::TableHead => role,
            _ if link.is_some() => Role::Link,
            _ if inline.style.code => Role::Code,
            _ => role,
        };
        self.places.extend(inline.place.map(|place| (self.text.len(), place)));
        match shifted(inline) {
            Some(text) => self.push(&text, role, inline.style, link),
            None => self.push(&inline.text, role, inline.style, link),
        }
    }

    /// Adds text.
    pub fn push(&mut self, text: &str, role: Role, style: Style, link: Option<usize>) {
        self.text.push_str(text);
        let end = self.text.len();
        match self.runs.last_mut() {
            Some(last) if (last.role, last.style, last.link) == (role, style, link) => last.end = end,
            _ => self.runs.push(Run { end, role, style, link }),
        }
    }

    /// The passage without style or role.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines of the passage, each at most `room` cells wide.
    pub fn set(self, room: usize) -> impl Iterator<Item = SetLine> {
        let mut passage = if room > 1 { self } else { self.fitted(room) };
        let lines = breaking::lines(&passage.text, room);
        let mut places = std::mem::take(&mut passage.places).into_iter().peekable();
        let mut spans = Spans { passage, run: 0 };
        lines.into_iter().map(move |line| {
            let begun = std::iter::from_fn(|| places.next_if(|(at, _)| *at < line.end));
            SetLine {
                places: begun.map(|(_, place)| place).collect(),
                spans: spans.line(line),
            }
        })
    }

    /// The same with stand-ins for signs that are too wide; a cluster is of the run in which it begins.
    fn fitted(self, room: usize) -> Passage {
        // Stand-ins are of other lengths; with lines of one cell nobody looks for a footnote in the middle of a text.
        let mut fitted = Passage {
            places: self.places.iter().map(|(_, place)| (0, *place)).collect(),
            ..Passage::default()
        };
        let mut offset = 0;
        let mut runs = self.runs.iter().peekable();
        for (cluster, _) in crate::model::text::clusters(&self.text) {
            while runs.next_if(|run| run.end <= offset).is_some() {}
            if let Some(run) = runs.peek() {
                fitted.push(&breaking::fit_signs(cluster, room), run.role, run.style, run.link);
            }
            offset += cluster.len();
        }
        fitted
    }
}

/// Makes spans of lines, which come in the order of the text.
struct Spans {
    passage: Passage,
    /// The run in which the last line ended.
    run: usize,
}

impl Spans {
    fn line(&mut self, line: Range<usize>) -> Vec<Span> {
        // Most lines are one span, and a page has many lines.
        let mut spans: Vec<Span> = Vec::with_capacity(1);
        let mut start = line.start;
        while start < line.end {
            let run = &self.passage.runs[self.run];
            let end = run.end.min(line.end);
            if start < end {
                add(&mut spans, run, &self.passage.text[start..end]);
                start = end;
            }
            if run.end <= start && start < line.end {
                self.run += 1;
            }
        }
        spans
    }
}

fn add(spans: &mut Vec<Span>, run: &Run, text: &str) {
    if let Some(last) = spans.last_mut()
        && (last.role, last.style, last.link) == (run.role, run.style, run.link)
    {
        last.text.push_str(text);
        return;
    }
    spans.push(Span {
        text: text.to_owned(),
        role: run.role,
        style: run.style,
        link: run.link,
    });
}

/// Raised or lowered text in signs that are so themselves, where each has such a form.
fn shifted(inline: &Inline) -> Option<String> {
    let form = match inline.style {
        Style { raised: true, .. } => raised_sign,
        Style { lowered: true, .. } => lowered_sign,
        _ => return None,
    };
    inline.text.chars().map(form).collect()
}

fn raised_sign(sign: char) -> Option<char> {
    Some(match sign {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32('⁴' as u32 + (sign as u32 - '4' as u32))?,
        '+' => '⁺',
        '-' | '−' => '⁻',
        '=' => '⁼',
        '(' => '⁽',
        ')' => '⁾',
        'n' => 'ⁿ',
        'i' => 'ⁱ',
        ' ' => ' ',
        _ => return None,
    })
}

fn lowered_sign(sign: char) -> Option<char> {
    Some(match sign {
        '0'..='9' => char::from_u32('₀' as u32 + (sign as u32 - '0' as u32))?,
        '+' => '₊',
        '-' | '−' => '₋',
        '=' => '₌',
        '(' => '₍',
        ')' => '₎',
        ' ' => ' ',
        _ => return None,
    })
}
