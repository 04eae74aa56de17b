"""A program: imports a few events again and again, each time on a disk that fails at another call, and tells what came
of it, one JSON object a line. Arguments: a folder, `birth` or `growth`, a kind of fault, and every how manieth call is
made to fail (1: every one), from which on.

Each round is a process of its own, forked, so that Python has started only once.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

from faulty_disk import CRASHED, FaultyDisk

from dateline.cli import main


def command(folder: Path, name: str, *arguments: str) -> int:
    """The exit code of a command of Dateline; what it says stands in files of that name."""
    sys.argv = ["dateline", *arguments, "--db", str(folder / "dateline.db")]
    with into_files(folder, name):
        try:
            main()
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except Exception:  # noqa: BLE001 - whatever it is: what a process says that ends with a fault of its own
            traceback.print_exc()
            return 99
    return 0


@contextmanager
def into_files(folder: Path, name: str) -> Iterator[None]:
    """What is written to the standard streams meanwhile."""
    kept = {number: os.dup(number) for number in (1, 2)}
    for number, ending in ((1, "out"), (2, "err")):
        descriptor = os.open(folder / f"{name}.{ending}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, number)
        os.close(descriptor)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, descriptor in kept.items():
            os.dup2(descriptor, number)
            os.close(descriptor)


def importing(folder: Path, name: str) -> int:
    return command(folder, name, "import", str(folder.parent / "events.jsonl"))


def forked(work: Callable[[], int]) -> int:
    """The exit code of a process that does this."""
    process = os.fork()
    if process == 0:
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def spoiled(folder: Path, kind: str, at: int) -> int:
    disk = FaultyDisk(str(folder / "dateline.db"), kind, at)
    code = importing(folder, "spoiled")
    (folder / "disk.json").write_text(json.dumps({"calls": disk.calls, "name": disk.name}))
    return code


def afterwards(folder: Path) -> int:
    codes = {"companies": command(folder, "companies", "companies"), "again": importing(folder, "again")}
    codes["verify"] = command(folder, "verify", "verify", "--json")
    (folder / "codes.json").write_text(json.dumps(codes))
    return 0


def told(folder: Path, name: str) -> str:
    found = folder / name
    return found.read_text() if found.exists() else ""


def round_of(folder: Path, before: Path | None, kind: str, at: int) -> dict[str, Any]:
    rmtree(folder, ignore_errors=True)
    if before is None:
        folder.mkdir()
    else:
        copytree(before, folder)
    code = forked(lambda: spoiled(folder, kind, at))
    disk = json.loads(told(folder, "disk.json") or '{"calls": 0, "name": "crash"}')
    forked(lambda: afterwards(folder))
    names = ("spoiled", "companies", "again", "verify")
    codes = {"spoiled": code, **json.loads(told(folder, "codes.json") or "{}")}
    texts = {name: [told(folder, f"{name}.out"), told(folder, f"{name}.err")] for name in names}
    return {"at": at, "kind": kind, "crashed": code == CRASHED, **disk, "codes": codes, "texts": texts}


def rounds(folder: Path, scene: str, kind: str, step: int, first: int) -> None:
    before = None
    if scene == "growth":
        before = folder / "before"
        before.mkdir()
        command(before, "earlier", "import", str(folder / "earlier.jsonl"))
    warm = folder / "warm"
    warm.mkdir()
    importing(warm, "warm")
    afterwards(warm)
    at = first
    while True:
        done = round_of(folder / "round", before, kind, at)
        sys.stdout.write(f"{json.dumps(done)}\n")
        sys.stdout.flush()
        if not done["crashed"] and done["calls"] < at:
            return  # nothing was spoiled: the round has no call of this number
        at += step


if __name__ == "__main__":
    rounds(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
