//! What the words of a program are: keywords, text and numbers, comments. One small reader serves all languages, with a
//! row of a table for each family: enough to colour an excerpt, ready at once, and without a grammar to load.

use crate::model::text::{self, TAB};
use crate::model::{Role, Span};
use std::ops::Range;

/// How a family of languages writes comments, text and keywords.
struct Family {
    names: &'static [&'static str],
    line_comments: &'static [&'static str],
    block_comment: Option<(&'static str, &'static str)>,
    /// The signs between which text stands.
    quotes: &'static str,
    keywords: &'static str,
    /// Whether case does not matter.
    any_case: bool,
}

const SLASHES: Family = Family {
    names: &[],
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: "\"'",
    keywords: "",
    any_case: false,
};
const HASHES: Family = Family {
    line_comments: &["#"],
    block_comment: None,
    ..SLASHES
};

const FAMILIES: &[Family] = &[
    Family {
        names: &["rust", "rs"],
        // A single quotation mark also begins a lifetime.
        quotes: "\"",
        keywords: "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match \
            mod move mut pub ref return self Self static struct super trait true type unsafe use where while",
        ..SLASHES
    },
    Family {
        names: &[
            "c",
            "h",
            "cpp",
            "c++",
            "cc",
            "hpp",
            "objective-c",
            "objc",
            "arduino",
            "glsl",
        ],
        keywords: "auto bool break case catch char class const constexpr continue default delete do double else enum \
            extern false float for friend goto if inline int long namespace new nullptr operator private protected public \
            return short signed sizeof static struct switch template this throw true try typedef typename union unsigned \
            using virtual void volatile while",
        ..SLASHES
    },
    Family {
        names: &[
            "java", "kotlin", "kt", "scala", "groovy", "csharp", "c#", "cs", "swift", "dart",
        ],
        keywords: "abstract as async await boolean break byte case catch char class const continue data def default do \
            double else enum extends extension false final finally float for fun func guard if implements import in init \
            instanceof int interface internal is lazy let long namespace new null nil object open override package private \
            protected public return sealed self short static string struct super switch this throw throws trait true try \
            using val var void when where while with yield",
        ..SLASHES
    },
    Family {
        names: &[
            "javascript",
            "js",
            "jsx",
            "mjs",
            "typescript",
            "ts",
            "tsx",
            "json",
            "json5",
            "php",
        ],
        quotes: "\"'`",
        keywords: "abstract as async await break case catch class const continue debugger declare default delete do echo \
            else enum export extends false finally for foreach from function if implements import in instanceof interface \
            let namespace new null of private protected public readonly return static super switch this throw true try \
            type typeof undefined var void while yield",
        ..SLASHES
    },
    Family {
        names: &["go", "golang", "zig", "v", "odin"],
        quotes: "\"'`",
        keywords: "break case chan const continue comptime default defer else error fallthrough false fn for func go goto \
            if import interface map nil null package pub range return select struct switch true try type undefined union \
            var while",
        ..SLASHES
    },
    Family {
        names: &["css", "scss", "sass", "less"],
        keywords: "auto none inherit initial unset important",
        ..SLASHES
    },
    Family {
        names: &["python", "py", "python3", "starlark"],
        keywords: "and as assert async await break class continue def del elif else except False finally for from global \
            if import in is lambda match None nonlocal not or pass raise return self True try while with yield",
        ..HASHES
    },
    Family {
        names: &[
            "ruby", "rb", "elixir", "ex", "crystal", "julia", "jl", "r", "perl", "pl",
        ],
        keywords: "alias and begin case class def defmodule defp do else elsif end ensure false fn for foreach function if \
            import in last local module my next nil not or our package raise require rescue return self sub super then \
            true undef unless until use when while yield",
        ..HASHES
    },
    Family {
        names: &[
            "bash",
            "sh",
            "shell",
            "zsh",
            "fish",
            "console",
            "shell-session",
            "makefile",
            "make",
            "dockerfile",
            "docker",
        ],
        keywords: "case do done elif else esac exit export fi for function if in local return set then until while FROM \
            RUN COPY ADD CMD ENTRYPOINT ENV ARG EXPOSE WORKDIR USER VOLUME",
        ..HASHES
    },
    Family {
        names: &[
            "yaml",
            "yml",
            "toml",
            "ini",
            "conf",
            "nix",
            "cmake",
            "nginx",
            "properties",
        ],
        line_comments: &["#", ";"],
        keywords: "true false null yes no on off",
        ..HASHES
    },
    Family {
        names: &["sql", "postgresql", "mysql", "sqlite", "plsql"],
        line_comments: &["--"],
        keywords: "add all alter and as asc begin between by case column commit constraint create cross default delete \
            desc distinct drop else end exists foreign from full group having if in index inner insert into is join key \
            left like limit not null offset on or order outer primary references returning right rollback select set \
            table then union unique update using values view when where with",
        any_case: true,
        ..SLASHES
    },
    Family {
        names: &["lua", "haskell", "hs", "elm", "ada"],
        line_comments: &["--"],
        block_comment: None,
        keywords: "and break case class data deriving do else elseif end false for function if import in infix instance \
            let local module newtype nil not of or repeat return then true type until where while",
        ..SLASHES
    },
    Family {
        names: &["html", "xml", "svg", "vue", "svelte", "xhtml", "rss", "atom"],
        line_comments: &[],
        block_comment: Some(("<!--", "-->")),
        ..SLASHES
    },
    Family {
        names: &[
            "lisp",
            "elisp",
            "emacs-lisp",
            "clojure",
            "clj",
            "scheme",
            "racket",
            "common-lisp",
        ],
        line_comments: &[";"],
        block_comment: None,
        quotes: "\"",
        keywords: "and begin cond def define defmacro defn defun defvar do else fn if lambda let loop ns or quote recur \
            require setq true false nil when",
        ..SLASHES
    },
];

