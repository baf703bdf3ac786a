//! What a page's data blocks (JSON-LD) say about its article. Nothing else of the page is looked at.

use super::bound::bounded;
use crate::model::text::line;
use dom_query::Document;
use serde_json::Value;

/// Values looked at in data blocks.
const MAX_VALUES: usize = 20_000;

/// The article's entry in the page's data blocks.
pub(super) struct Data(Vec<Value>);

impl Data {
    pub(super) fn read(document: &Document) -> Data {
        let mut articles = Vec::new();
        let mut left = MAX_VALUES;
        for script in document.select("script[type*='ld+json']").nodes() {
            let text = script.text();
            let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
            let Ok(value) = serde_json::from_str::<Value>(text) else {
                continue;
            };
            let mut values = vec![value];
            while let Some(value) = values.pop() {
                left = left.saturating_sub(1);
                if left == 0 {
                    return Data(articles);
                }
                match value {
                    Value::Array(list) => values.extend(list.into_iter().rev()),
                    Value::Object(mut map) => {
                        if let Some(graph) = map.remove("@graph") {
                            values.push(graph);
                        }
                        if let Some(main) = map.remove("mainEntity") {
                            values.push(main);
                        }
                        if is_article(map.get("@type")) {
                            articles.push(Value::Object(map));
                        }
                    }
                    _ => {}
                }
            }
        }
        Data(articles)
    }

    pub(super) fn text(&self, keys: &[&str]) -> Option<String> {
        let texts = self
            .0
            .iter()
            .flat_map(|article| keys.iter().filter_map(move |key| article.get(*key)?.as_str()));
        texts.map(|text| line(&unescaped(text))).find(|text| !text.is_empty())
    }

    /// The longest text under `key` with its line ends, without tags.
    pub(super) fn paragraphs(&self, key: &str) -> Option<String> {
        let texts = self.0.iter().filter_map(|article| article.get(key)?.as_str());
        let longest = texts.max_by_key(|text| text.len())?;
        let broken = longest.replace("</p>", "\n").replace("<br", "\n<br");
        let fragment = Document::from(bounded(&broken));
        Some(unescaped(&fragment.text()))
    }

    /// The name, or the names, of what stands under `key`.
    pub(super) fn name(&self, key: &str) -> Option<String> {
        self.0.iter().find_map(|article| names(article.get(key)?))
    }
}

fn is_article(kind: Option<&Value>) -> bool {
    let fits = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            kind.ends_with("Article")
                || kind.ends_with("Posting")
                || kind.ends_with("NewsItem")
                || matches!(kind, "Report" | "Review" | "WebPage" | "CreativeWork")
        })
    };
    match kind {
        Some(Value::Array(kinds)) => kinds.iter().any(fits),
        Some(kind) => fits(kind),
        None => false,
    }
}

fn names(value: &Value) -> Option<String> {
    let found = match value {
        Value::String(name) => line(&unescaped(name)),
        Value::Object(map) => line(&unescaped(map.get("name")?.as_str()?)),
        Value::Array(list) => list
            .iter()
            .take(8)
            .filter_map(|one| if one.is_array() { None } else { names(one) })
            .collect::<Vec<_>>()
            .join(", "),
        _ => return None,
    };
    is_name(&found).then_some(found)
}

/// Whether this can be a name: not an address, not a sentence.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 160 && !text.contains("://") && !text.starts_with('@')
}

/// Text without the entities that some pages leave in their data; it is cleaned and escaped again later.
pub(super) fn unescaped(text: &str) -> String {
    if text.contains('&') && text.contains(';') {
        Document::from(bounded(text)).text().to_string()
    } else {
        text.to_owned()
    }
}
