"""The pages of `dateline help`, one a topic, beside this file. May import: nothing."""

from __future__ import annotations

from importlib.resources import files


def topics() -> dict[str, str]:
    """Topic → the title of its page, by name."""
    pages = {page.name.removesuffix(".md"): page for page in _PAGES.iterdir() if page.name.endswith(".md")}
    return {name: _title(pages[name].read_text("utf-8")) for name in sorted(pages)}


def page(topic: str) -> str:
    """The page as Markdown. Raises KeyError for a topic that there is none of."""
    if topic not in topics():
        raise KeyError(topic)
    return (_PAGES / f"{topic}.md").read_text("utf-8")


_PAGES = files(__name__)


def _title(text: str) -> str:
    return next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), "")
