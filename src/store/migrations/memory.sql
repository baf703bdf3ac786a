-- What the pages of a site have in common: on how many of its articles each block of text was seen. A block is a hash of
-- its text, an article a hash of each of its addresses; nothing of the text itself is kept.

CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    -- Pages learnt from; the number of the last one is the age that `last` is counted by.
    pages INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE site_blocks (
    site INTEGER NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    block INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    last INTEGER NOT NULL,
    -- The person asked to see it: it is never left out again.
    wanted INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (site, block)
) WITHOUT ROWID;

CREATE TABLE site_articles (
    site INTEGER NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    address INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (site, address)
) WITHOUT ROWID;

-- The full text with the blocks that were left out because other pages of the site have them too; packed as others.
CREATE TABLE whole_texts (
    entry INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    plain INTEGER NOT NULL,
    body BLOB NOT NULL,
    site TEXT NOT NULL,
    -- Their hashes, eight bytes each.
    blocks BLOB NOT NULL
);

-- Whether the feed has edited the entry since: its page may have changed as well.
ALTER TABLE full_texts ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;

-- The pictures that entries need to be ready for offline, by the numbers of their files.
CREATE TABLE kept_pictures (
    picture INTEGER NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    PRIMARY KEY (picture, entry)
) WITHOUT ROWID;

CREATE INDEX pictures_of_entry ON kept_pictures (entry);
