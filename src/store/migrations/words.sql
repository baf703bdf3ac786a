-- The index of words with less: it knows of each entry which words it has, not where. Phrases are checked on the texts.
-- Its rows are numbered anew: half the room of an index goes into the distances between rows, so the numbers lie close.

DROP TABLE search;

-- One column of words, each once: as they are written; after `§` those of the title, after `¶` those of the author,
-- after `≈` and a language stems, after `·` the first letters. Holds exactly the entries that are listed and marked as indexed.
CREATE VIRTUAL TABLE search USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);

-- The row of the index in which an entry is: in the order of places, about one for every 32 seconds.
CREATE TABLE slots (
    slot INTEGER PRIMARY KEY,
    place INTEGER NOT NULL UNIQUE
);

UPDATE entries SET indexed = 0 WHERE indexed = 1;
