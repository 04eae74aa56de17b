"""Checkpoints (c2sp.org/tlog-checkpoint@v1.0.0): which log, how many records, and the root over them."""

from __future__ import annotations

import base64
import re
from typing import NamedTuple

from dateline.errors import InvalidProof

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_ROOT_BYTES = 32


class Checkpoint(NamedTuple):
    """What a log says of its first `size` records."""

    origin: str
    """The name of the log, unique for ever: an address without a scheme, like `example.org/companies`."""
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    """Lines that other programs have added."""

    @property
    def text(self) -> str:
        """The text of its note."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note's text. Raises InvalidProof."""
    lines = text.removesuffix("\n").split("\n")
    origin, size, root = [*lines, "", ""][:3]
    extensions = lines[3:]
    try:
        hash = base64.b64decode(root, validate=True)
    except ValueError:  # which binascii.Error is too
        hash = b""
    if not origin or not _SIZE.fullmatch(size) or len(hash) != _ROOT_BYTES or not all(extensions):
        raise InvalidProof("it is no checkpoint: a name, a number of records and a root in base64 are expected")
    return Checkpoint(origin, int(size), hash, tuple(extensions))
