"""Products."""

from __future__ import annotations

from dateline.events.kinds import Product as ProductEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import ProductStage


class Product(View, frozen=True, eq=False):
    stage: Chosen[ProductStage]
    on: Chosen[PartialDate]
    name: Chosen[str]
    description: Chosen[str] | None
    aliases: Chosen[tuple[str, ...]] | None


def view(subject: Subject[ProductEvent]) -> Product:
    once = Course.ONCE
    stage = subject.always("stage", once, lambda event: event.stage)
    on = subject.date()
    return Product(
        subject=subject,
        stage=stage,
        on=on,
        name=subject.called("product", lambda event: event.name, lambda event: event.product),
        description=subject.choose("description", once, lambda event: event.description),
        aliases=subject.unite("aliases", lambda event: event.aliases, (stage, on)),
    )


PROJECTION = Projection("products", "Products", kinds=(ProductEvent,), makes=Product, view=view)
