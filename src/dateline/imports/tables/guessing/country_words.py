"""Countries in German, French, Spanish and Italian, for those that a first map translates by a table of its own.

Nothing is translated unseen: the map says which word is which country, and whoever reads it can see that.
"""

from __future__ import annotations

from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.headers import folded
from dateline.values.country_names import UnknownCountry, country_code

_WORDS = """
AE vereinigte arabische emirate, emirats arabes unis, emiratos arabes unidos
AR argentinien, argentine
AT osterreich, autriche
AU australien, australie
BE belgien, belgique, belgio, belgica
BG bulgarien, bulgarie
BR brasilien, bresil, brasil, brasile
CA kanada
CH schweiz, suisse, suiza, svizzera
CL chili, cile
CN volksrepublik china, chine, cina
CO kolumbien, colombie
CY zypern, chypre
CZ tschechien, tschechische republik, tchequie, republique tcheque, chequia, republica checa
DE deutschland, allemagne, alemania, germania
DK danemark, dinamarca, danimarca
EE estland, estonie
EG agypten, egypte, egipto
ES spanien, espagne, espana, spagna
FI finnland, finlande, finlandia
FR frankreich, francia
GB vereinigtes konigreich, grossbritannien, royaume uni, reino unido, regno unito, gran bretana
GR griechenland, grece, grecia
HK hongkong
HR kroatien, croatie, croacia
HU ungarn, hongrie, hungria, ungheria
ID indonesien, indonesie
IE irland, irlande, irlanda
IL israele
IN indien, inde
IS island, islande
IT italien, italie, italia
JP japon, giappone
KE kenia
KR sudkorea, coree du sud, corea del sur, republik korea
LT litauen, lituanie, lituania
LU luxemburg, luxemburgo, lussemburgo
LV lettland, lettonie, letonia
MA marokko, maroc, marruecos
MX mexiko, mexique, messico
NL niederlande, pays bas, paises bajos, paesi bassi
NO norwegen, norvege, noruega, norvegia
NZ neuseeland, nouvelle zelande, nueva zelanda
PL polen, pologne, polonia, polska
RO rumanien, roumanie, rumania
RS serbien, serbie
RU russland, russie, rusia, russische foderation
SA saudi arabien, arabie saoudite, arabia saudita
SE schweden, suede, suecia, svezia
SG singapur, singapour
SI slowenien, slovenie
SK slowakei, slovaquie, eslovaquia
TH thailande, tailandia
TR turkei, turquie, turquia
TW taiwan
UA ukraine, ucrania
US vereinigte staaten, vereinigte staaten von amerika, etats unis, estados unidos, stati uniti, ee uu
ZA sudafrika, afrique du sud, sudafrica
"""
_OWN_LETTERS = {
    "日本": "JP", "中国": "CN", "中國": "CN", "台湾": "TW", "台灣": "TW", "香港": "HK", "韓国": "KR", "대한민국": "KR",
    "한국": "KR", "россия": "RU", "украина": "UA", "україна": "UA", "ελλάδα": "GR", "مصر": "EG",
}  # fmt: skip
_CODES = {word.strip(): line[:2] for line in _WORDS.strip().split("\n") for word in line[2:].split(",")}


def translated(column: SampledColumn) -> dict[str, str]:
    """The values of a column that are countries in other languages, each with its code."""
    unread = [value for value in column.said if not _is_read(value)]
    found = {value: _OWN_LETTERS.get(value.casefold()) or _CODES.get(folded(value), "") for value in unread}
    return {value: code for value, code in found.items() if code}


def is_country(value: str) -> bool:
    """Whether a text is the name of a country, in English or one of these languages."""
    return _is_read(value) or value.casefold() in _OWN_LETTERS or folded(value) in _CODES


def _is_read(value: str) -> bool:
    try:
        return bool(country_code(value))
    except UnknownCountry:
        return False
