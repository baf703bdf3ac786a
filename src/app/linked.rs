//! The page that a link leads to, read here: its article alone, over the one that has the link.

use super::effect::Effect;
use super::layout::Layout;
use super::overlay::Overlay;
use super::state::State;
use super::tracking::untracked;
use super::wrap::wrap;
use crate::model::{Line, Page, Role, Span};

/// A link's page.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedPage {
    pub url: String,
    pub text: LinkedText,
    /// Lines that are scrolled out above.
    pub top: usize,
    /// The width last asked for.
    width: u16,
}

/// What is there of it.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkedText {
    Coming,
    Here(LinkedArticle),
    /// Why there is none, and what to do.
    Failed(String),
}

/// The article of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkedArticle {
    pub title: String,
    /// Author and site, as far as they are known.
    pub byline: String,
    pub page: Page,
}

impl LinkedPage {
    /// Everything of it as lines, at the width that was asked for.
    pub fn lines(&self) -> Vec<Line> {
        let width = usize::from(self.width);
        match &self.text {
            LinkedText::Coming => lines_of("Reading the page …", width, Role::Notice),
            LinkedText::Failed(message) => lines_of(message, width, Role::Notice),
            LinkedText::Here(article) => {
                let mut lines = lines_of(&article.title, width, Role::Title);
                if !article.byline.is_empty() {
                    lines.extend(lines_of(&article.byline, width, Role::Byline));
                }
                lines.push(Line::default());
                lines.extend(article.page.lines.iter().cloned());
                lines
            }
        }
    }

    /// The address that a span's link number stands for.
    pub(super) fn link(&self, number: usize) -> Option<String> {
        match &self.text {
            LinkedText::Here(article) => article.page.links.get(number).map(|link| link.url.clone()),
            LinkedText::Coming | LinkedText::Failed(_) => None,
        }
    }
}

fn lines_of(text: &str, width: usize, role: Role) -> Vec<Line> {
    let line = |text| Line {
        spans: vec![Span {
            text,
            role,
            ..Span::default()
        }],
        ..Line::default()
    };
    wrap(text, width).into_iter().map(line).collect()
}

impl State {
    /// Begins to read the page of a link; its text is asked for when its width is known.
    pub(super) fn read_link(&mut self, url: &str) -> Vec<Effect> {
        self.overlays.push(Overlay::Linked(LinkedPage {
            url: untracked(url),
            text: LinkedText::Coming,
            top: 0,
            width: 0,
        }));
        Vec::new()
    }

    pub(super) fn link_read(&mut self, url: &str, text: LinkedText) {
        for overlay in &mut self.overlays {
            if let Overlay::Linked(linked) = overlay
                && linked.url == url
            {
                linked.text = text.clone();
            }
        }
    }

    /// Asks for the page of a link where it has another width.
    pub(super) fn settle_linked(&mut self, layout: &Layout) -> Option<Effect> {
        let width = layout.overlay_inside?.width.max(1);
        let Some(Overlay::Linked(linked)) = self.overlays.last_mut() else {
            return None;
        };
        if std::mem::replace(&mut linked.width, width) == width || matches!(linked.text, LinkedText::Failed(_)) {
            return None;
        }
        Some(Effect::ReadPage {
            url: linked.url.clone(),
            width,
        })
    }
}
