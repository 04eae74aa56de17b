-- Every statement that is run on a Dateline database. A name, what it does, then the statement; parameters are named, and
-- made into the numbers that PostgreSQL knows when a statement is first run. A list is one parameter, an array. Rows to
-- insert come as one array for each column. Names with a dot in them are parts that selection_sql.py and index.py put
-- together. The entries of the index for rankings stand in the table `account`.

-- name: begin
-- No limit of time cancels a transaction that writes, least of all its commit, but for the one on waiting for its turn.
-- {durable} raises synchronous_commit where it promises less than a disk. Its turn is the row of the head: nobody else may
-- move that until this transaction ends.
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL lock_timeout = {lock_timeout};
SET LOCAL client_min_messages = warning;
{durable}
SELECT FROM head FOR UPDATE;

-- name: life
-- What PostgreSQL says of itself: which cluster this is, and how often another server has taken its place.
SELECT (SELECT system_identifier FROM pg_control_system())::text
    || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8);

-- name: take_turn
-- What whoever has the turn goes on from. A statement that waits for its turn does not see what was committed meanwhile:
-- this one is behind it.
SELECT position, hash, epoch, recorded_at, (SELECT count(*) FROM erasure), life, (SELECT version FROM filing) FROM head;

-- name: new_life
-- The log goes on in another life of its database: whoever knew the one before looks whether it is still there.
UPDATE head SET epoch = epoch + 1, life = :life WHERE life <> :life
RETURNING epoch;

-- name: first_life
-- The life in which a log is made.
UPDATE head SET life = :life;

-- name: touch_head
-- Changes nothing, but is committed like a change: with what was committed before it, wherever that has to be.
UPDATE head SET position = position;

-- name: hash_at
-- What was sealed at a position.
SELECT hash FROM event WHERE position = :position;

-- name: head
-- The place where the log ends.
SELECT position, hash, epoch, recorded_at FROM head;

-- name: move_head
-- Compare and swap: no row comes back if the head is not the expected one.
UPDATE head SET position = :position, hash = :hash, recorded_at = :recorded_at
WHERE head.position = :expected AND head.hash = :expected_hash
RETURNING position;

-- name: head_at_position
-- The record at a position, with the epoch and the newest position.
SELECT event.position, event.hash, event.recorded_at, head.epoch, head.position
FROM head LEFT JOIN event ON event.position = :position;

-- name: head_at_instant
-- The newest record not later than an instant, by halving: recorded_at never decreases with position.
WITH RECURSIVE half (low, high) AS (
    SELECT 0::bigint, position FROM head
    UNION ALL
    SELECT
        CASE WHEN event.recorded_at <= :instant THEN event.position ELSE half.low END,
        CASE WHEN event.recorded_at <= :instant THEN half.high ELSE event.position - 1 END
    FROM half JOIN event ON event.position = (half.low + half.high + 1) / 2
    WHERE half.low < half.high
)
SELECT event.position, event.hash, event.recorded_at, head.epoch, head.position
FROM half CROSS JOIN head LEFT JOIN event ON event.position = half.low
WHERE half.low = half.high;

-- name: held
-- Where the log holds these ids.
SELECT id, position, digest FROM event WHERE id = ANY(:ids::text[]);

-- name: contents
-- What these ids say.
SELECT id, content FROM event WHERE id = ANY(:ids::text[]);

-- name: insert_event
-- Records. An id or a position that is there already is an error, never a silence.
INSERT INTO event (
    id, company, kind, subject, first_day, last_day, possible_day, known, confidence, act, position, recorded_at,
    content, digest, hash
)
SELECT * FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::integer[],
    $10::integer[], $11::bigint[], $12::bigint[], $13::bytea[], $14::bytea[], $15::bytea[]
);

-- name: insert_act
-- Acts speak of events.
INSERT INTO act (target, position) SELECT * FROM unnest($1::text[], $2::bigint[]);

-- name: insert_mention
-- Events name slugs.
INSERT INTO mention (slug, role, position) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]);

-- name: insert_same
-- Merges join two company slugs, each seen from one of them.
INSERT INTO same (slug, other, position) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]);

-- name: insert_company
-- The first events of companies; later ones change nothing.
INSERT INTO company (slug, position)
SELECT new.slug, new.position
FROM unnest($1::text[], $2::bigint[]) AS new (slug, position)
WHERE NOT EXISTS (SELECT 1 FROM company WHERE company.slug = new.slug);

-- name: insert_name
-- The first time companies are given names; later ones change nothing.
INSERT INTO name (company, folded, position)
SELECT new.company, new.folded, new.position
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS new (company, folded, position)
WHERE NOT EXISTS (SELECT 1 FROM name WHERE name.company = new.company AND name.folded = new.folded);

-- name: insert_index_entry
-- Events tell things that companies are ranked by.
INSERT INTO account (
    measure, unit, number, company, subject, first_day, last_day, possible_day, known, confidence, id
)
SELECT * FROM unnest(
    $1::text[], $2::text[], $3::double precision[], $4::text[], $5::text[], $6::integer[], $7::integer[],
    $8::integer[], $9::integer[], $10::integer[], $11::bigint[]
);

