//! An article as Markdown: what a person would paste into their notes.

use super::scripts::pieces;
use crate::model::{Block, Document, Inline, Item, Medium, Table};

/// The text of an article, under a title of the first rank with such lines below it.
pub fn markdown(title: &str, under: &[String], document: &Document) -> String {
    let mut parts = vec![format!("# {}", escaped(title))];
    parts.extend(under.iter().cloned());
    parts.push(blocks(&document.blocks, document));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn blocks(list: &[Block], document: &Document) -> String {
    list.iter()
        .map(|block| text_of(block, document))
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn text_of(block: &Block, document: &Document) -> String {
    match block {
        // The title is the only heading of the first rank.
        Block::Heading { rank, text } => {
            format!(
                "{} {}",
                "#".repeat(usize::from(*rank).clamp(2, 6)),
                one_line(text, document)
            )
        }
        Block::Paragraph(text) => inline(text, document),
        Block::List { numerals, items } => list(numerals.is_some(), items, document),
        Block::Definitions(pairs) => definitions(pairs, document),
        Block::Quote(inner) => prefixed(&blocks(inner, document), "> ", "> "),
        Block::Code { language, text } => fenced(language.as_deref().unwrap_or_default(), text),
        Block::Table(rows) => table(rows, document),
        Block::Figure {
            medium,
            url,
            alt,
            caption,
            credit,
            ..
        } => {
            let shown = figure(*medium, url.as_deref().unwrap_or_default(), alt);
            let lines = [shown, inline(caption, document), inline(credit, document)];
            lines
                .into_iter()
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join("\\\n")
        }
        Block::Rule => "---".to_owned(),
    }
}

/// A picture is shown where it stands; of anything else only the address can be given.
fn figure(medium: Medium, url: &str, alt: &str) -> String {
    let (sign, name) = match medium {
        Medium::Picture => ("!", ""),
        Medium::Video => ("", "video"),
        Medium::Audio => ("", "audio"),
        Medium::Embed => ("", "embedded"),
    };
    let said = if alt.is_empty() { name } else { alt };
    format!("{sign}[{}](<{}>)", escaped(said), url.replace(['<', '>'], ""))
}

fn definitions(pairs: &[(Vec<Inline>, Vec<Block>)], document: &Document) -> String {
    let pair = |(term, meaning): &(Vec<Inline>, Vec<Block>)| {
        format!("**{}**\n\n{}", one_line(term, document), blocks(meaning, document))
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join("\n\n")
}

fn inline(runs: &[Inline], document: &Document) -> String {
    let written = pieces(runs).into_iter().map(|piece| match piece.run {
        Some(run) => run_of(run, &piece.text, document),
        None => escaped(&piece.text),
    });
    written.collect()
}

/// The same on one line, where Markdown has no other.
fn one_line(runs: &[Inline], document: &Document) -> String {
    inline(runs, document).replace("\\\n", " ")
}

/// A run whose text is written so.
fn run_of(run: &Inline, written: &str, document: &Document) -> String {
    let text = written.trim();
    if text.is_empty() {
        return written.replace('\n', "\\\n");
    }
    let mut marked = if run.style.code {
        format!("`{text}`")
    } else {
        escaped(text)
    };
    for (mark, wanted) in [
        ("~~", run.style.struck),
        ("*", run.style.emphasis),
        ("**", run.style.strong),
    ] {
        if wanted {
            marked = format!("{mark}{marked}{mark}");
        }
    }
    if let Some(url) = run.link.and_then(|link| document.links.get(link)) {
        marked = format!("[{marked}](<{}>)", url.replace(['<', '>'], ""));
    }
    // Blanks stay outside the marks, where Markdown wants them.
    let start = &written[..written.len() - written.trim_start().len()];
    let end = &written[written.trim_end().len()..];
    format!("{start}{marked}{end}").replace('\n', "\\\n")
}

/// Signs that would be read as marks, with a backslash before them.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '#') {
            safe.push('\\');
        }
        safe.push(sign);
    }
    safe
}

