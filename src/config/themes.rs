//! The themes that a person can choose from: those in the box, and their own files in the folder `themes`.

use super::theme::{THEMES, Theme};
use super::{Problem, UserFile};
use std::path::Path;

/// The name that stands for the dark theme or the light one, as the terminal's ground is.
pub const BY_GROUND: &str = "auto";

/// What the terminal has behind its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    #[default]
    Dark,
    Light,
}

impl Ground {
    /// The name of the theme that is made for it.
    const fn theme(self) -> &'static str {
        match self {
            Ground::Dark => "dark",
            Ground::Light => "light",
        }
    }
}

/// The colours that a terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colors {
    /// None, or none are wanted.
    None,
    /// The sixteen with names.
    Sixteen,
    /// 256.
    Indexed,
    #[default]
    All,
}

impl Colors {
    /// The theme in these colours.
    fn fit(self, theme: Theme) -> Theme {
        match self {
            Colors::None => theme.without_colors(),
            Colors::Sixteen => theme.in_sixteen_colors(),
            Colors::Indexed => theme.in_256_colors(),
            Colors::All => theme,
        }
    }
}

/// Every theme by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Themes {
    /// A person's own: name and text, in the order of their names.
    own: Vec<(String, String)>,
    colors: Colors,
}

impl Themes {
    /// Those in the box and those in a folder. What is wrong with the latter is added to the problems.
    pub(super) fn read(folder: &Path, problems: &mut Vec<Problem>) -> Themes {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|file| file.strip_suffix(".toml").map(str::to_owned))
            .collect();
        names.sort();
        let mut themes = Themes::default();
        for name in names {
            let file = UserFile::read(&folder.join(format!("{name}.toml")), problems);
            problems.extend(file.apply(|user| Theme::read("", user)).1);
            themes.own.extend(file.text.map(|text| (name, text)));
        }
        themes
    }

    /// The themes as a terminal with these colours can show them.
    pub fn fit(self, colors: Colors) -> Themes {
        Themes { colors, ..self }
    }

    /// The names to choose from.
    pub fn names(&self) -> Vec<&str> {
        let in_the_box = THEMES.iter().map(|(name, _)| *name);
        let own = self.own.iter().map(|(name, _)| name.as_str());
        let own = own.filter(|name| Theme::built_in(name).is_none());
        std::iter::once(BY_GROUND).chain(in_the_box).chain(own).collect()
    }

    /// The theme of that name: a person's file over the one in the box with the same name, or over the one for the ground.
    pub fn named(&self, name: &str, ground: Ground) -> Option<Theme> {
        let name = if name == BY_GROUND { ground.theme() } else { name };
        let in_the_box = Theme::built_in(name);
        let own = self.own.iter().find(|(known, _)| known == name);
        let own = own.map(|(name, text)| (name.as_str(), text.as_str()));
        in_the_box.or(own.map(|(_, text)| text))?;
        let base = in_the_box.or(Theme::built_in(ground.theme())).unwrap_or_default();
        Some(self.colors.fit(Theme::read(base, own).0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Color, Part};

    #[test]
    fn a_persons_themes_are_offered_beside_those_in_the_box() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("sea.toml"), "link = \"blue\"\n").unwrap();
        std::fs::write(folder.path().join("light.toml"), "link = \"rde\"\n").unwrap();
        std::fs::write(folder.path().join("notes.txt"), "x").unwrap();
        let mut problems = Vec::new();
        let themes = Themes::read(folder.path(), &mut problems);
        assert_eq!(
            themes.names(),
            ["auto", "dark", "light", "high-contrast", "ansi", "none", "sea"]
        );
        assert_eq!(problems.len(), 1, "{problems:?}");
        let sea = themes.named("sea", Ground::Light).unwrap();
        assert_eq!(sea.look(Part::Link).foreground, Some(Color::Named(4)));
        let light = themes.named("light", Ground::Dark).unwrap();
        assert_eq!(sea.look(Part::Star), light.look(Part::Star));
        assert_eq!(themes.named("see", Ground::Dark), None);
    }

    #[test]
    fn the_ground_chooses_where_nobody_has() {
        let themes = Themes::default();
        for (ground, name) in [(Ground::Dark, "dark"), (Ground::Light, "light")] {
            assert_eq!(themes.named("auto", ground), themes.named(name, Ground::Dark));
        }
    }
}
