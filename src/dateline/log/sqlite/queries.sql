-- Every statement that is run on a Dateline database. A name, what it does, then the statement; parameters are named
-- (the cells of rows to insert are numbered), lists and sets of values come as one JSON array. Names with a dot in them are parts that
-- selection_sql.py and index.py put together. The entries of the index for rankings stand in the table `account`.

-- name: begin
-- Takes SQLite's own write lock, behind the file lock that keeps other processes away.
BEGIN IMMEDIATE;

-- name: head
-- The place where the log ends.
SELECT position, hash, epoch, recorded_at FROM head;

-- name: head_to_write
-- The same, with how many contents were erased, and the number of how rows are filed.
SELECT position, hash, epoch, recorded_at, (SELECT count(*) FROM erasure), (SELECT user_version FROM pragma_user_version)
FROM head;

-- name: head_and_erasures
-- The same, and how many contents were erased.
SELECT position, hash, epoch, recorded_at, (SELECT count(*) FROM erasure) FROM head;

-- name: has_erasures
-- Whether there is a record of erasures: not in a log of an earlier release that nobody has written to since.
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'erasure';

-- name: erasures
-- What was erased, by position.
SELECT position, erased_at, reason, ordered_by, id_digest FROM erasure
WHERE position > :after
ORDER BY position
LIMIT :limit;

-- name: held_erased
-- Where the log holds what is left of these ids, which are asked for by their digests.
SELECT erasure.id_digest, event.position, event.digest
FROM json_each(:digests) AS asked
CROSS JOIN erasure ON erasure.id_digest = asked.value
CROSS JOIN event ON event.position = erasure.position;

-- name: insert_erasure
-- A content is erased, and that stays on record.
INSERT OR ROLLBACK INTO erasure (position, id_digest, erased_at, reason, ordered_by)
VALUES (:position, :id_digest, :erased_at, :reason, :ordered_by);

-- name: to_erase
-- What an erasure has to know of a record.
SELECT id, company, content FROM event WHERE position = :position;

-- name: erase_event
-- The content goes, and all that follows from it. The words in the place of days are behind every day, so that no look
-- by days finds the row; no id has a blank in it.
UPDATE event SET
    id = :id, company = '', kind = 'erased', subject = NULL, first_day = 'erased', last_day = 'erased',
    possible_day = 'erased', known = 'erased', confidence = 0, act = 0, content = zeroblob(0)
WHERE position = :position;

-- name: erase_acts
-- What an erased event spoke of.
DELETE FROM act WHERE position = :position;

-- name: erase_mentions
-- Whom an erased event named.
DELETE FROM mention WHERE position = :position;

-- name: erase_sames
-- Which slugs an erased event joined.
DELETE FROM same WHERE position = :position;

-- name: erase_names
-- Names that an erased event was the first to give.
DELETE FROM name WHERE position = :position;

-- name: erase_index_entries
-- What an erased event told that companies are ranked by.
DELETE FROM account WHERE id >= :start AND id < :end;

-- name: erase_company
-- A company of which nothing else is told.
DELETE FROM company WHERE slug = :company AND NOT EXISTS (SELECT 1 FROM event WHERE company = :company);

-- name: move_company
-- A company's first event, once an earlier one is gone.
UPDATE company SET position = (SELECT min(position) FROM event WHERE company = :company) WHERE slug = :company;

-- name: naming_company
-- The events that may name a company.
SELECT id, position, recorded_at, content, digest, hash FROM event INDEXED BY event_by_identity
WHERE company = :company AND kind IN ('founded', 'profile')
ORDER BY position;

-- name: still_speaking_of
-- The positions of acts that speak of an id, which stands in their contents.
SELECT position FROM act WHERE target = :id ORDER BY position;

-- name: move_head
-- Compare and swap: no row comes back if the head is not the expected one.
UPDATE head SET position = :position, hash = :hash, recorded_at = :recorded_at
WHERE position = :expected AND hash = :expected_hash
RETURNING position;

-- name: head_at_position
-- The record at a position, with the epoch and the newest position.
SELECT event.position, event.hash, event.recorded_at, head.epoch, head.position
FROM head LEFT JOIN event ON event.position = :position;

-- name: head_at_instant
-- The newest record not later than an instant, by halving: recorded_at never decreases with position.
WITH RECURSIVE half (low, high) AS (
    SELECT 0, position FROM head
    UNION ALL
    SELECT
        CASE WHEN event.recorded_at <= :instant THEN event.position ELSE half.low END,
        CASE WHEN event.recorded_at <= :instant THEN half.high ELSE event.position - 1 END
    FROM half CROSS JOIN event ON event.position = (half.low + half.high + 1) / 2
    WHERE half.low < half.high
)
SELECT event.position, event.hash, event.recorded_at, head.epoch, head.position
FROM half CROSS JOIN head LEFT JOIN event ON event.position = half.low
WHERE half.low = half.high;

-- name: held
-- Where the log holds these ids. As a join, since IN puts them in order first, which takes longer than to look for them.
SELECT event.id, event.position, event.digest FROM json_each(:ids) AS asked CROSS JOIN event ON event.id = asked.value;

-- name: contents
-- What these ids say.
SELECT id, content FROM event WHERE id IN (SELECT value FROM json_each(:ids));

