//! Points at which a test cuts the program off, to see what is left and whether trying again mends it. A release build has
//! none: what is asked here is known to be no before the program runs.

/// What befalls a point, unless the program ends there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What was to be done fails.
    Error,
    /// From now on nothing on the disk can grow.
    Full,
}

/// Passes a point. `DATELINE_FAULT` says which one is struck and how: `abort 7` ends the program at the seventh, as
/// `kill -9` does; so `error 7` and `full 7`. The struck point is told on stderr.
#[cfg(debug_assertions)]
pub fn strike() -> Option<Fault> {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    static PLAN: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static PASSED: AtomicU64 = AtomicU64::new(0);
    let plan = PLAN.get_or_init(|| {
        let said = std::env::var("DATELINE_FAULT").ok()?;
        let (how, point) = said.split_once(' ')?;
        Some((how.to_owned(), point.parse().ok()?))
    });
    let (how, point) = plan.as_ref()?;
    if PASSED.fetch_add(1, Ordering::Relaxed) + 1 != *point {
        return None;
    }
    eprintln!("struck: {how} {point}");
    match how.as_str() {
        "abort" => std::process::abort(),
        "full" => Some(Fault::Full),
        _ => Some(Fault::Error),
    }
}

/// There are no points.
#[cfg(not(debug_assertions))]
pub const fn strike() -> Option<Fault> {
    None
}
