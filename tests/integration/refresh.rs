//! Refreshing against a server on loopback. What becomes of a feed at each behaviour of a server is in `answers`.

// A test that cannot go on should stop there.
#![allow(clippy::unwrap_used)]

use crate::support::secure;
use crate::support::server::{Answer, Server};
use dateline::fetch::{Client, FetchError, Kind, Request, Response, Settings};
use dateline::model::time::DAY;
use dateline::model::{FeedFault, FeedId, Fetched, Timestamp, Validators};
use dateline::refresh::{Cancel, FindError, Found, Job, Means, Options, Outcome, Summary, find_feed, refresh};
use std::time::Duration;
use url::Url;

const FEED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Harbour News</title><link>https://example.org/</link>
<item><guid>a</guid><title>The ferry is back</title><link>https://example.org/a</link></item>
<item><guid>b</guid><title>Fog until noon</title><link>https://example.org/b</link></item>
</channel></rss>"#;

const PAGE: &str = "<!doctype html><html><head><title>Welcome</title></head><body><p>Please sign in.</p></body></html>";

fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-02-02T12:00:00Z").expect("a date")
}

/// Limits small enough to be reached quickly.
fn settings() -> Settings {
    Settings {
        body_limit: 256 * 1024,
        total_timeout: Duration::from_secs(20),
        ..Settings::default()
    }
}

fn hasty() -> Settings {
    Settings {
        total_timeout: Duration::from_millis(150),
        ..settings()
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let result = runtime.block_on(future);
    runtime.shutdown_background();
    result
}

fn refresh_all(settings: &Settings, jobs: Vec<Job>) -> (Vec<Outcome>, Summary) {
    run(async {
        let client = Client::new(settings).expect("a client");
        let mut outcomes = Vec::new();
        let options = Options::at(now());
        let summary = refresh(&client, jobs, &options, &Cancel::new(), |outcome| {
            outcomes.push(outcome)
        })
        .await;
        (outcomes, summary)
    })
}

fn refresh_one(settings: &Settings, job: Job) -> Outcome {
    let (mut outcomes, _) = refresh_all(settings, vec![job]);
    assert_eq!(outcomes.len(), 1);
    outcomes.remove(0)
}

fn fetch(server: &Server) -> Outcome {
    refresh_one(&settings(), Job::new(FeedId(1), server.url("/feed")))
}

/// A word for what became of a feed: `changed`, `unchanged`, or the word of the fault.
fn word(outcome: &Outcome) -> &'static str {
    match &outcome.fetched.outcome {
        Fetched::Unchanged => "unchanged",
        Fetched::Changed { .. } => "changed",
        Fetched::Failed { fault, .. } => fault.word(),
    }
}

fn message(outcome: &Outcome) -> &str {
    match &outcome.fetched.outcome {
        Fetched::Failed { message, .. } => message,
        other => panic!("it did not fail: {other:?}"),
    }
}

/// Title count, new address and validators of a feed that changed.
fn changed(outcome: &Outcome) -> (usize, Option<&str>, &Validators) {
    match &outcome.fetched.outcome {
        Fetched::Changed {
            entries,
            moved_to,
            validators,
            ..
        } => (entries.len(), moved_to.as_deref(), validators),
        other => panic!("it did not change: {other:?}"),
    }
}

#[test]
fn a_server_that_hangs_or_drips_is_given_up_in_time() {
    for answer in [Answer::ok(FEED).held(), Answer::drip()] {
        let server = Server::with(answer);
        let outcome = refresh_one(&hasty(), Job::new(FeedId(1), server.url("/feed")));
        assert_eq!(word(&outcome), "timed-out");
    }
}

#[test]
fn nothing_listening_is_unreachable_and_says_so() {
    // A port that a server has just given back may be another test's by now; the first of all is nobody's.
    let outcome = refresh_one(&settings(), Job::new(FeedId(1), "http://127.0.0.1:1/feed"));
    assert_eq!(word(&outcome), "unreachable");
    assert!(
        message(&outcome).contains("nothing listens there"),
        "{}",
        message(&outcome)
    );
}

