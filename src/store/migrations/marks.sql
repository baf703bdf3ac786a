-- Marks are counted once a feed by who puts them: a trigger for each made SQLite keep a copy of every page that it touched,
-- in case the trigger failed.
DROP TRIGGER count_marks;

CREATE TRIGGER count_listing AFTER UPDATE OF listed ON entries BEGIN
    UPDATE feeds
    SET total = total + new.listed - old.listed,
        unread = unread + (new.listed - old.listed) * (1 - new.read),
        starred = starred + (new.listed - old.listed) * new.starred
    WHERE id = new.feed;
END;
