//! Programs that get the terminal for a while to show an article: the pager and the editor. They are started without a
//! shell (`promises.md` B1): what stands in the environment is parted into words, the text comes on stdin or in a file.

use crate::app::{Outside, Printable, program_words};
use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Shows the text in the program, and waits for its end.
///
/// # Errors
/// It cannot be started or given the text: a sentence that says what to do.
pub(super) fn show(outside: Outside, text: &Printable) -> Result<(), String> {
    match outside {
        Outside::Pager => page(&words(&["PAGER"], "less"), text),
        Outside::Editor => edit(&words(&["VISUAL", "EDITOR"], "vi"), text),
    }
}

/// The words of the first of these variables that is set.
fn words(variables: &[&str], usual: &str) -> Vec<String> {
    let set = variables.iter().filter_map(|name| env::var(name).ok());
    let chosen = set.into_iter().find(|value| !value.trim().is_empty());
    let chosen = chosen.unwrap_or_else(|| usual.to_owned());
    program_words(&chosen)
}

fn page(words: &[String], text: &Printable) -> Result<(), String> {
    let mut command = command(words)?;
    let mut child = command
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| refused(words, &error, "PAGER"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A pager that is left early has not read all of it.
        let _ = stdin.write_all(text.as_bytes());
    }
    child.wait().map(drop).map_err(|error| refused(words, &error, "PAGER"))
}

fn edit(words: &[String], text: &Printable) -> Result<(), String> {
    let file = write(text).map_err(|error| format!("the article cannot be written for the editor: {error}"))?;
    let ended = command(words).and_then(|mut command| {
        let status = command.arg(&file).status();
        status
            .map(drop)
            .map_err(|error| refused(words, &error, "VISUAL or EDITOR"))
    });
    // It was made for the editor alone.
    let _ = fs::remove_file(&file);
    ended
}

fn command(words: &[String]) -> Result<Command, String> {
    let (program, arguments) = words.split_first().ok_or("no program is named")?;
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

/// A new file, for its owner only, that nobody else's link leads elsewhere.
fn write(text: &Printable) -> io::Result<PathBuf> {
    let path: &Path = &env::temp_dir();
    let file = path.join(format!("dateline-{}-{:x}.md", std::process::id(), fastrand::u64(..)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&file)?.write_all(text.as_bytes())?;
    Ok(file)
}

fn refused(words: &[String], error: &io::Error, variable: &str) -> String {
    let program = words.first().map_or("", String::as_str);
    format!("cannot start {program}: {error}; set {variable}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn the_pager_gets_the_text_and_the_editor_a_file_that_does_not_stay() {
        let place = tempfile::tempdir().unwrap();
        let (seen, named) = (place.path().join("seen"), place.path().join("named"));
        let tee = words_of(&["dd", "status=none", &format!("of={}", seen.display())]);
        page(&tee, &Printable::body("a tide")).unwrap();
        assert_eq!(fs::read_to_string(&seen).unwrap(), "a tide");
        let copy = place.path().join("copy");
        let script = place.path().join("editor");
        let text = format!("cp \"$1\" {} && printf %s \"$1\" > {}", copy.display(), named.display());
        fs::write(&script, text).unwrap();
        edit(
            &words_of(&["sh", &script.display().to_string()]),
            &Printable::body("# A tide"),
        )
        .unwrap();
        assert_eq!(fs::read_to_string(&copy).unwrap(), "# A tide");
        assert!(!Path::new(&fs::read_to_string(&named).unwrap()).exists());
    }

    #[test]
    fn a_program_that_is_not_there_is_named_with_what_to_set() {
        let said = page(&words_of(&["/no/such/pager"]), &Printable::body("")).unwrap_err();
        assert!(said.contains("/no/such/pager") && said.contains("PAGER"), "{said}");
    }
}
