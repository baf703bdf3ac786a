-- The first schema. Never edited: what comes later is a migration of its own.

CREATE TABLE feeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    own_title TEXT,
    feed_title TEXT,
    site_url TEXT,
    subscribed INTEGER NOT NULL,
    -- When it was unsubscribed from. Its entries are kept unlisted for a while, so that this can be undone.
    removed INTEGER,
    -- Kept by the triggers below; only listed entries count.
    unread INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    etag TEXT,
    last_modified TEXT,
    body_hash BLOB,
    obtained INTEGER,
    last_success INTEGER,
    last_attempt INTEGER,
    next_check INTEGER,
    fault TEXT,
    fault_message TEXT,
    failing_since INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    repairs INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE folders (
    feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    PRIMARY KEY (feed, path)
) WITHOUT ROWID;

-- What a list shows of an entry, in the order of lists: `place` is the time it is sorted by in the high bits and its id
-- in the low ones, so that a place is at once an order, a key and the row of the index over the words.
CREATE TABLE entries (
    place INTEGER PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    feed INTEGER NOT NULL REFERENCES feeds (id),
    read INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    listed INTEGER NOT NULL DEFAULT 1,
    indexed INTEGER NOT NULL DEFAULT 0,
    ready INTEGER NOT NULL DEFAULT 0,
    edited INTEGER NOT NULL DEFAULT 0,
    -- Bits: 1 image, 2 audio, 4 video.
    media INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    published INTEGER,
    arrived INTEGER NOT NULL,
    read_at INTEGER,
    -- Of everything that is shown, and of the words alone: what tells an edit from the same again.
    content_hash INTEGER NOT NULL,
    words_hash INTEGER NOT NULL,
    language TEXT,
    title TEXT NOT NULL,
    author TEXT,
    url TEXT,
    identity TEXT NOT NULL
);

CREATE INDEX listed_entries ON entries (place) WHERE listed = 1;
CREATE INDEX unread_entries ON entries (place) WHERE listed = 1 AND read = 0;
CREATE INDEX starred_entries ON entries (place, read) WHERE listed = 1 AND starred = 1;
CREATE INDEX feed_entries ON entries (feed, place) WHERE listed = 1;
CREATE INDEX feed_unread_entries ON entries (feed, place) WHERE listed = 1 AND read = 0;
CREATE INDEX pending_entries ON entries (place) WHERE listed = 1 AND indexed = 0;

-- What an entry is recognised by: hashes of its id, its link, and its title with its date. They outlive the entry.
CREATE TABLE keys (
    feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    key INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (feed, key, entry)
) WITHOUT ROWID;

-- The marks of entries that cleanup took: one that comes back is not new again.
CREATE TABLE departed (
    entry INTEGER PRIMARY KEY,
    feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    read INTEGER NOT NULL
);

-- The entries that stood in the feed when it last changed, as ids of eight bytes each.
CREATE TABLE presence (
    feed INTEGER PRIMARY KEY REFERENCES feeds (id) ON DELETE CASCADE,
    entries BLOB NOT NULL
);

-- Text apart from the row. `body` is the plain text and the HTML after it, deflated; `plain` is how many bytes the plain
-- text has; `details` is what only an opened article shows, as JSON.
CREATE TABLE texts (
    entry INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    plain INTEGER NOT NULL,
    details TEXT NOT NULL,
    body BLOB NOT NULL
);

-- The same as it arrives, not deflated yet: what is written here goes over to `texts` in the order of ids, which keeps
-- those pages full. Where an entry is in both, this is the newer.
CREATE TABLE loose_texts (
    entry INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    plain INTEGER NOT NULL,
    details TEXT NOT NULL,
    body BLOB NOT NULL
);

-- The full text of an entry, fetched from its page; packed as above.
CREATE TABLE full_texts (
    entry INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    plain INTEGER NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE tags (
    entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (entry, tag)
) WITHOUT ROWID;

CREATE INDEX entries_of_tag ON tags (tag);

-- Holds exactly the entries that are listed and marked as indexed, so that a search need not look at them.
-- Words arrive folded and cut by `words`, one blank between two: this tokenizer only splits at the blanks. `beginnings`
-- has the first letters of all words, for a word of which one or two letters have been typed: a fifth of the room that
-- prefix indexes of FTS5 would take.
CREATE VIRTUAL TABLE search USING fts5 (
    title, author, feed, text, beginnings,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- What can be taken back, the last first.
CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    feed INTEGER REFERENCES feeds (id) ON DELETE CASCADE,
    -- The old title, address or folders.
    old TEXT,
    -- The ids of the entries whose mark was changed, eight bytes each.
    entries BLOB
);

CREATE TABLE session (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The id that the next entry gets: ids are never given twice.
CREATE TABLE next_entry (id INTEGER NOT NULL);
INSERT INTO next_entry VALUES (1);

CREATE TRIGGER count_arrival AFTER INSERT ON entries WHEN new.listed = 1 BEGIN
    UPDATE feeds
    SET total = total + 1, unread = unread + 1 - new.read, starred = starred + new.starred
    WHERE id = new.feed;
END;

CREATE TRIGGER count_departure AFTER DELETE ON entries WHEN old.listed = 1 BEGIN
    UPDATE feeds
    SET total = total - 1, unread = unread - 1 + old.read, starred = starred - old.starred
    WHERE id = old.feed;
END;

CREATE TRIGGER count_marks AFTER UPDATE OF read, starred, listed ON entries BEGIN
    UPDATE feeds
    SET total = total + new.listed - old.listed,
        unread = unread + new.listed * (1 - new.read) - old.listed * (1 - old.read),
        starred = starred + new.listed * new.starred - old.listed * old.starred
    WHERE id = new.feed;
END;
