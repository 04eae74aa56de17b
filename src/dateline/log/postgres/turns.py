"""Turns: one transaction after the other, and each is told of when it is sure.

A connection may be lost at any moment. Before the commit nothing was written then, and the same is tried again where
what is to be written is at hand. Behind it nobody knows: the log is looked at again, behind the lock of whoever
commits, for the hash that was to be its head.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from dateline.errors import StoreUnavailable
from dateline.log.postgres.address import PostgresAddress
from dateline.log.postgres.failures import FAILURES, is_worth_another_try, unavailable
from dateline.log.postgres.primary import Primary
from dateline.log.postgres.transaction import HeadMoved, Transaction, Unconfirmed
from dateline.log.record import LogHead
from dateline.log.sql.uninterrupted import to_the_end

_PATIENCE_SECONDS: Final = 60.0
"""How long another server may take to become the primary, before whoever waits for an append is told."""
_FIRST_PAUSE_SECONDS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 1.0

Work = Callable[[Transaction], Awaitable[LogHead]]
"""What is done in a transaction: gives the head that it leaves."""


class Turns:
    """Those of a process. All but `close` is done by whoever holds `mine`."""

    def __init__(self, address: PostgresAddress, primary: Primary) -> None:
        self._address = address
        self._primary = primary
        self.mine = asyncio.Lock()
        self._closed = False

    async def close(self) -> None:
        """What is under way is ended with the connection: whoever waits for it is told that it is not sure."""
        self._closed = True
        await self._primary.close()

    async def in_vain(self, work: Work) -> None:
        """Do something, and undo it."""
        self._refuse_closed()
        try:
            transaction = await self._primary.begin()
            try:
                await work(transaction)
            finally:
                await self._primary.undo(transaction)
        except FAILURES as error:
            raise unavailable(self._address, "written", error) from error

    async def surely(self, work: Work, *, is_at_hand: bool) -> None:
        """Do something in a transaction, and end when it is known to be kept. Where it may have been undone with a
        connection, it is done again if it `is_at_hand`. Raises what it raises, and StoreUnavailable."""
        pauses = _Pauses()
        while True:
            self._refuse_closed()
            try:
                done = await self._try(work)
            except FAILURES as error:
                if self._closed or not is_at_hand or not is_worth_another_try(error) or not await pauses.wait():
                    raise unavailable(self._address, "written", error) from error
                continue
            if done is None:
                return
            start, head = done
            if head.position > start.position and await self._is_kept(head, pauses):
                return
            if not is_at_hand:
                raise self._lost() if head.position > start.position else self._not_known()

    async def _try(self, work: Work) -> tuple[LogHead, LogHead] | None:
        """None if it is surely kept; else where it began and would end. Whatever it raises, nothing was kept then."""
        transaction = await self._primary.begin()
        try:
            head = await work(transaction)
            if head.position == transaction.start.position:
                await transaction.rows("touch_head")  # what it found there is sure as soon as this is
        except BaseException as error:
            await self._primary.undo(transaction)
            if isinstance(error, HeadMoved):
                raise StoreUnavailable(f"{self._address} cannot be written: its head moved meanwhile") from error
            raise
        try:
            await self._primary.commit(transaction)
        except (*FAILURES, Unconfirmed):
            return transaction.start, head
        return None

    async def _is_kept(self, head: LogHead, pauses: _Pauses) -> bool:
        """Whether a transaction was committed of which no acknowledgement came; and if so, until it is as sure as one.

        Raises StoreUnavailable if that cannot be found out.
        """

        found = False

        async def look(transaction: Transaction) -> LogHead:
            nonlocal found
            rows = await transaction.rows("hash_at", position=head.position)
            found = [tuple(row) for row in rows] == [(head.hash,)]
            return transaction.start

        while not self._closed and await to_the_end(pauses.wait()):
            found = False
            with suppress(*FAILURES):
                if await to_the_end(self._try(look)) is None:
                    return found
        raise self._not_known()

    def _lost(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self._address} cannot be written: the connection was lost, and nothing was kept: do the same again"
        )

    def _not_known(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self._address} was written, but whether it is kept is not known: the connection was lost during the"
            " commit, or the wait for a standby was cancelled; do the same again, which never repeats an event"
        )

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreUnavailable(f"{self._address} cannot be written: it is closed")


class _Pauses:
    """Between tries, longer and longer ones, until patience ends."""

    def __init__(self) -> None:
        self._clock = asyncio.get_running_loop().time
        self._deadline = self._clock() + _PATIENCE_SECONDS
        self._pause = _FIRST_PAUSE_SECONDS

    async def wait(self) -> bool:
        """Whether another try should be made."""
        if self._clock() + self._pause >= self._deadline:
            return False
        await asyncio.sleep(self._pause)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)
        return True
