//! Pixels → sixels. The colours are the same 216 for every strip, mixed by an ordered pattern, so that strips of one
//! picture join without a seam.

use image::RgbImage;
use std::fmt::Write;

/// Steps of each part of a colour.
const STEPS: u16 = 6;
/// Rows of pixels that one line of sixels has.
const BAND: u32 = 6;
/// How much each pixel of a square of four is moved towards the next colour, in sixteenths.
const PATTERN: [[u16; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

/// The sequence that draws the pixels from the cursor on; `above` is how many rows of the whole picture are above them.
pub(super) fn encode(image: &RgbImage, above: u32) -> String {
    let mut sixels = format!("\u{1b}P0;1;0q\"1;1;{};{}", image.width(), image.height());
    let mut defined = [false; 216];
    for top in (0..image.height()).step_by(BAND as usize) {
        if top > 0 {
            sixels.push('-');
        }
        band(image, top, above, &mut defined, &mut sixels);
    }
    sixels.push_str("\u{1b}\\");
    sixels
}

/// One line of sixels: for each of its colours a pass over its columns.
fn band(image: &RgbImage, top: u32, above: u32, defined: &mut [bool; 216], sixels: &mut String) {
    let bottom = (top + BAND).min(image.height());
    let mut passes: Vec<(usize, Vec<u8>)> = Vec::new();
    for x in 0..image.width() {
        for y in top..bottom {
            let shift = PATTERN[((above + y) % 4) as usize][(x % 4) as usize];
            let color = nearest(image.get_pixel(x, y).0, shift);
            let pass = match passes.iter().position(|(known, _)| *known == color) {
                Some(at) => at,
                None => {
                    passes.push((color, vec![0; image.width() as usize]));
                    passes.len() - 1
                }
            };
            passes[pass].1[x as usize] |= 1 << (y - top);
        }
    }
    for (index, (color, columns)) in passes.iter().enumerate() {
        if index > 0 {
            sixels.push('$');
        }
        if !std::mem::replace(&mut defined[*color], true) {
            define(*color, sixels);
        }
        // Writing to a string does not fail.
        let _ = write!(sixels, "#{color}");
        runs(columns, sixels);
    }
}

fn nearest(color: [u8; 3], shift: u16) -> usize {
    let step = |part: u8| (u16::from(part) * (STEPS - 1) * 16 + shift * 255 + 8) / (255 * 16);
    let [red, green, blue] = color.map(|part| usize::from(step(part).min(STEPS - 1)));
    red * 36 + green * 6 + blue
}

fn define(color: usize, sixels: &mut String) {
    let percent = |step: usize| step * 20;
    let (red, green, blue) = (percent(color / 36), percent(color / 6 % 6), percent(color % 6));
    let _ = write!(sixels, "#{color};2;{red};{green};{blue}");
}

/// The columns of a pass; like ones that follow each other are counted, and empty ones at the end left out.
fn runs(columns: &[u8], sixels: &mut String) {
    let end = columns.iter().rposition(|bits| *bits != 0).map_or(0, |at| at + 1);
    for run in columns[..end].chunk_by(|one, other| one == other) {
        let sign = char::from(63 + run[0]);
        if run.len() > 3 {
            let _ = write!(sixels, "!{}{sign}", run.len());
        } else {
            run.iter().for_each(|_| sixels.push(sign));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_plain_strip_is_one_counted_run_a_band() {
        let red = RgbImage::from_pixel(20, 8, Rgb([255, 0, 0]));
        assert_eq!(
            encode(&red, 0),
            "\u{1b}P0;1;0q\"1;1;20;8#180;2;100;0;0#180!20~-#180!20B\u{1b}\\"
        );
    }
}
