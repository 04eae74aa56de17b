"""Partners and customers."""

from __future__ import annotations

from dateline.events.kinds import Partnership as PartnershipEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.parts.spans import Span, since, until
from dateline.state.projection import Projection
from dateline.state.subject import Subject, party_of_key
from dateline.values.parties import Party
from dateline.values.vocabulary import Nature


class Partnership(Span, frozen=True, eq=False):
    partner: Chosen[Party]
    nature: Chosen[Nature]


def view(subject: Subject[PartnershipEvent]) -> Partnership:
    stage = subject.always("stage", Course.RECURS, lambda event: event.stage)
    return Partnership(
        subject=subject,
        stage=stage,
        since=since(subject),
        until=until(subject, stage),
        partner=subject.named("partner", Course.RECURS, lambda event: event.partner, party_of_key),
        nature=subject.named("nature", Course.RECURS, lambda event: event.nature, _nature),
    )


def _nature(key: str) -> Nature | None:
    return _NATURES.get(key.partition("/")[2])


_NATURES = {nature.value: nature for nature in Nature}

PROJECTION = Projection("partnerships", "Partnerships", kinds=(PartnershipEvent,), makes=Partnership, view=view)
