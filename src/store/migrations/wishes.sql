-- When a feed and its server want to be asked again, and how long they took to answer: needed after an answer that does
-- not say it, and after a restart.

-- Seconds.
ALTER TABLE feeds ADD COLUMN ttl INTEGER;
ALTER TABLE feeds ADD COLUMN fresh_for INTEGER;
-- Hours from 0, days from Monday at 0; a byte each.
ALTER TABLE feeds ADD COLUMN skip_hours BLOB;
ALTER TABLE feeds ADD COLUMN skip_days BLOB;
-- Milliseconds until the last answer was there.
ALTER TABLE feeds ADD COLUMN took INTEGER;
