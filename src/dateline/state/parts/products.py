"""Products."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.events.kinds import Product as ProductEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Stage


@dataclass(frozen=True, slots=True, eq=False)
class Product(View):
    stage: Chosen[Stage]
    on: Chosen[PartialDate]
    name: Chosen[str]
    description: Chosen[str] | None
    aliases: Chosen[tuple[str, ...]] | None


def view(subject: Subject) -> Product:
    name = subject.choose("name", Course.ONCE) or subject.always("product", Course.ONCE)
    stage, on = subject.stage(), subject.date()
    description = subject.choose("description", Course.ONCE)
    return Product(subject, stage, on, name, description, subject.unite("aliases", (stage, on)))


PROJECTION = Projection("products", (ProductEvent,), view)