-- name: insert_subtree
-- Nodes of the Merkle tree have become whole.
INSERT INTO subtree (level, number, hash) SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bytea[]);

-- name: record_hashes
-- The hashes of the records behind a position, up to another.
SELECT hash FROM event WHERE position > :after AND position <= :upto ORDER BY position;

-- name: subtrees
-- The nodes kept of one level, from a number up to another, which is not among them.
SELECT number, hash FROM subtree WHERE level = :level AND number >= :start AND number < :end;

-- name: has_subtrees
-- Whether nodes are kept: not yet in a log of an earlier release.
SELECT 1 WHERE to_regclass(quote_ident(current_schema()) || '.subtree') IS NOT NULL;

-- name: has_begun_subtrees
-- Whether nodes of a tree are put by that is being made.
SELECT 1 WHERE to_regclass(quote_ident(current_schema()) || '.begun_subtree') IS NOT NULL;

-- name: make_begun_subtrees
-- Where nodes are put by until all are made.
CREATE TABLE begun_subtree (
    level integer NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (level, number)
);

-- name: begun_subtrees
-- The nodes put by of one level, from a number up to another, which is not among them.
SELECT number, hash FROM begun_subtree WHERE level = :level AND number >= :start AND number < :end;

-- name: count_begun_subtrees
-- How many nodes of level 1 are put by.
SELECT count(*) FROM begun_subtree WHERE level = 1;

-- name: insert_begun_subtree
-- Nodes are put by.
INSERT INTO begun_subtree (level, number, hash) SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bytea[]);

-- name: take_over_begun_subtrees
-- All that was put by takes its place.
INSERT INTO subtree (level, number, hash) SELECT level, number, hash FROM begun_subtree;

-- name: drop_begun_subtrees
-- Nothing is put by any more.
DROP TABLE begun_subtree;

-- name: head_and_erasures
-- The same, and how many contents were erased.
SELECT position, hash, epoch, recorded_at, (SELECT count(*) FROM erasure) FROM head;

-- name: has_erasures
-- Whether there is a record of erasures: always.
SELECT 1;

-- name: held_erased
-- Where the log holds what is left of these ids, which are asked for by their digests.
SELECT erasure.id_digest, event.position, event.digest
FROM erasure JOIN event ON event.position = erasure.position
WHERE erasure.id_digest = ANY(:digests::text[]);

-- name: unguarded
-- Takes the triggers away for a hand that erases, in a transaction that puts them back.
ALTER TABLE {table} DISABLE TRIGGER USER;

-- name: guarded
-- Puts them back.
ALTER TABLE {table} ENABLE TRIGGER USER;

-- name: write_anew
-- Leaves nothing in a table of rows that are gone. Nobody reads it meanwhile.
VACUUM FULL {table};

-- name: erasures
-- What was erased, by position.
SELECT position, erased_at, reason, ordered_by, id_digest FROM erasure
WHERE position > :after
ORDER BY position
LIMIT :limit;

-- name: insert_erasure
-- A content is erased, and that stays on record.
INSERT INTO erasure (position, id_digest, erased_at, reason, ordered_by)
VALUES (:position, :id_digest, :erased_at, :reason, :ordered_by);

-- name: to_erase
-- What an erasure has to know of a record.
SELECT id, company, content FROM event WHERE position = :position;

-- name: erase_event
-- The content goes, and all that follows from it. The words in the place of days are behind every day, so that no look
-- by days finds the row; no id has a blank in it.
UPDATE event SET
    id = :id, company = '', kind = 'erased', subject = NULL, first_day = 'erased', last_day = 'erased',
    possible_day = 'erased', known = 'erased', confidence = 0, act = 0, content = ''::bytea
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
SELECT id, position, recorded_at, content, digest, hash FROM event
WHERE company = :company AND kind IN ('founded', 'profile')
ORDER BY position;

-- name: still_speaking_of
-- The positions of acts that speak of an id, which stands in their contents.
SELECT position FROM act WHERE target = :id ORDER BY position;

-- name: stray_erasures
-- An erasure of no record, or one that left something.
SELECT 'erasure', erasure.position FROM erasure LEFT JOIN event ON event.position = erasure.position
WHERE (event.id, event.company, event.kind, event.subject, event.act, length(event.content)) IS DISTINCT FROM
    ('erased ' || erasure.position, '', 'erased', NULL, 0, 0)
OR (event.first_day, event.last_day, event.possible_day, event.known, event.confidence) IS DISTINCT FROM
    ('erased', 'erased', 'erased', 'erased', 0)
