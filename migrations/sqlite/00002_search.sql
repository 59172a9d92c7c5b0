-- +goose Up

-- Full text search, filled by a job. A row is a part of what a version says and the one
-- before it did not, so every sentence is found where it first appeared.
CREATE TABLE searched (
    num     INTEGER PRIMARY KEY,
    version INTEGER NOT NULL
);
CREATE INDEX searched_version ON searched (version);

-- The texts themselves are in texts, so the index keeps none.
CREATE VIRTUAL TABLE search USING fts5 (body, content='', tokenize='unicode61 remove_diacritics 2');
