"""Whatever is sent, the server answers: with a status that says whose fault it was, and errors of one shape."""

from __future__ import annotations

import json

import pytest

from .probes import GRAPHQL_JSON, JSON, Probe, asked, probes
from .serving import Server

ALL = probes()


@pytest.mark.parametrize("part", [ALL[start : start + 50] for start in range(0, len(ALL), 50)], ids=lambda p: p[0].name)
def test_no_probe_is_a_server_error(server: Server, part: list[Probe]) -> None:
    for probe in part:
        answer = asked(server.address, probe)
        assert answer.status < 500 or answer.status == 501, (probe.name, answer)
        assert not probe.statuses or answer.status in probe.statuses, (probe.name, answer)
        is_json = answer.headers.get("content-type", "").startswith((JSON, GRAPHQL_JSON))
        told = json.loads(answer.body) if answer.body and is_json else None
        if isinstance(told, dict) and answer.status >= 400:
            assert told["errors"], (probe.name, answer)
        for error in told.get("errors", ()) if isinstance(told, dict) else ():
            assert error["extensions"]["code"] not in ("INTERNAL_SERVER_ERROR", "internal-error"), (probe.name, error)
            assert len(error["message"]) <= 500, (probe.name, error)
        if answer.status == 405:
            assert answer.headers["allow"], (probe.name, answer)


def test_they_are_many() -> None:
    assert len(ALL) >= 190
