"""Parties: investors, partners, founders, targets. A name, linked to a tracked company by its slug."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dateline.errors import InvalidEvent

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$(?!\n)"
"""`(?!\n)`, because in Python `$` alone also matches before a line end."""
MAX_NAME = 300
_OTHER_RUNS = re.compile(r"[^a-z0-9]+")
_SLUG = re.compile(SLUG)


# Importers and the log name the same few thousand parties and subjects again and again.
_KEPT = 16_384


@lru_cache(maxsize=_KEPT)
def slugify(name: str) -> str:
    """A name as a slug: lower-case ASCII letters and digits (by NFKD), with a hyphen for each run of anything else.

    Empty if the name has no Latin letter and no digit. Punctuation of any script separates words, so that "L’Oréal" and
    "L'Oréal" are the same party.
    """
    if not name.isascii():
        name = "".join(map(_to_ascii, unicodedata.normalize("NFKD", name)))
    return _OTHER_RUNS.sub("-", name.lower()).strip("-")


def _to_ascii(character: str) -> str:
    if character.isascii():
        return character
    return "-" if unicodedata.category(character)[0] in "PSZ" else ""


def fold_text(text: str) -> str:
    """Text as a search compares it: without accents and case, and with one space for every run of blanks."""
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join("".join(letters).casefold().split())


class Party:
    """A name and its slug, which is derived from the name unless the author gave another. Never changes.

    Raises InvalidEvent for a name that is empty or not on one line, for a slug that is none, and for a name that no
    slug can be derived from.
    """

    __slots__ = ("name", "slug", "written")

    name: str
    slug: str
    written: str | dict[str, str]
    """The party in canonical JSON, which has the slug only where it is not the derived one."""

    def __init__(self, name: str, slug: str | None = None) -> None:
        if not name or name != name.strip() or len(name) > MAX_NAME or not name.isprintable():
            what = f"a name is one line of 1 to {MAX_NAME} characters, without blanks around it"
            raise InvalidEvent("name", what, rule="party")
        derived = slugify(name)
        chosen = slug if slug is not None else derived
        if not _SLUG.match(chosen):
            hint = f"{slug!r} is not a slug" if slug is not None else f"no slug can be derived from {name!r}"
            raise InvalidEvent("slug", f'{hint}: write {{"name": …, "slug": "lower-case-and-hyphens"}}', rule="party")
        self.name = name
        self.slug = chosen
        self.written = name if chosen == derived else {"name": name, "slug": chosen}

    @classmethod
    def named(cls, name: str) -> Party:
        """The party of this name, with the slug derived from it. Raises InvalidEvent."""
        return _named(name)

    @classmethod
    def recorded(cls, name: str, slug: str | None = None) -> Party:
        """A party as the log has it: neither the name nor the slug is looked at."""
        party = cls.__new__(cls)
        derived = slugify(name)
        party.name = name
        party.slug = derived if slug is None else slug
        party.written = name if party.slug == derived else {"name": name, "slug": party.slug}
        return party

    @classmethod
    def read(cls, value: object) -> Party:
        """A party of an event file: `"ASML"` or `{"name": "ASML", "slug": "asml"}`. Raises InvalidEvent."""
        match value:
            case str():
                return _named(value)
            case {"name": str(name), "slug": str(slug), **others} if not others:
                return cls(name, slug)
            case {"name": str(name), **others} if not others:
                return _named(name)
        raise InvalidEvent("", 'expected a name, or {"name": …, "slug": …}', rule="party")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Party) and (self.name, self.slug) == (other.name, other.slug)

    def __hash__(self) -> int:
        return hash((self.name, self.slug))

    def __repr__(self) -> str:
        return f"Party({self.name!r}, {self.slug!r})"


@lru_cache(maxsize=_KEPT)
def _named(name: str) -> Party:
    return Party(name)
