"""Parties: investors, partners, founders, targets. A name, linked to a tracked company by its slug."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dateline.errors import InvalidEvent
from dateline.values.text import normalize, slugify

_LETTER = r"[^\s\x00-/:-`{-\xbf\u2000-\u206f\u3000-\u3004]"
SLUG = rf"^{_LETTER}+(?:-{_LETTER}+)*$(?!\n)"
"""What a slug looks like, for JSON Schema too, which has no word for a letter of any script: `is_slug` says the rest.

In ASCII it takes a to z, 0 to 9 and single hyphens. `(?!\n)`, because in Python `$` alone also matches before a line
end.
"""
MAX_NAME = 300
_SLUG = re.compile(SLUG)
_LINE_ENDS = ("Cc", "Cs", "Zl", "Zp")
"""Categories of what cannot stand in one line of text."""

# Importers and the log name the same few thousand parties and subjects again and again.
_KEPT = 16_384


def is_slug(text: str) -> bool:
    """Whether this is a slug: lower-case letters and digits with single hyphens, which its own slug leaves as it is."""
    return _SLUG.match(text) is not None and (text.isascii() or slugify(text) == text)


def why_no_slug(text: str) -> str:
    """The sentence about a text that is no slug."""
    meant = slugify(text)
    hint = f": did you mean {meant!r}?" if meant else ""
    return f"{text!r} is not a slug, which is lower-case letters and digits with single hyphens{hint}"


class Party:
    """A name and its slug, which is derived from the name unless the author gave another. Never changes.

    Raises InvalidEvent for a name that is empty or not on one line, for a slug that is none, and for a name without a
    letter or digit, which no slug can be derived from.
    """

    __slots__ = ("name", "slug", "written")

    name: str
    slug: str
    written: str | dict[str, str]
    """The party in canonical JSON, which has the slug only where it is not the derived one, or was not when slugs had
    only ASCII: the bytes of an event never change."""

    def __init__(self, name: str, slug: str | None = None) -> None:
        if not name or name != name.strip() or len(name) > MAX_NAME or not _is_one_line(name):
            what = f"a name is one line of 1 to {MAX_NAME} characters, without blanks around it"
            raise InvalidEvent("name", what, rule="party")
        derived = slugify(name)
        if slug is not None and not is_slug(slug):
            raise InvalidEvent("slug", why_no_slug(slug), rule="party")
        if slug is None and not derived:
            what = f"no slug can be derived from {name!r}, which has no letter and no digit"
            raise InvalidEvent("slug", f'{what}: write {{"name": …, "slug": …}}', rule="party")
        self.name = name
        self.slug = slug or derived
        short = self.slug == derived and (slug is None or slug == _ascii_slug(name))
        self.written = name if short else {"name": name, "slug": self.slug}

    @classmethod
    def named(cls, name: str) -> Party:
        """The party of this name, with the slug derived from it. Raises InvalidEvent."""
        return party_named(name)

    @classmethod
    def recorded(cls, name: str, slug: str | None = None) -> Party:
        """A party as the log has it: neither the name nor the slug is looked at."""
        party = cls.__new__(cls)
        party.name = name
        party.slug = slugify(name) if slug is None else slug
        party.written = name if slug is None else {"name": name, "slug": slug}
        return party

    @classmethod
    def read(cls, value: object) -> Party:
        """A party of an event file: `"ASML"` or `{"name": "ASML", "slug": "asml"}`. Raises InvalidEvent."""
        match value:
            case str():
                return party_named(value)
            case {"name": str(name), "slug": str(slug), **others} if not others:
                return cls(name, slug)
            case {"name": str(name), **others} if not others:
                return party_named(name)
        raise InvalidEvent("", 'expected a name, or {"name": …, "slug": …}', rule="party")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Party) and (self.name, self.slug) == (other.name, other.slug)

    def __hash__(self) -> int:
        return hash((self.name, self.slug))

    def __repr__(self) -> str:
        return f"Party({self.name!r}, {self.slug!r})"


@lru_cache(maxsize=_KEPT)
def party_named(name: str) -> Party:
    """As `Party.named`."""
    return Party(name)


def _is_one_line(name: str) -> bool:
    return name.isprintable() or not any(unicodedata.category(letter) in _LINE_ENDS for letter in name)


def _ascii_slug(name: str) -> str:
    """The slug that was derived of a name when a slug had only ASCII, and lost all other letters."""
    decomposed = name if name.isascii() else normalize("NFKD", name)
    letters = (letter if letter.isascii() else _hyphen_of(letter) for letter in decomposed)
    return re.sub(r"[^a-z0-9]+", "-", "".join(letters).lower()).strip("-")


def _hyphen_of(letter: str) -> str:
    return "-" if unicodedata.category(letter)[0] in "PSZ" else ""
