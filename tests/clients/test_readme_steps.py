"""The README's steps for front ends, run as they stand there, in an empty folder and against a running server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from places import ROOT

from . import node
from .missing import Missing, skip_but_in_ci
from .serving import Server

SECONDS = 300
SHOWN_ADDRESS = "http://127.0.0.1:8000"
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").partition("## From a front end\n")[2].partition("\n## ")[0]
STEPS = re.findall(r"^```(\w+)\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)


def test_the_steps_lead_from_nothing_to_what_they_promise(server: Server, tmp_path: Path) -> None:
    for needed in ("bash", "curl"):
        if shutil.which(needed) is None:
            skip_but_in_ci(f"{needed} is not there")
    try:
        node.installed()
    except Missing as missing:
        skip_but_in_ci(str(missing))
    told = ""
    for language, text in STEPS:
        here = text.replace(SHOWN_ADDRESS, server.address)
        match language:
            case "bash":
                told = run(here, tmp_path)
            case "ts":
                name = text.partition("\n")[0].removeprefix("// ")
                (tmp_path / name).parent.mkdir(exist_ok=True)
                (tmp_path / name).write_text(here, encoding="utf-8")
            case "text":
                assert told.endswith(text), told
    assert {language for language, _ in STEPS} == {"bash", "ts", "text"}


def run(steps: str, folder: Path) -> str:
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    # What the other tests have brought is not brought again.
    npm = {"npm_config_prefer_offline": "true", "npm_config_audit": "false", "npm_config_fund": "false"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", steps], cwd=folder, env={**os.environ, **npm, "PATH": paths},
        capture_output=True, text=True, encoding="utf-8", timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, f"{steps}\n{done.stdout}\n{done.stderr}"
    return done.stdout.replace("\r", "")
