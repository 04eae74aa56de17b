"""AI models."""

from __future__ import annotations

from decimal import Decimal

from dateline.events.kinds import Model as ModelEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.parties import Party
from dateline.values.vocabulary import Access, ModelStage


class Model(View, frozen=True, eq=False):
    stage: Chosen[ModelStage]
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


def view(subject: Subject[ModelEvent]) -> Model:
    once = Course.ONCE
    stage = subject.always("stage", once, lambda event: event.stage)
    on = subject.date()
    access = subject.choose("access", once, lambda event: event.access)
    license_ = subject.choose("license", once, lambda event: event.license)
    parameters = subject.choose("parameters", once, lambda event: event.parameters)
    active_parameters = subject.choose("active_parameters", once, lambda event: event.active_parameters)
    training_compute = subject.choose("training_compute", once, lambda event: event.training_compute)
    winners = (stage, on, access, license_, parameters, active_parameters, training_compute)
    return Model(
        subject=subject,
        stage=stage,
        on=on,
        name=subject.called("model", lambda event: event.name, lambda event: event.model),
        access=access,
        license=license_,
        parameters=parameters,
        active_parameters=active_parameters,
        training_compute=training_compute,
        aliases=subject.unite("aliases", lambda event: event.aliases, winners),
        organisations=subject.unite("organisations", lambda event: event.organisations, winners),
        modalities=subject.unite("modalities", lambda event: event.modalities, winners),
    )


PROJECTION = Projection("models", "Models", kinds=(ModelEvent,), makes=Model, view=view)
