"""A row through its editions, told: events that show at each vantage what anyone could know of the row by then.

Each edition that says something new gives an account of its own, and accounts that say nothing otherwise stand side by
side: what one of them made known stays known. An account that says otherwise replaces those it contradicts. Nobody
could know of a change before the edition that made it: pages that were there while the file still said otherwise are
read as of the edition that changed it (`told_late`).

All of it follows from what the editions say, in the order of their dates; never from the order in which they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import msgspec

from dateline.errors import InvalidEvent
from dateline.events.codec import of_fields
from dateline.events.event import Event
from dateline.imports.tables.editions.contents import (
    Content,
    bare,
    edition_source,
    sources_of,
    told_late,
)
from dateline.imports.tables.editions.ids import correction_id, gone_id, marks, replaced_id, rest_id, statement_id
from dateline.imports.tables.editions.known import Known
from dateline.imports.tables.editions.reasons import CHANGED, VANISHED, with_cause
from dateline.imports.tables.editions.saying import Difference, common_fields, difference, stated_fields, without
from dateline.imports.tables.editions.versions import EditionOrder, Version, order_of
from dateline.imports.tables.maps.sources import JsonSource
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Confidence


def told(versions: Sequence[Version], known: Known) -> list[Event]:
    """The events for the versions of one row, in the order of the editions; the log need not hold them yet."""
    teller = _Teller(known)
    for version in versions:
        if version.event is None:
            teller.vanish(version)
        else:
            teller.tell(version, bare(version.event))
    return teller.events


def retraction(target: Event, id: str, reason: str, sources: Sequence[JsonSource] = ()) -> Event:
    """By the sources of what it retracts, unless others are given: no vantage then shows that."""
    said = {
        "id": id, "type": "retraction", "company": target.company, "event": target.id, "reason": reason,
        "sources": list(sources) or sources_of(target),
    }  # fmt: skip
    return of_fields(said)


@dataclass(slots=True)
class _Said:
    """What an edition said anew; `last` is the last edition that said it before another said something else."""

    event: Event | None
    published: PartialDate
    digest: bytes
    last: EditionOrder


@dataclass(frozen=True, slots=True)
class _Account:
    """A statement that nothing has replaced so far, and what it corrects, and what that corrects."""

    event: Event
    published: PartialDate
    corrected: tuple[Event, ...] = ()

    @property
    def events(self) -> tuple[Event, ...]:
        return (self.event, *self.corrected)


class _Teller:
    def __init__(self, known: Known) -> None:
        self.events: list[Event] = []
        self._known = known
        self._said: list[_Said] = []
        self._standing: list[_Account] = []

    def vanish(self, version: Version) -> None:
        for account in self._standing:
            for event in account.events:
                id = gone_id(event.id, version.published)
                self.events.append(retraction(event, id, VANISHED, list(version.gone)))
        self._standing = []
        self._said.append(_Said(None, version.published, b"", version.order))

    def tell(self, version: Version, event: Event) -> None:
        until = self._until(version, event)
        mark = version.digest
        as_it_stands = event
        if until is not None:
            event = told_late(event, version.published, until[0], self._known.dataset)
            if event is as_it_stands:
                until = None
            mark = Content(event, version.published, self._known.publisher).digest
        if self._said and self._said[-1].digest == mark:
            self._said[-1].last = version.order
            return
        rest = self._own_rest(version, as_it_stands) if until is not None else None
        self._said.append(_Said(event, version.published, mark, version.order))
        apart = [(one, _apart(one.event, one.published, event, version.published)) for one in self._standing]
        replaced = [one for one, found in apart if found.otherwise]
        outdated = [one for one, found in apart if _outdates(found, one.event, event)]
        account = self._account(version, event, until, replaced)
        self.events.append(account.event)
        for one in replaced:
            if one.event.id != account.event.corrects:
                self._replace(one, version, sources_of(account.event))
        for one in outdated:
            self._replace(one, version, _since_edition(account.event, version, self._known.dataset))
        rests = [
            self._rest_of(one, found, version, common_fields(one.event, event))
            for one, found in apart
            if one in replaced or one in outdated
        ]
        self._standing = [one for one in self._standing if one not in replaced and one not in outdated]
        self._standing.append(account)
        for kept in filter(None, [rest, *rests]):
            self.events.append(kept.event)
            self._standing.append(kept)

    def _own_rest(self, version: Version, event: Event) -> _Account | None:
        """What a late version says of fields that those which it contradicts left open, or say as it does: that is
        known since its pages.

        None where there is no such field, or where what stands makes all of them known by then.
        """
        late = frozenset[str]()
        more: frozenset[str] | None = None
        for one in self._said:
            if one.event is None:
                return None
            found = _apart(one.event, one.published, event, version.published)
            if found.otherwise and not found.same_thing:
                return None
            late |= found.otherwise
            if found.otherwise:
                more = found.more if more is None else more & found.more
        if not ((more or frozenset()) | self._known_only_by(version, event)) - late:
            return None
        own = statement_id(version.key, version.published, version.twin)
        return self._rest(without(event, late), version.published, own, version)

    def _known_only_by(self, version: Version, event: Event) -> frozenset[str]:
        """The fields that no standing account says as surely, and as early, as this version as it stands."""
        fields = stated_fields(event)
        for one in self._standing:
            if one.event.known <= event.known and one.event.confidence.rank >= event.confidence.rank:
                found = _apart(one.event, one.published, event, version.published)
                fields &= found.more | found.otherwise
        return fields

    def _rest_of(
        self, account: _Account, found: Difference, version: Version, fields: frozenset[str]
    ) -> _Account | None:
        """What an account says of fields that the version which replaces it in these leaves open."""
        if not found.fewer or not found.same_thing:
            return None
        rest = without(bare(account.event), fields)
        return self._rest(rest, account.published, account.event.id, version)

    def _rest(self, rest: Event | None, published: PartialDate, target: str, version: Version) -> _Account | None:
        """None where nothing is left, or where its id would be too long: the row itself is told all the same."""
        if rest is None:
            return None
        try:
            tags = (f"{version.tag}{mark}" for mark in marks(version.digest))
            events = (msgspec.structs.replace(rest, id=rest_id(target, tag)) for tag in tags)
            return _Account(next(filter(self._known.may_have, events)), published)
        except InvalidEvent:
            return None

    def _until(self, version: Version, event: Event) -> EditionOrder | None:
        """The last edition before this one that still said otherwise, or had no such row any more."""
        return max((one.last for one in self._said if _contradicts(one, event, version.published)), default=None)

    def _account(
        self, version: Version, event: Event, until: EditionOrder | None, replaced: Sequence[_Account]
    ) -> _Account:
        before = replaced[-1] if replaced else None
        corrected = before if before is not None and _may_correct(event, before.event) else None
        if corrected is not None:
            event = with_cause(event)
            event = msgspec.structs.replace(event, corrects=corrected.event.id, reason=event.reason or CHANGED)
        behind = ""
        if until is not None or corrected is not None:
            behind = before.event.id if before is not None else ""
        if until is not None and (before is None or until != order_of(before.published)):
            behind += f" {until[0]}"
        event = self._named(version, event, behind)
        return _Account(event, version.published, corrected.events if corrected is not None else ())

    def _named(self, version: Version, event: Event, behind: str) -> Event:
        """The event under an id that the log does not have for anything else; `behind` tells changes apart."""
        for twin in chain([version.twin], marks(version.digest)):
            own = statement_id(version.key, version.published, twin)
            event = msgspec.structs.replace(event, id=correction_id(own, behind) if behind else own)
            if self._known.may_have(event):
                break
        return event

    def _replace(self, account: _Account, version: Version, sources: Sequence[JsonSource]) -> None:
        """Retracted are also the accounts that it corrects: they would stand again."""
        for event in account.events:
            tags = (f"{version.tag}{mark}" for mark in marks(version.digest))
            acts = (retraction(event, replaced_id(event.id, tag), CHANGED, sources) for tag in tags)
            self.events.append(next(filter(self._known.may_have, acts)))


def _since_edition(event: Event, version: Version, dataset: dict[str, str]) -> list[JsonSource]:
    """Sources of the day of the edition; those of the event, if it is only known later."""
    return [edition_source(dataset, version.published)] if event.known <= version.order[0] else sources_of(event)


def _outdates(found: Difference, before: Event, after: Event) -> bool:
    """Whether a later account takes an earlier one back that it does not contradict: it says some of that."""
    if found.otherwise or not found.coarser:
        return False
    return not (found.fewer and found.same_thing) or bool(common_fields(before, after))


def _contradicts(said: _Said, event: Event, published: PartialDate) -> bool:
    return said.event is None or bool(_apart(said.event, said.published, event, published).otherwise)


def _apart(before: Event, was: PartialDate, after: Event, published: PartialDate) -> Difference:
    return difference(before, after, same_day=_own_day(before, was) and _own_day(after, published))


def _own_day(event: Event, published: PartialDate) -> bool:
    """Whether it is dated "by the day of its edition"."""
    return event.on is not None and event.on.edtf == f"../{published.edtf}"


def _may_correct(event: Event, before: Event) -> bool:
    """An act is never a rumor, and reaches its own company only."""
    return event.confidence is not Confidence.RUMORED and event.company == before.company
