//! Pages that stand within another one: which of them play a video, and the page that a person would rather open than
//! the bare player.

use url::Url;

const VIDEO_SITES: [&str; 6] = [
    "youtube.com/",
    "youtube-nocookie.com/",
    "youtu.be/",
    "vimeo.com/",
    "dailymotion.com/",
    "player.twitch.tv/",
];

/// Whether a page is a player of videos.
pub fn is_video(address: &str) -> bool {
    VIDEO_SITES.iter().any(|site| address.contains(site))
}

/// The page that a player or a post belongs to.
pub fn page(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let mut parts = url.path_segments()?;
    let host = url.host_str()?.trim_start_matches("www.");
    let page = match (host, parts.next()?, parts.next().filter(|part| !part.is_empty())) {
        ("youtube.com" | "youtube-nocookie.com", "embed", Some("videoseries")) => {
            format!("https://www.youtube.com/playlist?list={}", query(&url, "list")?)
        }
        ("youtube.com" | "youtube-nocookie.com", "embed", Some(video)) => {
            format!("https://www.youtube.com/watch?v={video}")
        }
        ("player.vimeo.com", "video", Some(video)) => format!("https://vimeo.com/{video}"),
        ("platform.twitter.com", "embed", Some(_)) => format!("https://x.com/i/status/{}", query(&url, "id")?),
        _ => return None,
    };
    // What was put together is read once more: a part of an address may hold what ends another.
    Url::parse(&page).ok().map(String::from)
}

fn query(url: &Url, name: &str) -> Option<String> {
    let found = url.query_pairs().find(|(known, _)| known == name)?;
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-_".contains(sign);
    found.1.chars().all(is_plain).then(|| found.1.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_player_leads_to_its_page() {
        for (player, expected) in [
            (
                "https://www.youtube.com/embed/a-1?rel=0",
                Some("https://www.youtube.com/watch?v=a-1"),
            ),
            (
                "https://www.youtube-nocookie.com/embed/a1",
                Some("https://www.youtube.com/watch?v=a1"),
            ),
            (
                "https://www.youtube.com/embed/videoseries?list=PL1",
                Some("https://www.youtube.com/playlist?list=PL1"),
            ),
            ("https://player.vimeo.com/video/12?h=3", Some("https://vimeo.com/12")),
            (
                "https://platform.twitter.com/embed/Tweet.html?id=7",
                Some("https://x.com/i/status/7"),
            ),
            ("https://platform.twitter.com/embed/Tweet.html?id=7%26x", None),
            ("https://www.youtube.com/embed/", None),
            ("https://maps.example/embed/1", None),
        ] {
            assert_eq!(page(player).as_deref(), expected, "{player}");
        }
    }
}
