"""One line for every kind of event, as a person reads it."""

from __future__ import annotations

import pytest
from builders import (
    NEEDS,
    acquisition,
    closed,
    data_center,
    dispute,
    eur,
    event,
    founded,
    funding,
    listing,
    merge,
    metric,
    milestone,
    model,
    partnership,
    product,
    profile,
    retraction,
    role,
    stake,
    target,
    usd,
)

from dateline.events.event import Event
from dateline.events.kinds import KINDS
from dateline.events.summary import _SUMMARIES, summarize

LINES: list[tuple[Event, str]] = [
    (founded(), "Founded"),
    (
        founded(name="Mistral AI", country="FR", city="Paris", founders=["Arthur Mensch", "Guillaume Lample"]),
        "Founded by Arthur Mensch and Guillaume Lample in Paris, FR",
    ),
    (profile(name="Mistral AI"), "Profile: named Mistral AI"),
    (
        profile(
            name="Mistral AI", sector="AI", city="Paris", region="IDF", country="FR", website="https://mistral.ai",
            aliases=["Mistral", "MAI"],
        ),
        "Profile: named Mistral AI, AI, Paris, IDF, FR, https://mistral.ai, also called Mistral, MAI",
    ),
    (closed(), "Closed"),
    (closed(cause="out of money", successor="Koyeb"), "Closed: out of money; succeeded by Koyeb"),
    (closed(corrects="x", reason="a wrong date"), "Closed (corrects x)"),
    (funding(), "Raised an undisclosed amount (round series-c)"),
    (
        funding(
            series="Series C", raised=eur(1_700_000_000), valuation=eur(11_700_000_000), debt=usd(5), leads=["ASML"],
            investors=["a16z", "DST", "NVIDIA"],
        ),
        "Raised €1.7bn (Series C) at €11.7bn, $5 of it debt, led by ASML, with a16z, DST and NVIDIA",
    ),
    (
        funding(stage="talks", instrument="debt", raised=usd(830_000_000, bound="about")),
        "In talks to raise about $830m (debt)",
    ),
    (
        funding(stage="announced", raised=eur(5), valuation=eur(9), pre_money=True),
        "Announced raising €5 (round series-c) at €9 pre-money",
    ),
    (funding(stage="abandoned", raised=eur(5)), "Gave up raising €5 (round series-c)"),
    (listing(), "Listed on Euronext"),
    (
        listing(stage="filed", ticker="MAI", price=eur("12.5"), raised=eur(10**9), valuation=eur(2 * 10**10)),
        "Filed to list on Euronext as MAI, at €12.5 a share, raising €1bn, valued at €20bn",
    ),
    (listing(stage="delisted"), "Delisted from Euronext"),
    (acquisition(), "Acquired Koyeb"),
    (acquisition(stage="talks", percent="66.6", price=eur(50)), "In talks to acquire 66.6% of Koyeb for €50"),
    (acquisition(stage="announced"), "Announced acquiring Koyeb"),
    (acquisition(stage="abandoned"), "Gave up acquiring Koyeb"),
    (model(), "Release of model mistral-7b"),
    (
        model(
            stage="preview", name="Mistral Large 3", access="open-weights", parameters=675 * 10**9,
            active_parameters=41 * 10**9,
        ),
        "Preview of model Mistral Large 3 (open-weights, 675bn parameters, 41bn active)",
    ),
    (model(stage="announced"), "Announced model mistral-7b"),
    (model(stage="retired"), "Retirement of model mistral-7b"),
    (product(), "Release of product Le Chat"),
    (product(stage="announced", name="Vibe"), "Announced product Vibe"),
    (product(stage="retired"), "Retirement of product Le Chat"),
    (data_center(), "Opened data centre Essonne"),
    (
        data_center(
            stage="announced", role="user", name="Essonne 1", megawatts=44, chips=13_800, chip_model="GB300",
            investment=usd(830_000_000), operational_by="../2027",
        ),
        "Announced data centre Essonne 1, as user, 44 MW, 13,800 GB300, $830m, operational by 2027",
    ),
    (data_center(stage="under-construction", chips=5), "Building data centre Essonne, 5 chips"),
    (data_center(stage="cancelled", operational_by="2026-34"), "Cancelled data centre Essonne, operational by Q2 2026"),
    (data_center(stage="closed"), "Closed data centre Essonne"),
    (metric(), "headcount: 700 people"),
    (
        metric(metric="arr", money=usd(400_000_000, bound="over"), per="annualized", scope="Vibe"),
        "arr of Vibe: over $400m annualized",
    ),
    (
        metric(metric="users", count=10**6, unit="users", per="month", period="2025-10", bound="about"),
        "users: about 1m users a month (for Oct 2025)",
    ),
    (target(), "Target, headcount: 1,000 people by 2026"),
    (target(metric="revenue", money=eur(10**9), by=None), "Target, revenue: €1bn"),
    (target(by="../2027"), "Target, headcount: 1,000 people by 2027"),
    (target(by="../2027~"), "Target, headcount: 1,000 people by about 2027"),
    (target(by="2027/.."), "Target, headcount: 1,000 people from 2027"),
    (role(), "Arthur Mensch became CEO"),
    (role(stage="ended", person=None), "Somebody not named ceased to be CEO"),
    (stake(), "ASML holds 11%"),
    (stake(percent=None, invested=eur(1_300_000_000)), "ASML holds a stake, having invested €1.3bn"),
    (partnership(), "Began partnership with Stellantis (customer)"),
    (partnership(stage="ended", nature="government"), "Ended partnership with Stellantis (government)"),
    (milestone(category="index-membership"), "CAC 40 (index-membership)"),
    (milestone(name="Joins the CAC 40", stage="announced"), "Announced: Joins the CAC 40"),
    (milestone(stage="cancelled"), "Cancelled: CAC 40"),
    (milestone(stage="ended"), "Ended: CAC 40"),
    (retraction("r", of="some/event"), "Retracts some/event: the source withdrew it"),
    (dispute("d", of="some/event"), "Disputes some/event: the company denies it"),
    (merge("m", ["mistral", "mistral-inc"]), "mistral, mistral-inc: the same as mistral-ai"),
    (
        merge("m", ["funding/c"], subject="funding/series-c"),
        "funding/c: the same as funding/series-c",
    ),
    (funding(raised=eur(5), corrects="x", reason="a typo"), "Raised €5 (round series-c) (corrects x)"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "line"), LINES, ids=[line[:40] for _, line in LINES])
def test_the_line_of_an_event(told: Event, line: str) -> None:
    assert summarize(told) == line


def test_every_kind_and_every_stage_has_a_line() -> None:
    assert {type(told).kind for told, _ in LINES} == set(KINDS) == set(NEEDS) == {kind.kind for kind in _SUMMARIES}
    told = {(each.kind, each.stage_of) for each, _ in LINES if each.stage_of is not None}
    for kind, stage in list(told):
        for other in type(stage):
            assert (kind, other) in told, f"no line for a {kind} that is {other.value}"


@pytest.mark.parametrize("kind", NEEDS)
def test_a_line_is_one_line_and_says_nothing_of_what_is_unknown(kind: str) -> None:
    line = summarize(event(kind))
    assert line == line.strip()
    assert "None" not in line
    assert "\n" not in line