-- name: insert_event
-- One record. An id or a position that is there already is an error, never a silence. Why it is OR ROLLBACK here and
-- below, which changes nothing for a transaction that any error ends, is told in guards.sql.
INSERT OR ROLLBACK INTO event (
    id, company, kind, subject, first_day, last_day, possible_day, known, confidence, act, position, recorded_at,
    content, digest, hash
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: insert_act
-- An act speaks of an event.
INSERT OR ROLLBACK INTO act (target, position) VALUES (?, ?);

-- name: insert_mention
-- An event names a slug.
INSERT OR ROLLBACK INTO mention (slug, role, position) VALUES (?, ?, ?);

-- name: insert_same
-- A merge joins two company slugs, seen from one of them.
INSERT OR ROLLBACK INTO same (slug, other, position) VALUES (?, ?, ?);

-- name: insert_company
-- A company's first event; later ones change nothing.
INSERT OR ROLLBACK INTO company (slug, position)
SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM company WHERE slug = ?1);

-- name: insert_name
-- The first time a company is given a name; later ones change nothing.
INSERT OR ROLLBACK INTO name (company, folded, position)
SELECT ?1, ?2, ?3
WHERE NOT EXISTS (SELECT 1 FROM name WHERE company = ?1 AND folded = ?2);

-- name: insert_index_entry
-- An event tells something that companies are ranked by.
INSERT OR ROLLBACK INTO account (
    measure, unit, number, company, subject, first_day, last_day, possible_day, known, confidence, id
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: insert_subtree
-- A node of the Merkle tree has become whole.
INSERT OR ROLLBACK INTO subtree (level, number, hash) VALUES (?, ?, ?);

-- name: record_hashes
-- The hashes of the records behind a position, up to another.
SELECT hash FROM event WHERE position > :after AND position <= :upto ORDER BY position;

-- name: subtrees
-- The nodes kept of one level, from a number up to another, which is not among them.
SELECT number, hash FROM subtree WHERE level = :level AND number >= :start AND number < :end;

-- name: has_subtrees
-- Whether nodes are kept: not yet in a log of an earlier release.
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'subtree';

-- name: has_begun_subtrees
-- Whether nodes of a tree are put by that is being made.
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'begun_subtree';

-- name: make_begun_subtrees
-- Where nodes are put by until all are made.
CREATE TABLE begun_subtree (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;

-- name: begun_subtrees
-- The nodes put by of one level, from a number up to another, which is not among them.
SELECT number, hash FROM begun_subtree WHERE level = :level AND number >= :start AND number < :end;

-- name: count_begun_subtrees
-- How many nodes of level 1 are put by.
SELECT count(*) FROM begun_subtree WHERE level = 1;

-- name: insert_begun_subtree
-- Nodes are put by.
INSERT OR ROLLBACK INTO begun_subtree (level, number, hash) VALUES (?1, ?2, ?3);

-- name: take_over_begun_subtrees
-- All that was put by takes its place.
INSERT INTO subtree (level, number, hash) SELECT level, number, hash FROM begun_subtree;

-- name: drop_begun_subtrees
-- Nothing is put by any more.
DROP TABLE begun_subtree;

-- name: clear_index
-- Empties the index for rankings, to fill it anew.
DELETE FROM account;

-- name: triggers
-- What keeps records from being changed: taken away, and put back in the same transaction, to file a log anew.
SELECT name, sql FROM sqlite_schema WHERE type = 'trigger';

-- name: guards_of_head
-- What keeps the head where it is: taken away, and put back in the same transaction, to begin an epoch.
SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'head';

-- name: begin_epoch
-- The log begins another life.
UPDATE head SET epoch = :epoch;

-- name: clear_mentions
-- Empties what is filed of mentions, to file it anew.
DELETE FROM mention;

-- name: clear_sames
-- Empties what is filed of merges of companies, to file it anew.
DELETE FROM same;

-- name: clear_names
-- Empties what is filed of names, to file it anew.
DELETE FROM name;

-- name: refile_event
-- The subject that follows from a content today; the content stays as it is.
UPDATE event SET subject = ?1 WHERE position = ?2 AND subject IS NOT ?1;

-- name: insert_taken
-- A file is taken in; a second time changes nothing.
INSERT OR ROLLBACK INTO taken (digest, name, position, taken_at)
SELECT :digest, :name, :position, :taken_at WHERE NOT EXISTS (SELECT 1 FROM taken WHERE digest = :digest);

-- name: files_taken
-- What was taken in, and what was noted with it, by digest.
SELECT digest, name, position, taken_at FROM taken WHERE digest > :after ORDER BY digest LIMIT :limit;

-- name: set_epoch
-- A log that is moved goes on in the epoch it had.
UPDATE head SET epoch = :epoch WHERE position = 0;

-- name: taken
-- Which of these files were taken in.
SELECT digest FROM taken WHERE digest IN (SELECT value FROM json_each(:digests));

-- name: traces
-- What was noted with files taken in, and begins so.
SELECT name, position FROM taken WHERE substr(name, 1, length(:prefix)) = :prefix ORDER BY position, name;

-- name: plain_histories
-- The events of these companies that could be known by a day; `asked` is a place in the list of slugs. A row without an
-- event says that the company has to do with others: a merge joins it, another's deal names it, or another's act speaks
-- of it.
SELECT asked.key, event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM json_each(:slugs) AS asked CROSS JOIN event ON event.company = asked.value
WHERE event.position <= :upto AND event.known <= :known_by
UNION ALL
SELECT asked.key, NULL, NULL, NULL, NULL, NULL, NULL
FROM json_each(:slugs) AS asked
WHERE EXISTS (
    SELECT 1 FROM mention
    WHERE slug = asked.value AND role IN ('target', 'holder', 'subject', 'same') AND position <= :upto
)
OR EXISTS (SELECT 1 FROM same WHERE slug = asked.value AND position <= :upto)
OR EXISTS (
    SELECT 1
    FROM event AS spoken_of
    CROSS JOIN act ON act.target = spoken_of.id
    CROSS JOIN event AS speaking ON speaking.position = act.position
    WHERE spoken_of.company = asked.value AND speaking.company <> asked.value AND act.position <= :upto
);

-- name: misled_histories
-- Of which of these companies an index does not lead to all events, or to others: the tally has another number of them,
-- or other positions, and no earlier release, which keeps none, has written since. Asked together with the histories.
SELECT asked.key, NULL, 0, NULL, NULL, NULL, NULL
FROM json_each(:slugs) AS asked LEFT JOIN tally ON tally.company = asked.value
WHERE asked.value <> '' AND CASE WHEN (coalesce(tally.events, 0), coalesce(tally.positions, 0)) IS NOT (
    SELECT count(*), coalesce(sum(position), 0) FROM event INDEXED BY event_by_company WHERE company = asked.value
) THEN EXISTS (
    SELECT 1 FROM head CROSS JOIN tally AS mark ON mark.company = ''
    WHERE mark.positions >= head.position AND mark.events >= (SELECT count(*) FROM erasure)
) END;

-- name: insert_tally
-- So many more events of a company.
INSERT OR ROLLBACK INTO tally (company, events, positions) VALUES (?1, ?2, ?3)
ON CONFLICT (company) DO UPDATE SET events = events + excluded.events, positions = positions + excluded.positions;

-- name: companies_at
-- Whose events stand at these positions.
SELECT DISTINCT company FROM event WHERE position IN (SELECT value FROM json_each(:positions));

-- name: tally_anew
-- How many events each of these companies has, after some were erased.
UPDATE tally SET (events, positions) = (
    SELECT count(*), coalesce(sum(position), 0) FROM event WHERE event.company = tally.company
)
WHERE company IN (SELECT value FROM json_each(:companies)) AND company <> '';

-- name: mark_erasures
-- The tallies have followed all erasures since there were so many.
INSERT OR ROLLBACK INTO tally (company, events, positions) SELECT '', count(*) - :before, 0 FROM erasure WHERE TRUE
ON CONFLICT (company) DO UPDATE SET events = events + excluded.events;

-- name: tally_mark
-- Up to which position, and how many erasures, the tallies say; then the same of the log.
SELECT mark.positions, mark.events, head.position, (SELECT count(*) FROM erasure)
FROM head LEFT JOIN tally AS mark ON mark.company = '';

-- name: clear_tallies
-- Companies of which nothing is left: their names go too.
DELETE FROM tally WHERE events = 0 AND company <> '';

-- name: forget_tallies
-- None at all.
DELETE FROM tally;

-- name: fill_tallies
-- How many events every company has, and up to where that is said, in a table that is empty.
INSERT OR ROLLBACK INTO tally (company, events, positions)
SELECT company, count(*), sum(position) FROM event WHERE company <> '' GROUP BY company
UNION ALL SELECT '', (SELECT count(*) FROM erasure), position FROM head;

-- name: has_tallies
-- Whether there are tallies: not in a log of an earlier release that nobody has written to since.
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'tally';

-- name: stray_tallies
-- A company of which other events are filed than its tally says.
SELECT company
FROM (
    SELECT company, count(*), sum(position) FROM event NOT INDEXED WHERE company <> '' GROUP BY company
    EXCEPT SELECT company, events, positions FROM tally
)
UNION ALL
SELECT company
FROM (
    SELECT company, events, positions FROM tally WHERE company <> ''
    EXCEPT SELECT company, count(*), sum(position) FROM event NOT INDEXED GROUP BY company
)
LIMIT 1;

-- name: touched
-- The slugs that the records behind a position have to do with.
SELECT company FROM event WHERE position > :after AND position <= :upto
UNION
SELECT slug FROM mention INDEXED BY mention_by_position
WHERE position > :after AND position <= :upto AND role IN ('target', 'holder', 'subject', 'same')
UNION
SELECT event.company
FROM act INDEXED BY act_by_position CROSS JOIN event ON event.id = act.target
WHERE act.position > :after AND act.position <= :upto;

-- name: histories
-- All that the state of these companies can depend on; `asked` is a place in the list of slugs. `about` are the slugs of
-- the deals and stakes that may be those of the company: what others say of it is read under their merges.
WITH RECURSIVE alias (asked, slug) AS (
    SELECT key, value FROM json_each(:slugs)
    UNION
    SELECT alias.asked, same.other
    FROM alias CROSS JOIN same ON same.slug = alias.slug
    WHERE same.position <= :upto
),
about (asked, slug) AS (
    SELECT asked, slug FROM alias
    UNION
    SELECT about.asked, other.slug
    FROM about
    CROSS JOIN mention AS one ON one.slug = about.slug AND one.role = 'subject'
    CROSS JOIN mention AS other INDEXED BY mention_by_position
        ON other.position = one.position AND other.role = 'subject'
    WHERE one.position <= :upto
),
said (asked, position) AS (
    SELECT about.asked, mention.position
    FROM about CROSS JOIN mention ON mention.slug = about.slug
    WHERE mention.role IN ('target', 'holder', 'subject') AND mention.position <= :upto
),
other (asked, slug) AS (
    SELECT said.asked, event.company
    FROM said CROSS JOIN event ON event.position = said.position
    UNION
    SELECT other.asked, same.other
    FROM other CROSS JOIN same ON same.slug = other.slug
    WHERE same.position <= :upto
),
found (asked, position) AS (
    SELECT alias.asked, event.position
    FROM alias CROSS JOIN event ON event.company = alias.slug
    WHERE event.position <= :upto
    UNION
    SELECT alias.asked, same.position
    FROM alias CROSS JOIN same ON same.slug = alias.slug
    WHERE same.position <= :upto
    UNION
    SELECT asked, position FROM said
    UNION
    SELECT other.asked, same.position
    FROM other CROSS JOIN same ON same.slug = other.slug
    WHERE same.position <= :upto
    UNION
    SELECT found.asked, act.position
    FROM found
    CROSS JOIN event ON event.position = found.position
    CROSS JOIN act ON act.target = event.id
    WHERE act.position <= :upto
)
SELECT found.asked, event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found CROSS JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: identities
-- All that the names of these companies can depend on; `asked` is a place in the list of slugs.
WITH RECURSIVE alias (asked, slug) AS (
    SELECT key, value FROM json_each(:slugs)
    UNION
    SELECT alias.asked, same.other
    FROM alias CROSS JOIN same ON same.slug = alias.slug
    WHERE same.position <= :upto
),
found (asked, position) AS (
    SELECT alias.asked, event.position
    FROM alias CROSS JOIN event INDEXED BY event_by_identity ON event.company = alias.slug
    WHERE (event.kind IN ('founded', 'profile') OR event.act = 1) AND event.position <= :upto
    UNION
    SELECT alias.asked, mention.position
    FROM alias CROSS JOIN mention ON mention.slug = alias.slug
    WHERE mention.role = 'same' AND mention.position <= :upto
    UNION
    SELECT found.asked, act.position
    FROM found
    CROSS JOIN event ON event.position = found.position
    CROSS JOIN act ON act.target = event.id
    WHERE act.position <= :upto
)
SELECT found.asked, event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found CROSS JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: existing
-- Which of these companies have an event known by a day, as places in the list of slugs.
SELECT asked.key FROM json_each(:slugs) AS asked
WHERE EXISTS (
    SELECT 1 FROM event WHERE company = asked.value AND position <= :upto AND known <= :known_by
);

-- name: by_ids
-- The events of these ids.
SELECT id, position, recorded_at, content, digest, hash
FROM event
WHERE id IN (SELECT value FROM json_each(:ids)) AND position <= :upto;

-- name: acts_on
-- The acts on the events of these ids, the acts on those acts, and so on.
WITH RECURSIVE found (position) AS (
    SELECT act.position
    FROM json_each(:ids) AS asked CROSS JOIN act ON act.target = asked.value
    WHERE act.position <= :upto
    UNION
    SELECT act.position
    FROM found
    CROSS JOIN event ON event.position = found.position
    CROSS JOIN act ON act.target = event.id
    WHERE act.position <= :upto
)
SELECT event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found CROSS JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: all_acts
-- Every act and what it acts on.
WITH acting (position) AS (
    SELECT position FROM event INDEXED BY event_by_act WHERE act = 1 AND position <= :upto
),
found (position) AS (
    SELECT position FROM acting
    UNION
    SELECT target.position
    FROM acting
    CROSS JOIN act ON act.position = acting.position
    CROSS JOIN event AS target ON target.id = act.target
    WHERE target.position <= :upto
)
SELECT event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found CROSS JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: acts_of
-- Every act of these companies and what it acts on.
WITH acting (position) AS (
    SELECT event.position
    FROM json_each(:companies) AS asked
    CROSS JOIN event INDEXED BY event_by_act ON event.company = asked.value
    WHERE event.act = 1 AND event.position <= :upto
),
found (position) AS (
    SELECT position FROM acting
    UNION
    SELECT target.position
    FROM acting
    CROSS JOIN act ON act.position = acting.position
    CROSS JOIN event AS target ON target.id = act.target
    WHERE target.position <= :upto
)
SELECT event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found CROSS JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: companies
-- Companies with an event, by slug.
SELECT slug FROM company
WHERE position <= :upto AND slug > :after
ORDER BY slug
LIMIT :limit;

-- name: companies_before
-- The last companies before a slug, from the last.
SELECT slug FROM company
WHERE position <= :upto AND slug > :after AND slug < :before
ORDER BY slug DESC
LIMIT :limit;

-- name: companies_found
-- Companies with an event, by slug, whose slug or any of whose names holds some text.
SELECT slug FROM company
WHERE position <= :upto AND slug > :after AND (
    instr(slug, :search)
    OR EXISTS (
        SELECT 1 FROM name
        WHERE name.company = company.slug AND name.position <= :upto AND instr(name.folded, :search)
    )
)
ORDER BY slug
LIMIT :limit;

-- name: companies_among
-- Which of these slugs are companies with an event, whose slug or any of whose names holds some text.
SELECT slug FROM company
WHERE slug IN (SELECT value FROM json_each(:slugs)) AND position <= :upto AND (
    instr(slug, :search)
    OR EXISTS (
        SELECT 1 FROM name
        WHERE name.company = company.slug AND name.position <= :upto AND instr(name.folded, :search)
    )
);

-- name: companies_found_before
-- The last of such companies before a slug, from the last.
SELECT slug FROM company
WHERE position <= :upto AND slug > :after AND slug < :before AND (
    instr(slug, :search)
    OR EXISTS (
        SELECT 1 FROM name
        WHERE name.company = company.slug AND name.position <= :upto AND instr(name.folded, :search)
    )
)
ORDER BY slug DESC
LIMIT :limit;

-- name: count_companies
-- How many companies have an event.
SELECT count(*) FROM company WHERE position <= :upto;

-- name: count_companies_found
-- How many of them have a slug or a name that holds some text.
SELECT count(*) FROM company
WHERE position <= :upto AND (
    instr(slug, :search)
    OR EXISTS (
        SELECT 1 FROM name
        WHERE name.company = company.slug AND name.position <= :upto AND instr(name.folded, :search)
    )
);

-- name: naming
-- For each of these party slugs the event that names it and was known last; `asked` is a place in the list of slugs.
SELECT asked.key, event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM json_each(:slugs) AS asked
CROSS JOIN event ON event.position = (
    SELECT named.position
    FROM mention CROSS JOIN event AS named ON named.position = mention.position
    WHERE mention.slug = asked.value
        AND mention.role NOT IN ('same', 'subject', 'identifier')
        AND named.position <= :upto
        AND named.known <= :known_by
    ORDER BY named.known DESC, named.id DESC
    LIMIT 1
);

-- name: identified
-- Which profiles say these identifiers.
SELECT mention.slug, event.company, event.id
FROM json_each(:identifiers) AS asked
CROSS JOIN mention ON mention.slug = asked.value AND mention.role = 'identifier'
CROSS JOIN event ON event.position = mention.position
WHERE mention.position <= :upto AND event.known <= :known_by
ORDER BY mention.slug, event.company, event.id;

-- name: all_identified
-- Which profiles say an identifier.
SELECT mention.slug, event.company, event.id
FROM mention CROSS JOIN event ON event.position = mention.position
WHERE mention.role = 'identifier' AND mention.position <= :upto AND event.known <= :known_by
ORDER BY mention.slug, event.company, event.id;

-- name: rows
-- Records as stored, behind a position.
SELECT id, position, recorded_at, content, digest, hash FROM event WHERE position > :after ORDER BY position LIMIT :limit;

-- name: contents_behind
-- What records say, behind a position.
SELECT position, kind, content FROM event WHERE position > :after ORDER BY position LIMIT :limit;

-- name: contents_between
-- What records say, behind a position, up to another.
SELECT position, kind, content FROM event WHERE position > :after AND position <= :upto ORDER BY position;

-- name: positions_of
-- Where the index of ids leads.
SELECT event.id, event.position FROM json_each(:ids) AS asked CROSS JOIN event ON event.id = asked.value;

-- name: filed_events
-- What is filed of the records between two positions, beside content and chain.
SELECT id, company, kind, subject, first_day, last_day, possible_day, known, confidence, act, position
FROM event WHERE position >= :start AND position < :end ORDER BY position;

-- name: filed_acts
-- What is filed of the acts between two positions.
SELECT target, position FROM act INDEXED BY act_by_position WHERE position >= :start AND position < :end;

-- name: filed_mentions
-- What is filed of the mentions between two positions.
SELECT slug, role, position FROM mention INDEXED BY mention_by_position WHERE position >= :start AND position < :end;

-- name: filed_index_entries
-- What is filed of the index entries with these numbers.
SELECT measure, unit, number, company, subject, first_day, last_day, possible_day, known, confidence, id
FROM account WHERE id >= :start AND id < :end ORDER BY id;

-- name: filed_sames
-- Which of these joins (slug, other, position) are filed.
SELECT same.slug, same.other, same.position
FROM json_each(:sames) AS asked
CROSS JOIN same ON same.slug = json_extract(asked.value, '$[0]')
    AND same.other = json_extract(asked.value, '$[1]')
    AND same.position = json_extract(asked.value, '$[2]');

-- name: filed_companies
-- Since which position these companies are filed.
SELECT slug, position FROM company WHERE slug IN (SELECT value FROM json_each(:companies));

-- name: filed_names
-- Since which position the names of these companies are filed.
SELECT company, folded, position FROM name WHERE company IN (SELECT value FROM json_each(:companies));

-- name: integrity
-- SQLite's own look at every page, and at every index beside its table; the first thing that it finds.
PRAGMA integrity_check(1);

-- name: schema
-- What the file is made of, but for what SQLite itself adds.
SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite#_%' ESCAPE '#';

-- name: strays
-- A row of a position that no record has, or that says what cannot be.
SELECT 'event', event.position FROM event CROSS JOIN head WHERE event.position < 1
UNION ALL
SELECT 'act', act.position FROM act CROSS JOIN head WHERE act.position NOT BETWEEN 1 AND head.position
UNION ALL
SELECT 'mention', mention.position FROM mention CROSS JOIN head
WHERE mention.position NOT BETWEEN 1 AND head.position
UNION ALL
SELECT 'same', same.position FROM same CROSS JOIN head WHERE same.position NOT BETWEEN 1 AND head.position
UNION ALL
SELECT 'company', company.position FROM company
WHERE company.position IS NOT (SELECT min(event.position) FROM event WHERE event.company = company.slug)
UNION ALL
SELECT 'name', name.position FROM name CROSS JOIN head WHERE name.position NOT BETWEEN 1 AND head.position
UNION ALL
SELECT 'account', account.id / 8 FROM account CROSS JOIN head WHERE account.id / 8 NOT BETWEEN 1 AND head.position
UNION ALL
SELECT 'taken', taken.position
FROM taken
CROSS JOIN head
LEFT JOIN event AS last ON last.position = taken.position
LEFT JOIN event AS next ON next.position = taken.position + 1
WHERE taken.position NOT BETWEEN 0 AND head.position
OR length(taken.digest) <> 64
OR taken.digest GLOB '*[^0-9a-f]*'
OR taken.taken_at < last.recorded_at
OR taken.taken_at > next.recorded_at
UNION ALL
SELECT 'head', head.position FROM head WHERE head.epoch < 1
LIMIT 1;

-- name: stray_erasures
-- An erasure of no record, or one that left something.
SELECT 'erasure', erasure.position FROM erasure LEFT JOIN event ON event.position = erasure.position
WHERE (event.id, event.company, event.kind, event.subject, event.act, length(event.content)) IS NOT
    ('erased ' || erasure.position, '', 'erased', NULL, 0, 0)
OR (event.first_day, event.last_day, event.possible_day, event.known, event.confidence) IS NOT
    ('erased', 'erased', 'erased', 'erased', 0)
UNION ALL
SELECT 'act', act.position FROM act CROSS JOIN erasure ON erasure.position = act.position
UNION ALL
SELECT 'mention', mention.position FROM mention CROSS JOIN erasure ON erasure.position = mention.position
UNION ALL
SELECT 'same', same.position FROM same CROSS JOIN erasure ON erasure.position = same.position
UNION ALL
SELECT 'name', name.position FROM name CROSS JOIN erasure ON erasure.position = name.position
UNION ALL
SELECT 'account', erasure.position FROM erasure
CROSS JOIN account ON account.id >= erasure.position * 8 AND account.id < erasure.position * 8 + 8
UNION ALL
SELECT 'event', event.position FROM event
WHERE event.company = '' AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.position = event.position)
LIMIT 1;

-- name: stray_subtrees
-- A node above records that are not there.
SELECT 'subtree', subtree.number FROM subtree CROSS JOIN head
WHERE subtree.level NOT BETWEEN 1 AND 7
OR subtree.number < 0
OR subtree.number >= (head.position >> (8 * subtree.level))
LIMIT 1;

-- name: names_as_filed
-- Names in their order behind one, each with the record that it is filed of.
SELECT name.company, name.folded, name.position, event.id, event.position, event.recorded_at, event.content,
    event.digest, event.hash
FROM name CROSS JOIN event ON event.position = name.position
WHERE (name.company, name.folded, name.position) > (:one, :other, :position)
ORDER BY name.company, name.folded
LIMIT :limit;

-- name: sames_as_filed
-- Joined slugs in their order behind some, each with the record that it is filed of.
SELECT same.slug, same.other, same.position, event.id, event.position, event.recorded_at, event.content,
    event.digest, event.hash
FROM same CROSS JOIN event ON event.position = same.position
WHERE (same.slug, same.other, same.position) > (:one, :other, :position)
ORDER BY same.slug, same.other, same.position
LIMIT :limit;

-- name: select.events
-- Events that fulfil conditions, in an order.
SELECT id, position, recorded_at, content, digest, hash FROM event
WHERE {conditions}
ORDER BY {order}
LIMIT :limit;

-- name: count_all
-- How many events there are in this prefix of the log: positions have no gaps.
SELECT max(min(position, :upto), 0) FROM head;

-- name: select.count
-- How many events fulfil conditions.
SELECT count(*) FROM event WHERE {conditions};

-- name: where.upto
-- In this prefix of the log.
position <= :upto

-- name: where.known_by
-- Known by a day.
known <= :known_by

-- name: where.kinds
-- Of these kinds.
kind IN (SELECT value FROM json_each(:kinds))

-- name: where.companies
-- Of these companies.
company IN (SELECT value FROM json_each(:companies))

-- name: where.subject
-- About this subject.
subject = :subject

-- name: where.counts_from.certain
-- Certain only since a day or later.
last_day >= :counts_from

-- name: where.counts_from.possible
-- Possible only since a day or later.
possible_day >= :counts_from

-- name: where.counts_until.certain
-- Certain by a day.
last_day <= :counts_until

-- name: where.counts_until.possible
-- Possible by a day.
possible_day <= :counts_until

-- name: where.begins_until
-- Begun by a day; a date without a first day has begun.
first_day <= :begins_until

-- name: where.known_from
-- Known since a day or later.
known >= :known_from

-- name: where.known_until
-- Known until a day.
known <= :known_until

-- name: where.confidence
-- At least this confident.
confidence >= :confidence

-- name: where.contains
-- With this text in its canonical bytes, whatever the case of ASCII letters.
CAST(content AS TEXT) LIKE :contains ESCAPE '\'

-- name: where.sieve
-- With this text in its canonical bytes, whatever the case of ASCII letters, or with more bytes than characters: then
-- some are not ASCII.
(CAST(content AS TEXT) LIKE :sieve ESCAPE '\' OR length(content) > length(CAST(content AS TEXT)))

-- name: where.among
-- At one of these positions.
position IN (SELECT value FROM json_each(:among))

-- name: where.beyond
-- At none of these positions.
position NOT IN (SELECT value FROM json_each(:beyond))

-- name: key.on.certain
-- The day it certainly counts from, the other end, the id.
last_day, first_day, id

-- name: key.on.possible
-- The day it possibly counts from, the other end, the id.
possible_day, CASE WHEN first_day = possible_day THEN last_day ELSE first_day END, id

-- name: key.known
-- The day it was known, the id.
known, id

-- name: key.position
-- Its place in the log.
position

-- name: units
-- The units that these measures were ever told in, found by leaps over the index.
WITH RECURSIVE found (measure, unit) AS (
    SELECT asked.value, (SELECT min(unit) FROM account WHERE measure = asked.value)
    FROM json_each(:measures) AS asked
    UNION ALL
    SELECT measure, (SELECT min(unit) FROM account WHERE measure = found.measure AND unit > found.unit)
    FROM found WHERE unit IS NOT NULL
)
SELECT measure, unit FROM found WHERE unit IS NOT NULL;

-- name: rank.entries
-- Entries in reach of one measure and unit, by number or by day.
SELECT {key}, company, first_day, last_day, possible_day, id
FROM account INDEXED BY account_by_number
WHERE measure = :measure AND unit = :unit
    AND id < :beyond AND known <= :known_by AND {counts} <= :counts_until AND first_day <= :begins_until
    AND confidence >= :confidence
    AND {behind} AND {sieve}
ORDER BY {order}
LIMIT :limit;

-- name: summands
-- The entries in reach of these companies.
SELECT company, subject, unit, number, first_day, last_day
FROM json_each(:companies) AS asked
CROSS JOIN account INDEXED BY account_by_subject ON company = asked.value
WHERE measure = 'raised' AND account.id < :beyond AND known <= :known_by AND first_day <= :begins_until
    AND confidence >= :confidence
    AND CASE WHEN :possible THEN possible_day ELSE last_day END <= :counts_until;

-- name: most_subjects
-- Of how many subjects a company has entries at most.
SELECT coalesce(max(subjects), 0)
FROM (
    SELECT count(DISTINCT subject) AS subjects FROM account INDEXED BY account_by_subject
    WHERE measure = 'raised' GROUP BY company
);

-- name: most_subjects_behind
-- The same among the companies with entries that are new.
SELECT coalesce(max(subjects), 0)
FROM (
    SELECT (
        SELECT count(DISTINCT subject) FROM account INDEXED BY account_by_subject
        WHERE measure = 'raised' AND account.company = recent.company
    ) AS subjects
    FROM (
        SELECT DISTINCT company FROM account NOT INDEXED
        WHERE id >= :start AND id < :end AND measure = 'raised'
    ) AS recent
);

-- name: rank.days
-- Events in reach, by day; the columns of days are ISO text.
SELECT {key}, company, first_day, last_day, possible_day, first_day, id
FROM event INDEXED BY event_by_day
WHERE position <= :upto AND known <= :known_by AND {counts} <= :counts_until AND first_day <= :begins_until
    AND confidence >= :confidence AND kind >= :kind AND kind <= :last_kind
    AND {behind} AND {sieve}
ORDER BY {order}
LIMIT :limit;

-- name: rank.unfollowed
-- Events in reach, by the day they count from, but those that another one within an inner reach surely follows. Looked
-- for is that one among the nearest of its company. {dated} lets all of them pass, or those of one day, or all others.
SELECT {counts}, company, first_day, last_day, possible_day, first_day, id
FROM event INDEXED BY event_by_day
WHERE position <= :upto AND known <= :known_by AND first_day <= :begins_until AND confidence >= :confidence
    AND {dated} AND {behind}
    AND NOT EXISTS ({followed_behind}) AND NOT EXISTS ({followed_before})
ORDER BY {order}
LIMIT :limit;

-- name: rank.followed
-- Whether one of the nearest events follows: it is sure to, as `latest_days` says of what is sure to stand.
SELECT 1
FROM (
    SELECT position, first_day, last_day, possible_day, known, confidence
    FROM event AS near INDEXED BY event_by_company
    WHERE near.company = event.company AND near.position {side} event.position
    ORDER BY near.position {direction} LIMIT :nearest
) AS later
WHERE later.{counts} > event.{counts} AND later.{counts} <= :inner_counts_until AND later.position <= :upto
    AND later.known <= :inner_known_by AND later.first_day <= :inner_begins_until AND later.confidence >= :confidence
    AND (:confidence < :foretold OR later.known >= later.first_day)
    AND (
        NOT EXISTS (
            SELECT 1 FROM event AS doing INDEXED BY event_by_act
            WHERE doing.company = event.company AND doing.act = 1
        )
        OR NOT EXISTS (
            SELECT 1 FROM event AS said
            WHERE said.position = later.position AND (
                said.kind IN ('retraction', 'dispute', 'merge')
                OR EXISTS (SELECT 1 FROM act WHERE act.target = said.id)
            )
        )
    );

-- name: told_of
-- Companies with events behind a position.
SELECT DISTINCT company FROM event NOT INDEXED WHERE position > :behind AND position <= :upto;

-- name: latest_days
-- For each of these companies a day that its latest event in a state is not before: what no act speaks of stands, and
-- what was told before it happened is believed by those who ask for less than :foretold.
SELECT asked.value, CASE
    WHEN EXISTS (SELECT 1 FROM event AS doing INDEXED BY event_by_act WHERE doing.company = asked.value AND doing.act = 1)
    THEN (
        SELECT coalesce(
            max(CASE
                WHEN kind NOT IN ('retraction', 'dispute', 'merge')
                    AND NOT EXISTS (SELECT 1 FROM act WHERE act.target = event.id)
                    AND (:confidence < :foretold OR known >= first_day)
                THEN CASE WHEN :possible THEN possible_day ELSE last_day END
            END),
            min(CASE WHEN :possible THEN possible_day ELSE last_day END)
        )
        FROM event INDEXED BY event_by_company
        WHERE company = asked.value AND position <= :upto AND known <= :known_by AND first_day <= :begins_until
            AND confidence >= :confidence
            AND CASE WHEN :possible THEN possible_day ELSE last_day END <= :counts_until
    )
    ELSE (
        SELECT coalesce(
            max(CASE
                WHEN :confidence < :foretold OR known >= first_day
                THEN CASE WHEN :possible THEN possible_day ELSE last_day END
            END),
            min(CASE WHEN :possible THEN possible_day ELSE last_day END)
        )
        FROM event INDEXED BY event_by_company
        WHERE company = asked.value AND position <= :upto AND known <= :known_by AND first_day <= :begins_until
            AND confidence >= :confidence
            AND CASE WHEN :possible THEN possible_day ELSE last_day END <= :counts_until
    )
END AS day
FROM json_each(:companies) AS asked;

-- name: rank.names
-- Names in reach by their text.
SELECT unit, company, number, id
FROM account INDEXED BY account_by_number
WHERE measure = 'name'
    AND id < :beyond AND known <= :known_by AND {counts} <= :counts_until AND first_day <= :begins_until
    AND confidence >= :confidence
    AND {behind} AND {sieve}
ORDER BY {order}
LIMIT :limit;

-- name: rank.slugs
-- Companies with an event recorded and known by then, by slug.
SELECT slug FROM company
WHERE position <= :upto AND {behind} AND {sieve} AND EXISTS (
    SELECT 1 FROM event INDEXED BY event_by_company
    WHERE event.company = company.slug AND event.position <= :upto AND event.known <= :known_by
)
ORDER BY {order}
LIMIT :limit;

-- name: count_slugs
-- How many companies have an event recorded and known by then, but for those that a merge joins.
SELECT count(*) FROM company
WHERE position <= :upto AND slug NOT IN (SELECT slug FROM same WHERE position <= :upto) AND EXISTS (
    SELECT 1 FROM event INDEXED BY event_by_company
    WHERE event.company = company.slug AND event.position <= :upto AND event.known <= :known_by
);

-- name: joined
-- The pairs of slugs that any merge joins.
SELECT DISTINCT slug, other FROM same WHERE position <= :upto;

-- name: merges
-- The merges behind a position; acts have an index of their own.
SELECT position, content, digest FROM event INDEXED BY event_by_act
WHERE act = 1 AND kind = 'merge' AND position > :behind AND position <= :upto
ORDER BY position;

-- name: shaken
-- Companies with acts about events behind a position.
SELECT DISTINCT company FROM event INDEXED BY event_by_act
WHERE act = 1 AND kind IN ('retraction', 'dispute', 'merge') AND position > :behind AND position <= :upto;

-- name: doubtful
-- Those of these companies of which no event within the cut is sure to stand and to tell something.
SELECT asked.value
FROM json_each(:companies) AS asked
WHERE EXISTS (
    SELECT 1 FROM event INDEXED BY event_by_company
    WHERE company = asked.value AND position <= :upto AND known <= :known_by
) AND NOT EXISTS (
    SELECT 1 FROM event INDEXED BY event_by_company
    WHERE company = asked.value AND position <= :upto AND known <= :known_by
        AND kind NOT IN ('retraction', 'dispute', 'merge')
        AND NOT EXISTS (SELECT 1 FROM act WHERE act.target = event.id)
);

-- name: sieve
-- Companies that may fulfil the conditions; a company that any merge joins with another may have it fulfil them.
({conditions} OR {company} IN (SELECT slug FROM same WHERE same.position <= :upto))

-- name: sieve.countries
-- Ever said to be in one of these countries.
EXISTS (
    SELECT 1 FROM account AS said INDEXED BY account_by_company
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'country' AND said.unit IN (SELECT value FROM json_each(:countries))
)

-- name: sieve.sectors
-- Ever said to be of one of these sectors.
EXISTS (
    SELECT 1 FROM account AS said INDEXED BY account_by_company
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'sector' AND said.unit IN (SELECT value FROM json_each(:sectors))
)

-- name: sieve.status
-- Ever said to be closed or public.
EXISTS (
    SELECT 1 FROM account AS said INDEXED BY account_by_company
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'status' AND said.unit = :status
)

-- name: sieve.acquired
-- Ever the target of an acquisition, or what a merge of acquisitions speaks of.
EXISTS (SELECT 1 FROM mention WHERE mention.slug = {company} AND mention.role IN ('target', 'subject'))

-- name: sieve.called
-- Ever called by some text.
(
    instr({company}, :called)
    OR EXISTS (SELECT 1 FROM name AS said WHERE said.company = {company} AND instr(said.folded, :called))
)

-- name: sieve.investor
-- Ever said to have this investor or holder, or to have merged a stake of it with another.
{company} IN (
    SELECT naming.company FROM mention CROSS JOIN event AS naming ON naming.position = mention.position
    WHERE mention.slug = :investor AND mention.role IN ('lead', 'investor', 'holder', 'subject')
)

-- name: sieve.partner
-- Ever said to have this partner.
{company} IN (
    SELECT naming.company FROM mention CROSS JOIN event AS naming ON naming.position = mention.position
    WHERE mention.slug = :partner AND mention.role = 'partner'
)

-- name: sieve.founded_from
-- Ever said to be founded on a day or later.
EXISTS (
    SELECT 1 FROM account AS said INDEXED BY account_by_company
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'founded' AND said.last_day >= :founded_from
)

-- name: sieve.founded_until
-- Ever said to be founded by a day, if perhaps.
EXISTS (
    SELECT 1 FROM account AS said INDEXED BY account_by_company
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'founded' AND said.possible_day <= :founded_until
)

-- name: make_api_keys
-- Made with the first key, not with a log: there is none in a log of an earlier release either.
CREATE TABLE IF NOT EXISTS api_key (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    digest BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- name: has_api_keys
-- Whether there ever was a key.
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'api_key';

-- name: add_api_key
-- No row comes back if a key in force has the name.
INSERT INTO api_key (id, name, scopes, digest, made_at)
SELECT :id, :name, :scopes, :digest, :made_at
WHERE NOT EXISTS (SELECT 1 FROM api_key WHERE name = :name AND revoked_at IS NULL)
RETURNING id;

-- name: api_key
-- One key.
SELECT id, name, scopes, digest, made_at, revoked_at FROM api_key WHERE id = :id;

-- name: api_keys
-- Every key, those that were revoked too.
SELECT id, name, scopes, digest, made_at, revoked_at FROM api_key ORDER BY made_at, id;

-- name: revoke_api_key
-- No row comes back if no key in force has the name or id.
UPDATE api_key SET revoked_at = :revoked_at WHERE :name_or_id IN (name, id) AND revoked_at IS NULL
RETURNING id, name, scopes, digest, made_at, revoked_at;
