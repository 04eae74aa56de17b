"""The README's steps for front ends, run as they stand there, in an empty folder and against a running server."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from places import ROOT

from . import node
from .missing import Missing, skip_but_in_ci
from .serving import serving

SECONDS = 300
SHOWN_ADDRESS = "http://127.0.0.1:8000"
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").partition("## From a front end\n")[2].partition("\n## ")[0]
STEPS = re.findall(r"^```(\w+)\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)
LISTENS = "npx tsx src/live.ts\n"
"""What runs until it is stopped."""
ELSEWHERE = "# meanwhile, in another window, in the folder where the server runs\n"
NPM = {"npm_config_prefer_offline": "true", "npm_config_audit": "false", "npm_config_fund": "false"}
"""What the other tests have brought is not brought again."""


class Windows:
    """What a reader of the README has open: the folder of the front end, that of the server, and what runs."""

    def __init__(self, folder: Path, server: Path) -> None:
        self.folder, self.server = folder, server
        self.told = ""
        self._listening: subprocess.Popen[str] | None = None

    def paste(self, steps: str) -> None:
        if steps.startswith(ELSEWHERE):
            self._run(steps.replace(".venv/bin/dateline", "dateline"), self.server)
            self.told += self._line()
        elif steps.endswith(LISTENS):
            self._run(steps.removesuffix(LISTENS), self.folder)
            self._listening = self._started(LISTENS, self.folder)
            self.told = self._line()
        else:
            self.told = self._run(steps, self.folder)

    def close(self) -> None:
        if self._listening is not None:
            os.killpg(self._listening.pid, signal.SIGKILL)
            self._listening.communicate()

    def _line(self) -> str:
        assert self._listening is not None
        assert self._listening.stdout is not None
        return self._listening.stdout.readline()

    def _run(self, steps: str, folder: Path) -> str:
        running = self._started(steps, folder)
        told, complaints = running.communicate(timeout=SECONDS)
        assert running.returncode == 0, f"{steps}\n{told}\n{complaints}"
        return told.replace("\r", "")

    def _started(self, steps: str, folder: Path) -> subprocess.Popen[str]:
        paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        pipe, environment = subprocess.PIPE, {**os.environ, **NPM, "PATH": paths}
        return subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", steps], cwd=folder, env=environment, stdout=pipe, stderr=pipe,
            text=True, encoding="utf-8", start_new_session=True,
        )  # fmt: skip


@pytest.fixture
def needed() -> None:
    for program in ("bash", "curl"):
        if shutil.which(program) is None:
            skip_but_in_ci(f"{program} is not there")
    try:
        node.installed()
    except Missing as missing:
        skip_but_in_ci(str(missing))


@pytest.mark.usefixtures("needed")
def test_the_steps_lead_from_nothing_to_what_they_promise(tmp_path: Path) -> None:
    windows = Windows(tmp_path / "front-end", tmp_path / "server")
    for folder in (windows.folder, windows.server):
        folder.mkdir()
    with serving(windows.server / "dateline.db", ROOT / "events") as server, closing(windows):
        for language, text in STEPS:
            here = text.replace(SHOWN_ADDRESS, server.address)
            match language:
                case "bash":
                    windows.paste(here)
                case "ts":
                    file = windows.folder / text.partition("\n")[0].removeprefix("// ")
                    file.parent.mkdir(exist_ok=True)
                    file.write_text(here, encoding="utf-8")
                case "text":
                    assert windows.told.endswith(text), windows.told
    assert {language for language, _ in STEPS} == {"bash", "ts", "text"}