UNION ALL
SELECT 'act', act.position FROM act JOIN erasure ON erasure.position = act.position
UNION ALL
SELECT 'mention', mention.position FROM mention JOIN erasure ON erasure.position = mention.position
UNION ALL
SELECT 'same', same.position FROM same JOIN erasure ON erasure.position = same.position
UNION ALL
SELECT 'name', name.position FROM name JOIN erasure ON erasure.position = name.position
UNION ALL
SELECT 'account', erasure.position FROM erasure
JOIN account ON account.id >= erasure.position * 8 AND account.id < erasure.position * 8 + 8
UNION ALL
SELECT 'event', event.position FROM event
WHERE event.company = '' AND NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.position = event.position)
LIMIT 1;

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
-- The subjects that follow from contents today; the contents stay as they are.
UPDATE event SET subject = new.subject
FROM unnest($1::text[], $2::bigint[]) AS new (subject, position)
WHERE event.position = new.position AND event.subject IS DISTINCT FROM new.subject;

-- name: clear_index
-- Empties the index for rankings, to fill it anew.
DELETE FROM account;

-- name: insert_taken
-- A file is taken in; a second time changes nothing.
INSERT INTO taken (digest, name, position, taken_at)
SELECT :digest::text, :name::text, :position::bigint, :taken_at::bigint
WHERE NOT EXISTS (SELECT 1 FROM taken WHERE digest = :digest);

-- name: files_taken
-- What was taken in, and what was noted with it, by digest.
SELECT digest, name, position, taken_at FROM taken WHERE digest > :after ORDER BY digest LIMIT :limit;

-- name: set_epoch
-- A log that is moved goes on in the epoch it had.
UPDATE head SET epoch = :epoch WHERE position = 0;

-- name: taken
-- Which of these files were taken in.
SELECT digest FROM taken WHERE digest = ANY(:digests::text[]);

-- name: traces
-- What was noted with files taken in, and begins so.
SELECT name, position FROM taken WHERE starts_with(name, :prefix) ORDER BY position, name;

-- name: plain_histories
-- The events of these companies that could be known by a day; `asked` is a place in the list of slugs. A row without an
-- event says that the company has to do with others: a merge joins it, another's deal names it, or another's act speaks
-- of it.
SELECT asked.key - 1, event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM unnest(:slugs::text[]) WITH ORDINALITY AS asked (value, key) JOIN event ON event.company = asked.value
WHERE event.position <= :upto AND event.known <= :known_by
UNION ALL
SELECT asked.key - 1, NULL, NULL, NULL, NULL, NULL, NULL
FROM unnest(:slugs::text[]) WITH ORDINALITY AS asked (value, key)
WHERE EXISTS (
    SELECT 1 FROM mention
    WHERE slug = asked.value AND role IN ('target', 'holder', 'subject', 'same') AND position <= :upto
)
OR EXISTS (SELECT 1 FROM same WHERE slug = asked.value AND position <= :upto)
OR EXISTS (
    SELECT 1
    FROM event AS spoken_of
    JOIN act ON act.target = spoken_of.id
    JOIN event AS speaking ON speaking.position = act.position
    WHERE spoken_of.company = asked.value AND speaking.company <> asked.value AND act.position <= :upto
)
ORDER BY 1, 3;

-- name: touched
-- The slugs that the records behind a position have to do with.
SELECT company FROM event WHERE position > :after AND position <= :upto
UNION
SELECT slug FROM mention
WHERE position > :after AND position <= :upto AND role IN ('target', 'holder', 'subject', 'same')
UNION
SELECT event.company
FROM act JOIN event ON event.id = act.target
WHERE act.position > :after AND act.position <= :upto;

