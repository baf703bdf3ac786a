//! The signs that the program draws, in ASCII, each as wide as it was: for fonts that have no others.

/// The ASCII for a sign; `None` where it is none of these, as the letters of an article.
pub(super) fn ascii(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "▌" | "›" | "→" | "▶" => ">",
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
        "×" => "x",
        "\u{a0}" => " ",
        _ => return None,
    })
}
