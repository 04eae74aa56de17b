"""The two readers of HTTP that a server may have."""

from __future__ import annotations

import pytest

from dateline.web.bounded_h11 import BoundedH11
from dateline.web.bounded_httptools import BoundedHttpTools
from dateline.web.bounded_protocol import Bounded


@pytest.fixture(params=["h11", "httptools"])
def protocol(request: pytest.FixtureRequest) -> type[Bounded]:
    return BoundedH11 if request.param == "h11" else BoundedHttpTools
