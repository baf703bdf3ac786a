//! The two pools of connections of a client, each made when the first address for it is asked: a reader without network
//! needs none of them. Whom they trust is in `trust`.

use super::address::PublicResolver;
use super::client::Settings;
use super::error::FetchError;
use super::trust;
use reqwest::header::HeaderValue;
use reqwest::{ClientBuilder, Proxy};
use std::error::Error;
use std::sync::OnceLock;
use std::time::Duration;
use url::Url;

/// Connections to private addresses, and to others. They are kept apart, so that none to a private address is ever
/// reused for a public one; and each address has one pool only, so that a host sees the connections of one.
#[derive(Debug)]
pub(super) struct Connections {
    settings: Settings,
    private: OnceLock<Result<reqwest::Client, reqwest::Error>>,
    public: OnceLock<Result<reqwest::Client, reqwest::Error>>,
}

impl Connections {
    /// Makes nothing yet; fails where the settings make no sense.
    pub fn new(settings: &Settings) -> Result<Connections, FetchError> {
        HeaderValue::try_from(settings.user_agent.as_str()).map_err(FetchError::bad_settings)?;
        proxy(settings).map_err(FetchError::bad_settings)?;
        Ok(Connections {
            settings: settings.clone(),
            private: OnceLock::new(),
            public: OnceLock::new(),
        })
    }

    /// What asks for a private address, where that is allowed.
    pub fn private(&self) -> Result<&reqwest::Client, FetchError> {
        made(
            self.private
                .get_or_init(|| make(&self.settings, builder(&self.settings)?)),
        )
    }

    /// What asks for a public address, and for no other.
    pub fn public(&self) -> Result<&reqwest::Client, FetchError> {
        let resolver = || PublicResolver {
            proxies: proxy_hosts(&self.settings),
        };
        made(
            self.public
                .get_or_init(|| make(&self.settings, builder(&self.settings)?.dns_resolver(resolver()))),
        )
    }
}

fn make(settings: &Settings, builder: ClientBuilder) -> Result<reqwest::Client, reqwest::Error> {
    // Fails only where one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match settings.untrusted_certificates {
        true => builder.tls_danger_accept_invalid_certs(true),
        false => builder.tls_backend_preconfigured(trust::tls(settings.http1_only)),
    }
    .build()
}

fn made(client: &Result<reqwest::Client, reqwest::Error>) -> Result<&reqwest::Client, FetchError> {
    client.as_ref().map_err(|error| FetchError::bad_settings(told(error)))
}

/// What went wrong and why, as far as it is known: that there are no certificates is only said further down.
fn told(error: &reqwest::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said.push_str(&format!(": {error}"));
        cause = error.source();
    }
    said
}

fn builder(settings: &Settings) -> Result<ClientBuilder, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(settings.user_agent.as_str())
        .connect_timeout(settings.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // One bad header of many is left out; the feed below it is as good as any.
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .pool_max_idle_per_host(settings.per_host)
        .pool_idle_timeout(Duration::from_secs(20));
    if settings.http1_only {
        builder = builder.http1_only();
    }
    if let Some(proxy) = proxy(settings)? {
        builder = builder.proxy(proxy);
    }
    Ok(builder)
}

fn proxy(settings: &Settings) -> Result<Option<Proxy>, reqwest::Error> {
    let address = settings.proxy.as_ref();
    address.map(Proxy::all).transpose().map_err(reqwest::Error::without_url)
}

/// Hosts of the proxies in use, which may be private though what they fetch may not.
fn proxy_hosts(settings: &Settings) -> Vec<String> {
    let from_environment = [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ]
    .into_iter()
    .filter_map(|name| std::env::var(name).ok());
    settings
        .proxy
        .clone()
        .into_iter()
        .chain(from_environment)
        .filter_map(|proxy| {
            let with_scheme = if proxy.contains("://") {
                proxy
            } else {
                format!("http://{proxy}")
            };
            Url::parse(&with_scheme).ok()?.host_str().map(str::to_owned)
        })
        .collect()
}
