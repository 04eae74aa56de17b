"""Names of event files as the API has them, alone and in sentences."""

import re

_FILE_NAME = re.compile(r"`[a-z]+(?:_[a-z]+)+`")


def camel(name: str) -> str:
    """`active_parameters` as `activeParameters`."""
    head, *tail = name.split("_")
    return head + "".join(map(str.title, tail))


def meaning_in_api(meaning: str | None, *more: str) -> str | None:
    """A meaning of the domain as a description of the API, and what is true of the API alone; None for no meaning."""
    if meaning is None:
        return None
    return " ".join([_FILE_NAME.sub(lambda found: camel(found.group()), meaning), *filter(None, more)])
