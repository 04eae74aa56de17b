"""Encodings that a table may have besides UTF-8, and the letters of the languages that are written in them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import lru_cache
from itertools import combinations

_GERMAN, _SWEDISH, _ESTONIAN, _FRENCH = "äöüß", "äåöé", "äõöüšž", "àâæçéèêëîïôœùûüÿ"
_WESTERN = {
    "French": _FRENCH, "Spanish": "áéíñóúüªº", "German": _GERMAN, "Portuguese": "àáâãçéêíóôõúªº",
    "Italian": "àèéìîòóù", "Dutch": "éëïöü", "Danish": "åæøé", "Swedish": _SWEDISH, "Finnish": "äåö",
    "Estonian": _ESTONIAN, "Icelandic": "áéíóúýþæöð",
}  # fmt: skip
_CENTRAL = {
    "Polish": "ąćęłńóśźż", "Czech": "áčďéěíňóřšťúůýž", "Slovak": "áäčďéíľňóôšťúýž", "Hungarian": "áéíóöőúüű",
    "Romanian": "âăîşţ", "Croatian": "čćđšž", "German": _GERMAN,
}  # fmt: skip
_TURKISH = {"Turkish": "âçğıîöşûü", "German": _GERMAN, "French": _FRENCH}
_BALTIC = {
    "Lithuanian": "ąčęėįšųūž", "Latvian": "āčēģīķļņšūž", "Estonian": _ESTONIAN, "German": _GERMAN,
    "Polish": "ąćęłńóśźż", "Swedish": _SWEDISH,
}  # fmt: skip
_CYRILLIC = {
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "Bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюя", "Serbian": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "Belarusian": "абвгдеёжзійклмнопрстуўфхцчшыьэюя", "Macedonian": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
}  # fmt: skip
_NORDIC = {name: _WESTERN[name] for name in ("Icelandic", "Danish", "Swedish", "Finnish", "German", "French")}
_PORTUGUESE = {"Portuguese": _WESTERN["Portuguese"]}
_FRENCH_ALONE = {"French": _FRENCH}
_ROMANIAN = {"Romanian": "âăîșț", "Hungarian": _CENTRAL["Hungarian"], "German": _GERMAN}
_OTHERS: dict[str, str] = {}

Languages = Mapping[str, str]

CODECS: dict[str, tuple[str, Languages]] = {
    "cp1252": ("Windows-1252 (Latin-1)", _WESTERN), "iso8859-15": ("Latin-9", _WESTERN),
    "mac-roman": ("Mac Roman", _WESTERN), "cp850": ("DOS 850", _WESTERN), "cp437": ("DOS 437", _WESTERN),
    "cp860": ("DOS 860 (Portuguese)", _PORTUGUESE), "cp863": ("DOS 863 (French)", _FRENCH_ALONE),
    "cp861": ("DOS 861 (Icelandic)", _NORDIC), "cp865": ("DOS 865 (Nordic)", _NORDIC),
    "mac-iceland": ("Mac Icelandic", _NORDIC),
    "cp1250": ("Windows-1250 (Central European)", _CENTRAL), "iso8859-2": ("Latin-2", _CENTRAL),
    "cp852": ("DOS 852", _CENTRAL), "mac-latin2": ("Mac Central European", _CENTRAL),
    "mac-croatian": ("Mac Croatian", _CENTRAL), "mac-romanian": ("Mac Romanian", _ROMANIAN),
    "cp1254": ("Windows-1254 (Turkish)", _TURKISH), "cp857": ("DOS 857 (Turkish)", _TURKISH),
    "mac-turkish": ("Mac Turkish", _TURKISH),
    "cp1257": ("Windows-1257 (Baltic)", _BALTIC), "cp775": ("DOS 775 (Baltic)", _BALTIC),
    "iso8859-13": ("Latin-7", _BALTIC), "iso8859-4": ("Latin-4", _BALTIC), "iso8859-10": ("Latin-6", _BALTIC | _NORDIC),
    "cp1251": ("Windows-1251 (Cyrillic)", _CYRILLIC), "koi8-u": ("KOI8-U", _CYRILLIC), "koi8-r": ("KOI8-R", _CYRILLIC),
    "iso8859-5": ("ISO 8859-5 (Cyrillic)", _CYRILLIC), "mac-cyrillic": ("Mac Cyrillic", _CYRILLIC),
    "cp866": ("DOS 866", _CYRILLIC), "cp855": ("DOS 855", _CYRILLIC), "cp1125": ("DOS 1125 (Ukrainian)", _CYRILLIC),
    "cp1253": ("Windows-1253 (Greek)", _OTHERS), "iso8859-7": ("ISO 8859-7 (Greek)", _OTHERS),
    "mac-greek": ("Mac Greek", _OTHERS), "cp737": ("DOS 737", _OTHERS), "cp869": ("DOS 869", _OTHERS),
    "cp1255": ("Windows-1255 (Hebrew)", _OTHERS), "cp862": ("DOS 862 (Hebrew)", _OTHERS),
    "cp1256": ("Windows-1256 (Arabic)", _OTHERS), "iso8859-6": ("ISO 8859-6 (Arabic)", _OTHERS),
    "cp720": ("DOS 720 (Arabic)", _OTHERS), "cp864": ("DOS 864 (Arabic)", _OTHERS),
    "cp874": ("Windows-874 (Thai)", _OTHERS),
    "cp932": ("Shift-JIS", _OTHERS), "euc_jp": ("EUC-JP", _OTHERS), "gb18030": ("GB 18030 (GBK)", _OTHERS),
    "cp950": ("Big5", _OTHERS), "cp949": ("EUC-KR", _OTHERS), "johab": ("Johab", _OTHERS),
}  # fmt: skip
"""Python's name of each encoding that is looked for → what it is called, and the languages it is for."""
LATIN = frozenset(codec for codec, (_, languages) in CODECS.items() if languages not in (_CYRILLIC, _OTHERS))
ONLY_WITH_CR = frozenset({"mac-latin2", "mac-croatian", "mac-romanian"})
"""Old enough that its files end lines with a lone CR."""
EAST_ASIAN = frozenset({"cp932", "euc_jp", "gb18030", "cp950", "cp949", "johab"})
FREQUENT = frozenset("оеаинтсрвлкмдпуяαοιετσνηυρπκμλςόίέάήיוהלאתרמבשנاليمونتربةدعานรอกเงมยลวดทสตปบคหแ")
"""The letters that most of a text is made of: Cyrillic, Greek, Hebrew, Arabic, Thai."""
NOT_COVERED = 9
_MOST_LANGUAGES = 3


@lru_cache(maxsize=1_024)
def languages_needed(codec: str, letters: Set[str]) -> int:
    """How many of its languages it takes to have all of these letters; NOT_COVERED where three do not."""
    alphabets = CODECS[codec][1].values()
    for number in range(_MOST_LANGUAGES + 1):
        if any(letters <= set("".join(some)) for some in combinations(alphabets, number)):
            return number
    return NOT_COVERED


def is_usual_anywhere(character: str) -> bool:
    """Whether an East Asian language mostly uses this character."""
    return any(is_usual(character, codec) for codec in ("gb18030", "cp950", "cp949", "euc_jp"))


@lru_cache(maxsize=16_384)
def is_usual(character: str, codec: str) -> bool:
    """Whether a character is among those that an East Asian language mostly uses, by the standard's own first level."""
    try:
        match codec:
            case "gb18030":
                return character.encode("gb2312")[0] < 0xD8
            case "cp950":
                return character.encode("cp950")[0] <= 0xC6
            case "cp949":
                return len(character.encode("euc_kr")) == 2 and "\uac00" <= character < "\ud7b0"
            case _:
                written = character.encode("euc_jp")
                return len(written) == 2 and written[0] < 0xD0
    except UnicodeEncodeError:
        return False
