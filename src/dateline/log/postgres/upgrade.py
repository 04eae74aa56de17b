"""A log of an earlier release: what that filed is filed anew (see sql/refiling.py). Readers go on with what was there
until the transaction ends."""

from __future__ import annotations

from dateline.log.postgres.erasing import unguarded
from dateline.log.postgres.transaction import Transaction
from dateline.log.sql.refiling import REFILED, file_all_anew
from dateline.log.sql.rows import FILING


async def bring_up_to_date(transaction: Transaction) -> None:
    """File anew what an earlier release filed; nothing where this one did."""
    if transaction.filing == FILING:
        return
    async with unguarded(transaction, *REFILED):
        await file_all_anew(transaction)
    await transaction.rows("set_version", version=FILING)
