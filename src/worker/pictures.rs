//! The pictures of an article that is open: from the disk or the network, and made ready for the terminal.

use super::drawing;
use super::network::Shared;
use super::page_text::Asking;
use crate::app::Event;
use crate::model::{Easel, PictureSize};
use url::Url;

/// How pictures are loaded.
pub(super) struct Loading<'a> {
    pub shared: &'a Shared,
    /// How they are asked for; without it only those on the disk are taken.
    pub asking: Option<Asking>,
    pub easel: Easel,
}

impl Loading<'_> {
    /// Loads one after the other, in the order of the text, and reports each.
    pub async fn load(&self, wanted: &[(String, PictureSize)]) {
        for (url, room) in wanted {
            let drawn = self
                .bytes(url)
                .await
                .and_then(|bytes| drawing::draw(&bytes, *room, self.easel));
            let url = url.clone();
            (self.shared.report())(match drawn {
                Some(picture) => Event::PictureReady {
                    url,
                    room: *room,
                    easel: self.easel,
                    picture,
                },
                None => Event::PictureMissing { url },
            });
        }
    }

    async fn bytes(&self, url: &str) -> Option<Vec<u8>> {
        let url = Url::parse(url).ok()?;
        let pictures = self.shared.pictures();
        let Some(asking) = &self.asking else {
            return pictures.kept(&url);
        };
        let got = pictures.get(&asking.client, &url, asking.feed.as_ref()).await;
        got.inspect_err(|error| log::info!("a picture cannot be shown: {error}"))
            .ok()
    }
}
