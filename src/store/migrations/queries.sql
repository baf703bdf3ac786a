-- The person's own sources: queries under names. And what is ready for offline, as a list of its own.
CREATE TABLE queries (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    query TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX ready_entries ON entries (place, read) WHERE listed = 1 AND ready = 1;
