"""Entries: how many a page or a list may be asked for, and how many a page has that says nothing."""

from typing import NamedTuple

from dateline.answers.paging import PAGE_SIZES, PageSizes


class Entries(NamedTuple):
    """What a server takes."""

    page: PageSizes = PAGE_SIZES
    ids: int = 100
    """Of `nodes`."""
    dates: int = 400
    """Of `asOfEach`: a day each for more than a year."""


ENTRIES = Entries()
"""Unless a server is told otherwise."""
