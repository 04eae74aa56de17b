"""Erasing in a database: the triggers of its tables are taken away for it and put back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from dateline.log.postgres.transaction import Transaction

TABLES: Final = ("event", "act", "mention", "same", "company", "name", "account")
"""Those that hold what is erased."""


@asynccontextmanager
async def unguarded(transaction: Transaction, *tables: str) -> AsyncIterator[None]:
    """Without the triggers of these tables for one block of code; till the transaction ends nobody else writes them."""
    for table in tables:
        await transaction.table("unguarded", table)
    yield
    for table in tables:
        await transaction.table("guarded", table)
