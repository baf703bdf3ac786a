//! A small HTTP server on loopback that answers as a test tells it, well or badly, and remembers what it was asked.
//! It knows nothing of feeds.

// A test that cannot go on should stop there.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Long enough for a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a body goes out.
#[derive(Clone)]
enum Body {
    /// With its length.
    Whole(Vec<u8>),
    /// In chunks of some hundred bytes.
    Chunked(Vec<u8>),
    /// As many bytes as these, then the connection is cut, though more were announced.
    Cut(Vec<u8>),
    /// A byte now and then, until the server ends.
    Drip,
    /// Without end.
    Endless,
}

/// An answer, or the lack of one.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    /// Nothing is said until [`Server::release`] or the server's end.
    held: bool,
    /// The connection is closed at once instead.
    silent: bool,
    /// These bytes are sent instead, and the connection is closed.
    raw: Option<Vec<u8>>,
    etag: Option<String>,
}

impl Answer {
    /// 200 with this body.
    pub fn ok(body: impl Into<Vec<u8>>) -> Answer {
        Answer::status(200).body(body)
    }

    /// A status without a body.
    pub fn status(status: u16) -> Answer {
        Answer {
            status,
            headers: Vec::new(),
            body: Body::Whole(Vec::new()),
            held: false,
            silent: false,
            raw: None,
            etag: None,
        }
    }

    /// A redirect.
    pub fn redirect(status: u16, location: impl Into<String>) -> Answer {
        Answer::status(status).header("Location", location)
    }

    /// The connection is closed without a word.
    pub fn closed() -> Answer {
        Answer {
            silent: true,
            ..Answer::status(200)
        }
    }

    /// Something that is no HTTP.
    pub fn garbled() -> Answer {
        Answer::raw(b"\x00\x01\x02 this is no HTTP\r\n\r\n".to_vec())
    }

    /// These very bytes, head and all.
    pub fn raw(bytes: Vec<u8>) -> Answer {
        Answer {
            raw: Some(bytes),
            ..Answer::status(200)
        }
    }

    pub fn drip() -> Answer {
        Answer {
            body: Body::Drip,
            ..Answer::status(200)
        }
    }

    pub fn endless() -> Answer {
        Answer {
            body: Body::Endless,
            ..Answer::status(200)
        }
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Answer {
        self.body = Body::Whole(body.into());
        self
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Answer {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same body in chunks.
    pub fn chunked(mut self) -> Answer {
        if let Body::Whole(bytes) = self.body {
            self.body = Body::Chunked(bytes);
        }
        self
    }

    /// The first half of the same body, cut off.
    pub fn cut(mut self) -> Answer {
        if let Body::Whole(bytes) = self.body {
            self.body = Body::Cut(bytes);
        }
        self
    }

    /// The same, but not before [`Server::release`].
    pub fn held(mut self) -> Answer {
        self.held = true;
        self
    }

    /// With this `ETag`; 304 to whoever has it already.
    pub fn etag(mut self, etag: &str) -> Answer {
        self.etag = Some(etag.to_owned());
        self.header("ETag", etag)
    }
}

/// A question as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    headers: Vec<(String, String)>,
}

impl Asked {
    /// A header of it; names in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    /// The names of its headers, in lower case.
    pub fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(|(name, _)| name.as_str())
    }
}

#[derive(Default)]
struct Log {
    answers: HashMap<String, Vec<Answer>>,
    asked: Vec<Asked>,
    open: usize,
    most_open: usize,
    released: bool,
    ended: bool,
    streams: Vec<TcpStream>,
}

#[derive(Default)]
struct Shared {
    log: Mutex<Log>,
    changed: Condvar,
}

impl Shared {
    fn change(&self, change: impl FnOnce(&mut Log)) {
        change(&mut self.log.lock().unwrap());
        self.changed.notify_all();
    }

    fn wait_until(&self, condition: impl Fn(&Log) -> bool) {
        let log = self.log.lock().unwrap();
        drop(self.changed.wait_while(log, |log| !condition(log)).unwrap());
    }

