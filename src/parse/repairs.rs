//! What had to be mended in a document, by kind, for the feed's health display.

use std::fmt;

/// A kind of repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repair {
    /// The label named another encoding than the bytes are in, or the bytes had faults.
    Encoding,
    /// Something stood before the feed.
    Junk,
    /// A control character was dropped.
    ControlCharacter,
    /// A `&` or `<` stood for itself.
    BareSign,
    /// An element was not closed.
    Unclosed,
    /// An entry ended without its end tag.
    UnclosedEntry,
    /// The document breaks off.
    CutShort,
    /// Tags stood unescaped in a text.
    InlineMarkup,
    /// A date that nobody can read.
    Date,
    /// An address that is none.
    Address,
    /// A text, or a list of entries, was longer than the limit.
    TooLong,
    /// A field of another kind than the format says.
    WrongKind,
}

impl Repair {
    const ALL: [Repair; 12] = [
        Repair::Encoding,
        Repair::Junk,
        Repair::ControlCharacter,
        Repair::BareSign,
        Repair::Unclosed,
        Repair::UnclosedEntry,
        Repair::CutShort,
        Repair::InlineMarkup,
        Repair::Date,
        Repair::Address,
        Repair::TooLong,
        Repair::WrongKind,
    ];

    /// What was mended, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Repair::Encoding => "wrong or broken encoding",
            Repair::Junk => "text before the feed",
            Repair::ControlCharacter => "control characters",
            Repair::BareSign => "unescaped signs",
            Repair::Unclosed => "elements not closed",
            Repair::UnclosedEntry => "entries not closed",
            Repair::CutShort => "document cut short",
            Repair::InlineMarkup => "unescaped markup",
            Repair::Date => "unreadable dates",
            Repair::Address => "unusable addresses",
            Repair::TooLong => "more than the limits allow",
            Repair::WrongKind => "fields of the wrong kind",
        }
    }
}

/// How often each kind of repair was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repairs([u64; Repair::ALL.len()]);

impl Repairs {
    /// Notes one more.
    pub fn note(&mut self, repair: Repair) {
        self.note_many(repair, 1);
    }

    /// Notes `count` more.
    pub fn note_many(&mut self, repair: Repair, count: u64) {
        self.0[repair as usize] += count;
    }

    /// Adds those that were made elsewhere.
    pub fn add(&mut self, other: &Repairs) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    /// All of them together.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Whether there was one of this kind.
    pub fn has(&self, repair: Repair) -> bool {
        self.kinds().any(|(kind, _)| kind == repair)
    }

    /// The kinds that occurred, with their counts.
    pub fn kinds(&self) -> impl Iterator<Item = (Repair, u64)> + '_ {
        Repair::ALL.into_iter().zip(self.0).filter(|(_, count)| *count > 0)
    }
}

impl fmt::Display for Repairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.total() == 0 {
            return f.write_str("none");
        }
        for (index, (repair, count)) in self.kinds().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(f, "{comma}{} ({count})", repair.words())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_are_counted_by_kind_and_told_in_words() {
        let mut repairs = Repairs::default();
        assert_eq!(repairs.to_string(), "none");
        repairs.note_many(Repair::BareSign, 3);
        repairs.note(Repair::CutShort);
        assert_eq!(
            (repairs.total(), repairs.to_string().as_str()),
            (4, "unescaped signs (3), document cut short (1)")
        );
    }
}
