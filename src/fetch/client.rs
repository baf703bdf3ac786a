//! The one HTTP client: limits of time and size, own redirects, a turn at each host, nothing sent that was not asked
//! for (no cookies, no Referer). `promises.md` C1 to C3, C7, C8.

use super::address;
use super::body::{self, Body, TimeLeft, Unread};
use super::connections::Connections;
use super::room::{Room, Share};
use super::turns::{Turn, Turns};
use super::{Document, FetchError, Hints, Kind, Request, Response, error, redirect};
use crate::fault;
use crate::model::Validators;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use url::Url;

/// Bytes of an `ETag` or a `Last-Modified` that is kept. Servers take some 8 KiB of headers altogether.
const LONGEST_VALIDATOR: usize = 2048;

/// 206: a part, which nobody asked for.
const PARTIAL_CONTENT: u16 = 206;

/// How the network is used. Where a feed has its own, it gets a client of its own by [`Client::with`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Says truthfully who asks.
    pub user_agent: String,
    /// Until there is a connection.
    pub connect_timeout: Duration,
    /// For everything, redirects and body included.
    pub total_timeout: Duration,
    /// Of a body in bytes, packed and unpacked.
    pub body_limit: usize,
    /// Connections to a host at once.
    pub per_host: usize,
    /// `http://…`, `socks5://…` or `socks5h://…`; else what the environment says.
    pub proxy: Option<String>,
    /// Whether certificates that cannot be trusted are accepted: an exception for one feed, shown with it (C8).
    pub untrusted_certificates: bool,
    /// Whether HTTP/2 is left out, for servers that do it badly.
    pub http1_only: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            user_agent: concat!("dateline/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            body_limit: 16 * 1024 * 1024,
            per_host: 4,
            proxy: None,
            untrusted_certificates: false,
            http1_only: false,
        }
    }
}

/// Asks servers. Cheap to clone; clones share connections and turns.
#[derive(Clone, Debug)]
pub struct Client {
    connections: Arc<Connections>,
    turns: Turns,
    room: Room,
    settings: Settings,
}

impl Client {
    /// Fails where the settings make no sense; makes no connection and reads no certificates yet.
    pub fn new(settings: &Settings) -> Result<Client, FetchError> {
        Client::build(settings, Turns::new(settings.per_host), Room::new())
    }

    /// A client with other settings and connections of its own that shares turns and the room for bodies with this one.
    pub fn with(&self, settings: &Settings) -> Result<Client, FetchError> {
        Client::build(settings, self.turns.clone().of_another(), self.room.clone())
    }

    fn build(settings: &Settings, turns: Turns, room: Room) -> Result<Client, FetchError> {
        Ok(Client {
            connections: Arc::new(Connections::new(settings)?),
            turns,
            room,
            settings: settings.clone(),
        })
    }

    /// Says that this client is going to ask the host of `url`: it may have to share the host with others.
    pub fn announce(&self, url: &Url) {
        self.turns.announce(url);
    }

    /// Waits until the host of `url` may be asked, for [`Client::get_in_turn`].
    pub async fn turn(&self, url: &Url) -> Turn {
        self.turns.wait(url).await
    }

    /// Asks for a document and follows redirects to it. Waits for a turn first, which does not count as time.
    pub async fn get(&self, request: &Request) -> Result<Response, FetchError> {
        let turn = self.turn(&request.url).await;
        self.get_in_turn(request, turn).await
    }

    /// Asks for a document with a turn that was waited for before.
    pub async fn get_in_turn(&self, request: &Request, turn: Turn) -> Result<Response, FetchError> {
        let mut turn = turn;
        let mut time = TimeLeft(self.settings.total_timeout);
        let mut hop = Hop::first(request);
        for _ in 0..=redirect::MAX_REDIRECTS {
            let answer = time.spend(self.ask(&hop, request, &turn)).await;
            let answer = answer.ok_or_else(|| self.timed_out(&hop))??;
            let status = answer.status().as_u16();
            let hints = Hints::of(answer.headers());
            match status {
                200..=299 => return self.receive(&hop, answer, hints, self.limit(request), time).await,
                304 if hop.is_first && has_conditions(&request.validators) => {
                    return Ok(Response::NotModified { hints });
                }
                // 305 and 306 name a proxy, and who asks through a stranger's is no reader's friend.
                300..=303 | 307 | 308 => {
                    let next = hop.next(&answer)?;
                    if next.url.origin() != hop.url.origin() {
                        drop((answer, turn));
                        turn = self.turn(&next.url).await;
                    }
                    hop = next;
                }
                _ => return Err(FetchError::of_status(&hop.url, status, &hints)),
            }
        }
        Err(FetchError::bad_address(
            &request.url,
            format!("it redirects more than {} times", redirect::MAX_REDIRECTS),
        ))
    }

