//! A paragraph on its way to the page: its text in one piece, so that breaks and clusters are seen across its runs,
//! and what each stretch of it is.

use super::breaking;
use crate::model::{Inline, Role, Span, Style};
use crate::render::scripts::pieces;
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
    /// Adds runs of a document within text of this role; `link` gives the number that a link has on the page.
    pub fn push_inlines(&mut self, runs: &[Inline], role: Role, mut link: impl FnMut(usize) -> Option<usize>) {
        for piece in pieces(runs) {
            let Some(run) = piece.run else {
                self.push(&piece.text, Role::Marker, Style::default(), None);
                continue;
            };
            let link = run.link.and_then(&mut link);
            let role = match role {
                Role::Heading(_) | Role::TableHead => role,
                _ if link.is_some() => Role::Link,
                _ if run.style.code => Role::Code,
                _ => role,
            };
            self.places.extend(run.place.map(|place| (self.text.len(), place)));
            self.push(&piece.text, role, run.style, link);
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
