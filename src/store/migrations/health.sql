-- What a feed's own screen tells, and what was set for a feed alone.

ALTER TABLE feeds ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN repaired TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN redirected_to TEXT;
ALTER TABLE feeds ADD COLUMN moved_from TEXT;
ALTER TABLE feeds ADD COLUMN moved_at INTEGER;

CREATE TABLE feed_settings (
    feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (feed, name)
) WITHOUT ROWID;
