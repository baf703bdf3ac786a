//! What a sign does to the line around it: where a line may end, and where not. The rules are those of Unicode's line
//! breaking (UAX 14) as far as articles need them, of French and Russian typesetting, and of Chinese and Japanese (kinsoku).

use crate::model::text;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Blank,
    LineEnd,
    /// Part of a word.
    Letter,
    /// Part of a word that begins with a digit.
    Number,
    /// Stands for itself: a Chinese or Japanese sign, a wide space.
    Single,
    /// Holds to what follows: an opening bracket or quotation mark.
    Opening,
    /// Holds to what precedes: a full stop, a closing bracket, a small kana.
    Closing,
    /// The same of Chinese or Japanese, where a line may end after it whatever follows.
    WideClosing,
    /// A dash, after which a word may be broken.
    Dash,
    /// A vowel of Thai or Lao that stands before its consonant. Words are not parted in these scripts; a syllable begins here
    /// at least.
    SyllableStart,
}

/// The class of a cluster so many cells wide after one of the class `before`.
pub fn class(cluster: &str, width: usize, before: Class) -> Class {
    let Some(sign) = cluster.chars().next() else {
        return Class::Letter;
    };
    match sign {
        // A blank that carries marks is a sign to be seen.
        ' ' if cluster.len() == 1 => Class::Blank,
        '\n' => Class::LineEnd,
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Number,
        // Before a number or an option of a program it is a part of it.
        '-' | '‐' if matches!(before, Class::Blank | Class::LineEnd | Class::Opening) => Class::Opening,
        '-' | '‐' | '–' | '—' => Class::Dash,
        sign if opens(sign) || matches!(sign, '“' | '‘') => Class::Opening,
        sign if closes(sign) => Class::Closing,
        sign if closes_in_chinese_or_japanese(sign) => Class::WideClosing,
        '\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}' => Class::SyllableStart,
        // A thin one stands between a number and its unit.
        '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' => Class::Letter,
        // Korean has blanks between its words.
        '\u{ac00}'..='\u{d7a3}' => Class::Letter,
        sign if sign.is_whitespace() || (width == 2 && stands_for_itself(sign)) => Class::Single,
        _ => Class::Letter,
    }
}

/// Whether the first sign of a wide cluster makes it one, and not the marks on a letter, as in the scripts of India.
fn stands_for_itself(sign: char) -> bool {
    !sign.is_alphabetic() || text::width(sign.encode_utf8(&mut [0; 4])) == 2
}

/// Whether a line may end between two signs of these classes.
pub fn breaks_between(before: Class, class: Class) -> bool {
    match (before, class) {
        (Class::Blank | Class::LineEnd, _) => true,
        (Class::Opening, _) | (_, Class::Closing | Class::WideClosing) => false,
        // Nor between the numbers of a range, or a letter and the number after its hyphen.
        (Class::Dash, Class::Letter) | (Class::Single | Class::WideClosing, _) | (_, Class::Single) => true,
        (Class::Letter | Class::Number | Class::Dash | Class::Closing, Class::SyllableStart) => true,
        _ => false,
    }
}

/// Whether a blank between two texts is none to break at: before a sign that is set off by it (in French, or by somebody's
/// habit), and after one that opens something.
pub fn holds_together(before: &str, after: &str) -> bool {
    let mut next = after.chars();
    let sign = next.next();
    let alone = next.next().is_none_or(|sign| matches!(sign, ' ' | '\n'));
    let is_set_off = sign.is_some_and(|sign| closes(sign) || matches!(sign, '-' | '–' | '—'));
    (alone && is_set_off) || is_opened(before)
}

/// Whether a text ends in a sign that opens something. A guillemet does so only where no word is before it.
fn is_opened(text: &str) -> bool {
    let mut signs = text.chars().rev();
    match signs.next() {
        Some('«' | '‹') => signs.next().is_none_or(|sign| !sign.is_alphanumeric() && !closes(sign)),
        Some(sign) => opens(sign),
        None => false,
    }
}

fn opens(sign: char) -> bool {
    matches!(
        sign,
        '(' | '['
            | '{'
            | '«'
            | '‹'
            | '„'
            | '‚'
            | '¿'
            | '¡'
            | '（'
            | '￥'
            | '＄'
            | '［'
            | '｛'
            | '「'
            | '『'
            | '〈'
            | '《'
            | '【'
            | '〔'
            | '〖'
            | '〘'
            | '〚'
            | '〝'
            | '｢'
            | '｟'
    )
}

fn closes(sign: char) -> bool {
    matches!(
        sign,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | ')'
            | ']'
            | '}'
            | '»'
            | '›'
            | '”'
            | '’'
            | '…'
            | '%'
            | '‰'
            | '°'
            | '،'
            | '؛'
            | '؟'
            | '।'
            | '॥'
            | 'ฯ'
            | 'ๆ'
    )
}

fn closes_in_chinese_or_japanese(sign: char) -> bool {
    matches!(
        sign,
        '、' | '。' | '，' | '．' | '：' | '；' | '！' | '？' | '）' | '］' | '｝' | '」' | '』' | '〉' | '》' | '】' | '〕'
            | '〗' | '〙' | '〛' | '〟' | '｣' | '｠' | '､' | '｡' | '･' | '・' | '·' | 'ー' | 'ｰ' | '々' | '〻' | '％' | '℃' | '゛'
            | '゜' | 'ﾞ' | 'ﾟ' | '〜' | '～' | '゠' | '‼' | '⁇' | '⁈' | '⁉' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ' | 'ぁ' | 'ぃ' | 'ぅ'
            | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' | 'ゕ' | 'ゖ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ'
            | 'ョ' | 'ヮ' | 'ヵ' | 'ヶ' | '\u{31f0}'..='\u{31ff}' | '\u{ff67}'..='\u{ff6f}'
    )
}
