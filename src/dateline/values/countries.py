"""Country codes, those that ISO 3166-1 has withdrawn among them.

The codes in use are those of the package iso3166. A withdrawn one (ISO 3166-3) has its last day and its name here:
until that day it is valid, and what was recorded with it stays readable for ever. Where the standard names only a year,
the last day is the end of that year. Codes that were given to another country since mean that one. The table was
compared on 2026-11-25 with the historic countries of pycountry 26.2.16, which has them from Debian's iso-codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import iso3166
import msgspec


class WithdrawnCountry(msgspec.Struct, frozen=True):
    """A code that is no longer in use: its last day, what came after it, and the country's name."""

    last: date
    successors: tuple[str, ...]
    name: str


# Code, last day, codes that came after it, name.
_WITHDRAWN = """
AN 2010-12-15 BQ,CW,SX Netherlands Antilles
BU 1989-12-05 MM Burma
CS 2006-09-26 ME,RS Serbia and Montenegro
CT 1984-12-31 KI Canton and Enderbury Islands
DD 1990-10-30 DE German Democratic Republic
DY 1977-12-31 BJ Dahomey
FQ 1979-12-31 AQ,TF French Southern and Antarctic Territories
FX 1997-07-14 FR Metropolitan France
HV 1984-12-31 BF Upper Volta
JT 1986-12-31 UM Johnston Island
MI 1986-12-31 UM Midway Islands
NH 1980-12-31 VU New Hebrides
NQ 1983-12-31 AQ Dronning Maud Land
NT 1993-07-12 IQ,SA Neutral Zone
PC 1986-12-31 FM,MH,MP,PW Pacific Islands (trust territory)
PU 1986-12-31 UM US Miscellaneous Pacific Islands
PZ 1980-12-31 PA Panama Canal Zone
RH 1980-12-31 ZW Southern Rhodesia
SU 1992-08-30 AM,AZ,EE,GE,KZ,KG,LV,LT,MD,RU,TJ,TM,UZ USSR
TP 2002-05-20 TL East Timor
VD 1977-12-31 VN Democratic Republic of Viet-Nam
WK 1986-12-31 UM Wake Island
YD 1990-08-14 YE Democratic Yemen
YU 2003-07-23 CS Yugoslavia
ZR 1997-07-14 CD Zaire
"""


def _withdrawn(code: str, last: str, successors: str, name: str) -> tuple[str, WithdrawnCountry]:
    return code, WithdrawnCountry(date.fromisoformat(last), tuple(successors.split(",")), name)


WITHDRAWN: Final[Mapping[str, WithdrawnCountry]] = {
    code: withdrawn
    for code, withdrawn in (_withdrawn(*line.split(maxsplit=3)) for line in _WITHDRAWN.split("\n") if line)
    if code not in iso3166.countries_by_alpha2
}

CODES: Final[frozenset[str]] = frozenset(iso3166.countries_by_alpha2) | frozenset(WITHDRAWN)
"""Every code that is or was on the list."""


def country_name(code: str) -> str:
    """FR → France; a code that was never on the list, as it is."""
    if code in WITHDRAWN:
        return WITHDRAWN[code].name
    found = iso3166.countries_by_alpha2.get(code)
    return str(found.apolitical_name) if found else code


def withdrawn_before(code: str, day: date) -> str | None:
    """Why a code cannot be used from this day on, as the end of a sentence; None if it can."""
    withdrawn = WITHDRAWN.get(code)
    if withdrawn is None or day <= withdrawn.last:
        return None
    return (
        f"{code} ({withdrawn.name}) was withdrawn from ISO 3166-1, and {withdrawn.last} was its last day:"
        f" since then it is {' or '.join(withdrawn.successors)}"
    )