/// Markdown has figures alone.
fn list(ordered: bool, items: &[Item], document: &Document) -> String {
    let item = |item: &Item| {
        let sign = match ordered {
            true => format!("{}. ", item.number),
            false => "- ".to_owned(),
        };
        prefixed(&blocks(&item.blocks, document), &sign, &" ".repeat(sign.len()))
    };
    items.iter().map(item).collect::<Vec<_>>().join("\n")
}

/// Code between fences that are longer than any in it.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|sign| sign != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

fn table(table: &Table, document: &Document) -> String {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &[Vec<Inline>], column: usize| {
        let text = row.get(column).map(|runs| one_line(runs, document)).unwrap_or_default();
        text.replace('|', "\\|")
    };
    let line = |row: &[Vec<Inline>]| {
        let cells: Vec<String> = (0..columns).map(|column| cell(row, column)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let (head, body) = match table.rows.split_first() {
        Some((head, body)) if table.heads > 0 => (line(head), body),
        _ => (line(&[]), table.rows.as_slice()),
    };
    let rule = format!("|{}", " --- |".repeat(columns));
    let caption = inline(&table.caption, document);
    let caption = (!caption.is_empty()).then(|| format!("{caption}\n"));
    let lines = caption
        .into_iter()
        .chain([head, rule])
        .chain(body.iter().map(|row| line(row)));
    lines.collect::<Vec<_>>().join("\n")
}

/// The first line after one prefix, the others after another; empty lines get no blanks at their end.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let line = |(index, line): (usize, &str)| {
        let prefix = if index == 0 { first } else { others };
        format!("{prefix}{line}").trim_end().to_owned()
    };
    text.lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Numerals, Style};

    fn run(text: &str) -> Vec<Inline> {
        vec![Inline {
            text: text.into(),
            ..Inline::default()
        }]
    }

    #[test]
    fn what_is_raised_and_where_lines_end_is_kept() {
        let written = |html: &str| super::markdown("", &[], &crate::render::document(html, None));
        assert!(written("<p>2<sup>10</sup>, 10<sup>1.5</sup>, x<sub>min</sub>").ends_with("2¹⁰, 10^(1.5), x\\_min"));
        assert!(written("<p>one<br>two").ends_with("one\\\ntwo"));
        assert!(written("<h3>one<br>two</h3>").ends_with("### one two"));
        assert!(written("<video src='https://e.example/v'></video>").ends_with("[video](<https://e.example/v>)"));
    }

    #[test]
    fn blocks_become_their_marks() {
        let document = Document {
            links: vec!["https://a.example/".into()],
            ..Document::default()
        };
        let linked = Inline {
            text: " here ".into(),
            style: Style {
                strong: true,
                ..Style::default()
            },
            link: Some(0),
            place: None,
        };
        let item = |number, text| Item {
            number,
            blocks: vec![Block::Paragraph(run(text))],
        };
        let list = [
            Block::Heading {
                rank: 1,
                text: run("A *b*"),
            },
            Block::Paragraph(vec![linked]),
            Block::Quote(vec![Block::List {
                numerals: Some(Numerals::LowerRoman),
                items: vec![item(9, "x"), item(10, "y")],
            }]),
            Block::Code {
                language: Some("rust".into()),
                text: "a ``` b\n".into(),
            },
            Block::Table(Table {
                heads: 1,
                rows: vec![vec![run("a|b"), run("c")], vec![run("d")]],
                caption: run("Tides"),
                wide: Vec::new(),
            }),
        ];
        assert_eq!(
            blocks(&list, &document),
            "## A \\*b\\*\n\n [**here**](<https://a.example/>) \n\n> 9. x\n> 10. y\n\n````rust\na ``` b\n````\n\n\
             Tides\n\n| a\\|b | c |\n| --- | --- |\n| d |  |"
        );
    }
}
