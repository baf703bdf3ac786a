//! Lists of a page as blocks: their items, and how these are counted.

use super::blocks::{Flow, Reader, parted_at};
use super::inline::Context;
use super::tree::{Element, Node};
use crate::model::{Block, Item, Numerals};

impl Reader<'_> {
    pub(super) fn list(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        flow.end_paragraph();
        let mut items: Vec<Item> = Vec::new();
        let mut counting = Counting::of(element);
        for part in parted_at(&element.children, &["li"]) {
            match part {
                [Node::Element(item)] if &*item.name == "li" => {
                    self.begin_place(item);
                    let blocks = self.blocks(&item.children, context);
                    items.push(Item {
                        number: counting.count(number(item, "value")),
                        blocks,
                    });
                }
                // What stands between the items, a list above all, belongs to the one before it. A list before the
                // first has bullets enough.
                stray => {
                    let blocks = self.blocks(stray, context);
                    match items.last_mut() {
                        Some(last) => last.blocks.extend(blocks),
                        None if matches!(*blocks, [Block::List { .. }]) => flow.blocks.extend(blocks),
                        // White space before the first item is none.
                        None if blocks.is_empty() => {}
                        None => items.push(Item {
                            number: counting.count(None),
                            blocks,
                        }),
                    }
                }
            }
        }
        items.retain(|item| !item.blocks.is_empty());
        let numerals = (&*element.name == "ol").then(|| numerals(element));
        if !items.is_empty() {
            flow.push(Block::List { numerals, items });
        }
    }
}

/// How the items of a list are counted (HTML, "ordinal value").
struct Counting {
    next: i64,
    step: i64,
}

impl Counting {
    fn of(list: &Element) -> Counting {
        let items = list
            .children
            .iter()
            .filter(|node| matches!(node, Node::Element(item) if &*item.name == "li"));
        let (first, step) = match list.attribute("reversed") {
            Some(_) => (i64::try_from(items.count()).unwrap_or(i64::MAX), -1),
            None => (1, 1),
        };
        Counting {
            next: number(list, "start").unwrap_or(first),
            step,
        }
    }

    /// The number of an item, which may have one of its own.
    fn count(&mut self, own: Option<i64>) -> i64 {
        let number = own.unwrap_or(self.next);
        self.next = number.saturating_add(self.step);
        number
    }
}

fn number(element: &Element, attribute: &str) -> Option<i64> {
    element.attribute(attribute)?.trim().parse().ok()
}

fn numerals(list: &Element) -> Numerals {
    match list.attribute("type").map(str::trim) {
        Some("a") => Numerals::LowerLetters,
        Some("A") => Numerals::UpperLetters,
        Some("i") => Numerals::LowerRoman,
        Some("I") => Numerals::UpperRoman,
        _ => Numerals::Decimal,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Block, Inline, Item, Numerals};
    use crate::render::document;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(vec![Inline {
            text: text.to_owned(),
            ..Inline::default()
        }])
    }

    fn blocks(html: &str) -> Vec<Block> {
        document(html, None).blocks
    }

    #[test]
    fn a_list_in_a_list_belongs_to_the_item_before_it() {
        let inner = Block::List {
            numerals: Some(Numerals::Decimal),
            items: vec![Item {
                number: 7,
                blocks: vec![paragraph("b")],
            }],
        };
        let outer = Item {
            number: 1,
            blocks: vec![paragraph("a"), inner],
        };
        let expected = [Block::List {
            numerals: None,
            items: vec![outer],
        }];
        assert_eq!(blocks("<ul><li>a<ol start=7><li>b</ol></ul>"), expected);
        assert_eq!(blocks("<ul><li>a</li><ol start=7><li>b</ol></ul>"), expected);
    }

    #[test]
    fn a_list_that_is_all_of_a_list_has_one_bullet_an_item() {
        let list = Block::List {
            numerals: None,
            items: vec![Item {
                number: 1,
                blocks: vec![paragraph("a")],
            }],
        };
        assert_eq!(blocks("<ul><ul><li>a</ul></ul>"), [list]);
    }

    #[test]
    fn items_are_counted_as_the_page_has_it() {
        let numbers = |html: &str| match blocks(html).remove(0) {
            Block::List {
                numerals: Some(numerals),
                items,
            } => {
                let written: Vec<String> = items.iter().map(|item| numerals.write(item.number)).collect();
                written.join(" ")
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(numbers("<ol type=A><li>x<li>y"), "A B");
        assert_eq!(numbers("<ol>\n <li>x</li>\n <li>y</li>\n</ol>"), "1 2");
        assert_eq!(numbers("<ol reversed start=3>\n<li>x</li>\n<li>y</li>\n</ol>"), "3 2");
        assert_eq!(numbers("<ol type=i start=4><li>x<li value=9>y<li>z"), "iv ix x");
        assert_eq!(numbers("<ol reversed><li>x<li>y<li>z"), "3 2 1");
        assert_eq!(numbers("<ol reversed start=10 type=odd><li>x<li>y"), "10 9");
        assert_eq!(
            numbers("<ol start=9223372036854775807><li>x<li>y<li value=99999999999999999999>z"),
            format!("{0} {0} {0}", i64::MAX)
        );
    }
}