    /// Waits a moment; false when the server has ended.
    fn goes_on(&self, moment: Duration) -> bool {
        let log = self.log.lock().unwrap();
        let (log, _) = self.changed.wait_timeout_while(log, moment, |log| !log.ended).unwrap();
        !log.ended
    }
}

/// The server; it ends when dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Answers 404 to everything until told otherwise.
    pub fn start() -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let for_listener = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if for_listener.log.lock().unwrap().ended {
                    return;
                }
                let for_connection = Arc::clone(&for_listener);
                thread::spawn(move || serve(&stream, &for_connection));
            }
        });
        Server { address, shared }
    }

    /// A server with one answer at `/feed`.
    pub fn with(answer: Answer) -> Server {
        let server = Server::start();
        server.route("/feed", answer);
        server
    }

    /// From now on `path` is answered so.
    pub fn route(&self, path: &str, answer: Answer) {
        self.route_in_turn(path, vec![answer]);
    }

    /// From now on `path` is answered so, one after the other; the last stays.
    pub fn route_in_turn(&self, path: &str, answers: Vec<Answer>) {
        self.shared.change(|log| {
            log.answers.insert(path.to_owned(), answers);
        });
    }

    /// The address of a path here.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Lets the held answers go.
    pub fn release(&self) {
        self.shared.change(|log| log.released = true);
    }

    /// Everything asked until now.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.log.lock().unwrap().asked.clone()
    }

    /// Waits until so many questions have been asked in all.
    pub fn wait_for_questions(&self, count: usize) {
        let log = self.shared.log.lock().unwrap();
        let is_missing = |log: &mut Log| log.asked.len() < count;
        let (log, waited) = self
            .shared
            .changed
            .wait_timeout_while(log, PATIENCE, is_missing)
            .unwrap();
        assert!(!waited.timed_out(), "{} of {count} questions came", log.asked.len());
    }

    /// The most connections that were open at once.
    pub fn most_connections(&self) -> usize {
        self.shared.log.lock().unwrap().most_open
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.change(|log| {
            log.ended = true;
            log.released = true;
            for stream in log.streams.drain(..) {
                let _ = stream.shutdown(Shutdown::Both);
            }
        });
        // Wakes the listener, so that it sees the end.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(stream: &TcpStream, shared: &Shared) {
    let kept = stream.try_clone().unwrap();
    shared.change(|log| {
        log.open += 1;
        log.most_open = log.most_open.max(log.open);
        log.streams.push(kept);
    });
    let mut reader = BufReader::new(stream);
    while let Some(asked) = read_question(&mut reader) {
        let Some(answer) = pick_answer(shared, &asked) else {
            break;
        };
        if answer.held {
            shared.wait_until(|log| log.released);
        }
        if !send(stream, shared, &answer, &asked) {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
    shared.change(|log| log.open -= 1);
}

fn read_question(reader: &mut impl BufRead) -> Option<Asked> {
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            return Some(Asked { path, headers });
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

fn pick_answer(shared: &Shared, asked: &Asked) -> Option<Answer> {
    let mut answer = None;
    shared.change(|log| {
        log.asked.push(asked.clone());
        answer = match log.answers.get_mut(&asked.path) {
            Some(answers) if answers.len() > 1 => Some(answers.remove(0)),
            Some(answers) => answers.first().cloned(),
            None => Some(Answer::status(404)),
        };
    });
    answer.filter(|answer| !answer.silent)
}

/// Whether the connection can be used again.
fn send(mut stream: &TcpStream, shared: &Shared, answer: &Answer, asked: &Asked) -> bool {
    if let Some(bytes) = &answer.raw {
        let _ = stream.write_all(bytes);
        return false;
    }
    let known = answer.etag.is_some() && asked.header("if-none-match") == answer.etag.as_deref();
    let status = if known { 304 } else { answer.status };
    let mut head = format!("HTTP/1.1 {status} Test\r\n");
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let no_body = Body::Whole(Vec::new());
    let body = if known { &no_body } else { &answer.body };
    send_body(stream, shared, head, body).unwrap_or(false)
}

fn send_body(mut stream: &TcpStream, shared: &Shared, head: String, body: &Body) -> std::io::Result<bool> {
    match body {
        Body::Whole(bytes) => {
            let mut all = format!("{head}Content-Length: {}\r\n\r\n", bytes.len()).into_bytes();
            all.extend_from_slice(bytes);
            stream.write_all(&all)?;
            return Ok(true);
        }
        Body::Chunked(bytes) => {
            write!(stream, "{head}Transfer-Encoding: chunked\r\n\r\n")?;
            for chunk in bytes.chunks(300) {
                write!(stream, "{:x}\r\n", chunk.len())?;
                stream.write_all(chunk)?;
                stream.write_all(b"\r\n")?;
            }
            stream.write_all(b"0\r\n\r\n")?;
            return Ok(true);
        }
        Body::Cut(bytes) => {
            write!(stream, "{head}Content-Length: {}\r\n\r\n", bytes.len())?;
            stream.write_all(&bytes[..bytes.len() / 2])?;
        }
        Body::Drip => {
            write!(stream, "{head}Content-Length: 100000\r\n\r\n")?;
            while shared.goes_on(Duration::from_millis(5)) {
                stream.write_all(b" ")?;
            }
        }
        Body::Endless => {
            write!(stream, "{head}Transfer-Encoding: chunked\r\n\r\n")?;
            let chunk = [b' '; 16 * 1024];
            while shared.goes_on(Duration::ZERO) {
                write!(stream, "{:x}\r\n", chunk.len())?;
                stream.write_all(&chunk)?;
                stream.write_all(b"\r\n")?;
            }
        }
    }
    Ok(false)
}
