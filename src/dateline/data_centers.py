"""Data centres: what a company is to a site, and the site's figures, which change as it grows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dateline.dates import PartialDate
from dateline.kinds import DataCenter as DataCenterEvent
from dateline.money import Amount, Quantity
from dateline.projection import Projection, View
from dateline.subjects import Chosen, Course, Subject
from dateline.terms import SiteRole, Stage


@dataclass(frozen=True, slots=True, eq=False)
class DataCenter(View):
    stage: Chosen[Stage]
    on: Chosen[PartialDate]
    role: Chosen[SiteRole]
    name: Chosen[str]
    place: Chosen[str] | None
    country: Chosen[str] | None
    megawatts: Chosen[Quantity] | None
    chips: Chosen[Quantity] | None
    chip_model: Chosen[str] | None
    investment: Chosen[Amount] | None
    operational_by: Chosen[PartialDate] | None


def view(subject: Subject) -> DataCenter:
    return DataCenter(
        subject,
        subject.stage(),
        subject.date(),
        subject.always("role", Course.ONCE),
        subject.choose("name", Course.ONCE) or subject.always("site", Course.ONCE),
        subject.choose("place", Course.ONCE),
        subject.choose("country", Course.ONCE),
        subject.choose("megawatts", Course.CHANGES, lambda event: _quantity(event.megawatts, "MW")),
        subject.choose("chips", Course.CHANGES, lambda event: _quantity(event.chips, "chips")),
        subject.choose("chip_model", Course.CHANGES),
        subject.choose("investment", Course.CHANGES),
        subject.choose("operational_by", Course.CHANGES),
    )


def _quantity(count: Decimal | None, unit: str) -> Quantity | None:
    return Quantity(count, unit) if count is not None else None


PROJECTION = Projection("data-centers", (DataCenterEvent,), view)
