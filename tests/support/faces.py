"""What each face of the house shows of one part of a company's state: run as a program, in a process of its own.

python faces.py FILE COMPANY PART: takes in FILE, and writes one JSON object, a key for each face.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from dateline.answers.access import Caller
from dateline.answers.asking import Ask
from dateline.answers.change.diff import diff
from dateline.answers.reading import Timeline
from dateline.answers.states import states_of
from dateline.cli.pages.company import show
from dateline.exports import Export, ExportRequest, Format, What
from dateline.exports.json_state import state_answer
from dateline.graphql import Context, schema
from dateline.log.keys import KeyScope
from dateline.log.opening import log_in_memory, open_log
from dateline.notebook import Log
from dateline.state.parts import PARTS
from dateline.values.dates import PartialDate

APPEND = """mutation($input: AppendEventsInput!) { appendEvents(input: $input) {
  appended errors { message } events { key ... on RecallEvent { product units cost { amount } regulator { name } } }
} }"""
SENT = {
    "key": "c", "company": "acme", "on": "2026-04", "sources": [{"publisher": "FT", "published": "2026-04-02"}],
    "body": {
        "recall": {"product": "Mixer", "units": "3", "cost": {"amount": "7", "currency": "EUR"}, "regulator": "KBA"},
    },
}  # fmt: skip
TODAY, BEFORE = date(2026, 5, 1), date(2026, 3, 15)
QUESTION = """query($company: String!) { company(slug: $company) { asOf { recalls {
  key product on { edtf } units cost { money { amount currency } } regulator { name } events { summary confidence }
} } } }"""


async def shown(db: Path, company: str, name: str) -> dict[str, Any]:
    async with open_log(db, read_only=True) as log:
        timeline = Timeline(log, lambda: TODAY)
        reading = timeline.reading()
        vantages = [await reading.vantage(Ask(on=PartialDate.of(on))) for on in (BEFORE, TODAY)]
        before, after = [(await states_of(reading, [company], vantage))[company] for vantage in vantages]
        (part,) = [each for each in PARTS if each.name == name]
        page = io.StringIO()
        show(Console(file=page, width=120), after, ())
        export = Export(reading, ExportRequest(What(name), Format.CSV), after.vantage)
        asked = await schema.execute(QUESTION, {"company": company}, Context(timeline))
        return {
            "state": [view.key for view in after.views(part)],
            "statements": [[one.subject, one.field] for one in after.statements],
            "diff": [[one.kind.value, one.subject, one.field] for one in diff(before, after)],
            "json": state_answer(after)[name],
            "export": b"".join([piece async for piece in export.pieces()]).decode(),
            "terminal": page.getvalue(),
            "appended": await appended(),
            "graphql": {"data": asked.data, "errors": [str(error) for error in asked.errors or ()]},
        }


async def appended() -> Any:
    """What the API answers to an event of the kind that is sent to it."""
    async with log_in_memory() as log:
        writer = Context(Timeline(log, lambda: TODAY), caller=Caller("writer", frozenset(KeyScope)))
        told = await schema.execute(APPEND, {"input": {"events": [SENT]}}, writer)
        assert told.errors is None, told.errors
        return told.data


def main(file: Path, company: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "faces.db"
        with Log(db, create=True) as log:
            log.import_files(file)
            found = log.company(company, on=TODAY)
            assert found is not None
            notebook = [found.sheet(name).rows(), log.sheet(name, on=TODAY).rows()]
        faces = asyncio.run(shown(db, company, name))
    json.dump({**faces, "notebook": notebook}, sys.stdout, default=str)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
