"""What a cell says of its own number: `about 400`, `~€5m`, `ca. 400`, `over 1.2bn`, `400+`."""

from __future__ import annotations

import re

from dateline.imports.tables.cells.units import SHORT_SIGN, SIGN
from dateline.values.vocabulary import Bound

_SAID = {
    Bound.ABOUT: (
        "~", "≈", "about", "approx.", "approx", "approximately", "around", "roughly", "nearly", "almost", "some", "c.",
        "ca.", "ca", "circa", "zirka", "etwa", "rund", "ok.", "około", "ungefähr", "knapp", "fast", "environ",
    ),
    Bound.OVER: (
        ">", "≥", ">=", "over", "more than", "above", "at least", "exceeding",
        "über", "mehr als", "mindestens", "plus de", "au moins",
    ),
    Bound.UNDER: (
        "<", "≤", "<=", "under", "less than", "fewer than", "below", "up to", "at most",
        "unter", "weniger als", "bis zu", "höchstens", "moins de",
    ),
}  # fmt: skip
_BOUND = {words: bound for bound, said in _SAID.items() for words in said}


def _written(words: str) -> str:
    """A sign may touch the number, and so may a word that ends with a point; others stand apart."""
    text = r"\s+".join(re.escape(word) for word in words.split())
    return text + (r"\s+" if words[-1].isalpha() else r"\s*")


_ANY = "|".join(f"(?:{_written(words)})" for words in sorted(_BOUND, key=len, reverse=True))
_BEFORE = re.compile(rf"(?P<sign>{SIGN}|(?-i:[A-Z]{{3}}(?=\W)))?\s*(?P<said>{_ANY})(?P<rest>\S.*)", re.I | re.DOTALL)
_BEHIND = re.compile(rf"(?P<number>.*[\w.])\+(?P<rest>\s+[^\s0-9].*|{SHORT_SIGN}?)", re.DOTALL)


def split_bound(text: str) -> tuple[str, Bound | None]:
    """The text without what bounds its number, and that bound; None where it says none."""
    words = text.strip()
    if words[:1].isdigit() and "+" not in words:  # as most are
        return words, None
    if found := _BEFORE.fullmatch(words):
        said = " ".join(found.group("said").lower().split())
        return f"{found.group('sign') or ''} {found.group('rest')}".strip(), _BOUND[said]
    if found := _BEHIND.fullmatch(words):
        return found.group("number") + found.group("rest"), Bound.OVER
    return words, None


def bound_of_sum(bounds: set[Bound]) -> Bound:
    """The bound of a sum."""
    inexact = bounds - {Bound.EXACT}
    if len(inexact) > 1:
        return Bound.ABOUT
    return next(iter(inexact), Bound.EXACT)
