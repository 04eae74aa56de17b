"""Three nodes under Patroni, set as the guide says, under eight writers and a reader that tails: the machine of the
primary dies, or stands still for a while, and the primary is moved to another node, also behind HAProxy.

Patroni is no part of the tests' environment. DATELINE_TEST_PATRONI names a Python that has it (pip install
'patroni[etcd3]' 'psycopg[binary]'); programs called etcd and haproxy are looked for on the PATH.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError

from postgres_cluster import until
from postgres_rounds import through_a_fault
from postgres_server import as_nobody, binaries, folder_of_nobody, free_port

from dateline import docs

from .trial import Outcome, Scale

_SECONDS = 300
"""How long Patroni may take for anything."""
_NODES = ("db1", "db2", "db3")
_CONFIGURATION = """
scope: dateline
name: {name}
restapi: {{listen: "127.0.0.1:{rest}", connect_address: "127.0.0.1:{rest}"}}
etcd3: {{host: "127.0.0.1:{etcd}"}}
{guide}
  initdb: [{{encoding: UTF8}}, {{locale: C}}]
postgresql:
  listen: 127.0.0.1:{port}
  connect_address: 127.0.0.1:{port}
  data_dir: {folder}/data
  bin_dir: {binaries}
  pgpass: {folder}/pgpass
  authentication:
    superuser: {{username: postgres}}
    replication: {{username: replicator}}
  pg_hba: [host all all 127.0.0.1/32 trust, host replication all 127.0.0.1/32 trust]
  parameters: {{jit: "off", shared_buffers: 16MB, max_connections: 60, unix_socket_directories: ""}}
"""
_BEFORE = """
defaults
  mode tcp
  timeout connect 5s
  timeout client 30m
  timeout server 30m
  timeout check 5s
listen dateline
  bind 127.0.0.1:{port}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
"""


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    python, etcd = os.environ.get("DATELINE_TEST_PATRONI"), shutil.which("etcd")
    if python is None or etcd is None:
        missing = "DATELINE_TEST_PATRONI names no Python with Patroni" if python is None else "there is no etcd"
        outcome.counted["not tried"] = missing
        return outcome
    with _nodes(python, etcd) as nodes:
        for number in range(scale.times):
            for name, fault in (
                ("primaries killed", nodes.kill_primary),
                ("primaries moved", nodes.move_primary),
                ("primaries frozen", nodes.freeze_primary),
            ):
                for behind, place in nodes.places(f"round_{number}_{name.partition(' ')[2]}"):
                    outcome.rounds += 1
                    outcome.count(name)
                    outcome.count(f"rounds {behind}")
                    try:
                        _round(place, fault, draw, outcome)
                    except AssertionError as error:
                        outcome.wrong.append(f"{name} {behind}: {error}")
                    nodes.until_all_follow()
    return outcome


def _round(place: str, fault: Callable[[], None], draw: random.Random, outcome: Outcome) -> None:
    async def happens() -> None:
        await asyncio.sleep(draw.random())
        await asyncio.to_thread(fault)

    round = asyncio.run(through_a_fault(place, happens))
    outcome.count("events acknowledged", len(round.acknowledged))
    outcome.count("appends refused, and sent again", round.refused)
    outcome.count("acknowledged events lost, or there twice", 0)


class _Node:
    """One machine: Patroni, and the server that it keeps."""

    def __init__(self, python: str, name: str, etcd: int) -> None:
        self.name, self.port, self.rest = name, free_port(), free_port()
        self._folder = folder_of_nobody()
        (guide,) = re.findall(r"```yaml\n(bootstrap:\n.*?)\n```", docs.page("postgres"), re.DOTALL)
        self._file = self._folder / "patroni.yml"
        given = {"guide": guide, "folder": self._folder, "binaries": binaries(), "etcd": etcd, **vars(self)}
        self._file.write_text(_CONFIGURATION.format(**given), encoding="utf-8")
        self._command = [python, "-m", "patroni", str(self._file)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """In the main thread: what a thread starts ends with it."""
        if self._process is not None:
            return
        with (self._folder / "patroni.log").open("ab") as log:
            self._process = as_nobody(self._command, stdout=log, stderr=log)

    def kill(self) -> None:
        """As when its machine dies: all at once, and nothing is told to anybody."""
        if self._process is None:
            return
        self.tell(signal.SIGKILL)
        self._process.wait()
        self._process = None

    def tell(self, what: signal.Signals) -> None:
        """Send a signal to all that runs there."""
        assert self._process is not None
        self._process.send_signal(what)
        with suppress(FileNotFoundError, ProcessLookupError):
            postmaster = int((self._folder / "data" / "postmaster.pid").read_text().partition("\n")[0])
            children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
            for pid in (postmaster, *map(int, children)):
                with suppress(ProcessLookupError):
                    os.kill(pid, what)

    def asked(self, path: str, body: dict[str, str] | None = None) -> tuple[int, str]:
        """What Patroni answers: status and text; 0 if it does not."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.rest}{path}", data)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except (URLError, OSError):
            return 0, ""


