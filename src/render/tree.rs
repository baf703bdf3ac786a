//! HTML within limits → a tree, by html2text: the one place that knows it.
//!
//! Only its parser serves (html5ever, with its rules for broken nesting and entities). Its renderer does not: it takes
//! four fifths of its time, gives lines in place of blocks, knows no captions and no languages of code, refuses deep
//! quotes and narrow panes (`TooNarrow`) and panics on huge spans. Its tree keeps text to itself, so text is read
//! by having the tree write it; the time of that grows with the square of a text's length, so `bound` keeps each short.

use html2text::{Element as ParsedElement, Handle, config};
use html5ever::LocalName;
use html5ever::tendril::StrTendril;

/// A piece of a page.
#[derive(Debug)]
pub enum Node {
    Text(String),
    Element(Element),
}

/// An element: only those that `elements` keeps, and the parser's own frame around them.
#[derive(Debug)]
pub struct Element {
    pub name: LocalName,
    attributes: Vec<(LocalName, StrTendril)>,
    pub children: Vec<Node>,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| **known == *name);
        found.map(|(_, value)| &**value)
    }

    /// Whether its class has this word in it.
    pub fn is_classed(&self, word: &str) -> bool {
        self.attribute("class")
            .is_some_and(|class| class.to_ascii_lowercase().contains(word))
    }

    /// The first element of that name within it.
    pub fn find(&self, name: &str) -> Option<&Element> {
        self.children.iter().find_map(|child| match child {
            Node::Element(element) if *element.name == *name => Some(element),
            Node::Element(element) => element.find(name),
            Node::Text(_) => None,
        })
    }
}

/// The tree of a page that `bound` let through.
pub fn tree(html: &str) -> Vec<Node> {
    match config::plain().parse_html(html.as_bytes()) {
        Ok(page) => children(&page.document),
        // Reading from memory does not fail; should it, the text is better than nothing.
        Err(_) => vec![Node::Text(html.to_owned())],
    }
}

fn children(parent: &Handle) -> Vec<Node> {
    parent.children.borrow().iter().map(node).collect()
}

fn node(handle: &Handle) -> Node {
    let ParsedElement { name, attrs, .. } = &handle.data else {
        return Node::Text(text(handle));
    };
    let attributes = attrs
        .borrow()
        .iter()
        .map(|attribute| (attribute.name.local.clone(), attribute.value.clone()))
        .collect();
    Node::Element(Element {
        name: name.local.clone(),
        attributes,
        children: children(handle),
    })
}

fn text(handle: &Handle) -> String {
    let mut written = Vec::new();
    if handle.serialize(&mut written).is_err() {
        return String::new();
    }
    let escaped = String::from_utf8(written).unwrap_or_default();
    if !escaped.contains('&') {
        return escaped;
    }
    escaped
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}