-- name: histories
-- All that the state of these companies can depend on; `asked` is a place in the list of slugs. `about` are the slugs of
-- the deals and stakes that may be those of the company: what others say of it is read under their merges.
WITH RECURSIVE alias (asked, slug) AS (
    SELECT key - 1, value COLLATE "C" FROM unnest(:slugs::text[]) WITH ORDINALITY AS asked (value, key)
    UNION
    SELECT alias.asked, same.other
    FROM alias JOIN same ON same.slug = alias.slug
    WHERE same.position <= :upto
),
about (asked, slug) AS (
    SELECT asked, slug FROM alias
    UNION
    SELECT about.asked, other.slug
    FROM about
    JOIN mention AS one ON one.slug = about.slug AND one.role = 'subject'
    JOIN mention AS other
        ON other.position = one.position AND other.role = 'subject'
    WHERE one.position <= :upto
),
said (asked, position) AS (
    SELECT about.asked, mention.position
    FROM about JOIN mention ON mention.slug = about.slug
    WHERE mention.role IN ('target', 'holder', 'subject') AND mention.position <= :upto
),
other (asked, slug) AS (
    SELECT said.asked, event.company
    FROM said JOIN event ON event.position = said.position
    UNION
    SELECT other.asked, same.other
    FROM other JOIN same ON same.slug = other.slug
    WHERE same.position <= :upto
),
found (asked, position) AS (
    SELECT alias.asked, event.position
    FROM alias JOIN event ON event.company = alias.slug
    WHERE event.position <= :upto
    UNION
    SELECT alias.asked, same.position
    FROM alias JOIN same ON same.slug = alias.slug
    WHERE same.position <= :upto
    UNION
    SELECT asked, position FROM said
    UNION
    SELECT other.asked, same.position
    FROM other JOIN same ON same.slug = other.slug
    WHERE same.position <= :upto
    UNION
    SELECT found.asked, act.position
    FROM found
    JOIN event ON event.position = found.position
    JOIN act ON act.target = event.id
    WHERE act.position <= :upto
)
SELECT found.asked, event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: identities
-- All that the names of these companies can depend on; `asked` is a place in the list of slugs.
WITH RECURSIVE alias (asked, slug) AS (
    SELECT key - 1, value COLLATE "C" FROM unnest(:slugs::text[]) WITH ORDINALITY AS asked (value, key)
    UNION
    SELECT alias.asked, same.other
    FROM alias JOIN same ON same.slug = alias.slug
    WHERE same.position <= :upto
),
found (asked, position) AS (
    SELECT alias.asked, event.position
    FROM alias JOIN event ON event.company = alias.slug
    WHERE (event.kind IN ('founded', 'profile') OR event.act = 1) AND event.position <= :upto
    UNION
    SELECT alias.asked, mention.position
    FROM alias JOIN mention ON mention.slug = alias.slug
    WHERE mention.role = 'same' AND mention.position <= :upto
    UNION
    SELECT found.asked, act.position
    FROM found
    JOIN event ON event.position = found.position
    JOIN act ON act.target = event.id
    WHERE act.position <= :upto
)
SELECT found.asked, event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: existing
-- Which of these companies have an event known by a day, as places in the list of slugs.
SELECT asked.key - 1 FROM unnest(:slugs::text[]) WITH ORDINALITY AS asked (value, key)
WHERE EXISTS (
    SELECT 1 FROM event WHERE company = asked.value AND position <= :upto AND known <= :known_by
);

-- name: by_ids
-- The events of these ids.
SELECT id, position, recorded_at, content, digest, hash
FROM event
WHERE id = ANY(:ids::text[]) AND position <= :upto;

-- name: acts_on
-- The acts on the events of these ids, the acts on those acts, and so on.
WITH RECURSIVE found (position) AS (
    SELECT act.position
    FROM unnest(:ids::text[]) WITH ORDINALITY AS asked (value, key) JOIN act ON act.target = asked.value
    WHERE act.position <= :upto
    UNION
    SELECT act.position
    FROM found
    JOIN event ON event.position = found.position
    JOIN act ON act.target = event.id
    WHERE act.position <= :upto
)
SELECT event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: all_acts
-- Every act and what it acts on.
WITH acting (position) AS (
    SELECT position FROM event WHERE act = 1 AND position <= :upto
),
found (position) AS (
    SELECT position FROM acting
    UNION
    SELECT target.position
    FROM acting
    JOIN act ON act.position = acting.position
    JOIN event AS target ON target.id = act.target
    WHERE target.position <= :upto
)
SELECT event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: acts_of
-- Every act of these companies and what it acts on.
WITH acting (position) AS (
    SELECT event.position
    FROM unnest(:companies::text[]) WITH ORDINALITY AS asked (value, key)
    JOIN event ON event.company = asked.value
    WHERE event.act = 1 AND event.position <= :upto
),
found (position) AS (
    SELECT position FROM acting
    UNION
    SELECT target.position
    FROM acting
    JOIN act ON act.position = acting.position
    JOIN event AS target ON target.id = act.target
    WHERE target.position <= :upto
)
SELECT event.id, event.position, event.recorded_at, event.content, event.digest, event.hash
FROM found JOIN event ON event.position = found.position
ORDER BY event.position;

-- name: companies
-- Companies with an event, by slug.
SELECT slug FROM company
WHERE position <= :upto AND slug > :after
ORDER BY slug
LIMIT :limit::bigint;

-- name: companies_before
-- The last companies before a slug, from the last.
SELECT slug FROM company
WHERE position <= :upto AND slug > :after AND slug < :before
ORDER BY slug DESC
LIMIT :limit::bigint;

-- name: companies_found
-- Companies with an event, by slug, whose slug or any of whose names holds some text.
SELECT slug FROM company
WHERE position <= :upto AND slug > :after AND (
    strpos(slug, :search) > 0
    OR EXISTS (
        SELECT 1 FROM name
        WHERE name.company = company.slug AND name.position <= :upto AND strpos(name.folded, :search) > 0
    )
)
ORDER BY slug
LIMIT :limit::bigint;

-- name: companies_among
-- Which of these slugs are companies with an event, whose slug or any of whose names holds some text.
SELECT slug FROM company
WHERE slug = ANY(:slugs::text[]) AND position <= :upto AND (
    strpos(slug, :search) > 0
    OR EXISTS (
        SELECT 1 FROM name
        WHERE name.company = company.slug AND name.position <= :upto AND strpos(name.folded, :search) > 0
    )
);

