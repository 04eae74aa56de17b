"""Programs of Node: the packages of `npm/package.json`, installed once in a cache outside the repository, and projects.

A project is an empty folder into which programs and the files that `dateline schema --for` prints are copied, as a
front end has them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from filelock import FileLock

from dateline import docs
from dateline.cli import program

from .missing import Missing

NPM = Path(__file__).parent / "npm"
LEAST_NODE = 20
SECONDS_TO_INSTALL = 300
SECONDS = 120
"""A program takes no longer than that."""

STAMP = "installed"

SHOWN = dict(re.findall(r"^```ts\n// (src/[\w-]+\.ts)\n(.*?)^```", docs.page("clients"), re.MULTILINE | re.DOTALL))
"""The programs of `dateline help clients`, by their names."""


@dataclass(frozen=True)
class Project:
    folder: Path

    def run(self, *command: str, code: int = 0) -> str:
        """What a program of `node_modules` says, or one of Node."""
        done = self._done(*command)
        assert done.returncode == code, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def fails(self, *command: str) -> str:
        """Why a program failed; nothing if it did not."""
        done = self._done(*command)
        return done.stdout + done.stderr if done.returncode else ""

    def node(self, program: str, *arguments: str) -> str:
        """What a program in TypeScript says."""
        return self.run("node", "--import", "tsx", program, *arguments)

    def _done(self, *command: str) -> subprocess.CompletedProcess[str]:
        paths = os.pathsep.join([str(self.folder / "node_modules" / ".bin"), os.environ.get("PATH", os.defpath)])
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "PATH": paths, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
        )


def project(folder: Path, template: str, files: Mapping[str, str]) -> Project:
    """A folder with the programs of `npm/TEMPLATE`, the packages, and more files. Raises Missing."""
    modules = installed()
    shutil.copytree(NPM / template, folder, dirs_exist_ok=True)
    shutil.copy(NPM / "package.json", folder)
    (folder / "node_modules").symlink_to(modules, target_is_directory=True)
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    return Project(folder)


def schema_for(client: str | None = None) -> str:
    """What `dateline schema --for CLIENT` prints."""
    flags = [] if client is None else ["--for", client]
    result = CliRunner().invoke(program, ["schema", *flags])
    assert result.exit_code == 0, result.output
    return result.stdout


def installed() -> Path:
    """The folder `node_modules` with what `npm/package.json` names. Raises Missing where that cannot be."""
    npm = _npm()
    wanted = (NPM / "package.json").read_bytes()
    folder = _cache() / hashlib.sha256(wanted).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / STAMP).exists():
            (folder / "package.json").write_bytes(wanted)
            _install(npm, folder)
            (folder / STAMP).touch()
    return folder / "node_modules"


def _npm() -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Missing("Node is not there: node and npm are not found")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < LEAST_NODE:
        raise Missing(f"Node {version.strip()} is too old: {LEAST_NODE} or newer is needed")
    return npm


def _cache() -> Path:
    named = os.environ.get("DATELINE_TEST_NODE_MODULES")
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(named) if named else Path(home) / "dateline" / "node_modules"


def _install(npm: str, folder: Path) -> None:
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", "--prefix", str(folder)]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS_TO_INSTALL)
    except subprocess.TimeoutExpired as error:
        raise Missing("npm did not install the clients in time") from error
    if done.returncode:
        raise Missing(f"npm could not install the clients: {(done.stderr or done.stdout).strip()[-300:]}")
