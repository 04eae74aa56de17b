"""What is packed in a .gz, or alone in a .zip: what it is called, and its bytes as they come, never without measure.

A few kilobytes can unpack to terabytes: what comes out is bounded, in bytes and by how often more it is than went in.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path, PurePath
from typing import IO, Any, Final

from dateline.imports.lines import CHUNK_BYTES

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PACKED_ENDINGS: Final = (".gz", ".zip")
MOST_BYTES: Final = 4 * 2**30
"""Of what comes out of one file."""
MOST_TIMES: Final = 200
"""So often more may come out than went in; lines that say nearly the same are packed to a fiftieth."""
_SMALL: Final = 2**24
"""Bytes up to which nobody asks how often more they are."""
_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile, NotImplementedError)
_NO_CONTENT = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_LOCKED: Final = 0x1
_DOCUMENTS = (
    ("xl/workbook.bin", "a binary workbook (.xlsb): save it as .xlsx or CSV"),
    ("word/document.xml", "a text document (.docx): put its table into a spreadsheet, and save that as CSV"),
    ("ppt/presentation.xml", "a presentation (.pptx): put its table into a spreadsheet, and save that as CSV"),
    ("Index/Document.iwa", "a document of Numbers or Pages: export it as CSV or .xlsx"),
    ("Index.zip", "a document of Numbers or Pages: export it as CSV or .xlsx"),
    ("content.xml", "an OpenDocument file (.ods): save it as .xlsx or CSV"),
)
"""What a zip archive is that has an entry of this name."""
_WORKBOOK = "xl/workbook.xml"


class NotUnpacked(ValueError):
    """Why a packed file is not read; the text is the end of a sentence about it."""


def is_packed(start: bytes) -> bool:
    """Whether a file that begins so is one of the two that are unpacked; a workbook is one, too."""
    return start.startswith((GZIP, ZIP))


def named_inside(path: PurePath) -> PurePath:
    """A path without the ending that says that it is packed."""
    return path.with_suffix("") if path.suffix.lower() in PACKED_ENDINGS else path


def why_no_archive(path: Path) -> str | None:
    """What a zip archive is that is a document of its own, and what to do with it; None for any other, and for a
    workbook. Raises OSError."""
    names = _names(path)
    if _WORKBOOK in names:
        return None
    return next((what for name, what in _DOCUMENTS if name in names), None)


def is_workbook(path: Path) -> bool:
    """Whether a zip archive is an .xlsx. Raises OSError."""
    return _WORKBOOK in _names(path)


def _names(path: Path) -> set[str]:
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            return set(archive.namelist())
    except _DAMAGED:
        return set()


class Unpacked(io.RawIOBase):
    """The bytes of what is packed, one after the other; `name` is what it is called there, if it is called anything.

    Raises NotUnpacked, when it is made and while it is read, and OSError.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._came_out = 0
        self._raw: IO[bytes] = path.open("rb")
        self._archive: zipfile.ZipFile | None = None
        try:
            self._size = self._raw.seek(0, io.SEEK_END)
            self._raw.seek(0)
            self._inside = self._opened(path)
        except _DAMAGED as error:
            self._raw.close()
            raise NotUnpacked(_damaged(error)) from error
        except NotUnpacked:
            self._raw.close()
            raise

    def _opened(self, path: Path) -> IO[bytes] | gzip.GzipFile:
        if self._raw.read(len(GZIP)) == GZIP:
            self._raw.seek(0)
            self.name = named_inside(PurePath(path.name)).name
            return gzip.GzipFile(fileobj=self._raw)
        self._archive = zipfile.ZipFile(self._raw)
        entry = _only(self._archive)
        self.name = PurePath(entry.filename).name
        return self._archive.open(entry)

    @property
    def packed_bytes_read(self) -> int:
        """How far the file itself has been read."""
        return min(self._raw.tell(), self._size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self._inside.read(min(len(buffer), CHUNK_BYTES))
        except _DAMAGED as error:
            raise NotUnpacked(_damaged(error)) from error
        self._came_out += len(piece)
        if reason := why_too_large(self._came_out, self._size, self._most_bytes):
            raise NotUnpacked(reason)
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._inside.close()
            if self._archive is not None:
                self._archive.close()
            self._raw.close()
        super().close()


def why_too_large(came_out: int, went_in: int, most_bytes: int = MOST_BYTES) -> str | None:
    """Why no more is unpacked of a file of `went_in` bytes; None while it may go on."""
    if came_out > most_bytes:
        return f"unpacks to more than {most_bytes:,} bytes: unpack it yourself, if it is meant to"
    if came_out > max(_SMALL, MOST_TIMES * went_in):
        return f"unpacks to over {MOST_TIMES} times its size, as no table does: unpack it yourself, if it is meant to"
    return None


def _only(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one file in an archive. Raises NotUnpacked."""
    entries = [one for one in archive.infolist() if not one.is_dir() and not _is_left_by_a_system(one.filename)]
    if not entries:
        raise NotUnpacked("is a zip archive with nothing in it")
    if len(entries) > 1:
        names = ", ".join(one.filename for one in entries[:3])
        more = f" and {len(entries) - 3} more" if len(entries) > 3 else ""
        raise NotUnpacked(f"is a zip archive of {len(entries)} files: unpack it first, and name one of {names}{more}")
    if entries[0].flag_bits & _LOCKED:
        raise NotUnpacked("is a zip archive that is locked with a password: unpack it first")
    return entries[0]


def _is_left_by_a_system(name: str) -> bool:
    return name.startswith(_NO_CONTENT[0]) or PurePath(name).name in _NO_CONTENT


def _damaged(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "is packed, and cut off: load it again"
    return f"is packed, and damaged: {str(error).rstrip('.')}; load it again, or unpack it yourself"