-- name: companies_found_before
-- The last of such companies before a slug, from the last.
SELECT slug FROM company
WHERE position <= :upto AND slug > :after AND slug < :before AND (
    strpos(slug, :search) > 0
    OR EXISTS (
        SELECT 1 FROM name
        WHERE name.company = company.slug AND name.position <= :upto AND strpos(name.folded, :search) > 0
    )
)
ORDER BY slug DESC
LIMIT :limit::bigint;

-- name: count_companies
-- How many companies have an event.
SELECT count(*) FROM company WHERE position <= :upto;

-- name: count_companies_found
-- How many of them have a slug or a name that holds some text.
SELECT count(*) FROM company
WHERE position <= :upto AND (
    strpos(slug, :search) > 0
    OR EXISTS (
        SELECT 1 FROM name
        WHERE name.company = company.slug AND name.position <= :upto AND strpos(name.folded, :search) > 0
    )
);

-- name: naming
-- For each of these party slugs the event that names it and was known last; `asked` is a place in the list of slugs.
SELECT asked.key - 1, named.id, named.position, named.recorded_at, named.content, named.digest, named.hash
FROM unnest(:slugs::text[]) WITH ORDINALITY AS asked (value, key)
CROSS JOIN LATERAL (
    SELECT event.*
    FROM mention JOIN event ON event.position = mention.position
    WHERE mention.slug = asked.value
        AND mention.role NOT IN ('same', 'subject', 'identifier')
        AND event.position <= :upto
        AND event.known <= :known_by
    ORDER BY event.known DESC, event.id DESC
    LIMIT 1
) AS named;

-- name: identified
-- Which profiles say these identifiers.
SELECT mention.slug, event.company, event.id
FROM unnest(:identifiers::text[]) WITH ORDINALITY AS asked (value, key)
JOIN mention ON mention.slug = asked.value AND mention.role = 'identifier'
JOIN event ON event.position = mention.position
WHERE mention.position <= :upto AND event.known <= :known_by
ORDER BY mention.slug, event.company, event.id;

-- name: all_identified
-- Which profiles say an identifier.
SELECT mention.slug, event.company, event.id
FROM mention JOIN event ON event.position = mention.position
WHERE mention.role = 'identifier' AND mention.position <= :upto AND event.known <= :known_by
ORDER BY mention.slug, event.company, event.id;

-- name: rows
-- Records as stored, behind a position.
SELECT id, position, recorded_at, content, digest, hash FROM event WHERE position > :after ORDER BY position LIMIT :limit::bigint;

-- name: contents_behind
-- What records say, behind a position.
SELECT position, kind, content FROM event WHERE position > :after ORDER BY position LIMIT :limit::bigint;

-- name: positions_of
-- Where the index of ids leads.
SELECT id, position FROM event WHERE id = ANY(:ids::text[]);

-- name: filed_events
-- What is filed of the records between two positions, beside content and chain.
SELECT id, company, kind, subject, first_day, last_day, possible_day, known, confidence, act, position
FROM event WHERE position >= :start AND position < :end ORDER BY position;

-- name: filed_acts
-- What is filed of the acts between two positions.
SELECT target, position FROM act WHERE position >= :start AND position < :end;

-- name: filed_mentions
-- What is filed of the mentions between two positions.
SELECT slug, role, position FROM mention WHERE position >= :start AND position < :end;

-- name: filed_index_entries
-- What is filed of the index entries with these numbers.
SELECT measure, unit, number, company, subject, first_day, last_day, possible_day, known, confidence, id
FROM account WHERE id >= :start AND id < :end ORDER BY id;

-- name: filed_sames
-- Which of these joins (slug, other, position) are filed.
SELECT same.slug, same.other, same.position
FROM jsonb_array_elements(:sames::jsonb) AS asked (value)
JOIN same ON same.slug = asked.value ->> 0
    AND same.other = asked.value ->> 1
    AND same.position = (asked.value ->> 2)::bigint;

-- name: filed_companies
-- Since which position these companies are filed.
SELECT slug, position FROM company WHERE slug = ANY(:companies::text[]);

-- name: filed_names
-- Since which position the names of these companies are filed.
SELECT company, folded, position FROM name WHERE company = ANY(:companies::text[]);

-- name: integrity
-- What PostgreSQL knows to be damaged or turned off; the first thing that it finds.
SELECT 'the index ' || relname || ' is not valid'
FROM pg_index JOIN pg_class ON pg_class.oid = pg_index.indexrelid
WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND NOT (indisvalid AND indisready)
UNION ALL
SELECT 'the trigger ' || tgname || ' is turned off'
FROM pg_trigger JOIN pg_class ON pg_class.oid = pg_trigger.tgrelid
WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND tgenabled NOT IN ('O', 'A')
LIMIT 1;

