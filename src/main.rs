//! The binary: reads what was said, starts the log, opens a door, sets the exit code.

use dateline::{cli, log};
use std::process::ExitCode;

fn main() -> ExitCode {
    log::take_panics();
    let call = match cli::Call::read(std::env::args_os()) {
        Ok(call) => call,
        Err(code) => return code,
    };
    if let Some(file) = call.log_file() {
        log::start(file, &std::env::var("DATELINE_LOG").unwrap_or_default());
    }
    call.carry_out()
}
