//! The order of names as people have it: case does not matter, and 2 comes before 10.

/// What names are sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Piece {
    /// Digits without the zeros before them, shorter ones first: a number of any length.
    Number(usize, String),
    Text(String),
}

/// The pieces of a name, numbers apart from the rest.
pub(super) fn natural(name: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let lower = name.to_lowercase();
    let mut rest = lower.as_str();
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest
            .find(|sign: char| sign.is_ascii_digit() != is_number)
            .unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(match is_number {
            true => {
                let digits = piece.trim_start_matches('0');
                Piece::Number(digits.len(), digits.to_owned())
            }
            false => Piece::Text(piece.to_owned()),
        });
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["feed 10", "Feed 9", "feed 010b", "alpha", "Zeta", "99", "feed"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["99", "alpha", "feed", "Feed 9", "feed 10", "feed 010b", "Zeta"]);
    }
}