    fn timed_out(&self, hop: &Hop) -> FetchError {
        FetchError::TimedOut {
            url: super::mask(hop.url.as_str()),
            after: self.settings.total_timeout,
            connecting: false,
        }
    }

    async fn ask(&self, hop: &Hop, request: &Request, turn: &Turn) -> Result<reqwest::Response, FetchError> {
        if !matches!(hop.url.scheme(), "http" | "https") {
            return Err(FetchError::bad_address(
                &hop.url,
                "only http and https addresses are read",
            ));
        }
        if !hop.private_allowed && address::names_private(&hop.url) {
            return Err(FetchError::private(&request.url, !hop.is_first));
        }
        let mut headers = hop.headers(request)?;
        if request.kind == Kind::Feed && !turn.is_worth_keeping() {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if fault::strike().is_some() {
            return Err(self.timed_out(hop));
        }
        let patience = request.patience.unwrap_or(self.settings.total_timeout);
        let Ok(answered) = tokio::time::timeout(patience, self.send(hop, headers)).await else {
            return Err(FetchError::TimedOut {
                url: super::mask(hop.url.as_str()),
                after: patience,
                connecting: false,
            });
        };
        answered?.map_err(|error| {
            if error::is_private(&error) {
                FetchError::private(&request.url, !hop.is_first)
            } else {
                FetchError::of_connection(&hop.url, self.settings.connect_timeout, error)
            }
        })
    }

    /// Sends the question by the pool that is for this address. That a name is a private one turns out only when it is
    /// looked up.
    async fn send(&self, hop: &Hop, headers: HeaderMap) -> Result<reqwest::Result<reqwest::Response>, FetchError> {
        let by = |client: &reqwest::Client| client.get(hop.url.clone()).headers(headers.clone()).send();
        if address::names_private(&hop.url) {
            return Ok(by(self.connections.private()?).await);
        }
        match by(self.connections.public()?).await {
            Err(error) if hop.private_allowed && error::is_private(&error) => Ok(by(self.connections.private()?).await),
            answered => Ok(answered),
        }
    }

    /// Bytes of a body at most.
    fn limit(&self, request: &Request) -> usize {
        let usual = self.settings.body_limit;
        request.body_limit.map_or(usual, |limit| limit.min(usual))
    }

    async fn receive(
        &self,
        hop: &Hop,
        mut answer: reqwest::Response,
        hints: Hints,
        limit: usize,
        mut time: TimeLeft,
    ) -> Result<Response, FetchError> {
        let too_large = || FetchError::TooLarge {
            url: super::mask(hop.url.as_str()),
            limit,
        };
        let encoding = all_values(answer.headers(), &CONTENT_ENCODING);
        let mut share = Share::default();
        let body = body::read(&mut answer, limit, &mut time, &self.room, &mut share)
            .await
            .map_err(|unread| match unread {
                Unread::OverLimit => too_large(),
                Unread::TimedOut => self.timed_out(hop),
                Unread::Connection(error) => FetchError::of_connection(&hop.url, self.settings.connect_timeout, error),
            })?;
        let (mut body, share) = self.unpack(body, encoding, limit, share).await.ok_or_else(too_large)?;
        body.complete &= answer.status().as_u16() != PARTIAL_CONTENT;
        Ok(Response::Document(Box::new(Document {
            content_type: value(answer.headers(), &CONTENT_TYPE),
            url: redirect::without_login(&hop.url),
            redirected: !hop.is_first && !hop.permanent,
            moved_to: (!hop.is_first && hop.permanent).then(|| hop.url.clone()),
            validators: validators(answer.headers(), body.complete && hop.permanent),
            hints,
            complete: body.complete,
            bytes: body.bytes,
            _room: Arc::new(share),
        })))
    }

    /// Unpacks away from the tasks that wait for the network, as fast as there is room; `None` where it needs more than
    /// the limit.
    async fn unpack(&self, body: Body, encoding: String, limit: usize, share: Share) -> Option<(Body, Share)> {
        if !body::is_packed(&body, &encoding) {
            return Some((body, share));
        }
        let _turn = self.room.turn_to_unpack(&share).await;
        let (room, runtime) = (self.room.clone(), Handle::current());
        let unpacking = tokio::task::spawn_blocking(move || {
            let mut share = share;
            let mut make_room = |bytes| runtime.block_on(room.make(&mut share, bytes));
            let unpacked = body::unpack(body, &encoding, limit, &mut make_room);
            unpacked.map(|unpacked| (unpacked, share))
        });
        // A decoder that panics on its input has no more to give than one that says no.
        unpacking.await.ok()?.ok()
    }
}

/// One question on the way to a document.
struct Hop {
    url: Url,
    is_first: bool,
    /// Whether login and own headers may still be sent: only while no other origin was on the way.
    own: bool,
    private_allowed: bool,
    /// Whether every redirect so far was permanent.
    permanent: bool,
}

impl Hop {
    fn first(request: &Request) -> Hop {
        Hop {
            url: request.url.clone(),
            is_first: true,
            own: true,
            private_allowed: request.private_allowed,
            permanent: true,
        }
    }

