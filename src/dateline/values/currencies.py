"""Currency codes, those that ISO 4217 has withdrawn among them: an amount stays in the code it was reported in.

The codes in use are those of the package iso4217. A withdrawn one (list three of the standard) has its last day here:
the end of the month in which the standard withdrew it or, where CLDR knows it as money for longer, the last day there.
Until that day it is valid, and what was recorded in it stays readable for ever. The table was made and compared on
2026-11-25 from list three (github.com/datasets/currency-codes) and from CLDR 48 as Babel 2.18 has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec

USUAL_MINOR_UNITS: Final = 2
"""Digits after the point of a currency that is on no list."""


class WithdrawnCurrency(msgspec.Struct, frozen=True):
    """A code that is no longer in use: its last day, its digits after the point, and what came after it."""

    last: date
    minor_units: int
    successor: str | None


class IrrevocableRate(msgspec.Struct, frozen=True):
    """What one euro is in a currency that the euro replaced, from the day `since` on and for ever."""

    since: date
    units: Decimal


# Code, last day, digits after the point, successor.
_WITHDRAWN = """
ADP 2003-07-31 0 EUR
AFA 2003-01-31 2 AFN
ALK 1989-12-31 2 ALL
ANG 2025-06-30 2 XCG
AOK 1991-03-31 2 AON
AON 2000-02-29 2 AOA
AOR 2000-02-29 2 AOA
ARA 1992-01-31 2 ARS
ARP 1985-07-31 2 ARA
ARY 1990-12-31 2 ARP
ATS 2002-03-31 2 EUR
AYM 2005-10-31 2 AZN
AZM 2006-12-31 2 AZN
BAD 1998-07-31 2 BAM
BEC 1990-03-31 2 BEF
BEF 2002-03-31 2 EUR
BEL 1990-03-31 2 BEF
BGJ 1990-12-31 2 BGL
BGK 1990-12-31 2 BGL
BGL 2003-11-30 2 BGN
BGN 2026-01-31 2 EUR
BOP 1987-02-28 2 BOB
BRB 1986-03-31 2 BRC
BRC 1989-02-28 2 BRN
BRE 1993-08-01 2 BRR
BRN 1990-03-31 2 BRE
BRR 1994-07-31 2 BRL
BUK 1990-02-28 2 MMK
BYB 2001-01-31 2 BYR
BYR 2017-01-31 0 BYN
CHC 2004-11-30 2 CHW
CSD 2006-10-31 2 RSD
CSJ 1990-12-31 2 CSK
CSK 1993-03-31 2 CZK
CUC 2021-06-30 2 CUP
CYP 2008-01-31 2 EUR
DDM 1990-10-02 2 DEM
DEM 2002-05-15 2 EUR
ECS 2000-10-02 2 USD
ECV 2000-09-30 2 USD
EEK 2011-01-31 2 EUR
ESA 1981-12-31 2 ESP
ESB 1994-12-31 2 ESP
ESP 2002-03-31 0 EUR
FIM 2002-03-31 2 EUR
FRF 2002-03-31 2 EUR
GEK 1995-10-31 2 GEL
GHC 2008-01-31 2 GHS
GHP 2007-06-30 2 GHS
GNE 1989-12-31 2 GNS
GNS 1986-02-28 2 GNF
GQE 1986-06-30 2 XAF
GRD 2002-03-31 2 EUR
GWE 1981-12-31 2 GWP
GWP 1997-05-31 2 XOF
HRD 1995-01-31 2 HRK
HRK 2023-01-31 2 EUR
IEP 2002-03-31 2 EUR
ILP 1981-12-31 2 ILR
ILR 1990-12-31 2 ILS
ISJ 1990-12-31 2 ISK
ITL 2002-03-31 0 EUR
LAJ 1979-12-31 2 LAK
LSM 1985-05-31 2 LSL
LTL 2014-12-31 2 EUR
LTT 1993-07-31 2 LTL
LUC 1990-03-31 2 LUF
LUF 2002-03-31 0 EUR
LUL 1990-03-31 2 LUF
LVL 2014-01-31 2 EUR
LVR 1994-12-31 2 LVL
MGF 2004-12-31 0 MGA
MLF 1984-11-30 2 XOF
MRO 2018-06-30 0 MRU
MTL 2008-01-31 2 EUR
MTP 1983-06-30 2 MTL
MVQ 1989-12-31 2 MVR
MXP 1993-01-31 2 MXN
MZE 1981-12-31 2 MZM
MZM 2006-12-31 2 MZN
NIC 1991-04-30 2 NIO
NLG 2002-03-31 2 EUR
PEH 1990-12-31 2 PES
PEI 1991-07-31 2 PEN
PES 1986-02-28 2 PEI
PLZ 1997-01-31 2 PLN
PTE 2002-03-31 2 EUR
RHD 1981-12-31 2 ZWD
ROK 1990-12-31 2 ROL
ROL 2006-12-31 2 RON
RUR 2004-01-31 2 RUB
SDD 2007-07-31 2 SDG
SDP 1998-06-30 2 SDD
SIT 2007-01-31 2 EUR
SKK 2009-01-31 2 EUR
SLL 2023-12-31 0 SLE
SRG 2003-12-31 2 SRD
STD 2017-12-31 0 STN
SUR 1992-10-01 2 RUR
TJR 2001-04-30 2 TJS
TMM 2009-01-31 0 TMT
TPE 2002-11-30 2 USD
TRL 2005-12-31 0 TRY
UAK 1996-09-30 2 UAH
UGS 1987-05-31 2 UGX
UGW 1990-12-31 2 UGS
USS 2014-03-31 2 USN
UYN 1989-12-31 2 UYP
UYP 1993-03-31 2 UYU
VEB 2008-06-30 2 VEF
VEF 2018-08-31 2 VES
VNC 1990-12-31 2 VND
XEU 1999-01-31 2 EUR
XFO 2006-10-31 2 XDR
XFU 2013-11-30 2 EUR
XRE 1999-11-30 2
YDD 1996-01-01 2 YER
YUD 1990-01-31 2 YUN
YUM 2003-07-31 2 CSD
YUN 1995-11-30 2 YUM
ZAL 1995-03-31 2 ZAR
ZMK 2013-01-01 0 ZMW
ZRN 1999-06-30 2 CDF
ZRZ 1994-02-28 2 ZRN
ZWC 1989-12-31 2 ZWD
ZWD 2008-08-31 0 ZWR
ZWL 2024-09-30 2 ZWG
ZWN 2006-09-30 2 ZWR
ZWR 2009-06-30 2 ZWL
"""

REGULATION: Final = "Council Regulation (EC) No 2866/98, as amended"
"""Fixes for ever what one euro is in each currency that it replaced."""

# Code, first day, units for one euro.
_IRREVOCABLE = """
ATS 1999-01-01 13.7603
BEF 1999-01-01 40.3399
DEM 1999-01-01 1.95583
ESP 1999-01-01 166.386
FIM 1999-01-01 5.94573
FRF 1999-01-01 6.55957
IEP 1999-01-01 0.787564
ITL 1999-01-01 1936.27
LUF 1999-01-01 40.3399
NLG 1999-01-01 2.20371
PTE 1999-01-01 200.482
GRD 2001-01-01 340.750
SIT 2007-01-01 239.640
CYP 2008-01-01 0.585274
MTL 2008-01-01 0.429300
SKK 2009-01-01 30.1260
EEK 2011-01-01 15.6466
LVL 2014-01-01 0.702804
LTL 2015-01-01 3.45280
HRK 2023-01-01 7.53450
BGN 2026-01-01 1.95583
"""


def _withdrawn(code: str, last: str, minor_units: str, successor: str = "") -> tuple[str, WithdrawnCurrency]:
    return code, WithdrawnCurrency(date.fromisoformat(last), int(minor_units), successor or None)


def _irrevocable(code: str, since: str, units: str) -> tuple[str, IrrevocableRate]:
    return code, IrrevocableRate(date.fromisoformat(since), Decimal(units))


_LISTED = re.compile(r"<Ccy>(\w+)</Ccy>\s*<CcyNbr>\d+</CcyNbr>\s*<CcyMnrUnts>(\d+|N\.A\.)</CcyMnrUnts>")


def _in_use() -> Iterator[tuple[str, int]]:
    """From the table that the package ships: to import it takes as long as twenty modules of this one."""
    found = find_spec("iso4217")
    assert found is not None, "it is required"
    table = Path(str(found.origin)).with_name("table.xml").read_text("utf-8")
    return ((code, int(digits) if digits.isdigit() else 0) for code, digits in _LISTED.findall(table))


IN_USE: Final[Mapping[str, int]] = dict(_in_use())
"""Code in use → digits after the point."""

WITHDRAWN: Final[Mapping[str, WithdrawnCurrency]] = {
    code: withdrawn
    for code, withdrawn in (_withdrawn(*line.split()) for line in _WITHDRAWN.split("\n") if line)
    if code not in IN_USE
}

MINOR_UNITS: Final[Mapping[str, int]] = {**{code: one.minor_units for code, one in WITHDRAWN.items()}, **IN_USE}
"""Every code that is or was on the list → digits after the point."""

IRREVOCABLE: Final[Mapping[str, IrrevocableRate]] = dict(
    _irrevocable(*line.split()) for line in _IRREVOCABLE.split("\n") if line
)


def minor_units(code: str) -> int:
    """Digits after the point of any code, also of one that is on no list any more."""
    return MINOR_UNITS.get(code, USUAL_MINOR_UNITS)


def withdrawn_before(code: str, day: date) -> str | None:
    """Why a code cannot be used from this day on, as the end of a sentence; None if it can."""
    withdrawn = WITHDRAWN.get(code)
    if withdrawn is None or day <= withdrawn.last:
        return None
    hint = f": since then it is {withdrawn.successor}" if withdrawn.successor else ""
    return f"{code} was withdrawn from ISO 4217, and {withdrawn.last} was its last day{hint}"
