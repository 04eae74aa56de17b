"""The primary: the one connection of a process that writes, made anew whenever it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import asyncpg

from dateline.errors import StoreUnavailable
from dateline.log.postgres.address import PostgresAddress
from dateline.log.postgres.connection import connect, connected
from dateline.log.postgres.failures import FAILURES, old_primary
from dateline.log.postgres.queries import QUERIES
from dateline.log.postgres.transaction import Transaction, Unconfirmed
from dateline.log.postgres.upgrade import bring_up_to_date
from dateline.log.sql.rows import FILING

LOCK_TIMEOUT_SECONDS: Final = 30.0
"""How long to wait while others write, unless told otherwise."""
_TOO_LITTLE: Final = ("off", "local")
"""What of synchronous_commit lets an acknowledged append be lost: with the power, or with the primary."""
_RAISE: Final = "SET LOCAL synchronous_commit = on;"
_UNLIMITED: Final = "SET LOCAL transaction_timeout = 0;"
"""Which PostgreSQL has since 17."""
_KEPT: Final = {
    "on": "and of the standbys",
    "remote_apply": "and, to be read there at once, of the standbys",
    "remote_write": "and in the memory of the standbys",
}
"""Where a commit is waited for, by synchronous_commit."""
NEWER: Final = "another version of Dateline has brought the log up to date: start the server with that version"
_NEEDED: Final = ("fsync", "full_page_writes")


class Primary:
    """It begins and ends transactions. Whatever the driver raises, it raises; and StoreUnavailable where the server
    cannot keep what it acknowledges."""

    def __init__(self, address: PostgresAddress, *, prepares: bool, lock_timeout_seconds: float) -> None:
        self._address = address
        self._prepares = prepares
        self._lock_timeout_milliseconds = round(lock_timeout_seconds * 1000)
        self._connection: Any = None
        self._begin = ""
        self._epoch = 0
        self._closed = False
        self._life: str | None = None
        """None where it has to be asked of each transaction: it may be another server's."""

    async def begin(self) -> Transaction:
        """A transaction that has its turn. The first one in a log of an earlier release brings it up to date."""
        connection = await self._connected()
        transaction = Transaction(connection)
        try:
            await transaction.take_turn(self._begin)
            self._refuse_old(transaction.start.epoch)
            self._refuse_newer(transaction.filing)
            await transaction.enter(self._life or await _ask_life(connection))
            self._epoch = transaction.start.epoch
            await bring_up_to_date(transaction)
        except BaseException:
            await self.undo(transaction)
            raise
        return transaction

    async def durability(self) -> str:
        """Where what is committed is kept, asked by a connection of its own: the other may be at work."""
        async with connected(self._address, writing=True) as connection, connection.transaction():
            settings = dict(await connection.fetch(QUERIES["settings"]))
        self._refuse(settings)
        told, standbys = _KEPT.get(settings["synchronous_commit"], _KEPT["on"]), settings["synchronous_standby_names"]
        return f"on the disk of the primary, {told} {standbys}" if standbys else "on the disk of the primary alone"

    async def commit(self, transaction: Transaction) -> None:
        try:
            await transaction.commit()
        except Unconfirmed:
            raise
        except BaseException:
            self._drop()
            raise

    async def undo(self, transaction: Transaction) -> None:
        """What cannot be undone by a word is undone by hanging up."""
        try:
            await transaction.undo()
        except FAILURES:
            self._drop()

    async def count(self) -> None:
        """Have the server look how much there is of what: it plans by that."""
        if self._connection is None:  # it was lost behind what was committed
            return
        try:
            await self._connection.execute("ANALYZE event, act, mention, same, company, name, account")
        except FAILURES:  # it would have done so by itself, some time
            self._drop()

    async def write_anew(self, tables: Sequence[str]) -> None:
        """Leave nothing in these tables of rows that are gone. Nobody reads them meanwhile."""
        connection = await self._connected()
        for table in tables:
            await connection.execute(QUERIES["write_anew"].format(table=table))

    async def close(self) -> None:
        self._closed = True
        self._drop()

    async def _connected(self) -> Any:
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._connect()
        return self._connection

    async def _connect(self) -> Any:
        connection = await connect(self._address, writing=True, prepares=self._prepares)
        try:
            async with connection.transaction():
                settings = dict(await connection.fetch(QUERIES["settings"]))
            self._refuse(settings)
            durable = _RAISE if settings["synchronous_commit"] in _TOO_LITTLE else ""
            durable += _UNLIMITED if "transaction_timeout" in settings else ""
            self._begin = QUERIES["begin"].format(durable=durable, lock_timeout=self._lock_timeout_milliseconds)
            self._life = await _ask_life(connection) if self._prepares else None
            if self._closed:  # meanwhile
                raise StoreUnavailable(f"{self._address} cannot be written: it is closed")
        except BaseException:
            connection.terminate()
            raise
        return connection

    def _refuse(self, settings: dict[str, str]) -> None:
        """Raises StoreUnavailable for a server that does not keep what it acknowledges, and for a standby as the driver
        does."""
        for name in _NEEDED:
            if settings[name] != "on":
                raise StoreUnavailable(
                    f"{self._address} cannot be written: its server has {name} = {settings[name]}, and would lose what"
                    f" it acknowledges; set {name} = on"
                )
        if settings["in_recovery"] == "true":
            raise asyncpg.exceptions.TargetServerAttributeNotMatched

    def _refuse_old(self, epoch: int) -> None:
        """Raises StoreUnavailable for a server that another one has taken the place of: two would go on apart."""
        if epoch < self._epoch:
            raise StoreUnavailable(old_primary(self._address, "written", epoch, self._epoch))

    def _refuse_newer(self, filing: int) -> None:
        """Raises StoreUnavailable for a log that a later release has brought up to date meanwhile: this one would file
        by other rules."""
        if filing > FILING:
            raise StoreUnavailable(
                f"{self._address} cannot be written: {NEWER} (it has schema version {filing}, this one writes {FILING})"
            )

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()


async def _ask_life(connection: Any) -> str:
    return str(await connection.fetchval(QUERIES["life"]))
