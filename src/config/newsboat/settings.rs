//! newsboat's settings as lines of `config.toml`: those that do the same, and the few that are told by several lines.

use super::directive::Directive;
use super::facts::Facts;
use super::{Entry, Fate, quoted};
use crate::config::Config;

/// Minutes between reloads where newsboat is not told.
const USUAL_MINUTES: &str = "60";
/// Signs that mean something to a shell only.
const OF_SHELLS: [char; 9] = ['|', '&', ';', '<', '>', '$', '(', '*', '~'];

/// What settings are judged by: the tables, and the last that was said of those that go together.
pub(super) struct Settings<'a> {
    facts: &'a Facts,
    said: &'a [Directive],
}

impl<'a> Settings<'a> {
    pub fn new(facts: &'a Facts, said: &'a [Directive]) -> Settings<'a> {
        Settings { facts, said }
    }

    pub fn fate(&self, said: &Directive) -> Fate {
        if said.runs_a_program() {
            return Fate::Without("a program's output would stand here; nothing is run".to_owned());
        }
        match said.name() {
            "browser" => browser(said.word(0)),
            // The minutes stand in `reload-time`, where there is such a line.
            "auto-reload" if said.word(0) == "yes" && self.last("reload-time").is_some() => Fate::There,
            "auto-reload" if said.word(0) == "yes" => set("refresh.every", USUAL_MINUTES),
            "auto-reload" => set("refresh.every", "0"),
            "reload-time" if self.last("auto-reload") == Some("yes") => set("refresh.every", said.word(0)),
            "reload-time" => Fate::Without("auto-reload is off there; refresh.every says how often here".to_owned()),
            "use-proxy" | "proxy-type" => Fate::There,
            "proxy" if self.last("use-proxy") != Some("yes") => Fate::Without("use-proxy is off there".to_owned()),
            "proxy" => {
                let scheme = self.last("proxy-type").unwrap_or("http");
                set("refresh.proxy", &format!("{scheme}://{}", said.word(0)))
            }
            name => match (self.facts.setting(name), self.facts.without_setting(name)) {
                (Some(setting), _) => set(setting, said.word(0)),
                (None, Some(instead)) => Fate::Without(instead.to_owned()),
                (None, None) => Fate::Without("newsboat has no such word that is known here".to_owned()),
            },
        }
    }

    fn last(&self, name: &str) -> Option<&'a str> {
        let mut of_name = self.said.iter().rev().filter(|said| said.name() == name);
        of_name.next().map(|said| said.word(0))
    }
}

/// A line that sets a value, in the form in which it is taken; where none is, what was expected.
fn set(setting: &str, value: &str) -> Fate {
    let (table, name) = setting.split_once('.').unwrap_or(("", setting));
    let switch = match value {
        "yes" => "true",
        "no" => "false",
        value => value,
    };
    let mut why = String::new();
    for value in [switch, &quoted(value)] {
        let text = format!("{name} = {value}");
        match Config::read(Some(("", &format!("[{table}]\n{text}\n"))))
            .1
            .into_iter()
            .next()
        {
            None => {
                let table = table.to_owned();
                return Fate::Setting(Entry { table, text });
            }
            Some(problem) => why = problem.message,
        }
    }
    Fate::Without(why)
}

/// The browser as a remark: what starts a program is taken over by the person alone (`promises.md` B3).
fn browser(command: &str) -> Fate {
    let placed = ["'%u'", "\"%u\"", "%u"]
        .iter()
        .fold(command.to_owned(), |command, place| command.replace(place, "%s"));
    if placed.replace("%s", "").contains(OF_SHELLS) || placed.replace("%s", "").contains('%') {
        return Fate::Without("a program gets the address alone, and no shell; `browser` in config.toml".to_owned());
    }
    Fate::Setting(Entry {
        table: String::new(),
        text: format!("# browser = {}", quoted(&placed)),
    })
}

#[cfg(test)]
mod tests {
    use crate::config::newsboat::read_newsboat_config;

    #[test]
    fn what_goes_together_is_told_once() {
        let settings = |text: &str| read_newsboat_config(text).settings;
        assert!(settings("reload-time 5\nauto-reload yes\n").contains("every = 5 #"));
        assert!(settings("auto-reload yes\n").contains("every = 60 #"));
        assert!(settings("auto-reload no\nreload-time 5\n").contains("every = 0 #"));
        assert!(!settings("proxy h:1\n").contains("proxy ="));
        assert!(settings("use-proxy yes\nproxy h:1\n").contains("proxy = \"http://h:1\" #"));
    }

    #[test]
    fn the_remark_names_the_line_in_which_the_value_stands() {
        let settings = read_newsboat_config("auto-reload yes\nreload-time 45\n").settings;
        assert!(settings.contains("every = 45 # line 2: reload-time 45"), "{settings}");
        let settings = read_newsboat_config("auto-reload yes\n").settings;
        assert!(settings.contains("every = 60 # line 1: auto-reload yes"), "{settings}");
    }

    #[test]
    fn a_value_that_is_none_here_says_what_was_expected() {
        let proposal = read_newsboat_config("text-width 0\ndownload-timeout `cat x`\nbrowser \"w3m %u | less\"\n");
        assert_eq!(proposal.taken, 0);
        assert!(proposal.without[0].why.contains("20"), "{:?}", proposal.without);
        assert!(proposal.without[1].why.contains("nothing is run"));
        assert!(proposal.without[2].why.contains("no shell"));
    }

    #[test]
    fn the_last_line_counts() {
        let settings = read_newsboat_config("max-items 5\nmax-items 7\nuser-agent \"A \\\"B\\\"\"\n").settings;
        assert!(
            settings.contains("entries = 7 #") && !settings.contains("entries = 5"),
            "{settings}"
        );
        assert!(settings.contains("user_agent = \"A \\\"B\\\"\" #"), "{settings}");
    }
}
