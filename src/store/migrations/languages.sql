-- The languages that the index has stems of. An index that was filled before may have those of all that there are rules for.
CREATE TABLE index_languages (code TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO index_languages (code)
    SELECT value FROM json_each(
        '["ar","da","de","el","en","es","fi","fr","hu","it","nl","no","pt","ro","ru","sv","ta","tr"]'
    )
    WHERE EXISTS (SELECT 1 FROM slots);
