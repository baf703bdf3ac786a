//! Bodies within limits: read as they come, unpacked by what they are rather than by what they are called
//! (`promises.md` C1). A body that breaks off keeps what came.

use super::room::{Room, Share};
use crate::model::packed::is_modest_zstd;
use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;
use std::io::Read;
use std::time::{Duration, Instant};

/// The body needs more than the limit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OverLimit;

/// Why there is no body.
#[derive(Debug)]
pub(super) enum Unread {
    OverLimit,
    TimedOut,
    /// The connection failed before anything came.
    Connection(reqwest::Error),
}

/// What a question may still take of its time. Waiting for turns and for room is not counted.
#[derive(Debug)]
pub(super) struct TimeLeft(pub(super) Duration);

impl TimeLeft {
    /// Waits for something on the network; `None` where the time is over before.
    pub(super) async fn spend<T>(&mut self, waiting: impl Future<Output = T>) -> Option<T> {
        let begun = Instant::now();
        let got = tokio::time::timeout(self.0, waiting).await.ok();
        self.0 = self.0.saturating_sub(begun.elapsed());
        got
    }
}

/// A body and whether all of it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) complete: bool,
}

/// The encodings that [`unpack`] knows, for `Accept-Encoding`.
pub(super) const ENCODINGS: &str = "gzip, deflate, br, zstd";

/// Encodings on top of each other that are undone; nobody honest uses two.
const MAX_LAYERS: usize = 3;

/// Room made before a byte has come, however much is announced.
const FIRST_ROOM: u64 = 64 * 1024;

/// Room that is waited for before a body is read, where as much is announced. While it is not read, what the server sends
/// stays in the network; but who announces and never sends is not to keep it from others.
const BEFOREHAND: u64 = 1024 * 1024;

/// Reads what a server sends, at most `limit` bytes of it and as fast as there is room.
pub(super) async fn read(
    answer: &mut reqwest::Response,
    limit: usize,
    time: &mut TimeLeft,
    room: &Room,
    share: &mut Share,
) -> Result<Body, Unread> {
    let announced = answer.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(Unread::OverLimit);
    }
    let mut bytes = Vec::with_capacity(announced.min(FIRST_ROOM) as usize);
    let beforehand = announced.min(BEFOREHAND) as usize;
    room.make(share, beforehand).await;
    loop {
        match time.spend(answer.chunk()).await.ok_or(Unread::TimedOut)? {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > limit => return Err(Unread::OverLimit),
            Ok(Some(chunk)) => {
                room.make(share, bytes.len() + chunk.len()).await;
                if bytes.capacity() < beforehand {
                    // Something has come, so that what is announced may be believed.
                    bytes.reserve_exact(beforehand - bytes.len());
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(None) => return Ok(Body { bytes, complete: true }),
            Err(error) if bytes.is_empty() => return Err(Unread::Connection(error)),
            Err(_) => return Ok(Body { bytes, complete: false }),
        }
    }
}

/// Whether `unpack` has anything to do.
pub(super) fn is_packed(body: &Body, encoding: &str) -> bool {
    !body.bytes.is_empty() && (is_gzip(&body.bytes) || names(encoding).next().is_some())
}

/// Undoes the encodings that a `Content-Encoding` header names, the last first, into at most `limit` bytes. Bytes that
/// are not in the encoding they are said to be in stay as they are; gzip is recognised without being named. `make_room`
/// is told how many bytes there will be, before there are.
pub(super) fn unpack(
    body: Body,
    encoding: &str,
    limit: usize,
    make_room: &mut dyn FnMut(usize),
) -> Result<Body, OverLimit> {
    let mut layers: Vec<&str> = names(encoding).collect();
    if layers.is_empty() {
        layers.push("gzip");
    }
    let mut body = body;
    for layer in layers.into_iter().rev().take(MAX_LAYERS) {
        body = undo(body, layer, &mut Bounds { limit, make_room })?;
    }
    Ok(body)
}

fn names(encoding: &str) -> impl DoubleEndedIterator<Item = &str> {
    encoding
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"))
}

/// How much may come out, and who has to know of it beforehand.
struct Bounds<'a> {
    limit: usize,
    make_room: &'a mut dyn FnMut(usize),
}

fn undo(body: Body, layer: &str, bounds: &mut Bounds<'_>) -> Result<Body, OverLimit> {
    let packed = body.bytes.as_slice();
    let unpacked = if is_gzip(packed) {
        drain(MultiGzDecoder::new(packed), bounds)?
    } else if is_zstd(packed) {
        drain_zstd(packed, bounds)?
    } else if layer.eq_ignore_ascii_case("deflate") {
        drain_deflate(packed, bounds)?
    } else if layer.eq_ignore_ascii_case("br") {
        drain(Decompressor::new(packed, 4096), bounds)?
    } else {
        return Ok(body);
    };
    if unpacked.bytes.is_empty() && !unpacked.complete {
        return Ok(body);
    }
    Ok(Body {
        complete: unpacked.complete && body.complete,
        ..unpacked
    })
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// A zstd frame, or one to be skipped before the first.
fn is_zstd(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]
    )
}

/// "deflate" is zlib by the book (RFC 9110, 8.4.1.2) and bare in the wild.
fn drain_deflate(packed: &[u8], bounds: &mut Bounds<'_>) -> Result<Body, OverLimit> {
    let by_the_book = drain(ZlibDecoder::new(packed), bounds)?;
    if by_the_book.bytes.is_empty() && !by_the_book.complete {
        return drain(DeflateDecoder::new(packed), bounds);
    }
    Ok(by_the_book)
}

