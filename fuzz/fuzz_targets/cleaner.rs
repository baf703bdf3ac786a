//! Any text → text that a terminal may get: no control sign, and cleaned again it is the same.
#![no_main]

use dateline::model::text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|said: &str| {
    let line = text::line(said);
    assert!(!line.chars().any(char::is_control));
    assert_eq!(text::line(&line), line);
    let body = text::body(said);
    assert!(!body.chars().any(|sign| sign.is_control() && sign != '\n' && sign != '\t'));
    assert_eq!(text::body(&body), body);
});
