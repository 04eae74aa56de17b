-- The tables of a log in PostgreSQL: those of log/sqlite/schema.sql, in the first schema of the search path. Every row
-- follows from the contents in `event`; `dateline verify` checks that it does.
--
-- An entry of an index holds 2,700 bytes at most, and names, slugs and measures can be longer than that: what they are
-- looked up by is a hash of them, or how they begin. Texts are ordered by their bytes, as everywhere in Dateline.

-- Records by position: 1, 2, 3 … without gaps. Days are ISO text, instants microseconds since 1970 (UTC).
CREATE TABLE event (
    position bigint PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    company text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C",
    first_day text COLLATE "C" NOT NULL,     -- 0001-01-01 if its date has no first day
    last_day text COLLATE "C" NOT NULL,
    possible_day text COLLATE "C" NOT NULL,  -- the day it counts from if possible is enough
    known text COLLATE "C" NOT NULL,
    confidence integer NOT NULL,
    act integer NOT NULL,
    recorded_at bigint NOT NULL,
    content bytea NOT NULL,
    digest bytea NOT NULL,
    hash bytea NOT NULL
);

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
    target text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (target, position)
);

CREATE INDEX act_by_position ON act (position, target);

-- Which events name a slug, and as what; in the role `identifier`, which profiles say an identifier of their company.
CREATE TABLE mention (
    slug text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    position bigint NOT NULL
);

CREATE INDEX mention_by_binding_slug ON mention USING hash (slug)
WHERE role IN ('target', 'holder', 'subject', 'same');
CREATE INDEX mention_by_slug ON mention USING hash (slug);
CREATE INDEX mention_by_position ON mention (position);

-- Company slugs that a merge joins, in both directions.
CREATE TABLE same (
    slug text COLLATE "C" NOT NULL,
    other text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (slug, other, position)
);

-- Every company with an event, and where its first one stands.
CREATE TABLE company (
    slug text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL
);

-- Every name a company was given, folded for search, and where it first was.
CREATE TABLE name (
    company text COLLATE "C" NOT NULL,
    folded text COLLATE "C" NOT NULL,
    position bigint NOT NULL
);

CREATE INDEX name_by_company ON name (company);

-- What events tell of the things that companies are ranked and sieved by; see index_entries.py. Days are proleptic
-- ordinals. `dateline reindex` fills it anew: every row follows from a content.
CREATE TABLE account (
    id bigint PRIMARY KEY,       -- eight times the position, and the place in the event
    measure text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,          -- a currency, or a word, or nothing
    number double precision NOT NULL,
    company text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    first_day integer NOT NULL,
    last_day integer NOT NULL,
    possible_day integer NOT NULL,
    known integer NOT NULL,
    confidence integer NOT NULL
);

CREATE INDEX account_by_number ON account (left(measure, 200), left(unit, 200), number, id);
CREATE INDEX account_by_subject ON account (company) WHERE measure = 'raised';
CREATE INDEX account_by_company ON account (company, measure, last_day, possible_day)
WHERE measure IN ('country', 'sector', 'status', 'founded');

-- Files taken in, by SHA-256 in hexadecimal; position is that of the head right after.
CREATE TABLE taken (
    digest text COLLATE "C" PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    taken_at bigint NOT NULL
);

-- API keys, which are no part of the log.
CREATE TABLE api_key (
    id text COLLATE "C" PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    scopes text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    made_at bigint NOT NULL,
    revoked_at bigint
);

-- The one place where the log ends. `epoch` tells the lives of a log apart, as after a failover or a restore: `life` is
-- what PostgreSQL said of itself when it began.
CREATE TABLE head (
    one integer PRIMARY KEY CHECK (one = 1),
    position bigint NOT NULL,
    hash bytea NOT NULL,
    epoch bigint NOT NULL,
    recorded_at bigint,
    life text COLLATE "C" NOT NULL
);

-- By which rules the rows were filed: see FILING.
CREATE TABLE filing (
    one integer PRIMARY KEY CHECK (one = 1),
    version integer NOT NULL
);

INSERT INTO head (one, position, hash, epoch, recorded_at, life) VALUES (1, 0, decode(repeat('00', 32), 'hex'), 1, NULL, '');

-- What is recorded stays as it is: the database itself refuses.
CREATE FUNCTION dateline_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('a recorded event never changes');
CREATE TRIGGER event_is_never_deleted BEFORE DELETE OR TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('a recorded event is never deleted');
CREATE TRIGGER act_is_never_changed BEFORE UPDATE ON act
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('what was recorded of an act never changes');
CREATE TRIGGER act_is_never_deleted BEFORE DELETE OR TRUNCATE ON act
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('what was recorded of an act is never deleted');
CREATE TRIGGER mention_is_never_changed BEFORE UPDATE ON mention
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('a recorded mention never changes');
CREATE TRIGGER mention_is_never_deleted BEFORE DELETE OR TRUNCATE ON mention
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('a recorded mention is never deleted');
CREATE TRIGGER same_is_never_changed BEFORE UPDATE ON same
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('a recorded merge never changes');
CREATE TRIGGER same_is_never_deleted BEFORE DELETE OR TRUNCATE ON same
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('a recorded merge is never deleted');
CREATE TRIGGER company_is_never_changed BEFORE UPDATE ON company
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('a recorded company never changes');
CREATE TRIGGER company_is_never_deleted BEFORE DELETE OR TRUNCATE ON company
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('a recorded company is never deleted');
CREATE TRIGGER name_is_never_changed BEFORE UPDATE ON name
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('a recorded name never changes');
CREATE TRIGGER name_is_never_deleted BEFORE DELETE OR TRUNCATE ON name
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('a recorded name is never deleted');
CREATE TRIGGER account_is_never_changed BEFORE UPDATE ON account
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('what is filed of an account never changes');
CREATE TRIGGER taken_is_never_changed BEFORE UPDATE ON taken
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('what is noted of a file taken in never changes');
CREATE TRIGGER taken_is_never_deleted BEFORE DELETE OR TRUNCATE ON taken
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('a file taken in is never forgotten');
CREATE TRIGGER head_never_goes_back BEFORE UPDATE ON head
FOR EACH ROW WHEN (
    NEW.position < OLD.position OR NEW.epoch < OLD.epoch OR (NEW.position = OLD.position AND NEW.hash <> OLD.hash)
) EXECUTE FUNCTION dateline_refuses('the log never becomes shorter, nor another one');
CREATE TRIGGER head_is_never_deleted BEFORE DELETE OR TRUNCATE ON head
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('a log always has a head');
