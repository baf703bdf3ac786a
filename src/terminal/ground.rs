//! What the terminal has behind its text: as its environment says, or as it answers when it is asked (OSC 11).

use crate::config::{BY_GROUND, Config, Ground};

/// As `COLORFGBG` tells: the ground is its last number, one of the sixteen colours.
pub(super) fn of_environment(colors: &str) -> Ground {
    match colors.rsplit(';').next().and_then(|number| number.parse::<u8>().ok()) {
        Some(7 | 9..=15) => Ground::Light,
        _ => Ground::Dark,
    }
}

/// Whether it has to be asked. The Linux console and the old glass would write the question on the screen.
pub(super) fn is_asked(config: &Config, term: &str) -> bool {
    let takes_it = !["linux", "vt", "cons", "ansi"].iter().any(|old| term.starts_with(old));
    config.theme == BY_GROUND && takes_it && !term.is_empty()
}

/// The ground of an answer: `rgb:ffff/ffff/ffff`, with one to four digits for each.
pub(super) fn of_answer(color: &str) -> Option<Ground> {
    let (_, parts) = color.split_once("rgb:").or_else(|| color.split_once("rgba:"))?;
    let mut parts = parts.split('/').map(|digits| {
        let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        (most > 0).then(|| f64::from(value) / f64::from(most))
    });
    let mut next = || parts.next().flatten();
    let (red, green, blue) = (next()?, next()?, next()?);
    let bright = 0.299 * red + 0.587 * green + 0.114 * blue;
    Some(if bright > 0.5 { Ground::Light } else { Ground::Dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ground_is_dark_or_light() {
        assert_eq!(of_answer("rgb:1e1e/1e1e/2e2e"), Some(Ground::Dark));
        assert_eq!(of_answer("rgb:fd/f6/e3"), Some(Ground::Light));
        assert_eq!(of_answer("rgb:/f6/e3"), None);
        assert_eq!(of_answer("rgb:123456789/0/0"), None);
        assert_eq!(of_answer("?"), None);
        assert_eq!(of_environment("0;15"), Ground::Light);
        assert_eq!(of_environment("15;default;0"), Ground::Dark);
        assert_eq!(of_environment(""), Ground::Dark);
    }

    #[test]
    fn only_who_follows_the_ground_asks_for_it() {
        let mut config = Config::default();
        assert!(is_asked(&config, "xterm-256color"));
        assert!(!is_asked(&config, "linux") && !is_asked(&config, "vt100"));
        config.theme = "dark".to_owned();
        assert!(!is_asked(&config, "xterm-256color"));
    }
}
