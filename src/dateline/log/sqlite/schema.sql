-- The tables of a Dateline database. Every row follows from the contents in `event`; `dateline verify` checks that it does.

-- Records by position: 1, 2, 3 … without gaps. Days are ISO text, instants microseconds since 1970 (UTC).
CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    company TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT,
    first_day TEXT NOT NULL,     -- 0001-01-01 if its date has no first day
    last_day TEXT NOT NULL,
    possible_day TEXT NOT NULL,  -- the day it counts from if possible is enough
    known TEXT NOT NULL,
    confidence INTEGER NOT NULL,
    act INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    content BLOB NOT NULL,
    digest BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- The first columns of these two lead to events; the others spare the rankings from reading them.
CREATE INDEX event_by_company ON event (
    company, position, last_day, first_day, possible_day, known, confidence
);
CREATE INDEX event_by_day ON event (
    last_day, first_day, id, possible_day, known, confidence, kind, company
);
CREATE INDEX event_by_known ON event (known, id);
CREATE INDEX event_by_identity ON event (company, position) WHERE kind IN ('founded', 'profile') OR act = 1;
CREATE INDEX event_by_act ON event (company, position) WHERE act = 1;

-- Which acts speak of an event, whether or not the log holds it yet.
CREATE TABLE act (
    target TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (target, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX act_by_position ON act (position, target);

-- Which events name a slug, and as what; in the role `identifier`, which profiles say an identifier of their company.
CREATE TABLE mention (
    slug TEXT NOT NULL,
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (slug, role, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX mention_by_position ON mention (position, slug, role);

-- Company slugs that a merge joins, in both directions.
CREATE TABLE same (
    slug TEXT NOT NULL,
    other TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (slug, other, position)
) STRICT, WITHOUT ROWID;

-- Every company with an event, and where its first one stands.
CREATE TABLE company (
    slug TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every name a company was given, folded for search, and where it first was.
CREATE TABLE name (
    company TEXT NOT NULL,
    folded TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (company, folded)
) STRICT, WITHOUT ROWID;

-- What events tell of the things that companies are ranked and sieved by; see index_entries.py, whose entries this
-- table has been calling accounts since its first version. Days are proleptic ordinals.
-- `dateline reindex` fills it anew: every row follows from a content.
CREATE TABLE account (
    id INTEGER PRIMARY KEY,      -- eight times the position, and the place in the event
    measure TEXT NOT NULL,
    unit TEXT NOT NULL,          -- a currency, or a word, or nothing
    number REAL NOT NULL,
    company TEXT NOT NULL,
    subject TEXT NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    possible_day INTEGER NOT NULL,
    known INTEGER NOT NULL,
    confidence INTEGER NOT NULL
) STRICT;

CREATE INDEX account_by_number ON account (
    measure, unit, number, id, company, last_day, first_day, possible_day, known, confidence
);
CREATE INDEX account_by_subject ON account (company, subject) WHERE measure = 'raised';
CREATE INDEX account_by_company ON account (company, measure, unit, last_day, possible_day)
WHERE measure IN ('country', 'sector', 'status', 'founded');

-- Files taken in, by SHA-256 in hexadecimal; position is that of the head right after.
CREATE TABLE taken (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    taken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The one place where the log ends. `epoch` tells the lives of a log apart, as after a restore.
CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    recorded_at INTEGER
) STRICT;

INSERT INTO head (one, position, hash, epoch, recorded_at) VALUES (1, 0, zeroblob(32), 1, NULL);

-- What is recorded stays as it is: the database itself refuses.
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'a recorded event never changes');
END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN
    SELECT RAISE(ABORT, 'a recorded event is never deleted');
END;
CREATE TRIGGER act_is_never_changed BEFORE UPDATE ON act BEGIN
    SELECT RAISE(ABORT, 'what was recorded of an act never changes');
END;
CREATE TRIGGER act_is_never_deleted BEFORE DELETE ON act BEGIN
    SELECT RAISE(ABORT, 'what was recorded of an act is never deleted');
END;
CREATE TRIGGER mention_is_never_changed BEFORE UPDATE ON mention BEGIN
    SELECT RAISE(ABORT, 'a recorded mention never changes');
END;
CREATE TRIGGER mention_is_never_deleted BEFORE DELETE ON mention BEGIN
    SELECT RAISE(ABORT, 'a recorded mention is never deleted');
END;
CREATE TRIGGER same_is_never_changed BEFORE UPDATE ON same BEGIN
    SELECT RAISE(ABORT, 'a recorded merge never changes');
END;
CREATE TRIGGER same_is_never_deleted BEFORE DELETE ON same BEGIN
    SELECT RAISE(ABORT, 'a recorded merge is never deleted');
END;
CREATE TRIGGER company_is_never_changed BEFORE UPDATE ON company BEGIN
    SELECT RAISE(ABORT, 'a recorded company never changes');
END;
CREATE TRIGGER company_is_never_deleted BEFORE DELETE ON company BEGIN
    SELECT RAISE(ABORT, 'a recorded company is never deleted');
END;
CREATE TRIGGER name_is_never_changed BEFORE UPDATE ON name BEGIN
    SELECT RAISE(ABORT, 'a recorded name never changes');
END;
CREATE TRIGGER name_is_never_deleted BEFORE DELETE ON name BEGIN
    SELECT RAISE(ABORT, 'a recorded name is never deleted');
END;
CREATE TRIGGER account_is_never_changed BEFORE UPDATE ON account BEGIN
    SELECT RAISE(ABORT, 'what is filed of an account never changes');
END;
CREATE TRIGGER taken_is_never_changed BEFORE UPDATE ON taken BEGIN
    SELECT RAISE(ABORT, 'what is noted of a file taken in never changes');
END;
CREATE TRIGGER taken_is_never_deleted BEFORE DELETE ON taken BEGIN
    SELECT RAISE(ABORT, 'a file taken in is never forgotten');
END;
CREATE TRIGGER head_never_goes_back BEFORE UPDATE ON head WHEN NEW.position < OLD.position BEGIN
    SELECT RAISE(ABORT, 'the log never becomes shorter');
END;
CREATE TRIGGER head_is_never_deleted BEFORE DELETE ON head BEGIN
    SELECT RAISE(ABORT, 'a log always has a head');
END;