/// The lines of a program one after another, with blanks for its tabs.
pub struct CodeLines {
    stretches: Vec<(Range<usize>, Role)>,
    /// Where the next line begins in the program.
    at: usize,
}

/// What the stretches of a line are, by their bytes.
pub type Roles = Vec<(Range<usize>, Role)>;

impl CodeLines {
    pub fn new(language: Option<&str>, code: &str) -> CodeLines {
        let mut stretches = stretches(language, code);
        // The first is taken from the end.
        stretches.reverse();
        CodeLines { stretches, at: 0 }
    }

    /// The program's next line as it is shown, and what its stretches are.
    pub fn next(&mut self, line: &str) -> (String, Roles) {
        let mut shown = String::with_capacity(line.len());
        let mut roles = Roles::new();
        let mut column = 0;
        for (cluster, width) in text::clusters(line) {
            let start = shown.len();
            if cluster == "\t" {
                let blanks = TAB - column % TAB;
                shown.push_str(&" ".repeat(blanks));
                column += blanks;
            } else {
                shown.push_str(cluster);
                column += width;
            }
            if let Some(role) = self.role_at(self.at) {
                match roles.last_mut() {
                    Some((range, last)) if *last == role && range.end == start => range.end = shown.len(),
                    _ => roles.push((start..shown.len(), role)),
                }
            }
            self.at += cluster.len();
        }
        self.at += "\n".len();
        (shown, roles)
    }

    fn role_at(&mut self, at: usize) -> Option<Role> {
        while self.stretches.last().is_some_and(|(range, _)| range.end <= at) {
            self.stretches.pop();
        }
        let (range, role) = self.stretches.last()?;
        range.contains(&at).then_some(*role)
    }
}

/// The spans of a piece of a line, which begins at that byte of the line.
pub fn add_code(spans: &mut Vec<Span>, piece: &str, start: usize, roles: &Roles) {
    let end = start + piece.len();
    let mut at = start;
    let mut add = |range: Range<usize>, role| {
        if let Some(text) = piece
            .get(range.start - start..range.end - start)
            .filter(|text| !text.is_empty())
        {
            spans.push(Span {
                text: text.to_owned(),
                role,
                ..Span::default()
            });
        }
    };
    for (range, role) in roles.iter().filter(|(range, _)| range.start < end && range.end > start) {
        let (from, to) = (range.start.max(start), range.end.min(end));
        add(at..from, Role::Code);
        add(from..to, *role);
        at = to;
    }
    add(at..end, Role::Code);
}

