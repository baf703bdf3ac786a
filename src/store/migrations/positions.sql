-- How far an entry has been read: the signs of its text, without blanks, before the first line that was in sight; how
-- much of it had been seen, in percent; and when. An entry read to its end, or left at its beginning, has no row.
CREATE TABLE positions (
    entry INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    signs INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    kept INTEGER NOT NULL
);

CREATE INDEX latest_positions ON positions (kept);
