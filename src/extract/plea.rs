//! Words that give away what is no part of an article: stand-alone lines, labels, pleas for support. Which words is data
//! (`config/extract/`).

use super::choose::{Choice, Slot};
use super::piece::{Form, Piece, normalised};
use super::rules::{Part, Rules, Words};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// The share of the text that pleas may take at most: beyond it the article is about such things.
const MAX_SHARE: f32 = 0.35;

/// The same where at least two paragraphs plead.
const MAX_SHARE_OF_CERTAIN: f32 = 0.85;

/// Signs that open or close what somebody else says.
const QUOTES: [char; 6] = ['“', '"', '„', '«', '「', '»'];

/// Words of an invitation amid the text at most.
const MAX_INVITATION: usize = 30;

/// Pieces at each end of the body that are looked at without one that pleads.
const PATIENCE: usize = 2;

/// Whether the whole piece is a line that stands alone, such as "Read more", or several of them.
pub(super) fn is_line(piece: &Piece, rules: &Rules) -> bool {
    if piece.words > 16 || piece.key.is_empty() {
        return false;
    }
    // "Follow the author on …" and the like; a step of instructions is none.
    let is_step = matches!(piece.form, Form::Item { number: Some(_) });
    if !is_step && rules.words.follows.begin(&piece.key) && rules.words.networks.are_in(&piece.key) {
        return true;
    }
    let stands_alone = |key: &str| rules.words.lines.contains(key);
    let begins = !piece.is_heading() && piece.words <= 10 && !piece.ends_sentence();
    let starts_so = || rules.words.line_starts.begin(&piece.key);
    let sentences = || {
        piece
            .text
            .split_inclusive(['.', '!', '?', '。'])
            .map(normalised)
            .filter(|key| !key.is_empty())
    };
    stands_alone(&piece.key) || (begins && starts_so()) || sentences().all(|key| stands_alone(&key))
}

/// Whether a short piece reads like a label: it begins with or holds words that labels have.
pub(super) fn is_junk(piece: &Piece, rules: &Rules) -> bool {
    let words = &rules.words;
    (piece.words <= 14 && words.starts.begin(&piece.key) && !(piece.words > 5 && piece.ends_sentence()))
        || (piece.words <= 10 && words.holds.are_in(&piece.key))
}

/// Drops the pleas at the end of the body and at its very start, with the paragraphs about the site that they are among.
pub(super) fn drop_pleas(choice: &mut Choice) {
    let rules = choice.context.rules;
    let body = choice.body();
    let pleas: HashSet<usize> = body
        .iter()
        .copied()
        .filter(|&at| is_plea(&choice.pieces[at], rules))
        .collect();
    let boxes = boxes(&body, &pleas, choice);
    let backwards: Vec<usize> = body.iter().rev().copied().collect();
    drop_run(run(&backwards, &pleas, &boxes, choice), &pleas, choice);
    // Introductions speak of "you" and "us" too: at the start a plea is short or stands in an element of its own.
    let is_apart = |at: &usize| choice.pieces[*at].words <= 40 || boxes.contains_key(&choice.pieces[*at].container);
    let apart: HashSet<usize> = pleas.iter().copied().filter(is_apart).collect();
    drop_run(run(&choice.body(), &apart, &boxes, choice), &apart, choice);
}

/// Drops invitations amid the text that stand in elements of their own.
pub(super) fn drop_invitations(choice: &mut Choice) {
    let rules = choice.context.rules;
    let invites = |piece: &Piece| {
        let begins = rules.words.invites.begin(&piece.key);
        piece.words <= MAX_INVITATION && begins && !piece.is_heading() && matches!(piece.form, Form::Paragraph)
    };
    let body = choice.body();
    let container = |at: usize| choice.pieces[at].container;
    let apart = body.windows(3).filter(|three| {
        container(three[1]) != container(three[0])
            && container(three[1]) != container(three[2])
            && invites(&choice.pieces[three[1]])
    });
    let list: Vec<usize> = apart.map(|three| three[1]).collect();
    choice.drop_unless(&list, 0.1, "it pleads for support");
}

/// Drops captions that plead, as those of boxes that sell the paper itself.
pub(super) fn drop_pleading_captions(choice: &mut Choice) {
    let rules = choice.context.rules;
    for at in 0..choice.pieces.len() {
        if choice.verdicts[at].slot == Some(Slot::Caption) && is_plea(&choice.pieces[at], rules) {
            choice.drop(at, "it pleads for support");
        }
    }
}

fn drop_run(list: Vec<usize>, pleas: &HashSet<usize>, choice: &mut Choice) {
    let certain = list.iter().filter(|at| pleas.contains(at)).count() >= 2;
    let share = if certain { MAX_SHARE_OF_CERTAIN } else { MAX_SHARE };
    choice.drop_unless(&list, share, "it pleads for support");
}

