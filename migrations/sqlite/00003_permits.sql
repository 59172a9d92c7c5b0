-- +goose Up

-- Hosts that an operator lets be read whatever their robots.txt says. A row is never
-- changed but to say when it ended.
CREATE TABLE permits (
    num     INTEGER PRIMARY KEY,
    host    TEXT NOT NULL,
    reason  TEXT NOT NULL,
    granted TEXT NOT NULL, -- by whom
    at      INTEGER NOT NULL,
    ended   INTEGER NOT NULL -- 0 while it holds
);
CREATE UNIQUE INDEX permits_host ON permits (host) WHERE ended = 0;
