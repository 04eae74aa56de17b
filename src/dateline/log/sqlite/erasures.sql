-- Which contents were erased, when, why, and by whom: see erasing.py. What is left of such a record is its place, its
-- digest and its hash. A log of an earlier release gets the table when it is opened to be written.
CREATE TABLE erasure (
    position INTEGER PRIMARY KEY,
    id_digest TEXT NOT NULL UNIQUE,  -- SHA-256 of the id, in hexadecimal: a file that is read again is still known
    erased_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    ordered_by TEXT NOT NULL
) STRICT;

CREATE TRIGGER erasure_is_never_changed BEFORE UPDATE ON erasure BEGIN
    SELECT RAISE(ABORT, 'what is on record of an erasure never changes');
END;
CREATE TRIGGER erasure_is_never_deleted BEFORE DELETE ON erasure BEGIN
    SELECT RAISE(ABORT, 'an erasure stays on record');
END;
CREATE TRIGGER erasure_is_never_replaced BEFORE INSERT ON erasure
WHEN EXISTS (SELECT 1 FROM erasure WHERE position = NEW.position OR id_digest = NEW.id_digest) BEGIN
    SELECT RAISE(ROLLBACK, 'what is on record of an erasure is never replaced');
END;
