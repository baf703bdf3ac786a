//! Opening addresses in the browser: a program started without a shell, with one web address as its last argument
//! (`promises.md` B1 to B4).

use super::Report;
use crate::app::Event;
use crate::model::{program_words, text};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use url::Url;

/// Opens an address with `configured`, else with `BROWSER`, else with the desktop's own opener.
pub(super) fn browse(url: &str, configured: Option<&[String]>, report: &Report) {
    let started = web_address(url).and_then(|address| start(&address, configured).map(|child| (address, child)));
    match started {
        Err(message) => report(Event::Failed { message }),
        Ok((address, mut child)) => {
            report(Event::Done {
                what: format!("Opening {}", text::line(&address.0)),
            });
            let report = Arc::clone(report);
            // Somebody has to wait for the program, or it would stay as a zombie; and it may say that it failed.
            let _ = thread::Builder::new().name("browser".to_owned()).spawn(move || {
                if child.wait().is_ok_and(|status| !status.success()) {
                    let message = "the browser could not open it; set `browser` in config.toml or BROWSER".to_owned();
                    report(Event::Failed { message });
                }
            });
        }
    }
}

/// An address as it is given to a program: parsed and written anew, http or https only.
#[derive(Debug)]
struct WebAddress(String);

fn web_address(url: &str) -> Result<WebAddress, String> {
    let shown = text::line(url);
    let parsed =
        Url::parse(url.trim()).map_err(|error| format!("“{shown}” is no address that can be opened: {error}"))?;
    match parsed.scheme() {
        "http" | "https" => Ok(WebAddress(parsed.into())),
        scheme => Err(format!(
            "“{shown}” is not opened: only http and https are, not {}",
            text::line(scheme)
        )),
    }
}

fn start(WebAddress(address): &WebAddress, configured: Option<&[String]>) -> Result<std::process::Child, String> {
    let words = match configured {
        Some(words) => words.to_vec(),
        None => usual_words(),
    };
    let (program, arguments) = words
        .split_first()
        .ok_or("no browser is known; set `browser` in config.toml")?;
    let mut command = Command::new(program);
    let placed = arguments.iter().any(|argument| argument.contains("%s"));
    command.args(arguments.iter().map(|argument| argument.replace("%s", address)));
    if !placed {
        command.arg(address);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // In a group of its own: what the terminal sends to us does not end it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().map_err(|error| {
        format!(
            "cannot start {}: {error}; set `browser` in config.toml or BROWSER",
            text::line(program)
        )
    })
}

/// The first command of `BROWSER`, where it is set; else the desktop's opener.
fn usual_words() -> Vec<String> {
    let browser = std::env::var("BROWSER").unwrap_or_default();
    let first = browser.split(':').find(|command| !command.trim().is_empty());
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    program_words(first.unwrap_or(opener))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn only_web_addresses_are_opened_and_they_are_written_anew() {
        assert_eq!(
            web_address(" https://a.example/x y\"'$(id)").unwrap().0,
            "https://a.example/x%20y%22'$(id)"
        );
        for refused in [
            "-rf",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "--help",
            "mailto:a@b.example",
        ] {
            assert!(web_address(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_program_that_cannot_be_started_is_named() {
        let (sender, events) = mpsc::channel();
        let report: Report = Arc::new(move |event| sender.send(event).unwrap());
        browse("https://a.example/", Some(&["/no/such/browser".to_owned()]), &report);
        match events.recv().unwrap() {
            Event::Failed { message } => assert!(message.contains("/no/such/browser"), "{message}"),
            other => panic!("{other:?}"),
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_address_is_one_argument_of_the_program() {
        let place = tempfile::tempdir().unwrap();
        let program = place.path().join("browser");
        let seen = place.path().join("seen");
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$2\" > {0}.part\nmv {0}.part {0}\nexit 3\n",
            seen.display()
        );
        std::fs::write(&program, script).unwrap();
        std::process::Command::new("chmod")
            .arg("700")
            .arg(&program)
            .status()
            .unwrap();
        let (sender, events) = mpsc::channel();
        let report: Report = Arc::new(move |event| sender.send(event).unwrap());
        let words = [program.display().to_string(), "--new".to_owned()];
        browse("https://a.example/;touch x", Some(&words), &report);
        assert!(matches!(events.recv().unwrap(), Event::Done { .. }));
        assert!(matches!(events.recv().unwrap(), Event::Failed { .. }), "exit 3 is told");
        assert_eq!(
            std::fs::read_to_string(seen).unwrap(),
            "2\nhttps://a.example/;touch%20x\n"
        );
    }
}
