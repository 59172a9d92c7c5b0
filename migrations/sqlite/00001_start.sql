-- +goose Up

-- Times are Unix microseconds in UTC, 0 when unknown. Rows refer to each other by num;
-- 0 refers to nothing. Ids of captures, versions and changes are packed (store/values.go).

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL,
    at    INTEGER NOT NULL
) WITHOUT ROWID;

-- revision: grows whenever something shown changes. sequence: the published order.
-- event: numbers the outbox's events. fanned: the last event handed to endpoints.
INSERT INTO counters (name, value, at) VALUES ('revision', 0, 0), ('sequence', 0, 0), ('event', 0, 0), ('fanned', 0, 0);

CREATE TABLE marks (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Who saw a capture: few names, many captures.
CREATE TABLE names (
    num  INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE platforms (
    num       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    owner     TEXT NOT NULL,
    products  TEXT NOT NULL, -- JSON array, or empty
    simulated INTEGER NOT NULL
);

CREATE TABLE documents (
    num         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    platform    INTEGER NOT NULL, -- platforms.num
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    product     TEXT NOT NULL,
    region      TEXT NOT NULL,
    language    TEXT NOT NULL,
    sources     TEXT NOT NULL, -- JSON array, or empty
    visit_every INTEGER NOT NULL, -- nanoseconds, 0 when the schedule decides
    origin      TEXT NOT NULL,
    note        TEXT NOT NULL,
    host        TEXT NOT NULL, -- of the first source, empty when never visited
    retired     INTEGER NOT NULL, -- time, 0 while on a list
    base        INTEGER NOT NULL DEFAULT 0, -- versions.num, the newest
    text        INTEGER NOT NULL DEFAULT 0, -- texts.num, last stored: the next one's dictionary
    keyframe    INTEGER NOT NULL DEFAULT 0, -- texts.num, where the present run of dictionaries starts
    collections TEXT NOT NULL DEFAULT '', -- archives its versions came from, one a line, sorted
    health      TEXT NOT NULL DEFAULT '',
    reason      TEXT NOT NULL DEFAULT '',
    checked     INTEGER NOT NULL DEFAULT 0,
    good        INTEGER NOT NULL DEFAULT 0,
    due         INTEGER NOT NULL DEFAULT 0,
    failures    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX documents_platform ON documents (platform);
CREATE INDEX documents_due ON documents (host, due) WHERE retired = 0 AND host <> '';

-- What the next visit and the next judgement need of a document; large, and read one at a time.
CREATE TABLE memories (
    document INTEGER PRIMARY KEY,
    pages    BLOB, -- compressed JSON
    history  BLOB  -- compressed
);

CREATE TABLE texts (
    num   INTEGER PRIMARY KEY,
    key   BLOB NOT NULL,    -- redline.Key
    sum   BLOB NOT NULL,    -- first 128 bits of the SHA-256 of the bytes
    base  INTEGER NOT NULL, -- texts.num, the dictionary; 0 for none
    place INTEGER NOT NULL, -- in its document's row of texts, from 0
    data  BLOB NOT NULL     -- zstd
);
CREATE UNIQUE INDEX texts_key ON texts (key, sum);

CREATE TABLE captures (
    num       INTEGER PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE,
    document  INTEGER NOT NULL,
    at        INTEGER NOT NULL, -- first
    last      INTEGER NOT NULL, -- of those folded into this row
    times     INTEGER NOT NULL, -- how many captures this row stands for
    seen_by   INTEGER NOT NULL, -- names.num
    health    TEXT NOT NULL,
    reason    TEXT NOT NULL,
    text      INTEGER NOT NULL, -- texts.num
    pages     BLOB,             -- compressed JSON
    reference BLOB,
    snapshots BLOB,             -- what an archive took the text from, each with its length in front
    technical INTEGER NOT NULL
);
CREATE INDEX captures_document ON captures (document, last);
CREATE INDEX captures_text ON captures (text, at);
CREATE INDEX captures_unreadable ON captures (last) WHERE health NOT IN ('good', 'unchanged');

CREATE TABLE versions (
    num        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    document   INTEGER NOT NULL,
    text       INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    capture    INTEGER NOT NULL, -- captures.num, the first
    words      INTEGER NOT NULL,
    language   TEXT NOT NULL
);
CREATE INDEX versions_document ON versions (document, first_seen);

CREATE TABLE changes (
    num          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    document     INTEGER NOT NULL,
    old          INTEGER NOT NULL, -- versions.num
    new          INTEGER NOT NULL, -- versions.num
    old_text     INTEGER NOT NULL,
    new_text     INTEGER NOT NULL,
    capture      INTEGER NOT NULL, -- captures.num, the first with the new text
    last_without INTEGER NOT NULL,
    first_with   INTEGER NOT NULL,
    seen         INTEGER NOT NULL,
    confirmed    INTEGER NOT NULL,
    gone         INTEGER NOT NULL,
    technical    INTEGER NOT NULL,
    origin       TEXT NOT NULL,
    alert        INTEGER NOT NULL, -- alerts.num
    class        TEXT NOT NULL,
    noise        TEXT NOT NULL,
    topics       INTEGER NOT NULL, -- bits, store/values.go
    direction    TEXT NOT NULL,
    e2ee         TEXT NOT NULL,
    mechanism    TEXT NOT NULL,
    severity     INTEGER NOT NULL, -- redline.Severity.Rank
    confidence   REAL NOT NULL,
    detail       BLOB -- the rest of the verdict, compressed
);
CREATE INDEX changes_document ON changes (document, first_with);
CREATE INDEX changes_time ON changes (first_with);
CREATE INDEX changes_pending ON changes (document) WHERE confirmed = 0 AND gone = 0;
CREATE INDEX changes_alert ON changes (alert) WHERE alert <> 0;

CREATE TABLE alerts (
    num       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    slug      TEXT NOT NULL, -- fixed when sequence is given; before, a proposal
    platform  INTEGER NOT NULL,
    topic     TEXT NOT NULL, -- the group
    origin    TEXT NOT NULL,
    changes   TEXT NOT NULL, -- JSON array of change ids, the first one first
    began     INTEGER NOT NULL, -- first_with of the first change
    published INTEGER NOT NULL, -- time of the first publication
    sequence  INTEGER NOT NULL, -- of the first publication, 0 before
    updated   INTEGER NOT NULL, -- time of the newest entry
    waiting   INTEGER NOT NULL, -- 1 while a draft waits for a person
    entries   INTEGER NOT NULL, -- how many
    -- of the newest content:
    topics    INTEGER NOT NULL,
    severity  INTEGER NOT NULL,
    direction TEXT NOT NULL,
    e2ee      TEXT NOT NULL
);
CREATE UNIQUE INDEX alerts_slug ON alerts (slug) WHERE sequence > 0;
CREATE INDEX alerts_platform ON alerts (platform, began);
CREATE INDEX alerts_published ON alerts (published, sequence);

-- A published entry is its leaf in the log and nothing beside it, so that what is shown is what is proven.
CREATE TABLE entries (
    alert    INTEGER NOT NULL,
    place    INTEGER NOT NULL, -- from 0
    sequence INTEGER NOT NULL, -- log.sequence, 0 for a draft's
    body     BLOB,             -- compressed JSON of a draft's entry; null when it stands in the log
    PRIMARY KEY (alert, place)
) WITHOUT ROWID;

CREATE TABLE log (
    sequence INTEGER PRIMARY KEY,
    hash     BLOB NOT NULL, -- SHA-256 of a zero byte and the leaf (RFC 6962)
    bytes    BLOB NOT NULL  -- the leaf, compressed
);

CREATE TABLE events (
    num      INTEGER PRIMARY KEY, -- counter 'event'
    sequence INTEGER NOT NULL,    -- the entry's, 0 for events that are no entry
    type     TEXT NOT NULL,
    alert    INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,    -- whom it is about
    at       INTEGER NOT NULL
);

CREATE TABLE endpoints (
    num           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    address       BLOB NOT NULL, -- encrypted
    shown         TEXT NOT NULL, -- the address as it may be shown: scheme and host
    secret        BLOB NOT NULL, -- encrypted
    format        TEXT NOT NULL,
    filter        TEXT NOT NULL, -- JSON
    created       INTEGER NOT NULL,
    registered    INTEGER NOT NULL, -- sequence
    registered_event INTEGER NOT NULL, -- counter 'event' at the time
    first_failure INTEGER NOT NULL,
    last_success  INTEGER NOT NULL,
    disabled      INTEGER NOT NULL,
    reason        TEXT NOT NULL
);

CREATE TABLE deliveries (
    num      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    endpoint INTEGER NOT NULL,
    event    INTEGER NOT NULL,
    state    TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at  INTEGER NOT NULL,
    log      BLOB -- compressed JSON of the attempts
);
CREATE UNIQUE INDEX deliveries_event ON deliveries (endpoint, event);
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE state = 'pending';
