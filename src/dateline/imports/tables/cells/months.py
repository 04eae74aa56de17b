"""The names of months as cells may have them: the English ones, in full or short; a map's table translates others."""

from __future__ import annotations

MONTHS: dict[str, tuple[str, ...]] = {
    "January": ("Januar", "Jänner", "janvier", "enero"), "February": ("Februar", "février", "febrero"),
    "March": ("März", "mars", "marzo"), "April": ("avril", "abril"), "May": ("Mai", "mayo"),
    "June": ("Juni", "juin", "junio"), "July": ("Juli", "juillet", "julio"), "August": ("août", "agosto"),
    "September": ("septembre", "septiembre"), "October": ("Oktober", "octobre", "octubre"),
    "November": ("novembre", "noviembre"), "December": ("Dezember", "décembre", "diciembre"),
}  # fmt: skip
"""In English, and as German, French and Spanish have them where they are written otherwise there."""
_SHORT = 3
_SHORT_NAMES = {name[:_SHORT].casefold(): number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
_ALL_NAMES = _SHORT_NAMES | {
    name.casefold(): number
    for number, (english, others) in enumerate(MONTHS.items(), 1)
    for name in (english, *others)
    if name.casefold()[:_SHORT] == english.casefold()[:_SHORT]
}
"""With those of other languages that begin as the English ones do, like Januar and septembre: they need no table."""


def month_of(word: str, *, short: bool) -> int | None:
    """The number of a month, 1 to 12, by its name whatever the case; only by a short one if that is asked for."""
    return (_SHORT_NAMES if short else _ALL_NAMES).get(word.casefold())
