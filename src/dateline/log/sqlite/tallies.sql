-- How many events of each company are filed, and the sum of their positions: a history that an index does not lead to as a
-- whole is told, and not answered. A log of an earlier release gets them all when it is opened to be written. The company
-- '' marks up to which position they say so, and how many erasures they have followed: an earlier release that goes on
-- beside this one keeps no tallies.
CREATE TABLE tally (
    company TEXT PRIMARY KEY,
    events INTEGER NOT NULL,
    positions INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