/// The pieces of elements that hold a plea, by element; not those of the element that holds most of the text.
fn boxes(body: &[usize], pleas: &HashSet<usize>, choice: &Choice) -> BTreeMap<u32, Vec<usize>> {
    let container = |at: usize| choice.pieces[at].container;
    let mut words: BTreeMap<u32, usize> = BTreeMap::new();
    for &at in body {
        *words.entry(container(at)).or_default() += choice.pieces[at].words;
    }
    let main = words
        .iter()
        .max_by_key(|(_, words)| **words)
        .map(|(container, _)| *container);
    let mut boxes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for &at in pleas.iter().filter(|&&at| Some(container(at)) != main) {
        boxes.entry(container(at)).or_default();
    }
    for &at in body {
        if let Some(list) = boxes.get_mut(&container(at)) {
            list.push(at);
        }
    }
    boxes.retain(|_, list| {
        let pleading: Vec<usize> = list.iter().copied().filter(|at| pleas.contains(at)).collect();
        choice.words(&pleading) * 4 >= choice.words(list)
    });
    boxes
}

/// The pieces from the start of `list` up to the last plea, where those between read like parts of one.
fn run(list: &[usize], pleas: &HashSet<usize>, boxes: &BTreeMap<u32, Vec<usize>>, choice: &Choice) -> Vec<usize> {
    let rules = choice.context.rules;
    let mut taken = 0;
    for (index, &at) in list.iter().enumerate() {
        let piece = &choice.pieces[at];
        let is_label = piece.words <= 4 || piece.is_heading() || (piece.words <= 8 && piece.text.ends_with(':'));
        let is_part = || is_label || speaks_of_itself(piece, rules) || is_line(piece, rules);
        if pleas.contains(&at) || boxes.contains_key(&piece.container) {
            taken = index + 1;
        } else if !is_part() || index >= taken + PATIENCE {
            break;
        }
    }
    let backwards = list.first() > list.last();
    let certain = list[..taken].iter().filter(|at| pleas.contains(at)).count() >= 2;
    if backwards && certain {
        // Pleas begin with paragraphs that ask for nothing yet.
        let adjoining = list[taken..].iter().take(PATIENCE);
        taken += adjoining
            .take_while(|&&at| speaks_of_itself(&choice.pieces[at], rules))
            .count();
    }
    let is_over = |&at: &usize| {
        let piece = &choice.pieces[at];
        piece.is_heading() || (piece.words <= 8 && (piece.words <= 2 || piece.text.ends_with(':')))
    };
    while taken > 0 && backwards && list.get(taken).is_some_and(is_over) {
        // A heading over the pleas goes with them.
        taken += 1;
    }
    list[..taken].to_vec()
}

/// Whether a paragraph asks the reader for something outside quotation marks: as "we" to "you" for one thing, or briefly
/// "you" for two, or it begins as an invitation does.
fn is_plea(piece: &Piece, rules: &Rules) -> bool {
    let (key, words) = (unquoted(piece), &rules.words);
    if piece.words <= 50 && (words.invites.begin(&key) || invites_at_the_end(piece, words)) {
        return true;
    }
    let mut said: BTreeMap<usize, Said> = BTreeMap::new();
    for (_, (language, part)) in words.pleas.found_in(&key) {
        let said = said.entry(language).or_default();
        match part {
            Part::We => said.we = true,
            Part::You => said.you = true,
            Part::Asks => said.asks += 1,
        }
    }
    let is_enough = |said: &Said| said.asks >= 2 && piece.words <= 60 || said.asks >= 1 && said.we;
    said.values().any(|said| said.you && is_enough(said))
}

/// What a paragraph says of a plea in one language.
#[derive(Default)]
struct Said {
    we: bool,
    you: bool,
    asks: usize,
}

/// Whether the last sentence of a paragraph that quotes nothing is an invitation.
fn invites_at_the_end(piece: &Piece, words: &Words) -> bool {
    let quotes = piece.text.contains(QUOTES);
    let sentence = piece
        .text
        .trim_end_matches(['.', '!'])
        .rsplit(['.', '!', '?', '。'])
        .next();
    !quotes && sentence.is_some_and(|sentence| words.invites.begin(&normalised(sentence)))
}

/// Whether a paragraph speaks as "we" or "our" itself; what it quotes is little.
fn speaks_of_itself(piece: &Piece, rules: &Rules) -> bool {
    let key = unquoted(piece);
    let mut parts = rules.words.pleas.found_in(&key).map(|(_, (_, part))| part);
    key.len() * 10 >= piece.key.len() * 6 && parts.any(|part| part == Part::We)
}

/// The normalised text without what stands in quotation marks.
fn unquoted(piece: &Piece) -> Cow<'_, str> {
    if !piece.text.contains(QUOTES) {
        return Cow::Borrowed(&piece.key);
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
    Cow::Owned(normalised(&kept))
}
