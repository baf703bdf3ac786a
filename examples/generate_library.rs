//! Makes a large library, so that every figure about size can be had again by anybody:
//! `cargo run --release --example generate_library -- PATH ENTRIES [SEED]`.
//!
//! The words are made up, four languages in as many feeds out of ten, and as frequent as words are: the most frequent
//! stand in every entry, most stand in few. `zyxomancy` stands in one entry of 2,000.

use anyhow::{Context, Result};
use dateline::model::time::{HOUR, MINUTE};
use dateline::model::{
    EntryId, FeedId, FetchNotes, Fetched, FetchedFeed, Folder, Mark, NewEntry, Subscription, Timestamp, Validators,
    Wishes,
};
use dateline::store::{MarkTarget, Prepared, Store};
use fastrand::Rng;
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// The present of the library: nothing in it depends on the clock.
const NOW: Timestamp = Timestamp::from_unix(1_790_000_000);
/// Words of an entry, on average.
const WORDS: usize = 400;
/// Different words of a language.
const VOCABULARY: usize = 40_000;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let usage = "usage: generate_library PATH ENTRIES [SEED]";
    let path = arguments.first().context(usage)?;
    let entries = arguments.get(1).context(usage)?.parse().context(usage)?;
    let seed = arguments.get(2).map_or(Ok(1), |seed| seed.parse()).context(usage)?;
    generate(Path::new(path), entries, seed)
}

fn generate(path: &Path, entries: usize, seed: u64) -> Result<()> {
    let mut store = Store::open(path)?;
    let mut press = Press::new(seed);
    let feeds = subscribe(&mut store, (entries / 500).clamp(1, 500))?;
    let (mut saving, mut indexing) = (Duration::ZERO, Duration::ZERO);
    let mut ids = Vec::with_capacity(entries);
    while ids.len() < entries {
        // Several feeds with fifty entries each, as a refresh brings them.
        let mut batch = Vec::new();
        for _ in 0..20 {
            let feed = feeds[press.random.usize(..feeds.len())];
            batch.push(Prepared::from(press.document(feed, entries)));
        }
        let begun = Instant::now();
        ids.extend(store.save_all(&batch)?.into_iter().flat_map(|saved| saved.new_entries));
        saving += begun.elapsed();
        let begun = Instant::now();
        while store.index_pending(1000)? > 0 {}
        indexing += begun.elapsed();
    }
    mark(&mut store, &mut press.random, &ids)?;
    println!("{} entries saved in {saving:.1?}, indexed in {indexing:.1?}", ids.len());
    drop(store);
    let bytes = std::fs::metadata(path)?.len();
    println!("{bytes} bytes, {} an entry", bytes / ids.len() as u64);
    Ok(())
}

fn subscribe(store: &mut Store, count: usize) -> Result<Vec<FeedId>> {
    let subscriptions: Vec<Subscription> = (0..count)
        .map(|number| Subscription {
            url: format!("https://feed{number}.example/feed.xml"),
            title: Some(format!("Feed number {number}")),
            folders: Folder::parse(&format!("Folder {}", number % 12)).into_iter().collect(),
            ..Subscription::default()
        })
        .collect();
    let subscribed = store.subscribe_all(&subscriptions, NOW)?;
    Ok(subscribed.into_iter().map(|subscribed| subscribed.feed()).collect())
}

/// Seven of ten are read, one of a hundred is starred.
fn mark(store: &mut Store, random: &mut Rng, ids: &[EntryId]) -> Result<()> {
    let read = ids.iter().copied().filter(|_| random.u8(..10) < 7).collect();
    store.mark(&MarkTarget::Entries(read), Mark::Read, NOW)?;
    let starred = ids.iter().copied().filter(|_| random.u8(..100) == 0).collect();
    store.mark(&MarkTarget::Entries(starred), Mark::Star, NOW)?;
    Ok(())
}

/// What writes the entries.
struct Press {
    random: Rng,
    languages: Vec<Language>,
    published: usize,
}

struct Language {
    name: &'static str,
    /// The most frequent first.
    words: Vec<String>,
    /// What stands between words.
    blank: &'static str,
}

