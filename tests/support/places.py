"""Where things stand that tests read."""

from __future__ import annotations

from pathlib import Path

SUPPORT = Path(__file__).parent
TESTS = SUPPORT.parent
ROOT = TESTS.parent
EVENTS = ROOT / "events"
ARTICLES = EVENTS / "articles"
DATA = TESTS / "data"
