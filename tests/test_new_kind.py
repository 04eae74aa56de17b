"""A new kind of event is three places: its type, its projection, its type of the API. All else follows from PARTS.

The test adds a kind to a copy of the package in these three places, and looks at every face.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import projections
from places import ROOT

import dateline
from dateline.graphql.types.parts import PART_TYPES
from dateline.state.parts import PARTS

TYPE = '''

class Recall(Event, frozen=True, tag="recall"):
    """A product called back."""

    product: Line
    units: Decimal | None = None
    cost: Amount | None = None
    regulator: Party | None = None

    kind: ClassVar[str] = "recall"

    @property
    def subject(self) -> str:
        return f"recall/{slugify(self.product)}"


KINDS[Recall.kind] = Recall
'''

PROJECTION = '''"""Products called back."""

from decimal import Decimal

from dateline.events.kinds import Recall as RecallEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.parties import Party


class Recall(View, frozen=True, eq=False):
    on: Chosen[PartialDate]
    product: Chosen[str]
    units: Chosen[Decimal] | None
    cost: Chosen[Amount] | None
    regulator: Chosen[Party] | None


def view(subject: Subject[RecallEvent]) -> Recall:
    return Recall(
        subject=subject,
        on=subject.date(Course.CHANGES),
        product=subject.always("product", Course.ONCE, lambda event: event.product),
        units=subject.choose("units", Course.CHANGES, lambda event: event.units),
        cost=subject.choose("cost", Course.CHANGES, lambda event: event.cost),
        regulator=subject.choose("regulator", Course.ONCE, lambda event: event.regulator),
    )


PROJECTION = Projection("recalls", "Product recalls", kinds=(RecallEvent,), makes=Recall, view=view)
'''

LISTED = """
from dateline.state.parts import recalls

PARTS = (*PARTS, recalls.PROJECTION)
"""

TYPE_OF_THE_API = """

from dateline.state.parts import recalls


@part("A product called back.")
class Recall(Part):
    view: strawberry.Private[recalls.Recall]

    on = ViewField()
    product = ViewField()
    units = ViewField()
    cost = ViewField()
    regulator = ViewField()
"""

SOURCES = [{"publisher": "FT", "published": "2026-04-02"}]
FIRST = {"id": "a", "on": "2026-03-01", "product": "Toaster", "units": 900}
LATER = {
    "id": "b",
    "on": "2026-04-01",
    "product": "Toaster",
    "units": 1200,
    "cost": {"amount": "5", "currency": "EUR"},
    "regulator": "KBA",
}


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each face shows of the recalls of a company, in a house that has this kind."""
    folder = tmp_path_factory.mktemp("house")
    house = Path(shutil.copytree(Path(dateline.__file__).parent, folder / "dateline"))
    _append(house / "events" / "kinds.py", TYPE)
    _append(house / "state" / "parts" / "recalls.py", PROJECTION)
    _append(house / "state" / "parts" / "__init__.py", LISTED)
    _append(house / "graphql" / "types" / "things.py", TYPE_OF_THE_API)
    lines = [{"type": "recall", "company": "acme", "sources": SOURCES, **said} for said in (FIRST, LATER)]
    file = folder / "recalls.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    command = [sys.executable, str(ROOT / "tests" / "support" / "faces.py"), str(file), "acme", "recalls"]
    ran = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout))


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as end:
        end.write(text)


def test_the_state_has_it(faces: dict[str, Any]) -> None:
    assert faces["state"] == ["toaster"]
    fields = ("on", "product", "units", "cost", "regulator")
    assert [["recall/toaster", field] for field in fields] == faces["statements"]


def test_the_diff_has_it(faces: dict[str, Any]) -> None:
    kinds = {"on": "replaced", "units": "replaced", "cost": "added", "regulator": "added"}
    changed = [[kind, "recall/toaster", field] for field, kind in kinds.items()]
    assert sorted(changed) == sorted(one for one in faces["diff"] if one[2] != "product")


def test_json_has_it(faces: dict[str, Any]) -> None:
    (recall,) = faces["json"]
    assert (recall["key"], recall["units"]["value"], recall["events"]) == ("toaster", "1200", ["a", "b"])


def test_the_export_has_a_sheet_of_it(faces: dict[str, Any]) -> None:
    (row,) = csv.DictReader(faces["export"].splitlines())
    assert (row["company"], row["key"], row["units"], row["regulator"]) == ("acme", "toaster", "1200", "KBA")
    assert (row["cost"], row["cost_currency"], row["on_last"], row["event"]) == ("5", "EUR", "2026-04-01", "b")


def test_the_terminal_has_a_table_of_it(faces: dict[str, Any]) -> None:
    page = faces["terminal"]
    table = page[page.index("Product recalls") :].splitlines()
    assert table[1].split() == ["When", "Product", "Units", "Cost", "Regulator", "Src"]
    assert table[2].split()[:7] == ["1", "Apr", "2026", "Toaster", "1,200", "€5", "KBA"]


def test_the_notebook_has_a_table_of_it(faces: dict[str, Any]) -> None:
    of_company, of_all = faces["notebook"]
    assert of_company == of_all
    assert [(row["key"], row["units"]) for row in of_all] == [("toaster", 1200)]


def test_the_api_has_it(faces: dict[str, Any]) -> None:
    assert faces["graphql"]["errors"] == []
    (recall,) = faces["graphql"]["data"]["company"]["asOf"]["recalls"]
    assert recall["cost"] == {"money": {"amount": "5", "currency": "EUR"}}
    assert (recall["units"], recall["regulator"], recall["on"]) == ("1200", {"name": "KBA"}, {"edtf": "2026-04-01"})
    assert recall["events"][1]["summary"] == "Recall: Toaster, 1,200, €5, KBA"


def test_the_api_takes_it(faces: dict[str, Any]) -> None:
    told = faces["appended"]["appendEvents"]
    assert (told["appended"], told["errors"]) == (1, [])
    said = {"product": "Mixer", "units": "3", "cost": {"amount": "7"}, "regulator": {"name": "KBA"}}
    assert told["events"] == [{"key": "c", **said}]


def test_every_projection_is_listed_once() -> None:
    assert sorted(part.name for part in PARTS) == sorted(each.name for each in projections())


def test_every_part_has_a_type_of_the_api_or_is_told_in_fields_of_the_state() -> None:
    untyped = {part.name for part in PARTS if part.makes not in PART_TYPES}
    assert untyped == {"founding", "profile", "closing"}
