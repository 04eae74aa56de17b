"""Data centres: what a company is to a site, and the site's figures, which change as it grows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import reduce
from typing import Literal

from dateline.events.kinds import DataCenter as DataCenterEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.money import COMPUTING, Amount, Quantity
from dateline.values.totals import Total
from dateline.values.vocabulary import DataCenterStage, SiteRole


class DataCenter(View, frozen=True, eq=False):
    stage: Chosen[DataCenterStage]
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


def view(subject: Subject[DataCenterEvent]) -> DataCenter:
    once, changes = Course.ONCE, Course.CHANGES
    return DataCenter(
        subject=subject,
        stage=subject.always("stage", once, lambda event: event.stage),
        on=subject.date(),
        role=subject.named("role", once, lambda event: event.role, _role),
        name=subject.called("site", lambda event: event.name, lambda event: event.site),
        place=subject.choose("place", once, lambda event: event.place),
        country=subject.choose("country", once, lambda event: event.country),
        megawatts=subject.choose("megawatts", changes, lambda event: _quantity(event.megawatts, "MW")),
        chips=subject.choose("chips", changes, lambda event: _quantity(event.chips, "chips")),
        chip_model=subject.choose("chip_model", changes, lambda event: event.chip_model),
        investment=subject.choose("investment", changes, lambda event: event.investment),
        operational_by=subject.choose("operational_by", changes, lambda event: event.operational_by),
    )


def _role(key: str) -> SiteRole | None:
    return _ROLES.get(key.partition("/")[2])


_ROLES = {role.value: role for role in SiteRole}


def _quantity(count: Decimal | None, unit: str) -> Quantity | None:
    return Quantity(count, unit) if count is not None else None


PROJECTION = Projection("data_centers", "Data centres", kinds=(DataCenterEvent,), makes=DataCenter, view=view)


def capacity(sites: Iterable[DataCenter], field: Literal["megawatts", "chips"]) -> tuple[Total, list[Chosen[Quantity]]]:
    """The sum over the sites that the company owns and that are not given up, and the figures counted in it.

    Planned sites are in it, as the state has them; a site that the company uses, builds or invests in is not, so that
    no megawatt is counted twice.
    """
    counted: list[Chosen[Quantity]] = []
    why: list[str] = []
    excluded = 0
    for site in sites:
        figure: Chosen[Quantity] | None = getattr(site, field)
        reason = _left_out(site)
        if reason is not None:
            excluded += 1
            why.append(f"{site.key}: {reason}")
        elif figure is None:
            why.append(f"{site.key}: {field} unknown")
        else:
            counted.append(figure)
    total = Total(
        counted=len(counted),
        unknown=len(why) - excluded,
        excluded=excluded,
        why=tuple(why),
        count=reduce(COMPUTING.add, (figure.value.count for figure in counted), Decimal(0)) if counted else None,
        unit=counted[0].value.unit if counted else None,
    )
    return total, counted


_GIVEN_UP = frozenset({DataCenterStage.CANCELLED, DataCenterStage.CLOSED})


def _left_out(site: DataCenter) -> str | None:
    if site.role.value is not SiteRole.OWNER:
        return f"not the owner, only {site.role.value.value}"
    return str(site.stage.value.value) if site.stage.value in _GIVEN_UP else None
