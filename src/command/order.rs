//! The order of lists as an argument.

use super::CommandError;
use crate::model::ListOrder;

/// The order of that word; nothing said is none.
pub(super) fn list_order(said: Option<String>) -> Result<Option<ListOrder>, CommandError> {
    let read = |given: String| {
        ListOrder::from_word(&given).ok_or(CommandError::Argument {
            given,
            expected: "newest, oldest, feed, title, shortest or longest",
        })
    };
    said.map(read).transpose()
}
