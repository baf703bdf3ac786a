//! What a person is told of an error: the trade's own sentence and what was being done, without the causes below it.
//! Those go to the log.

use crate::fetch::FetchError;
use crate::refresh::FindError;
use crate::store::StoreError;
use std::error::Error;

/// What was being done and what happened. A trade's error is a whole sentence that says what to do; what lies below it
/// (the socket's own words, say) is written to the log only.
pub fn told(error: &anyhow::Error) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for cause in error.chain() {
        sentences.push(cause.to_string());
        if is_a_trades(cause) {
            log::info!("{error:#}");
            break;
        }
    }
    sentences.join(": ")
}

fn is_a_trades(error: &(dyn Error + 'static)) -> bool {
    error.is::<StoreError>() || error.is::<FetchError>() || error.is::<FindError>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;
    use std::io;
    use std::path::PathBuf;

    #[test]
    fn a_trades_sentence_is_told_and_its_causes_are_not() {
        let source = io::Error::other("errno 5");
        let path = PathBuf::from("/somewhere");
        let error = Err::<(), _>(StoreError::CannotOpen { path, source }).context("nothing was marked");
        let told = told(&error.unwrap_err());
        assert!(told.starts_with("nothing was marked: "), "{told}");
        assert_eq!(told.matches("errno 5").count(), 1, "{told}");
    }

    #[test]
    fn other_errors_are_told_with_all_their_causes() {
        let error = anyhow::Error::from(io::Error::other("no such device")).context("feeds.opml cannot be read");
        assert_eq!(told(&error), "feeds.opml cannot be read: no such device");
    }
}
