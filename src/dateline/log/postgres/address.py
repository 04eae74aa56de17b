"""The address of a log in PostgreSQL, as messages may show it: without a password."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from dateline.errors import InvalidInput

_READS: Final = "reads"
_FROM: Final = ("primary", "standby")


_FORM = re.compile(r"postgres(?:ql)?://[^\x00-\x20]+$", re.IGNORECASE)


class PostgresAddress:
    """`postgresql://user:password@host,host/database?…`, as libpq writes it, with one parameter of Dateline's own:
    `reads=standby` reads from any of the hosts that follows the primary, if one does.

    As a text it has no password, nor any parameter but the name of one. Raises InvalidInput for what is no such
    address; its text is not repeated in the error, since a password may stand anywhere in it.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            told = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        except ValueError as error:
            raise InvalidInput(NO_ADDRESS) from error
        if not _FORM.match(url) or parts.fragment:
            raise InvalidInput(NO_ADDRESS)
        reads = dict(told).get(_READS, _FROM[0])
        if reads not in _FROM:
            raise InvalidInput(f"the parameter reads of a postgresql:// address is primary or standby, not {reads!r}")
        self.reads_standby: Final = reads == "standby"
        passed_on = urlencode([(name, value) for name, value in told if name != _READS])
        self.url: Final = urlunsplit(("postgresql", parts.netloc, parts.path, passed_on, ""))
        """With the password, for the driver alone."""
        who, at, hosts = parts.netloc.rpartition("@")
        user = f"{who.partition(':')[0]}@" if at and who.partition(":")[0] else ""
        self.has_several_hosts: Final = "," in hosts or "," in dict(told).get("host", "")
        self._shown = f"postgresql://{user}{hosts}{parts.path}"

    def __str__(self) -> str:
        return self._shown

    def __repr__(self) -> str:
        return f"PostgresAddress({self._shown!r})"


NO_ADDRESS: Final = (
    "this is no address of a PostgreSQL database: write postgresql://user@host:5432/database, with %-codes for odd"
    " letters, and keep the password in PGPASSWORD or ~/.pgpass"
)
"""What to say of it, without repeating it."""
