-- What else the database itself refuses. A log of an earlier release gets all of these when it is opened to be written.
-- INSERT OR REPLACE takes rows away past every trigger on DELETE: so rows are refused that would stand in the place of
-- others. Tables without such a guard have no column beside their key, so that a replaced row is the same again.
--
-- ROLLBACK and not ABORT, which would take back one statement alone: SQLite then copies every page before it changes it,
-- in case a trigger says so, and filing an event takes three times as long. For the same reason queries.sql has INSERT
-- OR ROLLBACK.
CREATE TRIGGER event_is_appended BEFORE INSERT ON event
WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM event)
OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id) BEGIN
    SELECT RAISE(ROLLBACK, 'a record has an id of its own and the position behind the newest one');
END;
CREATE TRIGGER company_is_never_replaced BEFORE INSERT ON company
WHEN EXISTS (SELECT 1 FROM company WHERE slug = NEW.slug) BEGIN
    SELECT RAISE(ROLLBACK, 'a recorded company is never replaced');
END;
CREATE TRIGGER name_is_never_replaced BEFORE INSERT ON name
WHEN EXISTS (SELECT 1 FROM name WHERE company = NEW.company AND folded = NEW.folded) BEGIN
    SELECT RAISE(ROLLBACK, 'a recorded name is never replaced');
END;
CREATE TRIGGER account_is_never_replaced BEFORE INSERT ON account
WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.id) BEGIN
    SELECT RAISE(ROLLBACK, 'what is filed of an account is never replaced');
END;
CREATE TRIGGER taken_is_never_replaced BEFORE INSERT ON taken
WHEN EXISTS (SELECT 1 FROM taken WHERE digest = NEW.digest) BEGIN
    SELECT RAISE(ROLLBACK, 'what is noted of a file taken in is never replaced');
END;
CREATE TRIGGER head_is_never_replaced BEFORE INSERT ON head BEGIN
    SELECT RAISE(ROLLBACK, 'a log has one head');
END;
CREATE TRIGGER head_is_the_newest_record BEFORE UPDATE ON head
WHEN NEW.position >= OLD.position AND (NEW.position, NEW.hash, NEW.recorded_at) IS NOT (
    SELECT position, hash, recorded_at FROM event ORDER BY position DESC LIMIT 1
) BEGIN
    SELECT RAISE(ROLLBACK, 'the head is the place of the newest record');
END;
CREATE TRIGGER head_keeps_its_epoch BEFORE UPDATE ON head WHEN NEW.epoch <> OLD.epoch BEGIN
    SELECT RAISE(ROLLBACK, 'only what puts a log back begins another epoch');
END;
