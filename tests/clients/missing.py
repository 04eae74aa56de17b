"""What a test does where something that it needs is not there: it skips and says why, but fails in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


class Missing(Exception):
    """Something that is needed is not there; the text says what."""


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true")


def skip_but_in_ci(reason: str) -> NoReturn:
    if in_ci():
        pytest.fail(f"{reason}, and in CI nothing is left out")
    pytest.skip(reason)
