"""What the kinds of event and their fields mean, in words: the published schemas have their descriptions from here."""

from __future__ import annotations

from dateline.events.event import Event


def kind_meaning(kind: type[Event]) -> str:
    """What events of this kind say, in one paragraph; empty for a kind without a docstring."""
    return " ".join((kind.__doc__ or "").split())


def field_meaning(kind: type[Event], field: str) -> str | None:
    """What a field of a kind says, by its name in files; None where no class of the kind says it."""
    for each in kind.__mro__:
        meaning: str | None = vars(each).get("MEANINGS", {}).get(field)
        if meaning is not None:
            return meaning
    return None
