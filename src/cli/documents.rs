//! Documents made from the command line itself: completions and the manual page.

use super::arguments::program;
use super::output::{Exit, Output};
use clap_complete::Shell;
use clap_mangen::Man;
use std::io::Write;

/// Prints completions for a shell.
pub fn completions(shell: &str, output: &mut Output) -> anyhow::Result<Exit> {
    let shell: Shell = shell.parse().map_err(anyhow::Error::msg)?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program(), "dateline", &mut script);
    output.text(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// Prints the manual page: the program, its commands by name, and then every one. There is no page of a command alone.
pub fn manual(output: &mut Output) -> anyhow::Result<Exit> {
    let program = program().subcommand_value_name("command");
    let whole = Man::new(program.clone());
    let mut page = Vec::new();
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    writeln!(page, ".SH COMMANDS")?;
    for command in program.get_subcommands() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        writeln!(
            page,
            ".TP\n\\fBdateline {}\\fR\n{}",
            in_roff(command.get_name()),
            in_roff(&about)
        )?;
    }
    whole.render_extra_section(&mut page)?;
    whole.render_version_section(&mut page)?;
    for command in program.get_subcommands() {
        let name = command.get_name();
        let spoken = command.clone().bin_name(format!("dateline {name}"));
        let manual = Man::new(spoken.disable_help_flag(true));
        writeln!(page, ".SH COMMAND {}", name.to_uppercase())?;
        manual.render_synopsis_section(&mut page)?;
        manual.render_description_section(&mut page)?;
        manual.render_options_section(&mut page)?;
        if let Some(fields) = command.get_after_help() {
            writeln!(page, ".PP\n{}", in_roff(&fields.to_string()))?;
        }
    }
    output.text(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}

/// Words of our own as the manual's language has them.
fn in_roff(text: &str) -> String {
    text.replace('\\', "\\\\").replace('-', "\\-")
}
