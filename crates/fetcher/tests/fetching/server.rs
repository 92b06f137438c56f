//! A web server for one test: plain, bounded, and as badly behaved as it is told to be.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Most requests that one server answers.
const MOST: usize = 10_000;

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Path with query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// Which connection it came on, from 0.
    pub(crate) connection: usize,
    /// How often this path was asked for before.
    pub(crate) before: usize,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// What to answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
    /// So many bytes of the body are sent, then the connection ends.
    pub(crate) cut: Option<usize>,
    /// So many bytes of the body are sent, then nothing for a while.
    pub(crate) stall: Option<usize>,
    /// Neither a length nor a chunk: the end of the connection is the end of the body.
    pub(crate) without_length: bool,
}

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Reply {
        Reply { status, body: body.into(), ..Reply::default() }
    }

    /// 200 with a page of HTML.
    pub(crate) fn page(html: impl Into<Vec<u8>>) -> Reply {
        Reply::new(200, html).with("Content-Type", "text/html; charset=utf-8")
    }

    /// 200 with a PDF that says `words`.
    pub(crate) fn pdf(words: &str) -> Reply {
        Reply::new(200, pdf(words)).with("Content-Type", "application/pdf")
    }

    /// A redirect.
    pub(crate) fn to(status: u16, location: impl AsRef<[u8]>) -> Reply {
        Reply::new(status, "").with("Location", location)
    }

    pub(crate) fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Reply {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// Answers "not modified" to those who know this ETag.
    pub(crate) fn tagged(self, request: &Request, etag: &str) -> Reply {
        let reply = self.with("ETag", etag);
        if request.header("if-none-match") == Some(etag) {
            return Reply { status: 304, body: Vec::new(), ..reply };
        }
        reply
    }
}

/// The bytes of a PDF, as far as fetching is concerned.
pub(crate) fn pdf(words: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {words}\n%%EOF\n").into_bytes()
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

/// A server that runs until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    log: Arc<Mutex<Vec<Request>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start(
        handler: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let (kept, stopped) = (Arc::clone(&log), Arc::clone(&stop));
        let handler: Arc<Handler> = Arc::new(handler);
        thread::spawn(move || {
            let connections = AtomicUsize::new(0);
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let (kept, handler) = (Arc::clone(&kept), Arc::clone(&handler));
                thread::spawn(move || serve(&stream, number, &kept, &*handler));
            }
        });
        Server { address, log, stop }
    }

    /// `http://127.0.0.1:PORT`
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `http://localhost:PORT`, another host as far as names go.
    pub(crate) fn other_base(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap().clone()
    }

    /// The paths asked for, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.path).collect()
    }

    /// The requests for one path.
    pub(crate) fn requests_for(&self, path: &str) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.path == path).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    stream: &TcpStream,
    connection: usize,
    log: &Mutex<Vec<Request>>,
    handler: &Handler,
) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::new(stream);
    while let Some(mut request) = read_request(&mut reader, connection) {
        {
            let mut log = log.lock().unwrap();
            request.before =
                log.iter().filter(|known| known.path == request.path).count();
            if log.len() >= MOST {
                return;
            }
            log.push(request.clone());
        }
        let reply = handler(&request);
        if write_reply(stream, &reply).is_none() {
            return;
        }
    }
}

fn read_request(reader: &mut impl BufRead, connection: usize) -> Option<Request> {
    let mut line = String::new();
    reader.take(8192).read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    for _ in 0..100 {
        let mut line = String::new();
        reader.take(8192).read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    Some(Request { path, headers, connection, before: 0 })
}

/// Writes an answer; none where the connection is over after it.
fn write_reply(mut stream: &TcpStream, reply: &Reply) -> Option<()> {
    let mut out = format!("HTTP/1.1 {} Word\r\n", reply.status).into_bytes();
    for (name, value) in &reply.headers {
        out.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    let names_length =
        reply.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("content-length"));
    if reply.without_length {
        out.extend(b"Connection: close\r\n");
    } else if reply.status != 304 && !names_length {
        out.extend(format!("Content-Length: {}\r\n", reply.body.len()).bytes());
    }
    out.extend(b"\r\n");
    let end = reply.cut.or(reply.stall).unwrap_or(reply.body.len()).min(reply.body.len());
    out.extend(&reply.body[..end]);
    stream.write_all(&out).ok()?;
    stream.flush().ok()?;
    if reply.stall.is_some() {
        thread::sleep(Duration::from_secs(3));
    }
    let is_over = reply.cut.is_some() || reply.stall.is_some() || reply.without_length;
    (!is_over).then_some(())
}
