//! Formulas (MathML, Presentation Markup) as text of one line: what stands above or below is raised or lowered, a fraction
//! has its stroke, a root its sign. How raised text is written is said in `scripts`.

use super::blocks::{Flow, Reader};
use super::inline::Context;
use super::tree::{Element, Node};

/// Neighbours of a fraction that are looked at: white space may stand between them, and a page of empty ones takes no longer than
/// another.
const NEIGHBOURS: usize = 8;

/// Whether an element is a part of a formula, by the name that `elements` gives it.
pub fn is_part(name: &str) -> bool {
    matches!(
        name,
        "m" | "mtext" | "mfenced" | "msup" | "msub" | "msubsup" | "mfrac" | "msqrt" | "mroot" | "mtable" | "mtr"
    )
}

impl Reader<'_> {
    /// Adds a formula, or a part of one, to the open paragraph.
    pub(super) fn formula(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        let parts: Vec<&Element> = element.children.iter().filter_map(as_element).collect();
        match (element.name.as_ref(), parts.as_slice()) {
            // Text stands in the leaves of a formula; where it does not, nothing of it is to be lost.
            _ if element.children.iter().any(is_words) => self.parts(element, context, flow),
            ("mfrac", [above, below]) => {
                self.operand(above, context, flow);
                flow.push_text("/", context, None);
                self.operand(below, context, flow);
            }
            ("msup", [base, above]) => {
                self.formula(base, context, flow);
                self.formula(above, raised(context, flow), flow);
            }
            ("msub", [base, below]) => {
                self.formula(base, context, flow);
                self.formula(below, lowered(context, flow), flow);
            }
            ("msubsup", [base, below, above]) => {
                self.formula(base, context, flow);
                self.formula(below, lowered(context, flow), flow);
                self.formula(above, raised(context, flow), flow);
            }
            ("msqrt", [base]) => {
                flow.push_text("√", context, None);
                self.operand(base, context, flow);
            }
            ("msqrt", _) => {
                flow.push_text("√(", context, None);
                self.parts(element, context, flow);
                flow.push_text(")", context, None);
            }
            ("mroot", [base, index]) => {
                self.formula(index, raised(context, flow), flow);
                flow.push_text("√", context, None);
                self.operand(base, context, flow);
            }
            ("mfenced", parts) => {
                flow.push_text("(", context, None);
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        flow.push_text(", ", context, None);
                    }
                    self.formula(part, context, flow);
                }
                flow.push_text(")", context, None);
            }
            ("mtable", rows) => {
                // Within a sentence they follow one another.
                let in_line = flow.is_in_line();
                for (index, row) in rows.iter().enumerate() {
                    match index {
                        0 => {}
                        _ if in_line => flow.push_text("; ", context, None),
                        _ => flow.end_line(),
                    }
                    self.formula(row, context, flow);
                }
            }
            ("mtr", cells) => {
                for (index, cell) in cells.iter().enumerate() {
                    if index > 0 {
                        flow.push_text(" ", context, None);
                    }
                    self.formula(cell, context, flow);
                }
            }
            _ => self.parts(element, context, flow),
        }
        self.after_formula = true;
    }

    /// Adds all that an element holds. White space around its parts is that of its source (MathML, "whitespace").
    fn parts(&mut self, element: &Element, context: Context, flow: &mut Flow) {
        for (index, child) in element.children.iter().enumerate() {
            match child {
                Node::Text(text) => {
                    let place = self.place_of(text);
                    let is_words = &*element.name == "mtext";
                    let text = if is_words { text } else { text.trim_ascii() };
                    let on_line = !context.style.raised && !context.style.lowered;
                    match text {
                        "=" | "≠" | "≈" | "≡" | "<" | ">" | "≤" | "≥" | "→" if on_line => {
                            flow.push_text(&format!(" {text} "), context, place);
                        }
                        _ => flow.push_text(text, context, place),
                    }
                }
                Node::Element(part) if &*part.name == "mfrac" => {
                    // Two and a half is no fraction of 21.
                    let mut before = element.children[..index].iter().rev().take(NEIGHBOURS);
                    if before.find_map(last_sign).is_some_and(char::is_numeric) {
                        flow.push_text(" ", context, None);
                    }
                    if is_factor(&element.children[index + 1..]) {
                        self.operand(part, context, flow);
                    } else {
                        self.formula(part, context, flow);
                    }
                }
                Node::Element(part) if is_part(&part.name) => self.formula(part, context, flow),
                Node::Element(other) => self.element(other, context, flow),
            }
        }
    }

    /// Adds a part to which a sign is bound that would else bind to a piece of it only.
    fn operand(&mut self, part: &Element, context: Context, flow: &mut Flow) {
        if is_atom(part) {
            self.formula(part, context, flow);
        } else {
            flow.push_text("(", context, None);
            self.formula(part, context, flow);
            flow.push_text(")", context, None);
        }
    }
}

fn is_words(node: &Node) -> bool {
    matches!(node, Node::Text(text) if !text.trim_ascii().is_empty())
}

fn as_element(node: &Node) -> Option<&Element> {
    match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    }
}

/// The context of what is raised. Within what is raised or lowered already, a sign says so.
pub(super) fn raised(mut context: Context, flow: &mut Flow) -> Context {
    if context.style.raised || context.style.lowered {
        flow.push_text("^", context, None);
    } else {
        context.style.raised = true;
    }
    context
}

