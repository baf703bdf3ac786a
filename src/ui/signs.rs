//! The signs that the program draws, in ASCII, each as wide as it was: for fonts that have no others.

/// The ASCII for a sign; `None` where it is none of these, as the letters of an article.
pub(super) fn ascii(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "▌" | "›" | "→" | "↪" => ">",
        "▏" | "│" | "┃" | "▎" => "|",
        "─" | "━" | "–" | "—" | "·" | "▾" | "−" | "‐" | "‑" => "-",
        "├" | "┤" | "┌" | "┐" | "└" | "┘" | "┬" | "┴" | "┼" | "▸" => "+",
        "═" => "=",
        "★" | "▪" | "◦" | "‣" => "*",
        "•" => "o",
        "…" => "~",
        "↓" => "v",
        "↑" => "^",
        "←" | "‹" => "<",
        "’" | "‘" | "′" | "‚" => "'",
        "“" | "”" | "„" | "″" => "\"",
        "×" | "✓" => "x",
        "▯" => "?",
        "⁰" => "0",
        "¹" => "1",
        "²" => "2",
        "³" => "3",
        "⁴" => "4",
        "⁵" => "5",
        "⁶" => "6",
        "⁷" => "7",
        "⁸" => "8",
        "⁹" => "9",
        "\u{a0}" => " ",
        _ => return None,
    })
}
