-- The bodies of several loose texts in one row, which fills its pages. `last` is the last of their entries: when all loose texts
-- up to it are deflated, it goes.
CREATE TABLE loose_blocks (
    last INTEGER PRIMARY KEY,
    body BLOB NOT NULL
);

-- Where the body is, as bytes of a block; where `block` is null it is in the row. (And `read_at` of `entries` is no longer
-- written: nothing asked for it, and with it a mark changed the length of its row.)
ALTER TABLE loose_texts ADD COLUMN block INTEGER;
ALTER TABLE loose_texts ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE loose_texts ADD COLUMN size INTEGER NOT NULL DEFAULT 0;

CREATE VIEW loose AS
    SELECT entry, plain, details, form,
        CASE WHEN block IS NULL THEN body
        ELSE (SELECT substr(loose_blocks.body, at + 1, size) FROM loose_blocks WHERE last = block) END AS body
    FROM loose_texts;
