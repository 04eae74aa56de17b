"""Which column of a table is about what, by its header and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.country_words import is_country
from dateline.imports.tables.guessing.headers import folded, is_only_a_unit, word_in, words_for
from dateline.imports.tables.guessing.words import PER, ROLES, ROUNDS, SORTS
from dateline.values.currencies import MINOR_UNITS

LONGEST_NAME = 60
_URL = re.compile(r"https?://\S+")
_MEGAWATTS = re.compile(r"\bMW\b|megawatt", re.IGNORECASE)
_LONGEST_TITLE = 80
_SHARE = re.compile(r"(?:100|[0-9]{1,2})(?:[.,][0-9]+)?\s?%?")
_OF_A_COMPANY = frozenset({"acquired", "owned", "held", "stake", "equity", "gehalten", "detenu"})
_DATES = frozenset({"published", "founded", "date", "since", "until", "completed", "period_end", "filed"})
_NUMBERS = frozenset(
    {"valuation", "headcount", "revenue", "users", "price", "amount", "debt", "parameters", "training_compute",
     "capex"}
)  # fmt: skip
_ONE_A_ROW = frozenset({"company", "acquirer", "target", "person", "site", "model", "holder"})
_LAID_OFF = re.compile(
    r"\blaid off\b|\blay ?offs?\b|\blayed off\b|\bentlass|\bgekundigte?|\bstellenabbau|\bgestrichene? stellen"
    r"|\babgebaute? stellen|\b(?:jobs?|positions?|roles?|staff|employees?|headcount|workforce|workers?|people) "
    r"(?:cuts?|lost|losses|eliminated|affected|dismissed|impacted)\b|\b(?:effectifs?|postes?|emplois?|salaries?) "
    r"(?:supprime|licencie|touche|concerne)|\bsuppressions? de? ?(?:postes?|emplois?)|\blicencie|\bdespid"
    r"|\brecortes? de (?:empleo|plantilla)|\blicenziat"
)
_LEFT = re.compile(r"\b(?:before|prior|after|remaining|avant|apres|vor|nach|antes|despues)\b")
"""Who was there before, or is still."""
_BARE = frozenset({"model", "scope", "source"})
"""What a header has to say alone: a Product is no Product domain."""


class Roles:
    """The best column for each role."""

    def __init__(self, columns: Sequence[SampledColumn]) -> None:
        self._columns = [column for column in columns if column.said and column.has_plain_name]
        self._of = {column.name: _role(column) for column in self._columns}

    def pick(self, role: str) -> SampledColumn | None:
        """The column with the plainest header for this role, if any is for it."""
        found = [column for column in self._columns if self._of[column.name] == role]
        return min(found, key=lambda column: _strangeness(role, column), default=None)

    @property
    def company(self) -> SampledColumn | None:
        texts = [column for column in self._columns if column.is_text and all(map(_is_like_a_name, column.said))]
        names = [column for column in texts if self._of[column.name] not in ("ticker", "person", "holder")]
        return self.pick("company") or next(iter([*names, *texts]), None)

    @property
    def on(self) -> SampledColumn | None:
        """Since when it is true: never when the source was published."""
        unnamed = (column for column in self._columns if column.formats and self._of[column.name] is None)
        found = (self.pick(role) for role in ("period_end", "date", "completed", "filed"))
        return next(filter(None, found), None) or next(unnamed, None)

    @property
    def published(self) -> SampledColumn | None:
        """When it was reported: the day of a filing too, where the period has an end of its own."""
        return self.pick("published") or (self.pick("filed") if self.pick("period_end") else None)

    def among(self, prefix: str) -> Roles:
        """The roles of the columns whose headers begin with these words: what is said of one of two companies."""
        headers = {column.name: folded(column.header).partition(f"{prefix} ") for column in self._columns}
        found = (column for column in self._columns if headers[column.name][0] == "" and headers[column.name][2])
        return Roles([replace(column, header=headers[column.name][2]) for column in found])

    def of(self, column: SampledColumn) -> str | None:
        """What a column is about; None where nobody knows."""
        return self._of.get(column.name)

    @property
    def pages(self) -> list[SampledColumn]:
        """The columns of addresses, but for that of the company's own site."""
        return [column for column in self._columns if is_page(column) and self._of[column.name] != "website"]