impl Press {
    fn new(seed: u64) -> Press {
        let mut random = Rng::with_seed(seed);
        let latin = [
            "ta", "re", "mi", "son", "ke", "lu", "the", "pra", "or", "in", "est", "vo", "gan", "di", "a", "us",
        ];
        let umlauts = [
            "ge", "ver", "schlüs", "ung", "heit", "ö", "be", "ta", "wir", "straß", "ein", "zu", "keit", "an",
        ];
        let cyrillic = [
            "по", "ста", "рос", "ни", "ка", "вы", "мо", "сть", "де", "ё", "пра", "ный", "об", "ло",
        ];
        let languages = vec![
            Language::new("en", &latin, " ", &mut random),
            Language::new("de", &umlauts, " ", &mut random),
            Language::new("ru", &cyrillic, " ", &mut random),
            Language::of_signs("zh", &mut random),
        ];
        Press {
            random,
            languages,
            published: 0,
        }
    }

    /// Fifty entries of a feed, published one after another.
    fn document(&mut self, feed: FeedId, entries: usize) -> FetchedFeed {
        let begun = self.published;
        self.published += 50;
        let entries = (0..50).map(|index| self.entry(feed, begun + index, entries)).collect();
        FetchedFeed {
            feed,
            at: NOW,
            next_check: NOW.plus(HOUR),
            took: None,
            outcome: Fetched::Changed {
                title: None,
                site_url: None,
                moved_to: None,
                validators: Validators::default(),
                entries,
                repairs: 0,
                wishes: Wishes::default(),
            },
            notes: FetchNotes::default(),
        }
    }

    fn entry(&mut self, feed: FeedId, number: usize, entries: usize) -> NewEntry {
        let language = match feed.0 % 10 {
            0..=6 => 0,
            7 => 1,
            8 => 2,
            _ => 3,
        };
        let title = self.sentence(language, 8);
        let (text, html) = self.body(language, number);
        let age = (entries.saturating_sub(number) as i64) * 5 * MINUTE + self.random.i64(0..HOUR);
        NewEntry {
            identity: format!("{feed}-{number}-{}", self.random.u32(..)),
            url: Some(format!("https://feed{feed}.example/{number}/{:x}", self.random.u64(..))),
            author: Some(self.sentence(language, 2)),
            published: Some(NOW.plus(-age)),
            language: Some(self.languages[language].name.to_owned()),
            title,
            html,
            text,
            ..NewEntry::default()
        }
    }

    fn body(&mut self, language: usize, number: usize) -> (String, String) {
        let (mut text, mut html) = (String::new(), String::new());
        let words = WORDS / 2 + self.random.usize(..WORDS);
        for paragraph in 0..words.div_ceil(60) {
            let mut sentence = self.sentence(language, 60);
            if paragraph == 1 && number.is_multiple_of(2000) {
                sentence.push_str(" zyxomancy");
            }
            let _ = writeln!(text, "{sentence}");
            let link = self.random.u32(..);
            let _ = writeln!(
                html,
                "<p>{sentence} <a href=\"https://site.example/{link}\">{}</a></p>",
                paragraph + 1
            );
        }
        (text, html)
    }

    fn sentence(&mut self, language: usize, words: usize) -> String {
        let language = &self.languages[language];
        let mut sentence = String::new();
        for index in 0..words {
            if index > 0 {
                sentence.push_str(language.blank);
            }
            sentence.push_str(language.word(&mut self.random));
        }
        sentence
    }
}

impl Language {
    fn new(name: &'static str, syllables: &[&str], blank: &'static str, random: &mut Rng) -> Language {
        let mut words: Vec<String> = (0..VOCABULARY)
            .map(|rank| {
                // Frequent words are short.
                let length = 1 + usize::from(rank > 15) + usize::from(rank > 200) + random.usize(..2);
                (0..length)
                    .map(|_| syllables[random.usize(..syllables.len())])
                    .collect()
            })
            .collect();
        if name == "en" {
            words[0] = "the".to_owned();
        }
        Language { name, words, blank }
    }

    fn of_signs(name: &'static str, random: &mut Rng) -> Language {
        let mut sign = || char::from_u32(0x4e00 + random.u32(..3000)).unwrap_or('字');
        let words = (0..VOCABULARY)
            .map(|rank| (0..1 + usize::from(rank > 100)).map(|_| sign()).collect())
            .collect();
        Language { name, words, blank: "" }
    }

    /// A word as frequent as its rank says: the n-th most frequent is 1/n as frequent as the first.
    fn word(&self, random: &mut Rng) -> &str {
        let rank = (self.words.len() as f64).powf(random.f64()) - 1.0;
        &self.words[rank as usize]
    }
}
