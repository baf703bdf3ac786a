-- Whether an entry is read stands beside it: a mark writes here only, where a page holds hundreds of entries, and not the row of
-- the entry with the pages of its neighbours. The other columns are as the entry has them, so that each list of entries has one
-- of unread ones that is as quick: triggers keep them so but for stars, which are put in both places by who puts them.
CREATE TABLE unread (
    place INTEGER PRIMARY KEY,
    feed INTEGER NOT NULL,
    listed INTEGER NOT NULL DEFAULT 1,
    starred INTEGER NOT NULL DEFAULT 0,
    ready INTEGER NOT NULL DEFAULT 0
);
INSERT INTO unread (place, feed, listed, starred, ready)
    SELECT place, feed, listed, starred, ready FROM entries WHERE read = 0 ORDER BY place;
CREATE INDEX unread_of_feed ON unread (feed) WHERE listed = 1;
CREATE INDEX unread_starred ON unread (starred) WHERE listed = 1 AND starred = 1;
CREATE INDEX unread_ready ON unread (ready) WHERE listed = 1 AND ready = 1;

DROP TRIGGER count_departure;
DROP TRIGGER count_listing;
DROP INDEX unread_entries;
DROP INDEX feed_unread_entries;
DROP INDEX starred_entries;
DROP INDEX ready_entries;
ALTER TABLE entries DROP COLUMN read;
-- Nothing asked for it.
ALTER TABLE entries DROP COLUMN read_at;
CREATE INDEX starred_entries ON entries (starred) WHERE listed = 1 AND starred = 1;
CREATE INDEX ready_entries ON entries (ready) WHERE listed = 1 AND ready = 1;

CREATE TRIGGER count_departure AFTER DELETE ON entries BEGIN
    UPDATE feeds
    SET total = total - 1,
        unread = unread - EXISTS (SELECT 1 FROM unread WHERE place = old.place),
        starred = starred - old.starred
    WHERE id = old.feed AND old.listed = 1;
    DELETE FROM unread WHERE place = old.place;
END;

CREATE TRIGGER count_listing AFTER UPDATE OF listed ON entries BEGIN
    UPDATE feeds
    SET total = total + new.listed - old.listed,
        unread = unread + (new.listed - old.listed) * EXISTS (SELECT 1 FROM unread WHERE place = new.place),
        starred = starred + (new.listed - old.listed) * new.starred
    WHERE id = new.feed;
    UPDATE unread SET listed = new.listed WHERE place = new.place;
END;

CREATE TRIGGER tell_ready AFTER UPDATE OF ready ON entries BEGIN
    UPDATE unread SET ready = new.ready WHERE place = new.place;
END;