    fn next(&self, answer: &reqwest::Response) -> Result<Hop, FetchError> {
        let location = answer.headers().get(LOCATION).map(HeaderValue::as_bytes);
        let url = redirect::target(&self.url, location).map_err(|reason| FetchError::bad_address(&self.url, reason))?;
        let same_origin = url.origin() == self.url.origin();
        // A private server may send on to itself; a public one may not become private on the way.
        let from_private = answer.remote_addr().is_none_or(|peer| address::is_private(peer.ip()));
        Ok(Hop {
            is_first: false,
            own: self.own && same_origin,
            private_allowed: self.private_allowed && same_origin && from_private,
            permanent: self.permanent && redirect::is_permanent(answer.status().as_u16()),
            url,
        })
    }

    fn headers(&self, request: &Request) -> Result<HeaderMap, FetchError> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(request.kind.accept()));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(body::ENCODINGS));
        if self.own {
            for (name, value) in &request.headers {
                let name = HeaderName::try_from(name.as_str()).map_err(FetchError::bad_settings)?;
                let value = HeaderValue::try_from(value.as_str()).map_err(FetchError::bad_settings)?;
                headers.insert(name, value);
            }
        }
        if self.is_first {
            set_condition(&mut headers, IF_NONE_MATCH, request.validators.etag.as_deref());
            set_condition(
                &mut headers,
                IF_MODIFIED_SINCE,
                request.validators.last_modified.as_deref(),
            );
        }
        Ok(headers)
    }
}

fn has_conditions(validators: &Validators) -> bool {
    validators.etag.is_some() || validators.last_modified.is_some()
}

/// The validators of an answer, where they may be kept.
fn validators(headers: &HeaderMap, keep: bool) -> Validators {
    if !keep {
        return Validators::default();
    }
    Validators {
        etag: validator(headers, &ETAG),
        last_modified: validator(headers, &LAST_MODIFIED),
        ..Validators::default()
    }
}

/// A validator that can be sent back; one too long would make the next question itself too large for the server.
fn validator(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    value(headers, name).filter(|text| text.len() <= LONGEST_VALIDATOR)
}

fn set_condition(headers: &mut HeaderMap, name: HeaderName, validator: Option<&str>) {
    if let Some(value) = validator.and_then(|text| HeaderValue::from_bytes(text.as_bytes()).ok()) {
        headers.insert(name, value);
    }
}

fn value(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    String::from_utf8(value.to_vec()).ok().filter(|text| !text.is_empty())
}

fn all_values(headers: &HeaderMap, name: &HeaderName) -> String {
    let values: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    values.join(",")
}
