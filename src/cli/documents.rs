//! Documents made from the command line itself: completions and the manual page.

use super::arguments::program;
use super::output::{Exit, Output};
use clap_complete::Shell;

/// Prints completions for a shell.
pub fn completions(shell: &str, output: &mut Output) -> anyhow::Result<Exit> {
    let shell: Shell = shell.parse().map_err(anyhow::Error::msg)?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program(), "dateline", &mut script);
    output.text(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// Prints the manual page: the program and then every command.
pub fn manual(output: &mut Output) -> anyhow::Result<Exit> {
    let mut page = Vec::new();
    clap_mangen::Man::new(program()).render(&mut page)?;
    for command in program().get_subcommands() {
        let manual = clap_mangen::Man::new(command.clone().disable_help_flag(true));
        page.extend_from_slice(format!(".SH COMMAND {}\n", command.get_name().to_uppercase()).as_bytes());
        manual.render_synopsis_section(&mut page)?;
        manual.render_description_section(&mut page)?;
        manual.render_options_section(&mut page)?;
    }
    output.text(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}
