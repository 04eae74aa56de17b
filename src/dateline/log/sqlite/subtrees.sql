-- Nodes of the Merkle tree over the hashes of records, each above 256 to the power of `level` of them: see subtrees.py.
-- A log of an earlier release gets them all when it is opened to be written.
CREATE TABLE subtree (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER subtree_is_never_changed BEFORE UPDATE ON subtree BEGIN
    SELECT RAISE(ABORT, 'a node above records never changes');
END;
CREATE TRIGGER subtree_is_never_deleted BEFORE DELETE ON subtree BEGIN
    SELECT RAISE(ABORT, 'a node above records is never deleted');
END;
CREATE TRIGGER subtree_is_never_replaced BEFORE INSERT ON subtree
WHEN EXISTS (SELECT 1 FROM subtree WHERE level = NEW.level AND number = NEW.number) BEGIN
    SELECT RAISE(ROLLBACK, 'a node above records is never replaced');
END;
