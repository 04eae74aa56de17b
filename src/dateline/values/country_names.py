"""Countries by the names that people write: one code, or a sentence that names the nearest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

import iso3166

from dateline.values.countries import WITHDRAWN, country_name
from dateline.values.text import slugify

# By slug, beside the names of ISO 3166-1 and what stands in them before a comma or a bracket.
_ALSO = """
AE uae emirates
AG antigua
AX aland
BA bosnia
BN brunei
CD dr-congo drc congo-dr congo-dem-rep congo-kinshasa democratic-republic-of-congo democratic-republic-of-the-congo
CG congo-rep congo-brazzaville republic-of-congo republic-of-the-congo
CI ivory-coast cote-divoire
CN prc people-s-republic-of-china mainland-china
CV cape-verde
CZ czech-republic
GB uk u-k united-kingdom great-britain britain england scotland wales northern-ireland
HK hong-kong-sar hong-kong-sar-china
KG kyrgyz-republic
KP north-korea dprk korea-dem-rep
KR south-korea republic-of-korea rok korea-rep
LA laos
MK macedonia republic-of-north-macedonia fyrom
MM burma
MO macau macao-sar
NL holland
PS palestine palestinian-territories
RU russia
SK slovak-republic
ST sao-tome
SY syria
SZ swaziland
TL east-timor
TR turkey turkiye
TW taiwan
US usa u-s u-s-a america united-states united-states-of-america
VA vatican vatican-city holy-see
VN vietnam
"""
_AMBIGUOUS = {
    "congo": ("CD", "CG"), "korea": ("KP", "KR"), "saint-martin": ("MF", "SX"), "virgin-islands": ("VG", "VI"),
}  # fmt: skip
"""What may be two countries, with the codes that it may be."""
_NOT_AVAILABLE = "na"


TABLE_HINT = "say which it is in a table of the map, as help maps shows under “Countries”"
CODE_HINT = "a code of ISO 3166-1, like FR, says which it is"
"""In place of it where there is no map."""


class UnknownCountry(ValueError):
    """A text that is no country, or may be two; the sentence names the nearest codes."""


def country_code(text: str, hint: str = TABLE_HINT) -> str:
    """The code of a country by its code or its English name, whatever its case, accents and points.

    A withdrawn code is taken too: whether its day has passed is not known here. Raises UnknownCountry, with the `hint`
    what to do about it.
    """
    key = _key(text)
    if key == _NOT_AVAILABLE:
        blank = ", or name it in `blank`" if hint == TABLE_HINT else ""
        raise UnknownCountry(f"{text!r} may be Namibia or “not available”: write Namibia{blank}")
    if key in _AMBIGUOUS:
        raise UnknownCountry(f"{text!r} may be {_listed(_AMBIGUOUS[key])}: {hint}")
    code = _by_name().get(key)
    if code is None:
        import difflib  # takes a moment, and few countries are misspelt

        near = difflib.get_close_matches(key, _by_name(), n=3, cutoff=0.8)
        codes = tuple(dict.fromkeys(_by_name()[one] for one in near))
        meant = f"did you mean {_listed(codes)}? Otherwise {hint}" if codes else hint
        raise UnknownCountry(f"{text!r} is no country by its English name or its code: {meant}")
    return code


def _listed(codes: tuple[str, ...]) -> str:
    return " or ".join(f"{code} ({country_name(code)})" for code in codes)


def _key(text: str) -> str:
    key = slugify(text).removeprefix("the-").removesuffix("-the")
    return f"saint-{key[3:]}" if key.startswith("st-") else key


@cache
def _by_name() -> Mapping[str, str]:
    """Every name and code by its key."""
    found: dict[str, set[str]] = defaultdict(set)
    for country in iso3166.countries:
        for name in (country.name, country.apolitical_name):
            for key in _keys(name):
                found[key].add(country.alpha2)
    names = {key: codes.pop() for key, codes in found.items() if len(codes) == 1}
    for country in iso3166.countries:
        own = country.alpha2, country.alpha3, country.numeric, country.name, country.apolitical_name
        names |= dict.fromkeys(map(_key, own), country.alpha2)
    names |= {_key(code): code for code in WITHDRAWN}
    for code, *keys in map(str.split, _ALSO.strip().split("\n")):
        names |= dict.fromkeys(keys, code)
    return {key: code for key, code in names.items() if key not in _AMBIGUOUS}


def _keys(name: str) -> Iterator[str]:
    """`Tanzania, United Republic of` is Tanzania and United Republic of Tanzania, too."""
    yield _key(name)
    for mark in (",", "("):
        before, found, behind = name.partition(mark)
        if found:
            yield _key(before)
            yield _key(f"{behind.rstrip(' )')} {before}")