-- name: schema
-- What the log is made of: tables with their columns, indexes, triggers, and what they call.
SELECT 'table', relname::text, (
    SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
    FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
)
FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relkind = 'r'
UNION ALL
SELECT 'index', relname::text, regexp_replace(pg_get_indexdef(pg_class.oid), ' ON \S+\.', ' ON ')
FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relkind = 'i'
UNION ALL
SELECT 'trigger', tgname::text,
    regexp_replace(regexp_replace(pg_get_triggerdef(pg_trigger.oid), ' ON \S+\.', ' ON '), 'FUNCTION \S+\.', 'FUNCTION ')
FROM pg_trigger JOIN pg_class ON pg_class.oid = pg_trigger.tgrelid
WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND NOT tgisinternal
UNION ALL
SELECT 'function', proname::text, prosrc FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    AND proname = 'dateline_refuses';

-- name: relations
-- What the schema of a log is called, none if the search path leads nowhere, and what it holds that no extension has made.
SELECT current_schema()::text, ARRAY(
    SELECT relname::text FROM pg_class
    WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        AND relkind IN ('r', 'p', 'v', 'm', 'f')
        AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
    ORDER BY relname
);

-- name: version
-- By which rules the rows were filed.
SELECT version FROM filing;

-- name: set_version
-- The rules by which the rows are filed.
INSERT INTO filing (one, version) VALUES (1, :version) ON CONFLICT (one) DO UPDATE SET version = excluded.version;

-- name: settings
-- What a log depends on, and whether this server follows another.
SELECT name, setting FROM pg_settings
WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'synchronous_standby_names', 'transaction_timeout')
UNION ALL
SELECT 'in_recovery', pg_is_in_recovery()::text;

-- name: backend
-- The process that answers: another one than the connection was made to, where a pool of connections stands between.
SELECT pg_backend_pid();

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
WHERE company.position IS DISTINCT FROM (SELECT min(event.position) FROM event WHERE event.company = company.slug)
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
OR taken.digest !~ '^[0-9a-f]{64}$'
OR taken.taken_at < last.recorded_at
OR taken.taken_at > next.recorded_at
UNION ALL
SELECT 'head', head.position FROM head WHERE head.epoch < 1
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
FROM name JOIN event ON event.position = name.position
WHERE (name.company, name.folded, name.position) > (:one, :other, :position)
ORDER BY name.company, name.folded
LIMIT :limit::bigint;

-- name: sames_as_filed
-- Joined slugs in their order behind some, each with the record that it is filed of.
SELECT same.slug, same.other, same.position, event.id, event.position, event.recorded_at, event.content,
    event.digest, event.hash
FROM same JOIN event ON event.position = same.position
WHERE (same.slug, same.other, same.position) > (:one, :other, :position)
ORDER BY same.slug, same.other, same.position
LIMIT :limit::bigint;

-- name: select.events
-- Events that fulfil conditions, in an order.
SELECT id, position, recorded_at, content, digest, hash FROM event
WHERE {conditions}
ORDER BY {order}
LIMIT :limit::bigint;

-- name: count_all
-- How many events there are in this prefix of the log: positions have no gaps.
SELECT greatest(least(position, :upto::bigint), 0) FROM head;

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
kind = ANY(:kinds::text[])

-- name: where.companies
-- Of these companies.
company = ANY(:companies::text[])

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
convert_from(content, 'UTF8') COLLATE "C" ILIKE :contains ESCAPE '\'

-- name: where.sieve
-- With this text in its canonical bytes, whatever the case of ASCII letters, or with more bytes than characters: then
-- some are not ASCII.
(
    convert_from(content, 'UTF8') COLLATE "C" ILIKE :sieve ESCAPE '\'
    OR length(content) > length(convert_from(content, 'UTF8'))
)

-- name: where.among
-- At one of these positions.
position = ANY(:among::bigint[])

-- name: where.beyond
-- At none of these positions.
position <> ALL(:beyond::bigint[])

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
-- The units that these measures were ever told in, found by leaps over the index. It knows how they begin: of those that
-- may be longer than that, all are looked at.
WITH RECURSIVE found (measure, unit) AS (
    SELECT asked.value, (
        SELECT min(left(account.unit, 200)) FROM account
        WHERE left(account.measure, 200) = left(asked.value, 200) AND account.measure = asked.value
    )
    FROM unnest(:measures::text[]) AS asked (value)
    UNION ALL
    SELECT found.measure, (
        SELECT min(left(account.unit, 200)) FROM account
        WHERE left(account.measure, 200) = left(found.measure, 200) AND account.measure = found.measure
            AND left(account.unit, 200) > found.unit
    )
    FROM found WHERE unit IS NOT NULL
)
SELECT measure, unit FROM found WHERE length(unit) < 200
UNION
SELECT found.measure, account.unit
FROM found JOIN account ON left(account.measure, 200) = left(found.measure, 200)
    AND left(account.unit, 200) = found.unit AND account.measure = found.measure
WHERE length(found.unit) = 200;

-- name: rank.entries
-- Entries in reach of one measure and unit, by number or by day.
SELECT {key}, company, first_day, last_day, possible_day, id
FROM account
WHERE left(measure, 200) = left(:measure, 200) AND left(unit, 200) = left(:unit, 200)
    AND measure = :measure AND unit = :unit
    AND id < :beyond AND known <= :known_by AND {counts} <= :counts_until AND first_day <= :begins_until
    AND confidence >= :confidence
    AND {behind} AND {sieve}
