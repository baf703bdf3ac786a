//! The demo where there is no terminal: the real path on the built-in newsroom.

use crate::support::library::{Library, names_in};

#[test]
fn the_demo_prints_a_list_an_article_and_a_search() {
    let library = Library::new();
    let demo = library.say("demo").exits(0);
    let parts: Vec<&str> = demo.out.split("# dateline ").collect();
    assert_eq!(parts.len(), 4, "{demo:#?}");
    assert!(
        parts[1].starts_with("list") && parts[1].trim_end().lines().count() == 11,
        "{}",
        parts[1]
    );
    assert!(
        parts[2].starts_with("show ") && parts[2].lines().count() > 8,
        "{}",
        parts[2]
    );
    assert!(parts[3].starts_with("search lighthouse"), "{}", parts[3]);
    assert!(parts[3].matches("ighthouse").count() >= 3, "{}", parts[3]);
    assert_eq!(demo.err, "");
}

#[test]
fn the_demo_leaves_nothing_behind() {
    let library = Library::new();
    library.say("demo").exits(0);
    for folder in ["config", "data", "cache", "state", "tmp"] {
        assert_eq!(names_in(&library.folder(folder)), [""; 0], "{folder}");
    }
}
