"""JSON Schema of an event, for editors and other programs that check the lines of event files."""

from __future__ import annotations

from typing import Any

import msgspec

from dateline.events.codec import ANY_EVENT
from dateline.events.kinds import KINDS
from dateline.events.meanings import field_meaning
from dateline.events.raw_json import NUMBER
from dateline.values.dates import PartialDate
from dateline.values.parties import MAX_NAME, SLUG, Party


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one event, for editors and other programs."""
    (schema,), definitions = msgspec.json.schema_components(
        [ANY_EVENT], schema_hook=_schema_of, ref_template="#/$defs/{name}"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Dateline event: one line of an event file",
        **schema,
        "$defs": _numbers_too(_described(definitions)),
    }


def _described(definitions: dict[str, Any]) -> dict[str, Any]:
    """The definitions with what each field of each kind means."""
    for kind in KINDS.values():
        for name, field in definitions[kind.__name__]["properties"].items():
            meaning = field_meaning(kind, name)
            if meaning is not None:
                field["description"] = meaning
    return definitions


def _numbers_too(schema: Any) -> Any:
    """The schema with bare numbers allowed too: msgspec's has only the form in which Dateline writes them, strings."""
    match schema:
        case {"type": "string", "format": "decimal"}:
            return {"type": ["number", "string"], "pattern": NUMBER}
        case dict():
            return {key: _numbers_too(value) for key, value in schema.items()}
        case list():
            return [_numbers_too(value) for value in schema]
        case _:
            return schema


def _schema_of(type_: type) -> dict[str, Any]:
    if type_ is PartialDate:
        text = {"type": "string", "minLength": 1, "description": 'EDTF or plain English: "2025-09", "May 2023"'}
        both = {
            "type": "object",
            "properties": {"edtf": {"type": "string"}, "text": {"type": "string"}},
            "required": ["edtf", "text"],
            "additionalProperties": False,
        }
        return {"anyOf": [text, both]}
    if type_ is Party:
        name = {"type": "string", "minLength": 1, "maxLength": MAX_NAME}
        both = {
            "type": "object",
            "properties": {"name": name, "slug": {"type": "string", "pattern": SLUG}},
            "required": ["name"],
            "additionalProperties": False,
        }
        return {"anyOf": [name, both]}
    raise NotImplementedError(type_)
