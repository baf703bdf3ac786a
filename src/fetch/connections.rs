//! The two pools of connections of a client, made when the first address is asked: reading the system's certificates
//! takes longer than everything else that a start needs, and a reader without network needs none of them.

use super::address::PublicResolver;
use super::client::Settings;
use super::error::FetchError;
use reqwest::ClientBuilder;
use reqwest::header::HeaderValue;
use std::error::Error;
use std::sync::OnceLock;
use std::time::Duration;
use url::Url;

/// Connections for addresses that may be private, and others.
#[derive(Debug)]
pub(super) struct Connections {
    settings: Settings,
    pools: OnceLock<Result<Pools, reqwest::Error>>,
}

#[derive(Debug)]
struct Pools {
    /// For addresses that a person entered: they may be private.
    open: reqwest::Client,
    /// For all others. Its connections are its own, so that none to a private address is ever reused here.
    guarded: reqwest::Client,
}

impl Connections {
    /// Makes nothing yet; fails where the settings make no sense.
    pub fn new(settings: &Settings) -> Result<Connections, FetchError> {
        HeaderValue::try_from(settings.user_agent.as_str()).map_err(FetchError::bad_settings)?;
        drop(builder(settings).map_err(FetchError::bad_settings)?);
        Ok(Connections {
            settings: settings.clone(),
            pools: OnceLock::new(),
        })
    }

    /// What asks for an address that may be private, or may not.
    pub fn for_addresses(&self, private_allowed: bool) -> Result<&reqwest::Client, FetchError> {
        match self.pools.get_or_init(|| Pools::new(&self.settings)) {
            Ok(pools) if private_allowed => Ok(&pools.open),
            Ok(pools) => Ok(&pools.guarded),
            Err(error) => Err(FetchError::bad_settings(told(error))),
        }
    }
}

impl Pools {
    fn new(settings: &Settings) -> Result<Pools, reqwest::Error> {
        // Fails only where one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let resolver = PublicResolver {
            proxies: proxy_hosts(settings),
        };
        Ok(Pools {
            open: builder(settings)?.build()?,
            guarded: builder(settings)?.dns_resolver(resolver).build()?,
        })
    }
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
        .pool_max_idle_per_host(settings.per_host)
        .pool_idle_timeout(Duration::from_secs(20))
        .tls_danger_accept_invalid_certs(settings.untrusted_certificates);
    if settings.http1_only {
        builder = builder.http1_only();
    }
    if let Some(proxy) = &settings.proxy {
        builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(reqwest::Error::without_url)?);
    }
    Ok(builder)
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