ORDER BY {order}
LIMIT :limit::bigint;

-- name: summands
-- The entries in reach of these companies.
SELECT company, subject, unit, number, first_day, last_day
FROM unnest(:companies::text[]) WITH ORDINALITY AS asked (value, key)
JOIN account ON company = asked.value
WHERE measure = 'raised' AND account.id < :beyond AND known <= :known_by AND first_day <= :begins_until
    AND confidence >= :confidence
    AND CASE WHEN :possible::integer = 1 THEN possible_day ELSE last_day END <= :counts_until;

-- name: most_subjects
-- Of how many subjects a company has entries at most.
SELECT coalesce(max(subjects), 0)
FROM (
    SELECT count(DISTINCT subject) AS subjects FROM account
    WHERE measure = 'raised' GROUP BY company
);

-- name: most_subjects_behind
-- The same among the companies with entries that are new.
SELECT coalesce(max(subjects), 0)
FROM (
    SELECT (
        SELECT count(DISTINCT subject) FROM account
        WHERE measure = 'raised' AND account.company = recent.company
    ) AS subjects
    FROM (
        SELECT DISTINCT company FROM account
        WHERE id >= :start AND id < :end AND measure = 'raised'
    ) AS recent
);

-- name: rank.days
-- Events in reach, by day; the columns of days are ISO text.
SELECT {key}, company, first_day, last_day, possible_day, first_day, id
FROM event
WHERE position <= :upto AND known <= :known_by AND {counts} <= :counts_until AND first_day <= :begins_until
    AND confidence >= :confidence AND kind >= :kind AND kind <= :last_kind
    AND {behind} AND {sieve}
ORDER BY {order}
LIMIT :limit::bigint;

-- name: rank.unfollowed
-- Events in reach, by the day they count from, but those that another one within an inner reach surely follows. Looked
-- for is that one among the nearest of its company. {dated} lets all of them pass, or those of one day, or all others.
SELECT {counts}, company, first_day, last_day, possible_day, first_day, id
FROM event
WHERE position <= :upto AND known <= :known_by AND first_day <= :begins_until AND confidence >= :confidence
    AND {dated} AND {behind}
    AND NOT EXISTS ({followed_behind}) AND NOT EXISTS ({followed_before})
ORDER BY {order}
LIMIT :limit::bigint;

