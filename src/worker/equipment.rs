//! What single feeds are asked with where they have settings of their own: a client, headers, a login. Feeds with the
//! same settings share a client, so that they also share its connections; a secret is fetched once for all of them.

use super::programs;
use crate::config::{FeedSettings, Secret};
use crate::fetch::{self, Client, FetchError};
use crate::refresh::Job;
use base64::Engine;
use std::time::Duration;

/// What one refresh has made ready so far.
pub(super) struct Equipment<'a> {
    usual_client: &'a Client,
    usual: &'a fetch::Settings,
    clients: Vec<(fetch::Settings, Client)>,
    secrets: Vec<(Secret, Result<String, String>)>,
}

impl<'a> Equipment<'a> {
    /// Nothing yet, over the client of those feeds that have nothing of their own.
    pub fn new(usual_client: &'a Client, usual: &'a fetch::Settings) -> Equipment<'a> {
        Equipment {
            usual_client,
            usual,
            clients: Vec::new(),
            secrets: Vec::new(),
        }
    }

    /// Gives a job what its settings say.
    ///
    /// # Errors
    /// A secret or a client cannot be had: a sentence without its full stop.
    pub fn equip(&mut self, mut job: Job, settings: FeedSettings) -> Result<Job, String> {
        if settings.needs_client() {
            job.client = Some(self.client(&settings).map_err(|error| error.to_string())?);
        }
        job.interval = settings.interval;
        let cookies = settings.cookies.map(|cookies| ("Cookie".to_owned(), cookies));
        let login = match (settings.user, settings.password) {
            (None, None) => None,
            (user, password) => {
                let password = password.map(|secret| self.secret(secret)).transpose()?;
                Some(login(&user.unwrap_or_default(), &password.unwrap_or_default()))
            }
        };
        job.headers = settings.headers.into_iter().chain(cookies).chain(login).collect();
        Ok(job)
    }

    /// The client for these settings.
    pub fn client(&mut self, settings: &FeedSettings) -> Result<Client, FetchError> {
        let wanted = over(self.usual, settings);
        if let Some((_, client)) = self.clients.iter().find(|(of, _)| *of == wanted) {
            return Ok(client.clone());
        }
        let client = self.usual_client.with(&wanted)?;
        self.clients.push((wanted, client.clone()));
        Ok(client)
    }

    fn secret(&mut self, from: Secret) -> Result<String, String> {
        if let Some((_, known)) = self.secrets.iter().find(|(of, _)| *of == from) {
            return known.clone();
        }
        let secret = programs::secret(&from).map_err(|error| format!("its password cannot be had: {error}"));
        self.secrets.push((from, secret.clone()));
        secret
    }
}

/// The usual settings with what is a feed's own.
fn over(usual: &fetch::Settings, settings: &FeedSettings) -> fetch::Settings {
    let seconds = settings.timeout.map(Duration::from_secs);
    fetch::Settings {
        user_agent: settings.user_agent.clone().unwrap_or_else(|| usual.user_agent.clone()),
        total_timeout: seconds.unwrap_or(usual.total_timeout),
        body_limit: settings.body_limit.unwrap_or(usual.body_limit),
        proxy: settings.proxy.clone().or_else(|| usual.proxy.clone()),
        untrusted_certificates: settings.untrusted_certificates.unwrap_or(usual.untrusted_certificates),
        http1_only: settings.http1_only.unwrap_or(usual.http1_only),
        ..usual.clone()
    }
}

/// Basic authentication, RFC 7617.
fn login(user: &str, password: &str) -> (String, String) {
    let login = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    ("Authorization".to_owned(), format!("Basic {login}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FeedId;

    fn equipped(settings: &[FeedSettings]) -> Vec<Result<Job, String>> {
        let usual = fetch::Settings::default();
        let client = Client::new(&usual).unwrap();
        let mut equipment = Equipment::new(&client, &usual);
        let jobs = settings
            .iter()
            .map(|settings| equipment.equip(Job::new(FeedId(1), "x"), settings.clone()));
        let jobs = jobs.collect();
        assert!(equipment.clients.len() <= 2, "{}", equipment.clients.len());
        jobs
    }

    #[test]
    fn feeds_with_the_same_settings_share_a_client() {
        let named = |name: &str| FeedSettings {
            user_agent: Some(name.to_owned()),
            ..FeedSettings::default()
        };
        let jobs = equipped(&[named("a"), named("b"), named("a"), named("b"), FeedSettings::default()]);
        let own = jobs
            .iter()
            .filter(|job| job.as_ref().is_ok_and(|job| job.client.is_some()));
        assert_eq!(own.count(), 4);
    }

    #[test]
    fn a_secret_is_asked_for_once_for_all_feeds() {
        let place = tempfile::tempdir().unwrap();
        let asked = place.path().join("asked");
        let words = ["sh", "-c", "echo x >> \"$0\"; echo hunter2"].map(str::to_owned);
        let command: Vec<String> = words.into_iter().chain([asked.display().to_string()]).collect();
        let settings = FeedSettings {
            user: Some("ada".to_owned()),
            password: Some(Secret::Command(command)),
            ..FeedSettings::default()
        };
        let jobs = equipped(&[settings.clone(), settings]);
        let expected = [("Authorization".to_owned(), "Basic YWRhOmh1bnRlcjI=".to_owned())];
        assert!(
            jobs.iter()
                .all(|job| job.as_ref().is_ok_and(|job| job.headers == expected))
        );
        assert_eq!(std::fs::read_to_string(asked).unwrap(), "x\n");
    }
}