def _is_like_a_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and not _URL.match(text)


def _is_share(text: str) -> bool:
    return _SHARE.fullmatch(text) is not None


def _is_round(text: str) -> bool:
    return bool(word_in({"round": ROUNDS}, text))


def is_page(column: SampledColumn) -> bool:
    """Whether most of its values are addresses, or lists of them."""
    return column.share(lambda text: all(map(_URL.fullmatch, text.splitlines()))) > 0.8


def is_currency(column: SampledColumn) -> bool:
    """Whether all of its values are codes of currencies."""
    return column.is_text and all(value.upper() in MINOR_UNITS for value in column.said)


def _role(column: SampledColumn) -> str | None:
    if column.is_number and is_only_a_unit(column.header):
        return "amount"
    if column.is_number and _MEGAWATTS.search(column.header):
        return "megawatts"
    if "%" in column.header and _OF_A_COMPANY & set(folded(column.header).split()) and column.share(_is_share) > 0.8:
        return "percent"
    if folded(column.header) in SORTS and column.share(_is_round) > 0.5:
        return "round"
    if is_currency(column):
        return "currency"
    if column.is_number and "%" not in column.header and says_layoffs(column.header):
        return "layoffs"
    if "%" in column.header:
        return None  # a share of what the header names, and not that itself
    if column.is_number and "debt" in folded(column.header).split():
        return "debt"
    named = (role for role in ROLES if words_for(role, column.header) is not None and _fits(role, column))
    role = next(named, None)
    return "country" if role == "city" and all(len(value) > 3 and is_country(value) for value in column.said) else role


def _fits(role: str, column: SampledColumn) -> bool:
    if column.is_yes_or_no:
        return False
    if role in _DATES:
        return bool(column.formats)
    if role in _NUMBERS:
        return column.is_number
    if role in _ONE_A_ROW and column.holds_lists:
        return False
    if role in _BARE and not _is_bare(role, column.header):
        return False
    own = _OWN_CHECKS.get(role)
    return column.is_text if own is None else own(column)


_OWN_CHECKS: dict[str, Callable[[SampledColumn], bool]] = {
    "megawatts": lambda _: False,  # the unit says so
    "per": lambda column: column.is_text and column.share(lambda value: word_in(PER, value)) > 0.5,
    "source": lambda column: column.is_text and not is_page(column),
    "percent": lambda column: column.share(_is_share) > 0.8,
    "title": lambda column: column.is_text and max(map(len, column.said)) <= _LONGEST_TITLE,
    "round": lambda column: not column.formats,
    "id": lambda column: not column.formats,
}
"""What a column of a role has to be, where text is not enough."""


def says_layoffs(header: str) -> bool:
    """Whether a header counts people who had to go, and not those who are there."""
    text = folded(header)
    return not _LEFT.search(text) and bool(_LAID_OFF.search(text))


def _is_bare(role: str, name: str) -> bool:
    """Whether the header has no other word: a `Source type` is no source."""
    words = [word for word in folded(name).split() if not word.isdecimal()]
    return all(any(word in (hint, f"{hint}s", f"{hint}n") for hint in (*ROLES[role], "name")) for word in words)


def _strangeness(role: str, column: SampledColumn) -> tuple[int, int]:
    """By how much a header differs from the plainest for a role: by words more, then by the word itself."""
    place = words_for(role, column.header) or 0
    words = folded(column.header).removesuffix(" name").removesuffix(" display").split()
    return len(words) - len(ROLES[role][place].split()), place
