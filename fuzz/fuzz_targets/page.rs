//! HTML → lines at a width: none is wider than it (`promises.md` A4), and nothing panics.
#![no_main]

use dateline::model::text::width;
use dateline::render;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &str)| {
    let (columns, html) = input;
    let columns = 1 + columns % 400;
    for line in render::page(&render::document(html, None), columns).lines {
        let wide: usize = line.spans.iter().map(|span| width(&span.text)).sum();
        assert!(wide <= usize::from(columns), "{wide} cells in {columns}");
    }
});
