"""AI models."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dateline.events.kinds import Model as ModelEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.parties import Party
from dateline.values.vocabulary import Access, Stage


@dataclass(frozen=True, slots=True, eq=False)
class Model(View):
    stage: Chosen[Stage]
    on: Chosen[PartialDate]
    name: Chosen[str]
    access: Chosen[Access] | None
    license: Chosen[str] | None
    parameters: Chosen[Decimal] | None
    active_parameters: Chosen[Decimal] | None
    training_compute: Chosen[Decimal] | None
    aliases: Chosen[tuple[str, ...]] | None
    organisations: Chosen[tuple[Party, ...]] | None
    modalities: Chosen[tuple[str, ...]] | None


def view(subject: Subject) -> Model:
    winners = (
        subject.choose("access", Course.ONCE),
        subject.choose("license", Course.ONCE),
        subject.choose("parameters", Course.ONCE),
        subject.choose("active_parameters", Course.ONCE),
        subject.choose("training_compute", Course.ONCE),
    )
    name = subject.choose("name", Course.ONCE) or subject.always("model", Course.ONCE)
    stage, on = subject.stage(), subject.date()
    lists = [subject.unite(field, (stage, on, *winners)) for field in ("aliases", "organisations", "modalities")]
    return Model(subject, stage, on, name, *winners, *lists)


PROJECTION = Projection("models", (ModelEvent,), view)
