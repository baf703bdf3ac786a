//! Programs of a person's own that give a text: started without a shell, with limits of time and size
//! (`promises.md` B1). What they print is shown in an error only where it can be no secret.

use crate::config::{Secret, read_plain_file};
use crate::model::text;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may run and how much it may print.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub time: Duration,
    pub bytes: u64,
}

/// Bytes of what a program complains of that are heard.
const COMPLAINT: u64 = 4 << 10;

/// For a secret: it is one line, and a person may have to unlock it first.
const SECRET: Limits = Limits {
    time: Duration::from_secs(30),
    bytes: 16 << 10,
};

/// What a program prints when it gets `input`.
///
/// # Errors
/// It cannot be started, fails, takes too long or prints too much: a sentence without its full stop.
pub(super) fn run(words: &[String], input: Option<Vec<u8>>, limits: Limits) -> Result<Vec<u8>, String> {
    carry_out(words, input, limits, Stdio::null())
}

/// As [`run`], for a program that knows no secret: the error has the first line of what it complains of.
pub(super) fn run_and_listen(words: &[String], input: Option<Vec<u8>>, limits: Limits) -> Result<Vec<u8>, String> {
    carry_out(words, input, limits, Stdio::piped())
}

fn carry_out(words: &[String], input: Option<Vec<u8>>, limits: Limits, complaints: Stdio) -> Result<Vec<u8>, String> {
    let (program, arguments) = words.split_first().ok_or("no program is named")?;
    let shown = text::line(program);
    let mut command = Command::new(at_home(program));
    command.args(arguments).stdout(Stdio::piped()).stderr(complaints);
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    // In a group of its own, so that its children end with it.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command
        .spawn()
        .map_err(|error| format!("cannot start {shown}: {error}"))?;
    feed(&mut child, input);
    let complaint = child.stderr.take().map(listen);
    let deadline = Instant::now() + limits.time;
    let printed = read(&mut child, limits, deadline).and_then(|printed| {
        let ended = wait(&mut child, deadline).ok_or_else(|| late(limits))?;
        match ended {
            true => Ok(printed),
            false => Err("failed".to_owned()),
        }
    });
    end(&mut child);
    printed.map_err(|what| match complaint.and_then(|complaint| first_line(&complaint)) {
        Some(line) => format!("{shown} {what}: {line}"),
        None => format!("{shown} {what}"),
    })
}

/// Hears what a program complains of, from a thread of its own: one that nobody hears would wait. The beginning is enough.
fn listen(mut stderr: ChildStderr) -> Receiver<Vec<u8>> {
    let (send, heard) = channel();
    thread::spawn(move || {
        let mut beginning = Vec::new();
        let _ = (&mut stderr).take(COMPLAINT).read_to_end(&mut beginning);
        let _ = send.send(beginning);
        let _ = io::copy(&mut stderr, &mut io::sink());
    });
    heard
}

/// The first line that says something. The program has ended; what another still holds open is not waited for long.
fn first_line(heard: &Receiver<Vec<u8>>) -> Option<String> {
    let beginning = heard.recv_timeout(Duration::from_secs(1)).ok()?;
    let beginning = String::from_utf8_lossy(&beginning);
    beginning.lines().map(text::line).find(|line| !line.is_empty())
}

/// The secret itself: a first line.
///
/// # Errors
/// It cannot be had: a sentence without its full stop, which names where it was to come from.
pub(super) fn secret(from: &Secret) -> Result<String, String> {
    let bytes = match from {
        Secret::Command(words) => run(words, None, SECRET)?,
        Secret::Keyring(account) => run(&keyring(account), None, SECRET).map_err(|what| {
            let account = text::line(account);
            format!("{what}; {} puts it there", keyring_hint(&account))
        })?,
        Secret::File(path) => {
            let shown = text::line(path);
            read_file(path, SECRET.bytes).map_err(|error| format!("cannot read {shown}: {error}"))?
        }
    };
    let secret = String::from_utf8_lossy(&bytes);
    match secret.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err("it is empty".to_owned()),
    }
}

/// The keyring's own program: it speaks to every keyring of its system, and no library of it has to be built in.
fn keyring(account: &str) -> Vec<String> {
    let words = if cfg!(target_os = "macos") {
        [
            "security",
            "find-generic-password",
            "-w",
            "-s",
            "dateline",
            "-a",
            account,
        ]
        .to_vec()
    } else {
        ["secret-tool", "lookup", "service", "dateline", "account", account].to_vec()
    };
    words.into_iter().map(str::to_owned).collect()
}

/// How a person puts a password where [`keyring`] looks for it.
fn keyring_hint(account: &str) -> String {
    if cfg!(target_os = "macos") {
        format!("`security add-generic-password -s dateline -a {account} -w`")
    } else {
        format!("`secret-tool store --label=dateline service dateline account {account}`")
    }
}

