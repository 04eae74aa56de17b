"""Little is read on the spot; what is long, or may have to wait, is left to the thread."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import founded, merge
from log_cases import ALL, NOW, many

from dateline.errors import StoreUnavailable
from dateline.log.contents import Contents
from dateline.log.cut import Cut
from dateline.log.sqlite import SqliteLog
from dateline.log.sqlite.reader import FEW

EVERYTHING = Cut(None, ALL)
COMPANY = many(1)[0].company


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


async def test_a_long_history_is_left_to_the_thread(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(FEW), now=NOW)
        assert len(log.history_at_hand(COMPANY, EVERYTHING) or []) == FEW
        await log.append([founded("one-more", company=COMPANY)], now=NOW)
        assert log.history_at_hand(COMPANY, EVERYTHING) is None
        assert len((await log.histories([COMPANY], ALL))[COMPANY]) == FEW + 1
        await log.append([merge("m", [COMPANY], company="bolt")], now=NOW)
        assert log.history_at_hand("bolt", EVERYTHING) is None


async def test_a_history_that_is_waited_for_can_be_packed_like_one_at_hand(path: Path) -> None:
    few, others = many(3), [founded(f"first-{place}", company=f"company-{place}") for place in range(9)]
    long = [founded(f"long-{place}", company="long") for place in range(1_001)]
    async with SqliteLog.opened(path) as log:
        await log.append([*few, *others, *long], now=NOW)
        for company, events in ((COMPANY, 3), ("long", 1_001)):
            found = (await log.histories([company, "nobody"], ALL))[company]
            assert isinstance(found, Contents)
            assert len(found) == events
            assert [(one.event, one.hash) for one in found.undecoded()] == [(one.event, one.hash) for one in found]
        of_page = await log.histories([one.company for one in others], ALL)
        assert not any(isinstance(each, Contents) for each in of_page.values())


async def test_a_disk_that_lets_one_reader_wait_is_left_to_the_thread_for_a_second(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
        instants = iter([10.0, 10.2, 10.3, 11.1, 11.3, 11.301])
        monkeypatch.setattr("dateline.log.sqlite.reader.perf_counter", lambda: next(instants))
        found = [log.history_at_hand(COMPANY, EVERYTHING) is not None for _ in range(4)]
        assert found == [True, False, False, True]
        assert len((await log.histories([COMPANY], ALL))[COMPANY]) == 3


async def test_a_log_that_is_closed_or_broken_is_not_read_on_the_spot(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
        log._reader._readers.on_the_spot.close()
        assert log.history_at_hand(COMPANY, EVERYTHING) is None
        assert len((await log.histories([COMPANY], ALL))[COMPANY]) == 3
    with pytest.raises(StoreUnavailable, match="is closed"):
        log.history_at_hand(COMPANY, EVERYTHING)
