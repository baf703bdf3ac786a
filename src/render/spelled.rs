//! A document for text that has no styles: what only a style says is said by signs. Struck text is one such thing; what is
//! only set off by bold letters means the same without.

use crate::model::{Block, Document, Inline, Style, Table};

/// What stands around struck text, as Markdown has it.
const STRUCK: &str = "~~";

/// Puts signs around what is struck.
pub fn spell_out(document: &mut Document) {
    in_blocks(&mut document.blocks);
}

fn in_blocks(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => in_text(text),
            Block::List { items, .. } => items.iter_mut().for_each(|item| in_blocks(&mut item.blocks)),
            Block::Definitions(pairs) => {
                for (term, meaning) in pairs {
                    in_text(term);
                    in_blocks(meaning);
                }
            }
            Block::Quote(blocks) => in_blocks(blocks),
            Block::Table(Table { caption, rows, .. }) => {
                in_text(caption);
                rows.iter_mut().flatten().for_each(in_text);
            }
            Block::Figure { caption, credit, .. } => {
                in_text(caption);
                in_text(credit);
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
}

fn in_text(runs: &mut Vec<Inline>) {
    if !runs.iter().any(|run| run.style.struck) {
        return;
    }
    let sign = || Inline {
        text: STRUCK.to_owned(),
        ..Inline::default()
    };
    let mut struck = false;
    let mut spelled = Vec::with_capacity(runs.len() + 2);
    let mut rest = runs.drain(..).peekable();
    while let Some(run) = rest.next() {
        // The blank between two runs in different styles has none.
        let mut is_between = || run.text == " " && rest.peek().is_some_and(|next| next.style.struck);
        let goes_on = run.style.struck || struck && is_between();
        if goes_on != struck {
            spelled.push(sign());
            struck = goes_on;
        }
        let style = Style {
            struck: false,
            ..run.style
        };
        spelled.push(Inline { style, ..run });
    }
    drop(rest);
    spelled.extend(struck.then(sign));
    *runs = spelled;
}

#[cfg(test)]
mod tests {
    use crate::render;

    #[test]
    fn what_is_struck_stands_between_signs() {
        let html = "<p>The tide <del>was <b>late</b></del> came.<table><caption>x</caption><tr><td><s>a</s><td>b</table>\
            <ul><li><strike>gone</strike></ul><blockquote>all <s>here</s></blockquote>";
        let mut document = render::document(html, None);
        super::spell_out(&mut document);
        let lines: Vec<String> = render::page(&document, 40)
            .lines
            .iter()
            .map(|line| line.spans.iter().map(|span| span.text.as_str()).collect())
            .collect();
        let text = lines.join("\n");
        for said in ["The tide ~~was late~~ came.", "~~a~~", "• ~~gone~~", "│ all ~~here~~"] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
}
