"""Bits flipped in the file of a log, and answers compared with those of before: each is the same, or is refused.

What `verify` says is not believed, but noted: a flip that changes an answer must be found by it.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Final

from builders import eur, founded, funding, merge, one_of_each, profile, retraction
from click.testing import CliRunner
from log_cases import NOW

from dateline.cli import program
from dateline.log.opening import open_log

from .forked import ended, fork
from .trial import Outcome, Scale

ROUNDS: Final = 15
COMMANDS: Final = (
    "show mistral-ai", "show bolt", "timeline mistral-ai", "timeline bolt", "companies", "companies acm",
    "rank --by raised --currency EUR", "rank --by latest-event", "list rounds", "diff bolt --from-on 2020-12-31",
    "export events", "export states", "list findings",
)  # fmt: skip


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    whole = folder / "whole.db"
    asyncio.run(_fill(whole))
    content = whole.read_bytes()
    used = [place for place, byte in enumerate(content) if byte]  # the others are nearly all free
    outcome.counted["bytes in use"] = len(used)
    before = [_answer(command, whole) for command in COMMANDS]
    outcome.wrong += [
        f"{command} ends with {code}" for command, (code, _) in zip(COMMANDS, before, strict=True) if code
    ]
    for _ in range(ROUNDS * scale.times):
        outcome.rounds += 1
        bit = draw.choice(used) * 8 + draw.randrange(8)
        path = folder / "flipped.db"
        _lay_out(path, content, bit)
        _judge(path, bit, before, outcome)
    return outcome


def _lay_out(path: Path, content: bytes, bit: int) -> None:
    for ending in ("", "-wal", "-shm", ".lock"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    flipped = bytearray(content)
    flipped[bit // 8] ^= 1 << bit % 8
    path.write_bytes(flipped)


def _judge(path: Path, bit: int, before: list[tuple[int, str]], outcome: Outcome) -> None:
    """In a process of its own: what SQLite does with a page that is wrong is its own matter."""
    found = path.with_name("found")
    code = ended(fork(lambda: found.write_text("\n".join(_compared(path, before)))))
    words = found.read_text().split("\n") if code == 0 else []
    if code:
        outcome.wrong.append(f"bit {bit}: a process ended with {code}")
        return
    verified, *answers = words
    for answer in answers:
        outcome.count(f"answers {answer}")
    if "wrong" in answers:
        outcome.count("flips with a wrong answer")
        if verified == "sound":
            outcome.wrong.append(f"bit {bit}: an answer is wrong, and verify finds nothing")
    outcome.count("flips that verify finds", int(verified != "sound"))


def _compared(path: Path, before: list[tuple[int, str]]) -> list[str]:
    told = []
    for command, (_, text) in zip(COMMANDS, before, strict=True):
        code, answer = _answer(command, path)
        told.append("refused" if code else "the same" if answer == text else "wrong")
    return ["sound" if _answer("verify", path)[0] == 0 else "unsound", *told]


def _answer(command: str, path: Path) -> tuple[int, str]:
    done = CliRunner().invoke(program, [*command.split(), "--db", str(path)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return 99, repr(done.exception)
    return done.exit_code, done.stdout


async def _fill(path: Path) -> None:
    events = [*one_of_each(), merge("m", ["x"]), founded("bolt/founded", company="bolt", name="Bolt", on="2019")]
    events += [
        funding(
            f"bolt/{number}", company="bolt", round=f"r{number}", on=f"2020-{number:02}-01", raised=eur(number * 10**6)
        )
        for number in range(1, 13)
    ]
    events += [
        founded("acme/founded", company="acme", name="Acme", on="2018"),
        profile("acme/profile", company="acme", country="FR", name="Acme"),
        retraction("bolt/r", of="bolt/3", company="bolt"),
    ]
    async with open_log(path) as log:
        for event in events:
            await log.append([event], now=NOW)
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