/// A file's content, which is an error where it is larger.
pub(super) fn read_file(path: &str, largest: u64) -> io::Result<Vec<u8>> {
    read_plain_file(&at_home(path), largest)
}

/// A path that begins with `~/` lies in the home folder: there is no shell that would say so.
fn at_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => Path::new(path).to_owned(),
    }
}

/// Gives the program its input from a thread of its own: it may print before it has read all.
fn feed(child: &mut Child, input: Option<Vec<u8>>) {
    if let Some((mut stdin, input)) = child.stdin.take().zip(input) {
        thread::spawn(move || {
            // A program that does not want all of it is its own judge.
            let _ = stdin.write_all(&input);
        });
    }
}

fn read(child: &mut Child, limits: Limits, deadline: Instant) -> Result<Vec<u8>, String> {
    let stdout = child.stdout.take().ok_or("has no output")?;
    let (send, printed) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stdout.take(limits.bytes + 1).read_to_end(&mut bytes);
        let _ = send.send(read.map(|_| bytes));
    });
    match printed.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(Ok(bytes)) if bytes.len() as u64 > limits.bytes => {
            Err(format!("prints more than {} MiB", (limits.bytes >> 20).max(1)))
        }
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(format!("cannot be read: {error}")),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(late(limits)),
    }
}

/// Whether it ended well; `None` where it does not end.
fn wait(child: &mut Child, deadline: Instant) -> Option<bool> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(5)),
            _ => return None,
        }
    }
}

/// Ends what is left of it, its children included.
fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        // It has mostly ended by itself.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.wait();
}

fn late(limits: Limits) -> String {
    format!("was not done after {} s", limits.time.as_secs_f32())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Limits = Limits {
        time: Duration::from_millis(300),
        bytes: 1000,
    };
    const USUAL: Limits = Limits {
        time: Duration::from_secs(20),
        bytes: 1000,
    };

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn an_argument_is_no_code_and_input_comes_on_stdin() {
        let printed = run(&words(&["printf", "%s", "$(id); `id`"]), None, USUAL).unwrap();
        assert_eq!(printed, b"$(id); `id`");
        let printed = run(&words(&["cat"]), Some(b"a document".to_vec()), USUAL).unwrap();
        assert_eq!(printed, b"a document");
    }

    #[test]
    fn a_program_that_hangs_floods_fails_or_is_missing_is_named_without_what_it_printed() {
        for (program, limits, expected) in [
            (
                &["sh", "-c", "echo hunter2; sleep 60"][..],
                SHORT,
                "was not done after 0.3 s",
            ),
            // It has said all that it will say, and goes on.
            (
                &["sh", "-c", "echo hunter2; exec >&-; sleep 60"][..],
                SHORT,
                "was not done after 0.3 s",
            ),
            (&["yes", "hunter2"][..], USUAL, "prints more than"),
            (&["sh", "-c", "echo hunter2; exit 3"][..], USUAL, "failed"),
            (&["/no/such/program"][..], USUAL, "cannot start"),
        ] {
            let said = run(&words(program), None, limits).unwrap_err();
            assert!(said.contains(expected) && said.contains(program[0]), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }

    #[test]
    fn a_program_without_secrets_is_named_with_the_first_line_of_its_complaint() {
        let complains = words(&["sh", "-c", "printf '\\n\\033[31mno such mood\\nmore\\n' >&2; exit 3"]);
        assert_eq!(
            run_and_listen(&complains, None, USUAL).unwrap_err(),
            "sh failed: no such mood"
        );
        assert_eq!(run(&complains, None, USUAL).unwrap_err(), "sh failed");
        let talks = words(&["sh", "-c", "yes >&2 & echo done; kill $!"]);
        assert_eq!(run_and_listen(&talks, None, USUAL).unwrap(), b"done\n");
    }

    #[test]
    fn the_keyring_is_asked_for_an_account_whatever_it_is_called() {
        let words = keyring("--help; `id`");
        assert_eq!(words.last().map(String::as_str), Some("--help; `id`"));
        assert!(words.iter().any(|word| word == "dateline"));
    }

    #[test]
    fn a_secret_is_a_first_line() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("secret");
        std::fs::write(&path, "hunter2\nuser: ada\n").unwrap();
        let file = Secret::File(path.display().to_string());
        assert_eq!(secret(&file).unwrap(), "hunter2");
        let command = Secret::Command(words(&["echo", "hunter3"]));
        assert_eq!(secret(&command).unwrap(), "hunter3");
        assert!(
            secret(&Secret::Command(words(&["true"])))
                .unwrap_err()
                .contains("empty")
        );
        assert!(
            secret(&Secret::File("/no/such/file".to_owned()))
                .unwrap_err()
                .contains("/no/such/file")
        );
    }
}