#[test]
fn an_unchanged_feed_is_neither_sent_nor_parsed_again() {
    let server = Server::with(
        Answer::ok(FEED)
            .etag("W/\"1 ä\"")
            .header("Last-Modified", "yesterday or so"),
    );
    let first = fetch(&server);
    let (_, _, validators) = changed(&first);
    assert_eq!(validators.etag.as_deref(), Some("W/\"1 ä\""));
    assert_eq!(validators.obtained, Some(now()));
    let mut job = Job::new(FeedId(1), server.url("/feed"));
    job.validators = validators.clone();
    let second = refresh_one(&settings(), job);
    assert_eq!((word(&second), second.bytes), ("unchanged", 0));
    assert_eq!(server.asked()[1].header("if-modified-since"), Some("yesterday or so"));
}

#[test]
fn the_same_body_is_unchanged_without_any_validator() {
    let server = Server::with(Answer::ok(FEED));
    let first = fetch(&server);
    let mut job = Job::new(FeedId(1), server.url("/feed"));
    job.validators = changed(&first).2.clone();
    assert_eq!(word(&refresh_one(&settings(), job.clone())), "unchanged");
    server.route("/feed", Answer::ok(FEED.replace("noon", "night")));
    assert_eq!(word(&refresh_one(&settings(), job)), "changed");
}

#[test]
fn a_validator_too_long_to_be_sent_back_is_not_kept() {
    let server = Server::with(Answer::ok(FEED).header("ETag", format!("\"{}\"", "e".repeat(3000))));
    assert_eq!(changed(&fetch(&server)).2.etag, None);
}

#[test]
fn validators_are_not_sent_after_eight_days() {
    let server = Server::with(Answer::ok(FEED).etag("\"1\""));
    let mut job = Job::new(FeedId(1), server.url("/feed"));
    job.validators = Validators {
        obtained: Some(now().plus(-8 * DAY - 1)),
        ..changed(&fetch(&server)).2.clone()
    };
    let outcome = refresh_one(&settings(), job);
    assert_eq!(server.asked()[1].header("if-none-match"), None);
    assert_eq!(changed(&outcome).2.obtained, Some(now()));
}

#[test]
fn only_permanent_redirects_all_along_move_a_feed() {
    for (first, second, moves) in [
        (301, 308, true),
        (301, 302, false),
        (307, 301, false),
        (303, 303, false),
    ] {
        let server = Server::with(Answer::redirect(first, "/b"));
        server.route("/b", Answer::redirect(second, "/c"));
        server.route("/c", Answer::ok(FEED).etag("\"c\""));
        let outcome = fetch(&server);
        let (entries, moved_to, validators) = changed(&outcome);
        let target = server.url("/c");
        assert_eq!(entries, 2);
        assert_eq!(moved_to, moves.then_some(target.as_str()), "{first} {second}");
        // Validators of another address are of no use to the one that will be asked.
        assert_eq!(validators.etag.is_some(), moves, "{first} {second}");
    }
}

#[test]
fn a_feed_never_moves_to_what_is_no_feed() {
    let server = Server::with(Answer::redirect(301, "/portal"));
    server.route("/portal", Answer::ok(PAGE));
    assert_eq!(word(&fetch(&server)), "page");
}

#[test]
fn ten_redirects_are_followed_and_no_more() {
    let server = Server::start();
    for step in 0..20 {
        server.route(&format!("/{step}"), Answer::redirect(302, format!("/{}", step + 1)));
    }
    server.route("/20", Answer::ok(FEED));
    let at = |step: u32| refresh_one(&settings(), Job::new(FeedId(1), server.url(&format!("/{step}"))));
    assert_eq!(word(&at(10)), "changed");
    assert_eq!(word(&at(9)), "bad-address");
    assert!(message(&at(9)).contains("more than 10 times"));
}

#[test]
fn login_and_own_headers_stay_with_their_origin() {
    let server = Server::with(Answer::redirect(302, "/b"));
    server.route("/b", Answer::ok(FEED));
    let url = server.url("/feed").replace("http://", "http://me:secret@");
    let mut job = Job::new(FeedId(1), url);
    job.headers = vec![("X-Own".to_owned(), "mine".to_owned())];
    assert_eq!(word(&refresh_one(&settings(), job.clone())), "changed");
    for asked in server.asked() {
        assert_eq!(
            asked.header("authorization"),
            Some("Basic bWU6c2VjcmV0"),
            "{}",
            asked.path
        );
        assert_eq!(asked.header("x-own"), Some("mine"), "{}", asked.path);
    }
    server.route("/feed", Answer::status(404));
    let outcome = refresh_one(&settings(), job);
    assert!(
        message(&outcome).contains("http://***@127.0.0.1"),
        "{}",
        message(&outcome)
    );
}

