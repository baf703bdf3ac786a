//! Moving in lists and texts: the same steps for every pane.

use crate::command::Command;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    Down,
    Up,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
    Top,
    Bottom,
}

impl Movement {
    /// The step that a command is, if it is one.
    pub fn of(command: &Command) -> Option<Movement> {
        Some(match command {
            Command::Down => Movement::Down,
            Command::Up => Movement::Up,
            Command::HalfPageDown => Movement::HalfPageDown,
            Command::HalfPageUp => Movement::HalfPageUp,
            Command::PageDown => Movement::PageDown,
            Command::PageUp => Movement::PageUp,
            Command::Top => Movement::Top,
            Command::Bottom => Movement::Bottom,
            _ => return None,
        })
    }

    /// How many rows further down, where `page` rows are seen at once; `None` for the ends.
    pub fn rows(self, page: usize) -> Option<i64> {
        let page = i64::try_from(page).unwrap_or(i64::MAX).max(1);
        Some(match self {
            Movement::Down => 1,
            Movement::Up => -1,
            Movement::HalfPageDown => (page / 2).max(1),
            Movement::HalfPageUp => -(page / 2).max(1),
            Movement::PageDown => page,
            Movement::PageUp => -page,
            Movement::Top | Movement::Bottom => return None,
        })
    }

    /// Where the step leads from row `at` of `count`.
    pub fn from(self, at: usize, count: usize, page: usize) -> usize {
        let last = count.saturating_sub(1);
        match (self, self.rows(page)) {
            (Movement::Top, _) => 0,
            (Movement::Bottom, _) => last,
            (_, Some(rows)) => at.saturating_add_signed(isize::try_from(rows).unwrap_or(0)).min(last),
            (_, None) => at.min(last),
        }
    }
}

/// The first row that is shown of a list that keeps its selected row in the middle where it can.
pub fn first_shown(selected: usize, count: usize, page: usize) -> usize {
    selected.saturating_sub(page / 2).min(count.saturating_sub(page))
}

/// First and selected row of a list scrolled by `rows`: the selection stays in sight.
pub(super) fn scrolled(first: usize, selected: usize, count: usize, page: usize, rows: isize) -> (usize, usize) {
    let first = first.saturating_add_signed(rows).min(count.saturating_sub(page));
    let last = (first + page.max(1)).min(count).saturating_sub(1);
    (first, selected.clamp(first.min(last), last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_stays_in_the_list() {
        assert_eq!(Movement::Down.from(8, 10, 5), 9);
        assert_eq!(Movement::Down.from(9, 10, 5), 9);
        assert_eq!(Movement::PageUp.from(3, 10, 5), 0);
        assert_eq!(Movement::Bottom.from(0, 0, 5), 0);
    }

    #[test]
    fn a_list_that_is_scrolled_takes_its_selection_along() {
        assert_eq!(scrolled(0, 1, 100, 10, 3), (3, 3));
        assert_eq!(scrolled(3, 8, 100, 10, 3), (6, 8));
        assert_eq!(scrolled(5, 14, 100, 10, -3), (2, 11));
        assert_eq!(scrolled(89, 99, 100, 10, 3), (90, 99));
        assert_eq!(scrolled(0, 0, 0, 10, 3), (0, 0));
        assert_eq!(scrolled(0, 1, 2, 10, 3), (0, 1));
    }

    #[test]
    fn the_selected_row_is_always_shown() {
        for count in 0..20 {
            for page in 1..8 {
                for selected in 0..count {
                    let first = first_shown(selected, count, page);
                    assert!(first <= selected && selected < first + page);
                }
            }
        }
    }
}
