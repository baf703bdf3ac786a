//! A web server as small as the newsroom needs: GET on loopback, with validators, one answer a connection.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What is served at a path.
pub(super) struct Document {
    pub media_type: &'static str,
    /// Its `ETag`, with its quotation marks.
    pub version: String,
    pub body: Vec<u8>,
}

/// A server that runs until it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    closing: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

/// The longest request that is read, and how long one may take: nobody but the reader itself is expected.
const LONGEST_REQUEST: u64 = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(5);

impl Server {
    /// Starts it on a free port. `documents` is given the address that they are served at; the document of the empty
    /// path stands for every path without one.
    pub fn start(documents: impl FnOnce(SocketAddr) -> HashMap<&'static str, Document>) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let documents = Arc::new(documents(address));
        let closing = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&closing);
        let listening = thread::Builder::new()
            .name("newsroom".to_owned())
            .spawn(move || listen(&listener, &documents, &until))?;
        Ok(Server {
            address,
            closing,
            listening: Some(listening),
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Release);
        // The listener sees the sign when it is woken by a connection.
        let woken = TcpStream::connect(self.address).is_ok();
        if let Some(listening) = self.listening.take().filter(|_| woken) {
            let _ = listening.join();
        }
    }
}

fn listen(listener: &TcpListener, documents: &Arc<HashMap<&'static str, Document>>, closing: &AtomicBool) {
    for stream in listener.incoming() {
        if closing.load(Ordering::Acquire) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let documents = Arc::clone(documents);
        // A connection that cannot be served is the other side's to retry.
        let _ = thread::Builder::new().spawn(move || answer(&stream, &documents));
    }
}

fn answer(stream: &TcpStream, documents: &HashMap<&'static str, Document>) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let (path, known) = read_request(stream)?;
    let Some(document) = documents.get(path.as_str()).or_else(|| documents.get("")) else {
        return Ok(());
    };
    let unchanged = known.as_deref() == Some(&document.version);
    let (status, body) = if unchanged {
        ("304 Not Modified", &[][..])
    } else {
        ("200 OK", &document.body[..])
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nETag: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        document.media_type,
        document.version,
        body.len()
    )?;
    stream.write_all(body)
}

/// The path that is asked for, without its query, and the version that the other side has.
fn read_request(stream: &TcpStream) -> io::Result<(String, Option<String>)> {
    let mut lines = BufReader::new(stream.take(LONGEST_REQUEST)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default().to_owned();
    let mut known = None;
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("if-none-match")
        {
            known = Some(value.trim().to_owned());
        }
    }
    Ok((path, known))
}
