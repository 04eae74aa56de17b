"""A network of two machines and a router between them, which can swallow all that is sent and tell nobody.

Made of network namespaces of Linux, by root. A thread is in one namespace at a time, and so are the sockets and the
processes that it makes.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

_CLONE_NEWNET = 0x40000000
_HERE = Path("/proc/thread-self/ns/net")
_numbers = count(1)

CLIENT, SERVER = "10.213.1.2", "10.213.2.2"


class Network:
    """`client` and `server` are namespaces, with the addresses CLIENT and SERVER."""

    def __init__(self) -> None:
        made = f"dateline-{os.getpid()}-{next(_numbers)}"
        self.client, self.router, self.server = (f"{made}-{name}" for name in "crs")

    def make(self) -> None:
        for name in (self.client, self.router, self.server):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        for number, name, address in ((1, self.client, CLIENT), (2, self.server, SERVER)):
            gateway = f"10.213.{number}.1"
            _ip("-n", self.router, "link", "add", f"to{number}", "type", "veth", "peer", "out", "netns", name)
            for of, device, own in ((self.router, f"to{number}", gateway), (name, "out", address)):
                _ip("-n", of, "address", "add", f"{own}/24", "dev", device)
                _ip("-n", of, "link", "set", device, "up")
            _ip("-n", name, "route", "add", "default", "via", gateway)
        self.mend()

    def cut(self) -> None:
        """What is sent is swallowed, in both directions."""
        self._forward("0")

    def mend(self) -> None:
        self._forward("1")

    def _forward(self, told: str) -> None:
        with inside(self.router):
            Path("/proc/sys/net/ipv4/ip_forward").write_text(told, encoding="utf-8")

    def remove(self) -> None:
        for name in (self.client, self.router, self.server):
            with suppress(RuntimeError):
                _ip("netns", "delete", name)


@contextmanager
def network() -> Iterator[Network]:
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("networks are made by root, with the program ip")
    made = Network()
    try:
        try:
            made.make()
        except RuntimeError as error:
            pytest.skip(f"no network can be made here: {error}")
        yield made
    finally:
        made.remove()


@contextmanager
def inside(namespace: str) -> Iterator[None]:
    """What this thread connects and starts is in a namespace."""
    before = os.open(_HERE, os.O_RDONLY)
    try:
        _enter(os.open(f"/run/netns/{namespace}", os.O_RDONLY))
        try:
            yield
        finally:
            _enter(os.dup(before))
    finally:
        os.close(before)


def _enter(descriptor: int) -> None:
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(descriptor, _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "a network namespace cannot be entered")
    finally:
        os.close(descriptor)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
