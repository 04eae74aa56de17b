-- Which contents were erased, when, why, and by whom: see erasing.py. What is left of such a record is its place, its
-- digest and its hash.
CREATE TABLE erasure (
    position bigint PRIMARY KEY,
    id_digest text COLLATE "C" NOT NULL UNIQUE,  -- SHA-256 of the id, in hexadecimal
    erased_at bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    ordered_by text COLLATE "C" NOT NULL
);

CREATE TRIGGER erasure_is_never_changed BEFORE UPDATE ON erasure
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('what is on record of an erasure never changes');
CREATE TRIGGER erasure_is_never_deleted BEFORE DELETE OR TRUNCATE ON erasure
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('an erasure stays on record');
