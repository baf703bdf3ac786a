//! Bytes of a picture → strips for the terminal. What the bytes are is told by their content; how large the picture is
//! stands in its head and is judged before anything is decoded (`promises.md` D4).

mod sixel;
mod strips;

use crate::model::picture::fitted;
use crate::model::{Easel, Picture, PictureSize, Way};
use image::{DynamicImage, ImageFormat, ImageReader, Limits, RgbImage, Rgba};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pixels that a picture may have.
const MOST_PIXELS: u64 = 40_000_000;
/// Bytes that decoding may take.
const MOST_BYTES: u64 = 200 << 20;
/// Smaller pictures, each way, are decoration.
const LEAST_PIXELS: u32 = 12;
const FORMATS: [ImageFormat; 4] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];

/// The picture within so many cells, never larger than it is; `None` where it is none, too large, too small or broken,
/// or where the terminal shows no pictures. A decoder that panics costs its picture.
pub(super) fn draw(bytes: &[u8], room: PictureSize, easel: Easel) -> Option<Picture> {
    catch_unwind(AssertUnwindSafe(|| {
        let image = decode(bytes)?;
        let size = fitted((image.width(), image.height()), room, easel.cell);
        let (width, height) = pixels(size, easel);
        let scaled = on_white(image.thumbnail_exact(width, height));
        strips::picture(&scaled, size, easel.way)
    }))
    .ok()
    .flatten()
}

fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok();
    let head = reader()?;
    if !FORMATS.contains(&head.format()?) {
        return None;
    }
    let (width, height) = head.into_dimensions().ok()?;
    let is_decoration = width < LEAST_PIXELS || height < LEAST_PIXELS;
    if is_decoration || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    let mut reader = reader()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    reader.decode().ok()
}

/// The pixels to scale to: two above one another in each cell for blocks, else those of the screen.
fn pixels(size: PictureSize, easel: Easel) -> (u32, u32) {
    let (width, height) = match easel.way {
        Way::Blocks { .. } => (1, 2),
        _ => easel.cell,
    };
    (
        u32::from(size.columns) * u32::from(width.max(1)),
        u32::from(size.rows) * u32::from(height.max(1)),
    )
}

/// What can be seen through is white behind, as on most pages.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let Rgba([red, green, blue, alpha]) = *image.get_pixel(x, y);
        let over = |part: u8| {
            let mixed = (u16::from(part) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::GrayImage;

    const ROOM: PictureSize = PictureSize { columns: 72, rows: 20 };

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let image = RgbImage::from_fn(width, height, |x, _| {
            image::Rgb([u8::try_from(x % 256).unwrap(), 90, 200])
        });
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn easel(way: Way) -> Easel {
        Easel { way, cell: (10, 20) }
    }

    #[test]
    fn every_way_gives_a_strip_for_each_row() {
        let bytes = png(400, 200);
        for way in [
            Way::Blocks { any_color: true },
            Way::Blocks { any_color: false },
            Way::Kitty,
            Way::Sixel,
            Way::Iterm,
        ] {
            let picture = draw(&bytes, ROOM, easel(way)).expect("a picture");
            assert_eq!((picture.size.columns, picture.strips.len()), (40, 10), "{way:?}");
            assert_eq!(picture.once.is_empty(), way != Way::Kitty);
        }
        assert_eq!(draw(&bytes, ROOM, easel(Way::None)), None);
    }

    #[test]
    fn what_is_no_picture_is_too_small_or_is_cut_off_gives_none() {
        let whole = png(400, 200);
        for bytes in [
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            Vec::new(),
            whole[..60].to_vec(),
            png(5, 5),
        ] {
            assert_eq!(draw(&bytes, ROOM, easel(Way::Sixel)), None);
        }
    }

    #[test]
    fn a_picture_has_at_most_forty_megapixels() {
        let gray = |width, height| {
            let mut bytes = Cursor::new(Vec::new());
            GrayImage::new(width, height)
                .write_to(&mut bytes, ImageFormat::Png)
                .unwrap();
            decode(&bytes.into_inner())
        };
        assert!(gray(8_000, 5_000).is_some(), "this many can be decoded");
        assert!(gray(8_001, 5_000).is_none(), "and this many are not");
    }

    #[test]
    fn bytes_that_were_damaged_never_do_more_than_fail() {
        let whole = png(40, 40);
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let _ = draw(&damaged, ROOM, easel(Way::Blocks { any_color: true }));
        }
    }
}
