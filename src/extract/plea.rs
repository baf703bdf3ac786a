//! Words that give away what is no part of an article: stand-alone lines, labels, pleas for support. Which words is data
//! (`config/extract/`).

use super::choose::Choice;
use super::piece::Piece;
use super::rules::Rules;

/// The share of the text that pleas may take at most: beyond it the article is about such things.
const MAX_SHARE: f32 = 0.35;

/// Pieces at each end of the body that are looked at without one that pleads.
const PATIENCE: usize = 2;

/// Whether the whole piece is a line that stands alone, such as "Read more".
pub(super) fn is_line(piece: &Piece, rules: &Rules) -> bool {
    piece.words <= 12
        && rules.languages.iter().any(|words| {
            words.lines.contains(&piece.key)
                || (piece.words <= 10
                    && !piece.is_heading()
                    && !piece.ends_sentence()
                    && words.begins(&piece.key, &words.line_starts))
        })
}

/// Whether a short piece reads like a label: it begins with or holds words that labels have.
pub(super) fn is_junk(piece: &Piece, rules: &Rules) -> bool {
    rules.languages.iter().any(|words| {
        (piece.words <= 14 && words.begins(&piece.key, &words.starts) && !(piece.words > 5 && piece.ends_sentence()))
            || (piece.words <= 10 && words.has(&piece.key, &words.holds))
    })
}

/// Drops the pleas at the end of the body and at its very start, with the paragraphs about the site that they are among.
pub(super) fn drop_pleas(choice: &mut Choice) {
    let body = choice.body();
    let rules = choice.context.rules;
    let end = run(&body.iter().rev().copied().collect::<Vec<_>>(), choice, rules);
    let start = run(&body, choice, rules);
    for list in [end, start] {
        choice.drop_unless(&list, MAX_SHARE, "it pleads for support");
    }
}

/// The pieces from the start of `list` up to the last plea, where those between read like parts of one.
fn run(list: &[usize], choice: &Choice, rules: &Rules) -> Vec<usize> {
    let mut taken = 0;
    for (index, &at) in list.iter().enumerate() {
        let piece = &choice.pieces[at];
        if is_plea(piece, rules) {
            taken = index + 1;
        } else if !(speaks_of_itself(piece, rules) || piece.is_heading() || is_line(piece, rules) || piece.words <= 4)
            || index >= taken + PATIENCE
        {
            break;
        }
    }
    // A heading over the pleas goes with them.
    while list
        .get(taken)
        .is_some_and(|&at| taken > 0 && choice.pieces[at].is_heading())
        && list[0] > list[list.len() - 1]
    {
        taken += 1;
    }
    list[..taken].to_vec()
}

/// Whether a paragraph asks the reader for something outside quotation marks: as "we" to "you" for one thing, or briefly
/// "you" for two, or it begins as an invitation does.
fn is_plea(piece: &Piece, rules: &Rules) -> bool {
    let key = unquoted(piece);
    rules.languages.iter().any(|words| {
        let asked = words.count(&key, &words.asks);
        let to_you = words.has(&key, &words.you);
        let invites = piece.words <= 50 && words.begins(&key, &words.invites);
        invites || (to_you && asked >= 1 && words.has(&key, &words.we)) || (to_you && asked >= 2 && piece.words <= 60)
    })
}

/// Whether a paragraph speaks as "we" or "our" and quotes nobody.
fn speaks_of_itself(piece: &Piece, rules: &Rules) -> bool {
    !piece.text.contains(['“', '"', '„', '«', '「'])
        && rules.languages.iter().any(|words| words.has(&piece.key, &words.we))
}

/// The normalised text without what stands in quotation marks.
fn unquoted(piece: &Piece) -> String {
    if !piece.text.contains(['“', '"', '„', '«', '「', '»']) {
        return piece.key.clone();
    }
    let mut kept = String::new();
    let mut inside = false;
    for sign in piece.text.chars() {
        match sign {
            '"' => inside = !inside,
            '“' if !inside => inside = true,
            '„' | '«' | '「' => inside = true,
            '”' | '»' | '」' | '“' => inside = false,
            _ if !inside => kept.push(sign),
            _ => {}
        }
    }
    super::piece::normalised(&kept)
}