/// One frame after the other, as the decoder stops after each.
fn drain_zstd(packed: &[u8], bounds: &mut Bounds<'_>) -> Result<Body, OverLimit> {
    let mut rest = packed;
    let mut bytes = Vec::new();
    while !rest.is_empty() {
        if !is_modest_zstd(rest) {
            return Err(OverLimit);
        }
        let Ok(decoder) = StreamingDecoder::new(&mut rest) else {
            return Ok(Body { bytes, complete: false });
        };
        if !drain_into(&mut bytes, decoder, bounds)? {
            return Ok(Body { bytes, complete: false });
        }
    }
    Ok(Body { bytes, complete: true })
}

/// Everything that `source` gives, up to its first error.
fn drain(source: impl Read, bounds: &mut Bounds<'_>) -> Result<Body, OverLimit> {
    let mut bytes = Vec::new();
    let complete = drain_into(&mut bytes, source, bounds)?;
    Ok(Body { bytes, complete })
}

/// Adds what `source` gives, and says whether that was all of it.
fn drain_into(bytes: &mut Vec<u8>, mut source: impl Read, bounds: &mut Bounds<'_>) -> Result<bool, OverLimit> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        match source.read(&mut piece) {
            Ok(0) => return Ok(true),
            Ok(count) if bytes.len() + count > bounds.limit => return Err(OverLimit),
            Ok(count) => {
                (bounds.make_room)(bytes.len() + count);
                bytes.extend_from_slice(&piece[..count]);
            }
            Err(_) => return Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    const TEXT: &[u8] = b"<rss><channel><title>Harbour News</title></channel></rss>";
    const LIMIT: usize = 1024 * 1024;

    fn unpacked(body: Body, encoding: &str, limit: usize) -> Result<Body, OverLimit> {
        unpack(body, encoding, limit, &mut |_| {})
    }

    fn whole(bytes: Vec<u8>) -> Body {
        Body { bytes, complete: true }
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_member_of_a_gzip_body_is_read() {
        let mut packed = gzip(&TEXT[..20]);
        packed.extend(gzip(&TEXT[20..]));
        assert_eq!(unpacked(whole(packed), "gzip", LIMIT), Ok(whole(TEXT.to_vec())));
    }

    #[test]
    fn deflate_is_read_with_and_without_its_wrapping() {
        let mut wrapped = ZlibEncoder::new(Vec::new(), Compression::default());
        wrapped.write_all(TEXT).unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(TEXT).unwrap();
        for packed in [wrapped.finish().unwrap(), bare.finish().unwrap()] {
            assert_eq!(unpacked(whole(packed), "deflate", LIMIT), Ok(whole(TEXT.to_vec())));
        }
    }

    #[test]
    fn every_frame_of_a_zstd_body_is_read() {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        let mut packed = compress_to_vec(&TEXT[..20], CompressionLevel::Fastest);
        packed.extend(compress_to_vec(&TEXT[20..], CompressionLevel::Fastest));
        assert_eq!(unpacked(whole(packed), "zstd", LIMIT), Ok(whole(TEXT.to_vec())));
    }

    #[test]
    fn a_zstd_body_that_looks_back_too_far_is_refused_before_it_is_unpacked() {
        // One block of three bytes as they are: what comes out is small, whatever the window.
        let of_window = |window: u8| {
            let mut packed = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, window];
            packed.extend([0x19, 0x00, 0x00]);
            packed.extend(b"abc");
            unpacked(whole(packed), "zstd", LIMIT)
        };
        let (eight_mebibytes, nine, as_much_as_can_be_said) = (13 << 3, (13 << 3) + 1, 0xff);
        assert_eq!(of_window(eight_mebibytes), Ok(whole(b"abc".to_vec())));
        assert_eq!(of_window(nine), Err(OverLimit));
        assert_eq!(of_window(as_much_as_can_be_said), Err(OverLimit));
    }

    #[test]
    fn plain_bytes_under_a_wrong_header_stay_as_they_are() {
        for wrong in ["gzip", "br", "zstd", "deflate", "x-unknown", "gzip, br"] {
            assert_eq!(
                unpacked(whole(TEXT.to_vec()), wrong, LIMIT),
                Ok(whole(TEXT.to_vec())),
                "{wrong}"
            );
        }
        assert_eq!(unpacked(whole(gzip(TEXT)), "br", LIMIT), Ok(whole(TEXT.to_vec())));
        assert_eq!(unpacked(whole(gzip(TEXT)), "", LIMIT), Ok(whole(TEXT.to_vec())));
    }

    #[test]
    fn layers_are_undone_from_the_last() {
        assert_eq!(
            unpacked(whole(gzip(&gzip(TEXT))), "gzip, gzip", LIMIT),
            Ok(whole(TEXT.to_vec()))
        );
    }

    #[test]
    fn a_body_cut_short_keeps_what_came() {
        let text = TEXT.repeat(500);
        let mut packed = gzip(&text);
        packed.truncate(packed.len() - 12);
        let kept = unpacked(whole(packed), "gzip", LIMIT).unwrap();
        assert!(!kept.complete);
        assert!(!kept.bytes.is_empty() && text.starts_with(&kept.bytes));
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![b' '; 8 * LIMIT]);
        assert!(bomb.len() < LIMIT / 50);
        assert_eq!(unpacked(whole(bomb), "gzip", LIMIT), Err(OverLimit));
    }

    #[test]
    fn room_is_made_before_anything_is_unpacked_into_it() {
        let mut asked = Vec::new();
        let packed = gzip(&vec![b' '; LIMIT]);
        let body = unpack(whole(packed), "gzip", LIMIT, &mut |bytes| asked.push(bytes)).unwrap();
        assert_eq!(asked.last(), Some(&body.bytes.len()));
        assert!(asked.len() > 10 && asked.is_sorted());
    }
}
