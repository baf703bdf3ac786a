//! The binary: reads what was said, starts the log, opens a door, sets the exit code.

use dateline::{cli, log};
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    log::take_panics();
    let call = match cli::Call::read(std::env::args_os()) {
        Ok(call) => call,
        Err(code) => return code,
    };
    if let Some(file) = call.log_file() {
        log::start(file, &std::env::var("DATELINE_LOG").unwrap_or_default());
    }
    // A file at the limit that `ulimit -f` sets is to be an error like a full disk, not the end of the program.
    if let Err(error) = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default()) {
        ::log::info!("a limit of file sizes ends the program: {error}");
    }
    call.carry_out()
}
