"""Hosts: under which names a server is asked (RFC 9110, 7.2), so that no other name leads a browser to it.

A page anywhere can give its own name the address 127.0.0.1 a moment later (“DNS rebinding”): to the browser the server
of this machine is then a part of that page, and CORS does not come into it. Only the name tells: so a server that is
asked on such an address answers to `localhost` and to addresses, and to the names that it was given. One that has a
prefix stands behind a proxy, which has names of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address

from starlette.types import Scope

_ANY = "*"
_LOOPBACK = ("127.", "::1", "::ffff:127.")
_LONGEST = 300
_MOST_REMEMBERED = 200


class Hosts:
    """The names that were set, or those that are safe where none was."""

    def __init__(self, names: Collection[str] = (), *, prefix: str = "") -> None:
        """`*` is any name; one that begins with a dot has all below it. `prefix`: where a proxy shows the server."""
        named = {name.lower().rstrip(".") for name in names}
        self._is_open = _ANY in named or (not named and bool(prefix))
        self._exact = frozenset(name for name in named if not name.startswith("."))
        self._below = tuple(name for name in named if name.startswith("."))
        self._is_set = bool(named)
        self._answered: set[bytes] = set()
        """Hosts that were looked at: every request has one."""

    def refuse(self, scope: Scope) -> str:
        """Why the request is not for this server; empty where it is."""
        if self._is_open:
            return ""
        for name, value in scope["headers"]:
            if name == b"host":
                return "" if value in self._answered else self._refuse(scope, value)
        return ""

    def _refuse(self, scope: Scope, host: bytes) -> str:
        if not (self._is_set or _is_on_loopback(scope)):
            return ""
        if self._is_known(host):
            if len(self._answered) < _MOST_REMEMBERED:
                self._answered.add(host)
            return ""
        return (
            f"this server does not answer under the name {_shown(host)}: ask it as localhost or by its address, or name"
            " it in `[http] hosts` (`dateline help configuration`)"
        )

    def _is_known(self, host: bytes) -> bool:
        name = _without_port(host.decode("latin-1").lower()).rstrip(".")
        if name in self._exact or name.endswith(self._below) or _is_address(name):
            return True
        return not self._is_set and (name == "localhost" or name.endswith(".localhost"))


def _is_on_loopback(scope: Scope) -> bool:
    """Whether the connection came in on an address that this machine alone can reach."""
    server = scope.get("server")
    return server is not None and str(server[0]).startswith(_LOOPBACK)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def _is_address(name: str) -> bool:
    """No name leads to an address but that address itself."""
    try:
        ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _shown(host: bytes) -> str:
    return repr(host[:_LONGEST].decode("latin-1"))
