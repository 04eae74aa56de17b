"""What a company is known under in the lists of others: a scheme and a value in it, `lei:529900T8BM49AURSDO55`.

A scheme is any word: `ticker`, `permalink`, `crunchbase`, `wikidata`. Where a scheme has a check, it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dateline.values.text import compared

_WRITTEN = re.compile(r"(?P<scheme>[a-z][a-z0-9]*(?:-[a-z0-9]+)*):(?P<value>\S(?:.*\S)?)")
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")
_CIK = re.compile(r"[0-9]{1,10}")


def why_no_identifier(text: str) -> str | None:
    """Why a text is no identifier; None if it is one."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return f"{text!r} is no identifier: write a scheme and a value, like ticker:AAPL or lei:529900T8BM49AURSDO55"
    wrong = _CHECKS.get(found["scheme"], _none_wrong)(found["value"])
    return f"{text!r}: {wrong}" if wrong else None


def parts_of(identifier: str) -> tuple[str, str]:
    """The scheme and the value."""
    scheme, _, value = identifier.partition(":")
    return scheme, value


def same_identifier(identifier: str) -> str:
    """A key that is equal for two ways to write one identifier: whatever its case, and zeros before a CIK."""
    scheme, value = parts_of(identifier)
    value = compared(value)
    return f"{scheme}:{value.lstrip('0') if scheme == 'cik' else value}"


def identifier_asked(text: str) -> str | None:
    """The key of an identifier that is asked for, `CIK:0001065280`; None for a text that has no scheme."""
    scheme, colon, value = text.strip().partition(":")
    asked = f"{scheme.strip().lower()}:{value.strip()}"
    return same_identifier(asked) if colon and _WRITTEN.fullmatch(asked) else None


def _none_wrong(_value: str) -> str | None:
    return None


def _lei(value: str) -> str | None:
    if not _LEI.fullmatch(value):
        return "an LEI has 18 capital letters or digits and two digits behind them"
    return None if int(_as_digits(value)) % 97 == 1 else "its check digits are wrong, so a letter or digit is"


def _isin(value: str) -> str | None:
    if not _ISIN.fullmatch(value):
        return "an ISIN has two capital letters, nine letters or digits, and a digit"
    digits = [int(digit) for digit in reversed(_as_digits(value))]
    doubled = sum(digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits))
    return None if doubled % 10 == 0 else "its check digit is wrong, so a letter or digit is"


def _cik(value: str) -> str | None:
    return None if _CIK.fullmatch(value) else "a CIK has at most ten digits"


def _as_digits(value: str) -> str:
    """Letters as numbers from 10 (ISO 7064)."""
    return "".join(str(int(letter, 36)) for letter in value)


_CHECKS: Mapping[str, Callable[[str], str | None]] = {"lei": _lei, "isin": _isin, "cik": _cik}
