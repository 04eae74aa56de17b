-- Nodes of the Merkle tree over the hashes of records, each above 256 to the power of `level` of them: see subtrees.py.
CREATE TABLE subtree (
    level integer NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (level, number)
);

CREATE TRIGGER subtree_is_never_changed BEFORE UPDATE ON subtree
FOR EACH ROW EXECUTE FUNCTION dateline_refuses('a node above records never changes');
CREATE TRIGGER subtree_is_never_deleted BEFORE DELETE OR TRUNCATE ON subtree
FOR EACH STATEMENT EXECUTE FUNCTION dateline_refuses('a node above records is never deleted');