-- name: rank.followed
-- Whether one of the nearest events follows: it is sure to, as `latest_days` says of what is sure to stand.
SELECT 1
FROM (
    SELECT position, first_day, last_day, possible_day, known, confidence
    FROM event AS near
    WHERE near.company = event.company AND near.position {side} event.position
    ORDER BY near.position {direction} LIMIT :nearest
) AS later
WHERE later.{counts} > event.{counts} AND later.{counts} <= :inner_counts_until AND later.position <= :upto
    AND later.known <= :inner_known_by AND later.first_day <= :inner_begins_until AND later.confidence >= :confidence
    AND (:confidence::integer < :foretold::integer OR later.known >= later.first_day)
    AND (
        NOT EXISTS (
            SELECT 1 FROM event AS doing
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
SELECT DISTINCT company FROM event WHERE position > :behind AND position <= :upto;

-- name: latest_days
-- For each of these companies a day that its latest event in a state is not before: what no act speaks of stands, and
-- what was told before it happened is believed by those who ask for less than :foretold.
SELECT asked.value, CASE
    WHEN EXISTS (SELECT 1 FROM event AS doing WHERE doing.company = asked.value AND doing.act = 1)
    THEN (
        SELECT coalesce(
            max(CASE
                WHEN kind NOT IN ('retraction', 'dispute', 'merge')
                    AND NOT EXISTS (SELECT 1 FROM act WHERE act.target = event.id)
                    AND (:confidence::integer < :foretold::integer OR known >= first_day)
                THEN CASE WHEN :possible::integer = 1 THEN possible_day ELSE last_day END
            END),
            min(CASE WHEN :possible::integer = 1 THEN possible_day ELSE last_day END)
        )
        FROM event
        WHERE company = asked.value AND position <= :upto AND known <= :known_by AND first_day <= :begins_until
            AND confidence >= :confidence
            AND CASE WHEN :possible::integer = 1 THEN possible_day ELSE last_day END <= :counts_until
    )
    ELSE (
        SELECT coalesce(
            max(CASE
                WHEN :confidence::integer < :foretold::integer OR known >= first_day
                THEN CASE WHEN :possible::integer = 1 THEN possible_day ELSE last_day END
            END),
            min(CASE WHEN :possible::integer = 1 THEN possible_day ELSE last_day END)
        )
        FROM event
        WHERE company = asked.value AND position <= :upto AND known <= :known_by AND first_day <= :begins_until
            AND confidence >= :confidence
            AND CASE WHEN :possible::integer = 1 THEN possible_day ELSE last_day END <= :counts_until
    )
END AS day
FROM unnest(:companies::text[]) WITH ORDINALITY AS asked (value, key);

-- name: rank.names
-- Names in reach by their text.
SELECT unit, company, number, id
FROM account
WHERE left(measure, 200) = 'name' AND measure = 'name'
    AND id < :beyond AND known <= :known_by AND {counts} <= :counts_until AND first_day <= :begins_until
    AND confidence >= :confidence
    AND {behind} AND {sieve}
ORDER BY left(unit, 200){direction}, {order}
LIMIT :limit::bigint;

-- name: rank.slugs
-- Companies with an event recorded and known by then, by slug.
SELECT slug FROM company
WHERE position <= :upto AND {behind} AND {sieve} AND EXISTS (
    SELECT 1 FROM event
    WHERE event.company = company.slug AND event.position <= :upto AND event.known <= :known_by
)
ORDER BY {order}
LIMIT :limit::bigint;

-- name: count_slugs
-- How many companies have an event recorded and known by then, but for those that a merge joins.
SELECT count(*) FROM company
WHERE position <= :upto AND slug NOT IN (SELECT slug FROM same WHERE position <= :upto) AND EXISTS (
    SELECT 1 FROM event
    WHERE event.company = company.slug AND event.position <= :upto AND event.known <= :known_by
);

-- name: joined
-- The pairs of slugs that any merge joins.
SELECT DISTINCT slug, other FROM same WHERE position <= :upto;

-- name: merges
-- The merges behind a position; acts have an index of their own.
SELECT position, content, digest FROM event
WHERE act = 1 AND kind = 'merge' AND position > :behind AND position <= :upto
ORDER BY position;

-- name: shaken
-- Companies with acts about events behind a position.
SELECT DISTINCT company FROM event
WHERE act = 1 AND kind IN ('retraction', 'dispute', 'merge') AND position > :behind AND position <= :upto;

-- name: doubtful
-- Those of these companies of which no event within the cut is sure to stand and to tell something.
SELECT asked.value
FROM unnest(:companies::text[]) WITH ORDINALITY AS asked (value, key)
WHERE EXISTS (
    SELECT 1 FROM event
    WHERE company = asked.value AND position <= :upto AND known <= :known_by
) AND NOT EXISTS (
    SELECT 1 FROM event
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
    SELECT 1 FROM account AS said
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'country' AND said.unit = ANY(:countries::text[])
)

-- name: sieve.sectors
-- Ever said to be of one of these sectors.
EXISTS (
    SELECT 1 FROM account AS said
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'sector' AND said.unit = ANY(:sectors::text[])
)

-- name: sieve.status
-- Ever said to be closed or public.
EXISTS (
    SELECT 1 FROM account AS said
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'status' AND said.unit = :status
)

-- name: sieve.acquired
-- Ever the target of an acquisition, or what a merge of acquisitions speaks of.
EXISTS (SELECT 1 FROM mention WHERE mention.slug = {company} AND mention.role IN ('target', 'subject'))

-- name: sieve.called
-- Ever called by some text.
(
    strpos({company}, :called) > 0
    OR EXISTS (SELECT 1 FROM name AS said WHERE said.company = {company} AND strpos(said.folded, :called) > 0)
)

-- name: sieve.investor
-- Ever said to have this investor or holder, or to have merged a stake of it with another.
{company} IN (
    SELECT naming.company FROM mention JOIN event AS naming ON naming.position = mention.position
    WHERE mention.slug = :investor AND mention.role IN ('lead', 'investor', 'holder', 'subject')
)

-- name: sieve.partner
-- Ever said to have this partner.
{company} IN (
    SELECT naming.company FROM mention JOIN event AS naming ON naming.position = mention.position
    WHERE mention.slug = :partner AND mention.role = 'partner'
)

-- name: sieve.founded_from
-- Ever said to be founded on a day or later.
EXISTS (
    SELECT 1 FROM account AS said
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'founded' AND said.last_day >= :founded_from
)

-- name: sieve.founded_until
-- Ever said to be founded by a day, if perhaps.
EXISTS (
    SELECT 1 FROM account AS said
    WHERE said.measure IN ('country', 'sector', 'status', 'founded') AND said.company = {company}
        AND said.measure = 'founded' AND said.possible_day <= :founded_until
)

-- name: make_api_keys
-- The table is made with the log: nothing is left to be done.
SELECT 1 WHERE FALSE;

-- name: has_api_keys
-- Whether there is a table of keys: always.
SELECT 1;

-- name: add_api_key
-- No row comes back if a key in force has the name.
INSERT INTO api_key (id, name, scopes, digest, made_at)
SELECT :id::text, :name::text, :scopes::text, :digest::bytea, :made_at::bigint
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
UPDATE api_key SET revoked_at = :revoked_at WHERE :name_or_id::text IN (name, id) AND revoked_at IS NULL
RETURNING id, name, scopes, digest, made_at, revoked_at;
