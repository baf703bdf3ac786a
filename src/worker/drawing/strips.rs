//! Pixels → a strip for each row of cells, in the way of each terminal. A strip that is drawn again over itself, or over
//! another at its place, leaves nothing of what was there.

use super::sixel;
use crate::model::{Picture, PictureSize, Way};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{ImageFormat, Rgb, RgbImage, imageops};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Cursor;
use std::sync::Arc;

/// Bytes of a picture that one sequence of kitty's protocol carries.
const CHUNK: usize = 4096;
/// The sign that kitty lays a picture over.
const PLACEHOLDER: char = '\u{10eeee}';
/// The marks that name the rows of a picture to kitty, in its order.
const ROW_MARKS: [char; 40] = [
    '\u{305}', '\u{30d}', '\u{30e}', '\u{310}', '\u{312}', '\u{33d}', '\u{33e}', '\u{33f}', '\u{346}', '\u{34a}',
    '\u{34b}', '\u{34c}', '\u{350}', '\u{351}', '\u{352}', '\u{357}', '\u{35b}', '\u{363}', '\u{364}', '\u{365}',
    '\u{366}', '\u{367}', '\u{368}', '\u{369}', '\u{36a}', '\u{36b}', '\u{36c}', '\u{36d}', '\u{36e}', '\u{36f}',
    '\u{483}', '\u{484}', '\u{485}', '\u{486}', '\u{487}', '\u{592}', '\u{593}', '\u{594}', '\u{595}', '\u{597}',
];

/// The picture of pixels that were scaled for it.
pub(super) fn picture(image: &RgbImage, size: PictureSize, way: Way) -> Option<Picture> {
    let height = image.height() / u32::from(size.rows);
    let strip = |row: u16| imageops::crop_imm(image, 0, u32::from(row) * height, image.width(), height).to_image();
    let rows = 0..size.rows;
    let (once, strips): (String, Vec<Arc<str>>) = match way {
        Way::None => return None,
        Way::Blocks { any_color } => (
            String::new(),
            rows.map(|row| blocks(&strip(row), any_color).into()).collect(),
        ),
        Way::Sixel => (
            String::new(),
            rows.map(|row| sixel::encode(&strip(row), u32::from(row) * height).into())
                .collect(),
        ),
        Way::Iterm => {
            let strips: Option<Vec<Arc<str>>> = rows.map(|row| Some(iterm(&png(&strip(row))?, size).into())).collect();
            (String::new(), strips?)
        }
        Way::Kitty => {
            let number = number(image);
            (
                kitty(&png(image)?, number, size),
                rows.map_while(|row| placeholders(number, row, size.columns)).collect(),
            )
        }
    };
    (strips.len() == usize::from(size.rows)).then(|| Picture {
        size,
        once: once.into(),
        strips,
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

/// A number for the picture, of the 24 bits that a colour has.
fn number(image: &RgbImage) -> u32 {
    let mut hasher = DefaultHasher::new();
    image.as_raw().hash(&mut hasher);
    (u32::try_from(hasher.finish() >> 40).unwrap_or(1)).max(1)
}

/// Hands kitty the whole picture, to be laid over placeholders.
fn kitty(png: &[u8], number: u32, size: PictureSize) -> String {
    let data = BASE64_STANDARD.encode(png);
    let mut sequences = String::new();
    let mut rest = data.as_str();
    let mut head = format!("a=T,U=1,q=2,f=100,i={number},c={},r={},", size.columns, size.rows);
    while !rest.is_empty() {
        let (chunk, following) = rest.split_at(rest.len().min(CHUNK));
        let more = u8::from(!following.is_empty());
        let _ = write!(sequences, "\u{1b}_G{head}m={more};{chunk}\u{1b}\\");
        head.clear();
        rest = following;
    }
    sequences
}

/// A row of a picture that kitty has: its number is the colour, its row a mark; the columns count themselves.
fn placeholders(number: u32, row: u16, columns: u16) -> Option<Arc<str>> {
    let mark = ROW_MARKS.get(usize::from(row))?;
    let [_, red, green, blue] = number.to_be_bytes();
    let mut signs = format!("\u{1b}[38;2;{red};{green};{blue}m{PLACEHOLDER}{mark}{}", ROW_MARKS[0]);
    (1..columns).for_each(|_| signs.push(PLACEHOLDER));
    signs.push_str("\u{1b}[39m");
    Some(signs.into())
}
