//! How long a server may take to begin its answer: some times what it took before, so that one that hangs is given up
//! soon and one that is always slow is waited for.

use std::time::Duration;

/// For a server that never answered yet.
const FIRST: Duration = Duration::from_secs(10);

/// What a server may take, however quick it usually is: everybody has a bad moment.
const SHORTEST: Duration = Duration::from_secs(5);

/// How much slower than last time a server may be.
const SLACK: u32 = 8;

/// From failure to failure it is waited for twice as long, this often.
const DOUBLINGS: u32 = 3;

/// The time for a server that took so long last, and has failed so often in a row since.
pub(super) fn patience(took: Option<Duration>, failures: u32) -> Duration {
    let usual = took.map_or(FIRST, |took| took.saturating_mul(SLACK).max(SHORTEST));
    usual.saturating_mul(1 << failures.min(DOUBLINGS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_server_is_given_up_soon_a_slow_one_is_waited_for_and_each_failure_makes_patient() {
        let seconds = |took: Option<u64>, failures| patience(took.map(Duration::from_millis), failures).as_secs();
        assert_eq!(seconds(None, 0), 10);
        assert_eq!(seconds(Some(50), 0), 5);
        assert_eq!(seconds(Some(2_000), 0), 16);
        assert_eq!(
            [0, 1, 2, 3, 4, 99].map(|failures| seconds(Some(50), failures)),
            [5, 10, 20, 40, 40, 40]
        );
    }
}
