-- Lists by title and by reading time. By feed they are walked along `feed_entries`.
CREATE INDEX titled_entries ON entries (title COLLATE NOCASE) WHERE listed = 1;
CREATE INDEX measured_entries ON entries (minutes) WHERE listed = 1;