class _Nodes:
    def __init__(self, nodes: list[_Node], proxy: int | None) -> None:
        self._nodes = nodes
        self._proxy = proxy

    @property
    def primary(self) -> _Node:
        found: list[_Node] = []
        until(lambda: found.extend(node for node in self._nodes if node.asked("/primary")[0] == 200) or found, _SECONDS)
        return found[0]

    def until_all_follow(self) -> None:
        """Machines that died come back. Then one is the primary, and both others may take its place without a loss."""
        for node in self._nodes:
            node.start()
        until(lambda: sum(node.asked("/quorum")[0] == 200 for node in self._nodes) == 2 and self.primary, _SECONDS)

    def kill_primary(self) -> None:
        """Its machine dies, and another one takes its place."""
        old = self.primary
        old.kill()
        self._until_another(old)

    def freeze_primary(self) -> None:
        """Its machine stands still until another has its place; then it goes on, and takes itself for the primary."""
        old = self.primary
        old.tell(signal.SIGSTOP)
        try:
            self._until_another(old)
        finally:
            old.tell(signal.SIGCONT)

    def _until_another(self, old: _Node) -> None:
        until(lambda: any(node.asked("/primary")[0] == 200 for node in self._nodes if node is not old), _SECONDS)

    def move_primary(self) -> None:
        old = self.primary
        status, told = old.asked("/switchover", {"leader": old.name})
        assert status == 200, told

    def places(self, schema: str) -> Iterator[tuple[str, str]]:
        """Addresses of empty schemas: of all nodes, and of HAProxy where there is one."""
        ways = {"with all nodes in the address": [node.port for node in self._nodes]}
        if self._proxy is not None:
            ways["behind HAProxy"] = [self._proxy]
        for number, (behind, ports) in enumerate(ways.items()):
            name = f"{schema}_{number}"
            address = f"postgresql://postgres@127.0.0.1:{self.primary.port}/postgres"
            made = [binaries() / "psql", address, "-qXc", f"CREATE SCHEMA {name}"]
            subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
            hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
            yield behind, f"postgresql://postgres@{hosts}/postgres?search_path={name}"


@contextmanager
def _nodes(python: str, etcd: str) -> Iterator[_Nodes]:
    keys, nodes, helpers = free_port(), list[_Node](), list[subprocess.Popen[bytes]]()
    try:
        client, peer = f"http://127.0.0.1:{keys}", f"http://127.0.0.1:{free_port()}"
        words = {
            "data-dir": f"{folder_of_nobody()}/etcd",
            "listen-client-urls": client,
            "advertise-client-urls": client,
        }
        words |= {"listen-peer-urls": peer, "initial-advertise-peer-urls": peer, "initial-cluster": f"default={peer}"}
        helpers.append(as_nobody([etcd, *(word for name, told in words.items() for word in (f"--{name}", told))]))
        for name in _NODES:
            nodes.append(_Node(python, name, keys))
            nodes[-1].start()
        proxy = _proxy_before(nodes, helpers)
        made = _Nodes(nodes, proxy)
        made.until_all_follow()
        yield made
    finally:
        for node in nodes:
            node.kill()
        for helper in helpers:
            helper.kill()
            helper.wait()


def _proxy_before(nodes: list[_Node], helpers: list[subprocess.Popen[bytes]]) -> int | None:
    program, port = shutil.which("haproxy"), free_port()
    if program is None:
        return None
    file = folder_of_nobody() / "haproxy.cfg"
    servers = (f"  server {node.name} 127.0.0.1:{node.port} check port {node.rest}\n" for node in nodes)
    file.write_text(_BEFORE.format(port=port) + "".join(servers), encoding="utf-8")
    helpers.append(as_nobody([program, "-db", "-f", file]))
    return port
