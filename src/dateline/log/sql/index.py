"""The index of a log that is asked in SQL: candidates for rankings, read without reading events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from dateline.events.codec import restore
from dateline.log.chain import refuse_altered
from dateline.log.cut import Cut, Reach
from dateline.log.index_contract import NEAREST, IdentifierEntry, KeyedEntry, NameEntry, Place, Sieve, Summand
from dateline.log.index_entries import MOST_ENTRIES, joined_subjects
from dateline.log.sql.reader import SqlReader
from dateline.log.sql.rows import Params, SqlRow
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

_LAST_KIND: Final = "~"
"""Sorts behind every kind."""
_LAST_DAY: Final = "9999-12-31~"
"""Sorts behind every day."""
_UNLIMITED: Final = 2**62
_COMPANY: Final = {
    "entries": "account.company",
    "days": "event.company",
    "names": "account.company",
    "slugs": "company.slug",
}
"""The column of slugs in each of the queries that are put together of parts."""


class SqlIndex:
    """The Index of such a log."""

    def __init__(self, reader: SqlReader) -> None:
        self._reader = reader

    async def units(self, measures: Collection[str]) -> list[tuple[str, str]]:
        rows = await self._reader.named("units", measures=[*measures])
        return [(measure, unit) for measure, unit in rows]

    async def entries(
        self,
        measure: str,
        unit: str,
        reach: Reach,
        sieve: Sieve,
        *,
        descending: bool,
        after: Place | None,
        limit: int,
    ) -> list[KeyedEntry]:
        by_first = measure == "founded" and reach.dates is Certainty.POSSIBLE and not descending
        key = ("possible_day" if by_first else "number", "id")
        params = Params(measure=measure, unit=unit, limit=limit, **_reach(reach, ordinals=True))
        rows = await self._ranked("entries", key, reach, sieve, params, descending=descending, after=after)
        return [
            KeyedEntry(number, company, first, last, possible, (number, id))
            for number, company, first, last, possible, id in rows
        ]

    async def summands(self, measure: str, companies: Collection[str], reach: Reach) -> list[Summand]:
        assert measure == "raised", "only these are filed by company"
        possible = int(reach.dates is Certainty.POSSIBLE)
        params = Params(companies=[*companies], possible=possible, **_reach(reach, ordinals=True))
        return [Summand(*row) for row in await self._reader.named("summands", **params)]

    async def most_subjects(self, measure: str, behind: int, upto: int) -> int:
        assert measure == "raised", "only these are filed by company"
        if not behind:
            ((most,),) = await self._reader.named("most_subjects")
        else:
            start, end = (behind + 1) * MOST_ENTRIES, (upto + 1) * MOST_ENTRIES
            ((most,),) = await self._reader.named("most_subjects_behind", start=start, end=end)
        return int(most)

    async def days(
        self, kind: str | None, reach: Reach, sieve: Sieve, *, descending: bool, after: Place | None, limit: int
    ) -> list[KeyedEntry]:
        by_first = reach.dates is Certainty.POSSIBLE and not descending
        key = ("possible_day", "first_day", "id") if by_first else ("last_day", "first_day", "id")
        kinds = Params(kind=kind or "", last_kind=kind or _LAST_KIND)
        params = Params(limit=limit, **kinds, **_reach(reach, ordinals=False))
        return _keyed(await self._ranked("days", key, reach, sieve, params, descending=descending, after=after))

    async def latest_days(self, companies: Collection[str], reach: Reach) -> list[tuple[str, int]]:
        possible = int(reach.dates is Certainty.POSSIBLE)
        params = Params(
            companies=[*companies],
            possible=possible,
            foretold=Confidence.CONFIRMED.rank,
            **_reach(reach, ordinals=False),
        )
        rows = await self._reader.named("latest_days", **params)
        return [(company, _ordinal(day)) for company, day in rows if day is not None]

    async def unfollowed(self, inner: Reach, outer: Reach, *, after: Place | None, limit: int) -> list[KeyedEntry]:
        """Those of one day in their order; where another day counts for the others, all of theirs up to the last read.

        The index has the last days in order. To read the others takes as long as to pass by all events, so it is done
        once for as many of one day as were asked for.
        """
        if outer.dates is Certainty.CERTAIN:
            return await self._unfollowed("TRUE", inner, outer, after, limit)
        of_one_day = await self._unfollowed("last_day = possible_day", inner, outer, after, limit)
        end: Place = of_one_day[-1].place if len(of_one_day) == limit else (_LAST_DAY, "", "")
        start = after[0] if after is not None else ""
        dated = "last_day <> possible_day AND possible_day > :start AND possible_day <= :end"
        others = await self._unfollowed(dated, inner, outer, None, _UNLIMITED, start=start, end=end[0])
        both = sorted([*of_one_day, *others], key=lambda entry: entry.key)
        return [entry._replace(place=end) for entry in both]

    async def _unfollowed(
        self, dated: str, inner: Reach, outer: Reach, after: Place | None, limit: int, **more: object
    ) -> list[KeyedEntry]:
        counts = "possible_day" if outer.dates is Certainty.POSSIBLE else "last_day"
        # what is of one day is read in the order of the index, whichever of its days counts
        order = (counts if limit == _UNLIMITED else "last_day", "first_day", "id")
        followed = self._reader.queries["rank.followed"]
        statement = self._reader.queries["rank.unfollowed"].format(
            counts=counts,
            dated=dated,
            behind=_behind(order, after, descending=False),
            followed_behind=followed.format(counts=counts, side=">", direction="ASC"),
            followed_before=followed.format(counts=counts, side="<", direction="DESC"),
            order=", ".join(order),
        )
        within = {f"inner_{name}": value for name, value in _reach(inner, ordinals=False).items()}
        params = Params(
            limit=limit,
            nearest=NEAREST,
            foretold=Confidence.CONFIRMED.rank,
            **within,
            **_reach(outer, ordinals=False),
            **_places(after),
            **more,
        )
        return _keyed(await self._reader.rows(statement, params))

    async def told_of(self, behind: int, upto: int) -> list[str]:
        return [company for (company,) in await self._reader.named("told_of", behind=behind, upto=upto)]

    async def names(
        self, reach: Reach, sieve: Sieve, *, descending: bool, after: Place | None, limit: int
    ) -> list[NameEntry]:
        params = Params(limit=limit, **_reach(reach, ordinals=True))
        key = ("unit", "number", "id")
        rows = await self._ranked("names", key, reach, sieve, params, descending=descending, after=after)
        return [NameEntry(name, company, (name, number, id)) for name, company, number, id in rows]

    async def identified(self, identifiers: Collection[str] | None, cut: Cut) -> list[IdentifierEntry]:
        query = "identified" if identifiers is not None else "all_identified"
        params = Params(upto=cut.position, known_by=(cut.known_by or date.max).isoformat())
        rows = await self._reader.named(query, identifiers=_list(identifiers), **params)
        return [IdentifierEntry(*row) for row in rows]

    async def slugs(self, reach: Reach, sieve: Sieve, *, descending: bool, after: str | None, limit: int) -> list[str]:
        params = Params(limit=limit, **_reach(reach, ordinals=False))
        place = (after,) if after is not None else None
        rows = await self._ranked("slugs", ("slug",), reach, sieve, params, descending=descending, after=place)
        return [slug for (slug,) in rows]

    async def count_slugs(self, reach: Reach) -> int:
        ((count,),) = await self._reader.named("count_slugs", **_reach(reach, ordinals=False))
        return int(count)

    async def joined(self, upto: int) -> list[tuple[str, str]]:
        return [(slug, other) for slug, other in await self._reader.named("joined", upto=upto)]

    async def joined_subjects(self, behind: int, upto: int) -> list[tuple[str, str]]:
        rows = await self._reader.named("merges", behind=behind, upto=upto)
        for position, content, digest in rows:
            refuse_altered(position, content, digest)
        return [pair for _, content, _ in rows for pair in joined_subjects(restore(content))]

    async def shaken(self, behind: int, upto: int) -> list[str]:
        return [company for (company,) in await self._reader.named("shaken", behind=behind, upto=upto)]

    async def doubtful(self, companies: Collection[str], cut: Cut) -> list[str]:
        known_by = (cut.known_by or date.max).isoformat()
        params = Params(companies=[*companies], upto=cut.position, known_by=known_by)
        return [company for (company,) in await self._reader.named("doubtful", **params)]

    async def _ranked(
        self,
        query: str,
        key: tuple[str, ...],
        reach: Reach,
        sieve: Sieve,
        params: Params,
        *,
        descending: bool,
        after: Place | None,
    ) -> list[SqlRow]:
        """The rows of a query that is put together of parts: those of queries.sql whose name begins with `rank.`."""
        conditions, sieving = _sieve(self._reader.queries, sieve, _COMPANY[query])
        statement = self._reader.queries[f"rank.{query}"].format(
            key=key[0],
            counts="possible_day" if reach.dates is Certainty.POSSIBLE else "last_day",
            behind=_behind(key, after, descending=descending),
            sieve=conditions,
            order=", ".join(f"{part} DESC" if descending else part for part in key),
            direction=" DESC" if descending else "",  # for a statement with an order in front of that one
        )
        return await self._reader.rows(statement, {**params, **sieving, **_places(after)})


def _behind(key: tuple[str, ...], after: Place | None, *, descending: bool) -> str:
    """The condition that a row is behind a place, whose parts are the parameters `_places` gives."""
    if after is None:
        return "TRUE"
    places = ", ".join(f":after_{place}" for place in range(len(key)))
    return f"({', '.join(key)}) {'<' if descending else '>'} ({places})"


def _places(after: Place | None) -> Params:
    return {f"after_{place}": part for place, part in enumerate(after or ())}


def _keyed(rows: Iterable[SqlRow]) -> list[KeyedEntry]:
    """Entries of rows with their day, company, first, last and possible day, and the rest of their place."""
    return [
        KeyedEntry(_ordinal(day), company, _ordinal(first), _ordinal(last), _ordinal(possible), (day, *place))
        for day, company, first, last, possible, *place in rows
    ]


def _reach(reach: Reach, *, ordinals: bool) -> Params:
    """The parameters of a reach; days as ordinals or as ISO text."""
    written = date.toordinal if ordinals else date.isoformat
    return Params(
        upto=reach.cut.position,
        beyond=(reach.cut.position + 1) * MOST_ENTRIES,
        known_by=written(reach.cut.known_by or date.max),
        counts_until=written(reach.counts_until),
        begins_until=written(reach.begins_until or date.max),
        confidence=reach.confidence,
    )


def _sieve(queries: Mapping[str, str], sieve: Sieve, company: str) -> tuple[str, Params]:
    """The condition that a sieve puts on a column of slugs, and its parameters."""
    params = {name: value for name, value in _sieving(sieve).items() if value is not None}
    names = ["acquired" if (name, value) == ("status", "acquired") else name for name, value in params.items()]
    if not names:
        return "TRUE", {}
    conditions = " AND ".join(queries[f"sieve.{name}"] for name in names)
    return queries["sieve"].replace("{conditions}", f"({conditions})").replace("{company}", company), params


def _sieving(sieve: Sieve) -> Params:
    """Each condition of a sieve as a parameter, None where it is none."""
    return {
        "countries": _list(sieve.countries),
        "sectors": _list(sieve.sectors),
        "status": sieve.status,
        "called": sieve.called,
        "investor": sieve.investor,
        "partner": sieve.partner,
        "founded_from": sieve.founded_from.toordinal() if sieve.founded_from is not None else None,
        "founded_until": sieve.founded_until.toordinal() if sieve.founded_until is not None else None,
    }


def _list(words: Collection[str] | None) -> list[str] | None:
    return sorted(words) if words is not None else None


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