/// The same for what is lowered.
pub(super) fn lowered(mut context: Context, flow: &mut Flow) -> Context {
    if context.style.raised || context.style.lowered {
        flow.push_text("_", context, None);
    } else {
        context.style.lowered = true;
    }
    context
}

/// Whether what follows a fraction multiplies it, so that it would else be read as part of what is below its stroke.
fn is_factor(following: &[Node]) -> bool {
    let sign = following.iter().take(NEIGHBOURS).find_map(first_sign);
    // Times and function application have signs that are not seen.
    sign.is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, '(' | '\u{2061}'..='\u{2064}'))
}

pub(super) fn first_sign(node: &Node) -> Option<char> {
    match node {
        Node::Text(text) => text.trim_ascii().chars().next(),
        Node::Element(element) => element.children.iter().find_map(first_sign),
    }
}

fn last_sign(node: &Node) -> Option<char> {
    match node {
        Node::Text(text) => text.trim_ascii().chars().next_back(),
        Node::Element(element) => element.children.iter().rev().find_map(last_sign),
    }
}

/// Whether a part is one name or number, with what is raised or lowered at it.
fn is_atom(part: &Element) -> bool {
    let mut children = part
        .children
        .iter()
        .filter(|child| !matches!(child, Node::Text(text) if text.trim_ascii().is_empty()));
    match (part.name.as_ref(), children.next(), children.next()) {
        ("msup" | "msub" | "msubsup", Some(Node::Element(base)), _) => is_atom(base),
        ("m", Some(Node::Element(only)), None) => is_atom(only),
        ("m", Some(Node::Text(text)), None) => {
            let is_of_name = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | ',');
            text.trim_ascii().chars().all(is_of_name)
        }
        ("m", None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::render::{document, page};

    fn written(formula: &str) -> String {
        let page = page(&document(&format!("<p>{formula}</p>"), None), 100);
        let lines: Vec<String> = page
            .lines
            .iter()
            .map(|line| line.spans.iter().map(|span| span.text.as_str()).collect())
            .collect();
        lines.join("\n")
    }

    #[test]
    fn powers_fractions_and_roots_keep_their_meaning() {
        let power = "10<sup>1</sup> and <math><msup><mn>10</mn><mn>10</mn></msup></math> elements";
        assert_eq!(written(power), "10¹ and 10¹⁰ elements");
        let fraction = "<math><mo>⌈</mo><mfrac><mrow><mi>n</mi> <mo>×</mo> <mi>M</mi></mrow><mn>4096</mn></mfrac><mo>⌉</mo></math>";
        assert_eq!(written(fraction), "⌈(n×M)/4096⌉");
        let nested = "<math><mfrac><mfrac><mn>1</mn><mn>2</mn></mfrac><msup><mi>x</mi><mn>2</mn></msup></mfrac></math>";
        assert_eq!(written(nested), "(1/2)/x²");
        let product = "<math><mfrac><mi>a</mi><mn>2</mn></mfrac><mo>\u{2062}</mo><mi>t</mi><mo>=</mo><mfrac><mi>b</mi><mn>3</mn></mfrac></math>";
        assert_eq!(written(product), "(a/2)t = b/3");
        let mixed = "<math><mn>2</mn><mfrac><mn>1</mn><mn>2</mn></mfrac></math>";
        assert_eq!(written(mixed), "2 1/2");
        let index = "<math><msub><mi>x</mi><msub><mi>n</mi><mn>1</mn></msub></msub></math>, a<sup>b<sub>1</sub></sup>, x<sub>i<sup>2</sup></sub>";
        assert_eq!(written(index), "x_(n_1), a^(b_1), x_(i^2)");
        let roots = "<math><msqrt><mi>y</mi></msqrt><mo>+</mo><msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>\
            <mo>+</mo><mroot><mi>z</mi><mn>3</mn></mroot></math>";
        assert_eq!(written(roots), "√y+√(a+b)+³√z");
        let sum = "<math><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi></math>";
        assert_eq!(written(sum), "∑_(i=1)ⁿi");
        assert_eq!(written("<math><msup><mrow/><mn>2</mn></msup><mi>H</mi></math>"), "²H");
    }

    #[test]
    fn rows_of_a_formula_stand_below_one_another() {
        let rows = "<math><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd></mtr></mtable></math>";
        assert_eq!(written(rows), "a = b\nc");
        let matrix = rows
            .replace("<math>", "so <math><mo>(</mo>")
            .replace("</math>", "<mo>)</mo></math> here");
        assert_eq!(written(&matrix), "so (a = b; c) here");
        let words = "<math><mi>x</mi><mtext> if </mtext><mi>y</mi><mfenced><mi>a</mi><mi>b</mi></mfenced></math>";
        assert_eq!(written(words), "x if y(a, b)");
    }

    #[test]
    fn a_formula_that_is_written_twice_is_read_once() {
        let katex = "<span class=katex><span class=katex-mathml><math><semantics><mi>n</mi><annotation>n</annotation></semantics></math>\
            </span><span class=katex-html aria-hidden=true><span>n</span></span></span> parts";
        assert_eq!(written(katex), "n parts");
        let fallback = "<math><mi>x</mi></math><img class='mwe-math-fallback-image-inline' alt='{\\displaystyle x}' src='https://e.example/x'> is";
        assert_eq!(written(fallback), "x is");
        assert_eq!(
            written("<img class='mwe-math-fallback-image-inline' alt='x^2' src='https://e.example/x'> is"),
            "x^2 is"
        );
        assert_eq!(
            written("<img class=latex alt='y^2' src='https://e.example/y'> too"),
            "y^2 too"
        );
    }
}