#[test]
fn a_question_says_who_asks_and_nothing_else() {
    let server = Server::with(Answer::redirect(302, "/b").header("Set-Cookie", "a=b"));
    server.route("/b", Answer::ok(FEED).header("Set-Cookie", "c=d"));
    fetch(&server);
    for asked in server.asked() {
        assert_eq!(
            asked.header("user-agent"),
            Some(concat!("dateline/", env!("CARGO_PKG_VERSION")))
        );
        assert_eq!(asked.header("accept-encoding"), Some("gzip, deflate, br, zstd"));
        assert!(
            asked
                .header("accept")
                .is_some_and(|accept| accept.contains("application/rss+xml"))
        );
        assert_eq!((asked.header("cookie"), asked.header("referer")), (None, None));
        // Nothing is kept open for a server that is not asked again soon.
        assert_eq!(asked.header("connection"), Some("close"));
    }
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_private_address_is_read_only_where_it_was_typed() {
    let server = Server::with(Answer::ok(FEED));
    for host in ["127.0.0.1", "localhost"] {
        let url = server.url("/feed").replace("127.0.0.1", host);
        let mut request = Request::new(Url::parse(&url).unwrap(), Kind::Picture);
        let refused = run(async { Client::new(&settings()).unwrap().get(&request).await });
        assert!(
            matches!(refused, Err(FetchError::Private { redirected: false, .. })),
            "{host}"
        );
        request.private_allowed = true;
        let got = run(async { Client::new(&settings()).unwrap().get(&request).await });
        assert!(matches!(got, Ok(Response::Document(_))), "{host}");
    }
}

#[test]
fn a_body_cut_off_keeps_what_came_and_is_asked_for_again() {
    let feed = FEED.replace("</channel>", &format!("<!-- {} --></channel>", "-".repeat(1000)));
    let server = Server::with(Answer::ok(feed).etag("\"1\"").cut());
    let outcome = fetch(&server);
    let (entries, moved_to, validators) = changed(&outcome);
    assert_eq!((entries, moved_to), (2, None));
    assert!(!outcome.complete);
    assert_eq!((&validators.etag, &validators.body_hash), (&None, &None));
}

#[test]
fn what_a_feed_asked_for_holds_also_after_an_answer_without_a_document() {
    let server = Server::with(Answer::ok(FEED.replace("<item>", "<ttl>600</ttl><item>")).etag("\"1\""));
    let first = fetch(&server);
    let Fetched::Changed { validators, wishes, .. } = &first.fetched.outcome else {
        panic!("it did not change: {first:?}");
    };
    assert_eq!(wishes.ttl, Some(36_000));
    let mut job = Job::new(FeedId(1), server.url("/feed"));
    job.validators = validators.clone();
    job.wishes = wishes.clone();
    let second = refresh_one(&settings(), job);
    assert_eq!(word(&second), "unchanged");
    assert_eq!(second.fetched.next_check.since(second.fetched.at), 36_000);
    assert!(second.fetched.took.is_some());
}

#[test]
fn without_a_network_no_feed_is_to_blame() {
    let jobs: Vec<Job> = (1..=3)
        .map(|id| Job::new(FeedId(id), Server::start().url("/feed")))
        .collect();
    let (outcomes, summary) = refresh_all(&settings(), jobs.clone());
    assert!(
        outcomes.iter().all(|outcome| word(outcome) == "offline"),
        "{outcomes:?}"
    );
    assert_eq!(summary.failed, 3);

    let server = Server::with(Answer::ok(FEED));
    let mut jobs = jobs;
    jobs.push(Job::new(FeedId(4), server.url("/feed")));
    let (outcomes, _) = refresh_all(&settings(), jobs);
    let mut words: Vec<&str> = outcomes.iter().map(word).collect();
    words.sort_unstable();
    assert_eq!(words, ["changed", "unreachable", "unreachable", "unreachable"]);
}

#[test]
fn behind_a_sign_in_page_no_feed_is_to_blame() {
    let portals: Vec<Server> = (0..4).map(|_| Server::with(Answer::ok(PAGE))).collect();
    let jobs = portals
        .iter()
        .zip(1..)
        .map(|(portal, id)| Job::new(FeedId(id), portal.url("/feed")))
        .collect();
    let (outcomes, _) = refresh_all(&settings(), jobs);
    assert!(outcomes.iter().all(|outcome| word(outcome) == "offline"));
    assert!(message(&outcomes[0]).contains("sign-in"));
}

#[test]
fn a_host_is_asked_by_at_most_four_at_once_and_one_that_hangs_delays_nobody() {
    let slow = Server::with(Answer::ok(FEED).held());
    let quick = Server::with(Answer::ok(FEED));
    let job = |id: i64, server: &Server| Job::new(FeedId(id), server.url("/feed"));
    let jobs: Vec<Job> = (0..40)
        .map(|id| job(id, &slow))
        .chain((40..50).map(|id| job(id, &quick)))
        .collect();
    let mut order = Vec::new();
    let summary = run(async {
        let client = Client::new(&settings()).unwrap();
        let options = Options {
            total: 3,
            patience: Duration::from_millis(20),
            ..Options::at(now())
        };
        refresh(&client, jobs, &options, &Cancel::new(), |outcome| {
            order.push(outcome.fetched.feed.0);
            if order.len() == 10 {
                slow.release();
            }
        })
        .await
    });
    assert!(order[..10].iter().all(|&id| id >= 40), "{order:?}");
    assert_eq!((summary.fetched, summary.entries, summary.failed), (50, 100, 0));
    assert!(slow.most_connections() <= 4, "{}", slow.most_connections());
    assert!(quick.most_connections() <= 4, "{}", quick.most_connections());
}

#[test]
fn a_refresh_ends_at_once_when_cancelled_and_keeps_what_is_done() {
    let slow = Server::with(Answer::ok(FEED).held());
    let quick = Server::with(Answer::ok(FEED));
    let jobs = vec![
        Job::new(FeedId(1), slow.url("/feed")),
        Job::new(FeedId(2), quick.url("/feed")),
    ];
    let cancel = Cancel::new();
    let mut done = Vec::new();
    let summary = run(async {
        let client = Client::new(&settings()).unwrap();
        refresh(&client, jobs, &Options::at(now()), &cancel, |outcome| {
            done.push(outcome.fetched.feed);
            cancel.cancel();
        })
        .await
    });
    assert_eq!(done, [FeedId(2)]);
    assert!(summary.cancelled && cancel.is_cancelled());
}

#[test]
fn an_address_that_is_none_fails_alone() {
    let (outcomes, summary) = refresh_all(
        &settings(),
        vec![Job::new(FeedId(1), "exec:rm"), Job::new(FeedId(2), "no address")],
    );
    assert_eq!(summary.failed, 2);
    assert!(
        outcomes
            .iter()
            .all(|outcome| word(outcome) == FeedFault::BadAddress.word())
    );
}

#[test]
fn a_sign_in_page_at_a_private_address_is_seen_through_too() {
    let portals: Vec<Server> = (0..3)
        .map(|_| Server::with(Answer::redirect(302, "http://192.168.1.1/login")))
        .collect();
    let jobs = |portals: &[Server]| {
        let ids = (1..).map(FeedId);
        ids.zip(portals)
            .map(|(id, portal)| Job::new(id, portal.url("/feed")))
            .collect()
    };
    let (outcomes, _) = refresh_all(&settings(), jobs(&portals));
    assert!(
        outcomes.iter().all(|outcome| word(outcome) == "offline"),
        "{outcomes:?}"
    );
    let (outcomes, _) = refresh_all(&settings(), jobs(&portals[..2]));
    assert!(
        outcomes.iter().all(|outcome| word(outcome) == "bad-address"),
        "{outcomes:?}"
    );
}

#[test]
fn a_certificate_that_nobody_signed_is_named_and_accepted_by_exception_only() {
    let url = secure::start(include_bytes!("../fixtures/tls/certificate.pem"), FEED);
    let outcome = refresh_one(&settings(), Job::new(FeedId(1), url.clone()));
    assert_eq!(word(&outcome), "insecure");
    assert!(message(&outcome).contains("signed by nobody"), "{}", message(&outcome));
    let excepted = Settings {
        untrusted_certificates: true,
        ..settings()
    };
    let mut job = Job::new(FeedId(1), url);
    job.client = Some(
        Client::new(&settings())
            .and_then(|client| client.with(&excepted))
            .unwrap(),
    );
    assert_eq!(word(&refresh_one(&settings(), job)), "changed");
}

#[test]
fn a_proxy_may_be_private_though_what_it_fetches_may_not() {
    let proxy = Server::start();
    proxy.route("http://feeds.example/feed", Answer::ok(FEED));
    for host in ["127.0.0.1", "localhost"] {
        let client = Client::new(&Settings {
            proxy: Some(proxy.url("").replace("127.0.0.1", host)),
            ..settings()
        })
        .unwrap();
        let ask = |url: &str| run(client.get(&Request::new(Url::parse(url).unwrap(), Kind::Page)));
        assert!(
            matches!(ask("http://feeds.example/feed"), Ok(Response::Document(_))),
            "{host}"
        );
        assert!(
            matches!(ask("http://10.0.0.1/feed"), Err(FetchError::Private { .. })),
            "{host}"
        );
    }
    assert_eq!(proxy.asked().len(), 2);
}

#[test]
fn login_and_own_headers_go_to_no_other_origin() {
    // A proxy stands for both origins, as all of loopback is private.
    let proxy = Server::start();
    proxy.route(
        "http://first.example/feed",
        Answer::redirect(302, "http://other.example/feed"),
    );
    proxy.route(
        "http://other.example/feed",
        Answer::redirect(302, "http://first.example/back"),
    );
    proxy.route("http://first.example/back", Answer::ok(FEED));
    let through = Settings {
        proxy: Some(proxy.url("")),
        ..settings()
    };
    let mut job = Job::new(FeedId(1), "http://me:secret@first.example/feed");
    job.headers = vec![("X-Own".to_owned(), "mine".to_owned())];
    job.validators = Validators {
        etag: Some("\"1\"".to_owned()),
        obtained: Some(now()),
        ..Validators::default()
    };
    assert_eq!(word(&refresh_one(&through, job)), "changed");
    let asked = proxy.asked();
    assert_eq!(asked.len(), 3);
    for (asked, own) in asked.iter().zip([true, false, false]) {
        for name in ["authorization", "x-own", "if-none-match"] {
            assert_eq!(asked.header(name).is_some(), own, "{name} to {}", asked.path);
        }
    }
}

fn find(typed: &str) -> Result<Found, FindError> {
    let means = Means {
        client: Client::new(&settings()).unwrap(),
        headers: Vec::new(),
    };
    run(find_feed(&|_| Ok(means.clone()), typed))
}

/// The address and the title of the one feed that was found.
fn found(typed: &str) -> (String, Option<String>) {
    match find(typed).unwrap() {
        Found::Feed { url, title, document } => {
            assert_eq!(document.bytes, FEED.as_bytes());
            (url.into(), title)
        }
        Found::Several(candidates) => panic!("{candidates:?}"),
    }
}

#[test]
fn a_feed_is_found_by_its_address_by_its_page_and_at_the_usual_places() {
    let server = Server::with(Answer::ok(FEED));
    let feed = (server.url("/feed"), Some("Harbour News".to_owned()));
    assert_eq!(found(&server.url("/feed")), feed);
    assert_eq!(found(&format!("feed:{}", server.url("/feed"))), feed);
    let bare = server.url("/feed").replace("http://", "");
    assert_eq!(found(&bare), feed, "nothing speaks TLS there");
    server.route("/usual", Answer::ok(PAGE));
    assert_eq!(found(&server.url("/usual")), feed);
    let page = "<html><head><link rel=alternate type=application/rss+xml href=/feed></head>";
    server.route("/named", Answer::ok(page));
    assert_eq!(found(&server.url("/named")), feed);
}

#[test]
fn several_feeds_of_a_page_are_left_to_the_person() {
    let server = Server::start();
    let link = |name: &str| format!("<link rel=alternate type=application/atom+xml title={name} href=/{name}>");
    server.route("/", Answer::ok(format!("<html>{}{}", link("news"), link("sport"))));
    let Ok(Found::Several(candidates)) = find(&server.url("/")) else {
        panic!("not several");
    };
    let titles: Vec<_> = candidates
        .iter()
        .filter_map(|candidate| candidate.title.as_deref())
        .collect();
    assert_eq!(titles, ["news", "sport"]);
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_page_without_a_feed_and_a_private_candidate_lead_nowhere() {
    let other = Server::with(Answer::ok(FEED));
    let server = Server::start();
    let link = format!(
        "<html><link rel=alternate type=application/rss+xml href={}>",
        other.url("/feed")
    );
    server.route("/", Answer::ok(link));
    assert!(matches!(find(&server.url("/")), Err(FindError::NoFeed { .. })));
    assert!(other.asked().is_empty());
    assert!(matches!(
        find(&server.url("/none")),
        Err(FindError::Fetch(FetchError::Refused { .. }))
    ));
    assert!(matches!(find("no address"), Err(FindError::NotAnAddress { .. })));
}
