-- When something was changed, whether it was taken back since, and where a person put a feed among those beside it.
ALTER TABLE changes ADD COLUMN at INTEGER;
ALTER TABLE changes ADD COLUMN undone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN position INTEGER;
