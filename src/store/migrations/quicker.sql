-- What a refresh brings is saved with less to write.

-- How the body of a loose text is kept: 0 as it is, 2 packed quickly. (1 is deflated, as all other bodies are.)
ALTER TABLE loose_texts ADD COLUMN form INTEGER NOT NULL DEFAULT 0;

-- New entries are counted once a feed by who saves them: a trigger for each made SQLite keep a copy of every page that it
-- touched, in case the trigger failed.
DROP TRIGGER count_arrival;
