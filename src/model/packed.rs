//! What the head of a packed body says of the memory that unpacking it takes. Unpacking is the business of `fetch` and
//! `parse`.

/// Bytes that a zstd decoder may have to look back at: the most that a server may ask for (RFC 9659, 3).
const MAX_WINDOW: u64 = 8 << 20;

/// Whether unpacking a zstd frame stays within the memory that one may take. The decoder gives nothing out before it has a
/// whole window, so that a limit on what comes out comes too late.
pub fn is_modest_zstd(frame: &[u8]) -> bool {
    zstd_window(frame).is_some_and(|window| window <= MAX_WINDOW)
}

/// The bytes that a frame looks back at (RFC 8878, 3.1.1.1); `None` where its head is not whole.
fn zstd_window(frame: &[u8]) -> Option<u64> {
    let descriptor = *frame.get(4)?;
    let is_one_segment = descriptor & 0x20 != 0;
    if !is_one_segment {
        let window = *frame.get(5)?;
        let base = 1_u64 << (10 + (window >> 3));
        return Some(base + base / 8 * u64::from(window & 7));
    }
    // What it looks back at is all of it, and its length follows the id of its dictionary.
    let from = 5 + [0, 1, 2, 4][usize::from(descriptor & 3)];
    let count = [1, 2, 4, 8][usize::from(descriptor >> 6)];
    let mut length = [0; 8];
    length[..count].copy_from_slice(frame.get(from..from + count)?);
    let length = u64::from_le_bytes(length);
    Some(if count == 2 { length + 256 } else { length })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_frame_tells_how_far_it_looks_back() {
        let magic = [0x28, 0xb5, 0x2f, 0xfd];
        for (head, window) in [
            (&[0x00, 0x00][..], Some(1 << 10)),
            (&[0x00, 13 << 3], Some(8 << 20)),
            (&[0x00, (13 << 3) + 1], Some(9 << 20)),
            (&[0x00, 0xc8], Some(1 << 35)),
            (&[0x20, 7], Some(7)),
            (&[0x61, 9, 1, 0], Some(257)),
            (&[0xa0, 0xff, 0xff, 0xff, 0xff], Some(0xffff_ffff)),
            (&[0xe0, 0, 0, 0, 0, 1, 0, 0, 0], Some(1 << 32)),
            (&[0xe0, 0, 0], None),
            (&[], None),
        ] {
            let frame = [&magic[..], head].concat();
            assert_eq!(zstd_window(&frame), window, "{head:?}");
            assert_eq!(is_modest_zstd(&frame), window.is_some_and(|window| window <= 8 << 20));
        }
    }
}
