"""Runs the program again and again with other standard streams: loaded once, then forked for each run.

A program of its own (`python stream_runner.py`), since what it does to its streams and modules is for nobody else.
Reads a list of runs as JSON from standard input, and writes what became of each.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

from dateline.cli import COMMANDS, main

CLOSED, FULL, GONE, UNREADABLE = "closed", "full", "gone", "unreadable"
_NAMES = ("stdin", "stdout", "stderr")


def _target(descriptor: int, wanted: str | None, folder: str) -> None:
    """Lets a descriptor lead where a run wants it: nowhere, onto a full disk, to nobody, or else into a file."""
    if wanted == CLOSED:
        os.close(descriptor)
        return
    if wanted == GONE:
        reading, opened = os.pipe()
        os.close(reading)
    elif wanted == FULL:
        opened = os.open("/dev/full", os.O_RDWR)
    elif descriptor == 0:
        opened = os.open(os.devnull, os.O_WRONLY if wanted == UNREADABLE else os.O_RDONLY)
    else:
        opened = os.open(Path(folder, _NAMES[descriptor]), os.O_CREAT | os.O_RDWR, 0o600)
    os.dup2(opened, descriptor)
    os.close(opened)


def _stream(descriptor: int, encoding: str) -> Any:
    """As Python makes it at its start: none for a descriptor that is closed."""
    try:
        os.fstat(descriptor)
    except OSError:
        return None
    errors = "backslashreplace" if descriptor == 2 else "strict"
    return open(descriptor, "r" if descriptor == 0 else "w", encoding=encoding, errors=errors, closefd=False)


def _child(run: dict[str, Any], folder: str) -> int:
    for descriptor, name in enumerate(_NAMES):
        _target(descriptor, run.get(name), folder)
    sys.stdin, sys.stdout, sys.stderr = (_stream(descriptor, run.get("encoding", "utf-8")) for descriptor in range(3))
    sys.argv = ["dateline", *run["arguments"]]
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - this is what the tests look for
        Path(folder, "crash").write_text(traceback.format_exc())
        return 1
    try:
        sys.stdout.flush()
    except Exception:  # noqa: BLE001 - this is what the tests look for
        Path(folder, "crash").write_text("Exception ignored: " + traceback.format_exc())
        return 120
    return code


def _outcome(run: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        child = os.fork()
        if not child:
            os._exit(_child(run, folder))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told = {name: Path(folder, name) for name in ("stdout", "stderr", "crash")}
        said = {name: path.read_bytes().decode("latin-1") if path.exists() else "" for name, path in told.items()}
        return {"code": code, **said}


if __name__ == "__main__":
    for command in COMMANDS:
        import_module(f"dateline.cli.commands.{command.replace('-', '_')}{'_' if command == 'import' else ''}")
    for needed in ("dateline.graphql", "dateline.log.sqlite.store", "filelock", "rich.markdown"):
        import_module(needed)
    sys.stdout.write(json.dumps([_outcome(run) for run in json.load(sys.stdin)]))