/// The stretches of a program that are not plain, in order. A language that is not known has none.
pub fn stretches(language: Option<&str>, code: &str) -> Vec<(Range<usize>, Role)> {
    let family = language.and_then(|language| FAMILIES.iter().find(|family| family.names.contains(&language)));
    let mut stretches = Vec::new();
    let Some(family) = family else { return stretches };
    let mut at = 0;
    while let Some(sign) = code[at..].chars().next() {
        let (length, role) = family.next(&code[at..], sign);
        if let Some(role) = role {
            stretches.push((at..at + length, role));
        }
        at += length;
    }
    stretches
}

impl Family {
    /// The length in bytes of what comes next, and what it is.
    fn next(&self, code: &str, first: char) -> (usize, Option<Role>) {
        if let Some(length) = self.comment(code) {
            return (length, Some(Role::Comment));
        }
        if self.quotes.contains(first) {
            return match text_length(code, first) {
                Some(length) => (length, Some(Role::Literal)),
                None => (first.len_utf8(), None),
            };
        }
        if first.is_alphanumeric() || first == '_' {
            let length = code
                .find(|sign: char| !sign.is_alphanumeric() && sign != '_')
                .unwrap_or(code.len());
            return (length, self.word(&code[..length], first));
        }
        (first.len_utf8(), None)
    }

    fn comment(&self, code: &str) -> Option<usize> {
        if let Some((start, end)) = self.block_comment
            && code.starts_with(start)
        {
            let inner = &code[start.len()..];
            return Some(inner.find(end).map_or(code.len(), |at| start.len() + at + end.len()));
        }
        let begins = self.line_comments.iter().any(|start| code.starts_with(start));
        begins.then(|| code.find('\n').unwrap_or(code.len()))
    }

    fn word(&self, word: &str, first: char) -> Option<Role> {
        if first.is_ascii_digit() {
            return Some(Role::Literal);
        }
        let mut keywords = self.keywords.split_ascii_whitespace();
        let is_keyword = match self.any_case {
            true => keywords.any(|keyword| keyword.eq_ignore_ascii_case(word)),
            false => keywords.any(|keyword| keyword == word),
        };
        is_keyword.then_some(Role::Keyword)
    }
}

/// Text up to its closing mark, which a backslash hides. Without one on its line it was no text but an apostrophe.
fn text_length(code: &str, quote: char) -> Option<usize> {
    let mut hidden = false;
    for (at, sign) in code.char_indices().skip(1) {
        match sign {
            '\n' if quote != '`' => break,
            _ if hidden => hidden = false,
            '\\' => hidden = true,
            _ if sign == quote => return Some(at + sign.len_utf8()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(language: &str, code: &'a str) -> Vec<(&'a str, Role)> {
        stretches(Some(language), code)
            .into_iter()
            .map(|(range, role)| (&code[range], role))
            .collect()
    }

    #[test]
    fn words_text_and_comments_are_told_apart() {
        assert_eq!(
            found("rust", "let x = \"fn \\\" y\"; // for\n0x1f letter"),
            [
                ("let", Role::Keyword),
                ("\"fn \\\" y\"", Role::Literal),
                ("// for", Role::Comment),
                ("0x1f", Role::Literal),
            ]
        );
        assert_eq!(
            found("sql", "Select a -- b"),
            [("Select", Role::Keyword), ("-- b", Role::Comment)]
        );
    }

    #[test]
    fn an_apostrophe_is_no_text_and_an_open_comment_ends_with_the_code() {
        assert_eq!(found("bash", "echo don't # x"), [("# x", Role::Comment)]);
        assert_eq!(found("c", "a /* b\nc"), [("/* b\nc", Role::Comment)]);
    }

    #[test]
    fn a_language_that_is_not_known_is_plain() {
        assert_eq!(stretches(Some("brainfuck"), "for 1"), []);
        assert_eq!(stretches(None, "for 1"), []);
    }
}
