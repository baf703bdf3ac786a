//! The lines of newsboat's `config` as words: quotation marks, remarks, lines that go on. What they mean is not asked here.

use crate::model::text;

/// Signs of a line that are shown.
const SHOWN: usize = 60;

/// A line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive {
    /// Where it begins, counted from 1.
    pub line: usize,
    said: String,
    words: Vec<String>,
}

impl Directive {
    /// What is set, or what is done.
    pub fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// The word at `index`, the name apart.
    pub fn word(&self, index: usize) -> &str {
        self.words.get(index + 1).map_or("", String::as_str)
    }

    /// The operations from the word at `index` on, each with its arguments.
    pub fn operations(&self, index: usize) -> Vec<Vec<String>> {
        let said = self.words.iter().skip(index + 1).take_while(|word| *word != "--");
        let words: Vec<String> = said.cloned().collect();
        let operations = words.split(|word| word == ";").map(<[String]>::to_vec);
        operations.filter(|operation| !operation.is_empty()).collect()
    }

    /// Whether a program's output would stand in it.
    pub fn runs_a_program(&self) -> bool {
        self.said.replace("\\`", "").contains('`')
    }

    /// The line, cleaned and cut.
    pub fn shown(&self) -> String {
        let said = text::line(&self.said);
        match said.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &said[..end]),
            None => said,
        }
    }
}

/// Every line that says something.
pub(super) fn directives(text: &str) -> Vec<Directive> {
    let mut directives = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let mut said = line.to_owned();
        while let Some(begun) = said.strip_suffix('\\') {
            let Some((_, more)) = lines.next() else { break };
            said = format!("{begun}{more}");
        }
        let words = words(&said);
        if !words.is_empty() {
            directives.push(Directive {
                line: index + 1,
                said,
                words,
            });
        }
    }
    directives
}

/// The words up to a remark. A semicolon is one where it ends a word.
fn words(said: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = said.trim();
    while let Some(first) = rest.chars().next().filter(|sign| *sign != '#') {
        let (word, end) = if first == '"' { in_quotes(rest) } else { bare(rest) };
        match word.strip_suffix(';').filter(|_| first != '"') {
            Some("") | None => words.push(word),
            Some(before) => words.extend([before.to_owned(), ";".to_owned()]),
        }
        rest = rest[end..].trim_start();
        if first == '"' && rest.starts_with(';') {
            words.push(";".to_owned());
            rest = rest[1..].trim_start();
        }
    }
    words
}

/// A word between quotation marks, in which a backslash takes the meaning of what follows it, and where it ends.
fn in_quotes(said: &str) -> (String, usize) {
    let mut word = String::new();
    let mut signs = said.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return (word, at + 1),
            '\\' => word.extend(signs.next().map(|(_, sign)| sign)),
            sign => word.push(sign),
        }
    }
    (word, said.len())
}

fn bare(said: &str) -> (String, usize) {
    let end = said.find(char::is_whitespace).unwrap_or(said.len());
    (said[..end].replace("\\#", "#"), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_as_newsboat_does() {
        let said = directives("a b#c \"d \\\"e\\\\\" # f\n\n#g\nh \\\n  i\nj k; l \"m; n\"; o -- \"p\"\n");
        assert_eq!(said.len(), 3);
        assert_eq!(said[0].words, ["a", "b#c", "d \"e\\"]);
        assert_eq!((said[1].line, said[1].name(), said[1].word(0)), (4, "h", "i"));
        assert_eq!(said[2].operations(0), [vec!["k"], vec!["l", "m; n"], vec!["o"]]);
    }

    #[test]
    fn a_line_is_shown_clean_and_short() {
        let said = directives(&format!("x \u{1b}[31m{}\nlast \\", "y".repeat(100)));
        assert_eq!(said[0].shown().chars().count(), SHOWN + 1);
        assert!(!said[0].shown().contains('\u{1b}'));
        assert_eq!(said[1].name(), "last");
        assert!(directives("a `b`")[0].runs_a_program() && !directives("a \\`b")[0].runs_a_program());
    }
}
