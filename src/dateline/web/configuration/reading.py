"""Reading: the file first, then the variables of the environment, which are stronger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec

from dateline.errors import InvalidInput
from dateline.web.configuration.sections import Configuration, Settings

_PREFIX = "DATELINE_"


def read_configuration(file: str | Path | None, environment: Mapping[str, str]) -> Configuration:
    """The settings of the file, if there is one, and of the variables.

    Raises InvalidInput, naming the file or the variable, the section and the setting.
    """
    configuration = _of_file(Path(file)) if file else Configuration()
    for section, kind in _sections():
        given = dict(_given(section, kind, environment))
        if given:
            changed = msgspec.structs.replace(getattr(configuration, section), **given)
            configuration = msgspec.structs.replace(configuration, **{section: changed})
    return configuration


def _of_file(path: Path) -> Configuration:
    import tomllib  # only where there is a file

    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InvalidInput(f"{path}: the configuration cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: the configuration is no TOML: {error}") from error
    try:
        return msgspec.convert(table, Configuration)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"{path}: {_told(str(error))}") from error


def _given(section: str, kind: type[Settings], environment: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """Setting → value, for those of the section that the environment has."""
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    start = f"{_PREFIX}{section.upper()}_"
    for variable, text in environment.items():
        if not variable.startswith(start):
            continue
        setting = variable.removeprefix(start).lower()
        if setting not in types:
            raise InvalidInput(f"{variable}: there is no such setting: `dateline help configuration` lists them")
        try:
            yield setting, msgspec.convert(_parts(text, types[setting]), types[setting], strict=False)
        except msgspec.ValidationError as error:
            raise InvalidInput(f"{variable}={text!r}: {_told(str(error))}") from error


def _parts(text: str, kind: Any) -> str | list[str]:
    """Several values stand in a variable with commas between them."""
    bare = get_args(kind)[0] if hasattr(kind, "__metadata__") else kind
    if get_origin(bare) is not tuple:
        return text
    return [part.strip() for part in text.split(",") if part.strip()]


def _sections() -> Iterator[tuple[str, type[Settings]]]:
    for field in msgspec.structs.fields(Configuration):
        yield field.name, field.type


def _told(message: str) -> str:
    """What msgspec says of a value, with the way to it in the words of TOML."""
    said, _, way = message.partition(" - at `$.")
    section, _, setting = way.rstrip("`").partition(".")
    said = said.replace("Object contains unknown field", "there is no setting").replace("`", "'")
    where = f"[{section}] {setting}".strip() + ": " if section else ""
    return f"{where}{said[0].lower()}{said[1:]}: `dateline help configuration` lists what may be set"
