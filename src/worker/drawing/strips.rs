//! Pixels → a strip for each row of cells, in the way of each terminal. A strip that is drawn again over itself, or over
//! another at its place, leaves nothing of what was there.

use super::sixel;
use crate::model::{Picture, PictureSize, Strip, Way};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{ImageFormat, Rgb, RgbImage, imageops};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Cursor;

/// Bytes of a picture that one sequence of kitty's protocol carries.
const CHUNK: usize = 4096;
/// The picture of pixels that were scaled for it.
pub(super) fn picture(image: &RgbImage, size: PictureSize, way: Way) -> Option<Picture> {
    let height = image.height() / u32::from(size.rows);
    let strip = |row: u16| imageops::crop_imm(image, 0, u32::from(row) * height, image.width(), height).to_image();
    let number = number(image);
    let drawn = |row: u16| {
        let shown = match way {
            Way::None => return None,
            Way::Blocks { any_color } => blocks(&strip(row), any_color),
            Way::Sixel => sixel::encode(&strip(row), u32::from(row) * height),
            Way::Iterm => iterm(&png(&strip(row))?, size),
            Way::Kitty => placed(number, row, (image.width(), height), size),
        };
        Some(Strip {
            shown: shown.into(),
            gone: if way == Way::Kitty {
                removed(number, row)
            } else {
                String::new()
            }
            .into(),
        })
    };
    let once = match way {
        Way::Kitty => kitty(&png(image)?, number),
        _ => String::new(),
    };
    Some(Picture {
        size,
        once: once.into(),
        strips: (0..size.rows).map(drawn).collect::<Option<Vec<Strip>>>()?,
    })
}

/// The upper half of each cell in its ink, the lower in what is behind.
fn blocks(strip: &RgbImage, any_color: bool) -> String {
    let mut drawn = String::new();
    let mut last = None;
    for x in 0..strip.width() {
        let colors = (*strip.get_pixel(x, 0), *strip.get_pixel(x, strip.height() - 1));
        if last != Some(colors) {
            let (upper, lower) = (color(colors.0, any_color), color(colors.1, any_color));
            // Writing to a string does not fail.
            let _ = write!(drawn, "\u{1b}[38;{upper};48;{lower}m");
            last = Some(colors);
        }
        drawn.push('▀');
    }
    drawn.push_str("\u{1b}[39;49m");
    drawn
}

fn color(Rgb([red, green, blue]): Rgb<u8>, any_color: bool) -> String {
    if any_color {
        return format!("2;{red};{green};{blue}");
    }
    let step = |part: u8| (u16::from(part) * 5 + 127) / 255;
    format!("5;{}", 16 + 36 * step(red) + 6 * step(green) + step(blue))
}

fn png(image: &RgbImage) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}

fn iterm(png: &[u8], size: PictureSize) -> String {
    let PictureSize { columns, .. } = size;
    let bytes = png.len();
    let data = BASE64_STANDARD.encode(png);
    format!(
        "\u{1b}]1337;File=inline=1;size={bytes};width={columns};height=1;preserveAspectRatio=0;doNotMoveCursor=1:{data}\u{7}"
    )
}

/// A number for the picture, by which kitty knows it.
fn number(image: &RgbImage) -> u32 {
    let mut hasher = DefaultHasher::new();
    image.as_raw().hash(&mut hasher);
    (u32::try_from(hasher.finish() >> 40).unwrap_or(1)).max(1)
}

/// Hands kitty the whole picture, of which strips are placed then.
fn kitty(png: &[u8], number: u32) -> String {
    let data = BASE64_STANDARD.encode(png);
    let mut sequences = String::new();
    let mut rest = data.as_str();
    let mut head = format!("a=t,q=2,f=100,i={number},");
    while !rest.is_empty() {
        let (chunk, following) = rest.split_at(rest.len().min(CHUNK));
        let more = u8::from(!following.is_empty());
        let _ = write!(sequences, "\u{1b}_G{head}m={more};{chunk}\u{1b}\\");
        head.clear();
        rest = following;
    }
    sequences
}

/// Places a row of a picture that kitty has; where it is placed already, it moves.
fn placed(number: u32, row: u16, (width, height): (u32, u32), size: PictureSize) -> String {
    let (place, top, columns) = (row + 1, u32::from(row) * height, size.columns);
    format!("\u{1b}_Ga=p,q=2,C=1,i={number},p={place},x=0,y={top},w={width},h={height},c={columns},r=1\u{1b}\\")
}

fn removed(number: u32, row: u16) -> String {
    format!("\u{1b}_Ga=d,d=i,q=2,i={number},p={}\u{1b}\\", row + 1)
}
