"""Random histories: events of all kinds about a few companies that name, correct, dispute, merge and buy each other."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from builders import ACTS, Json, eur, event, line, source, usd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dateline.events.event import Event

LONG = os.environ.get("DATELINE_HYPOTHESIS") == "long"
_MORE = int(os.environ.get("DATELINE_HYPOTHESIS_TIMES", "100")) if LONG else 1


def law(examples: int) -> settings:
    """So many examples; in the long run a hundred times as many, or as many times as DATELINE_HYPOTHESIS_TIMES says."""
    return settings(
        max_examples=examples * _MORE,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


COMPANIES = ("acme", "bolt", "cray")
SLUGS = (*COMPANIES, "dent", "zeta-fund")
DAYS = [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 15), date(2024, 12, 31), date(2025, 6, 30)]

_ON = (
    "2024-03",
    "2024-06-30",
    "2024",
    "2024-06",
    "2024-12-31",
    "../2024-06",
    "2024-02/2024-08",
    "2024-35",
    "2023~",
    "2025-02",
    "2024-09-15",
)
_PUBLISHED = ("2024-03-31", "2024-05", "2024-06", "2024-09-15", "2024-09-16", "2024", "2025-05-01", "2024-10/2025-01")
_PUBLISHERS = ("Le Monde", "Wired", "Acme Inc")

_parties = st.sampled_from(["Acme", "Bolt", "Cray", "Dent", "Zeta Fund", {"name": "Acmé SA", "slug": "acme"}])
_lists = st.lists(_parties, max_size=2)
_amounts = st.one_of(
    st.none(),
    st.sampled_from([
        eur(100), eur(102, bound="about"), eur(100, bound="over"), usd(110), usd(105), usd(90), eur(5, stated=[usd(6)]),
        {"amount": "16500", "currency": "JPY"}, {"amount": "96", "currency": "CHF", "bound": "under"},
        {"amount": "400", "currency": "AED"},
    ]),
)  # fmt: skip
"""In several currencies, of which one has no rate."""
_GIVEN_AMOUNTS = _amounts.filter(lambda amount: amount is not None)
_names = st.one_of(st.none(), st.sampled_from(["Acme", "Bolt Ltd", "Crây"]))
_SAID: dict[str, dict[str, st.SearchStrategy[object]]] = {
    "founded": {"name": _names, "country": st.sampled_from([None, "FR", "DE"]), "founders": _lists},
    "profile": {"name": st.sampled_from(["Acme", "Acme AI", "Crây"]), "aliases": st.sampled_from([[], ["The One"]])},
    "closed": {
        "cause": st.sampled_from([None, "sold"]),
        "reason": st.sampled_from([None, "bankrupt"]),
        "successor": st.none() | _parties,
    },
    "funding": {
        "round": st.sampled_from(["seed", "a"]),
        "stage": st.sampled_from(["talks", "announced", "closed", "abandoned"]),
        "instrument": st.sampled_from([None, "equity", "secondary"]),
        "raised": _amounts,
        "valuation": _amounts,
        "leads": _lists,
        "investors": _lists,
    },
    "listing": {"stage": st.sampled_from(["filed", "listed", "delisted"]), "valuation": _amounts},
    "acquisition": {
        "target": _parties,
        "stage": st.sampled_from(["talks", "announced", "completed", "abandoned"]),
        "price": _amounts,
        "percent": st.sampled_from([None, 20, 100]),
    },
    "model": {"stage": st.sampled_from(["announced", "released"]), "parameters": st.sampled_from([None, 7, 8])},
    "product": {"stage": st.sampled_from(["announced", "released", "retired"])},
    "data-center": {"stage": st.sampled_from(["announced", "operational"]), "megawatts": st.sampled_from([None, 10])},
    "metric": {
        "metric": st.sampled_from(["headcount", "users", "ARR", "valuation"]),
        "scope": st.sampled_from([None, None, None, "Chat"]),
        "per": st.sampled_from([None, None, None, "year"]),
    },
    "target": {"metric": st.sampled_from(["headcount", "users", "arr"]), "by": st.sampled_from(["2024", "2025"])},
    "role": {"stage": st.sampled_from(["started", "ended"])},
    "stake": {"holder": _parties, "percent": st.sampled_from([None, 11, 12])},
    "partnership": {"partner": _parties, "stage": st.sampled_from(["started", "ended"])},
    "milestone": {
        "stage": st.sampled_from(["announced", "happened", "cancelled", "ended"]),
        "category": st.sampled_from([None, "layoff", "Layoff", "award"]),
    },
    "retraction": {},
    "dispute": {},
    "merge": {},
}
_VALUES = {
    "headcount": st.builds(lambda count: {"count": count, "unit": "people"}, st.sampled_from([700, 800, 900])),
    "users": st.builds(lambda count: {"count": count, "unit": "People"}, st.sampled_from([700, 900])),
    "arr": st.builds(lambda money: {"money": money, "count": None, "unit": None}, _GIVEN_AMOUNTS),
}
"""What is said of a metric; by its name in small letters, like ARR's for a valuation too."""
_SUBJECTS = (
    ["funding/seed", "funding/a"],
    ["acquisition/bolt", "acquisition/acme"],
    ["acquisition/zeta-fund", "acquisition/dent"],
    ["stake/acme", "stake/zeta-fund"],
    ["metric/headcount", "metric/users"],
    ["metric/arr", "metric/valuation"],
    ["metric/arr/chat", "metric/arr"],
    ["target/headcount/2024", "target/users/2024"],
)


@dataclass(frozen=True)
class Theme:
    """What a history is about."""

    kinds: Sequence[str]
    """Kinds to draw from, some of them more than once."""
    merged: Sequence[Sequence[str]] = ()
    """Subjects that merges join; without any, they join companies only."""
    said: Mapping[str, Mapping[str, st.SearchStrategy[object]]] = field(default_factory=dict)
    """By kind, what is said otherwise than in `_SAID`."""
    on: Sequence[str] = _ON
    companies: Sequence[Sequence[str]] = (("acme",), ("acme",), ("acme", "bolt"), COMPANIES)
    """The companies that are told of: one of these."""
    slugs: Sequence[str] = SLUGS
    """Those that merges join."""


_ANYTHING = Theme((*_SAID, *ACTS, "retraction", "funding", "profile", "acquisition"), _SUBJECTS)


@st.composite
def _merge(draw: st.DrawFn, company: str, theme: Theme) -> Json:
    others = [slug for slug in theme.slugs if slug != company]
    if theme.merged and (not others or draw(st.booleans())):
        kept, other = draw(st.sampled_from(theme.merged).flatmap(st.permutations))
        return {"subject": kept, "same": [other]}
    return {"same": [draw(st.sampled_from(others or [slug for slug in SLUGS if slug != company]))]}


@st.composite
def lines(draw: st.DrawFn, id: str, company: str, targets: list[str], theme: Theme = _ANYTHING) -> Json:
    """An event of the company as a file has it; if it is an act, on one of the targets."""
    kind = draw(st.sampled_from(theme.kinds))
    fields: Json = draw(st.fixed_dictionaries({**_SAID[kind], **theme.said.get(kind, {})}))
    if "metric" in fields and not {"money", "count"} & set(fields):
        fields |= draw(_VALUES.get(fields["metric"].lower(), _VALUES["arr"]))
    if kind == "merge":
        fields = draw(_merge(company, theme))
    if kind in ("retraction", "dispute"):
        fields = {"event": draw(st.sampled_from(targets))}
    if kind not in ACTS and draw(st.integers(0, 3)) == 0:
        fields |= {"corrects": draw(st.sampled_from(targets)), "reason": "it was wrong"}
    act = kind in ACTS or "corrects" in fields
    published = draw(st.lists(st.sampled_from(_PUBLISHED), min_size=1, max_size=3))
    sources = [source(draw(st.sampled_from(_PUBLISHERS)), day, title=f"Told in {day}") for day in published]
    dated = {} if kind in ACTS else {"on": draw(st.sampled_from(theme.on))}
    confidence = draw(st.sampled_from(("reported", "confirmed") if act else ("rumored", "reported", "confirmed")))
    return line(kind, id, company=company, sources=sources, confidence=confidence, **dated, **fields)


@st.composite
def _histories(draw: st.DrawFn) -> list[Json]:
    """Acts mostly speak of events of their own company, sooner or later in the log; now and then of another's."""
    of = {f"e{place}": draw(st.sampled_from(COMPANIES)) for place in range(draw(st.integers(1, 13)))}
    history = []
    for id, company in of.items():
        own = [other for other in of if of[other] == company and other != id]
        others = [other for other in of if of[other] != company]
        history.append(draw(lines(id, company, [*own, *own, *own, *others, "nowhere"])))
    return history


histories = _histories()
"""Up to thirteen events as files have them, in the order of their arrival."""


@st.composite
def _dense(draw: st.DrawFn) -> list[Json]:
    kind = draw(st.sampled_from([kind for kind in _SAID if kind not in ACTS]))
    theme = Theme([*[kind] * 6, *ACTS], _SUBJECTS)
    ids = [f"e{place}" for place in range(draw(st.integers(2, 9)))]
    return [draw(lines(id, "acme", [*ids[:place], *ids[place + 1 :]], theme)) for place, id in enumerate(ids)]


dense_histories = _dense()
"""Events of one company and of one kind, so that accounts meet: what competes is rare among all kinds."""


_CLOSE = ("2024-06", "2024-06-30", "2024-04/2024-06", "2024-05/2024-06")
"""Dates of one moment."""
_APART = ("2024-03", "2024-06-30", "2024-06", "2024-09-15")
"""Dates of which some come after others, and some may."""
_ONE_OF_TWO = st.sampled_from([eur(100), eur(130)])
_DEALS = [["acquisition/bolt", "acquisition/acme"], ["acquisition/zeta-fund", "acquisition/dent"]]
_STAKES = [["stake/acme", "stake/zeta-fund"], ["stake/bolt", "stake/acme"]]
_METRICS = [["metric/headcount", "metric/users"], ["metric/arr", "metric/valuation"], ["metric/arr/chat", "metric/arr"]]
_TARGETS = [["target/headcount/2024", "target/users/2024"], ["target/arr/2025", "target/users/2025"]]
_PEOPLE = {"metric": st.sampled_from(["headcount", "users"]), "scope": st.none(), "per": st.none()}
_ARR = {"metric": st.just("arr"), "scope": st.none(), "per": st.none(), "count": st.none(), "unit": st.none()}
_FIGURES = {**_ARR, "money": st.sampled_from([usd(105), usd(103), usd(90), {"amount": "16500", "currency": "JPY"}])}
_GOALS = {**_ARR, "money": st.sampled_from([eur(100), eur(100), usd(105)])}
_VALUED_ROUND = {
    "round": st.sampled_from(["seed", "a"]), "stage": st.just("closed"), "instrument": st.none(), "raised": st.none(),
    "valuation": _ONE_OF_TWO, "leads": st.just([]), "investors": st.just([]),
}  # fmt: skip
_VALUED = {**_ARR, "metric": st.just("valuation"), "money": _ONE_OF_TWO}
_ALONE = [("acme",)]
_LISTED = {
    "round": st.just("seed"), "stage": st.just("closed"), "instrument": st.none(), "valuation": st.none(),
    "raised": _ONE_OF_TWO, "leads": st.sampled_from([["Acme"], ["Bolt"], ["Acme", "Bolt"]]),
}  # fmt: skip
_TALKS = {"round": st.just("seed"), "stage": st.sampled_from(["talks", "talks", "talks", "announced"])}
_BUYING = ("acquisition", "acquisition", "founded")
_BOLT = st.sampled_from(["Bolt", "Bolt", "Dent"])
_OF_BOLT = {"acquisition": {"target": _BOLT}, "stake": {"holder": _BOLT}}

_THEMES = (
    Theme(["acquisition"], _DEALS),
    Theme([*_BUYING, "merge"], [], _OF_BOLT, companies=[COMPANIES], slugs=("acme", "cray")),
    Theme(
        [*_BUYING, "stake", "merge"],
        [["acquisition/bolt", "acquisition/dent"], ["stake/bolt", "stake/dent"]],
        _OF_BOLT,
        companies=[("acme", "bolt")],
        slugs=(),
    ),
    Theme(["stake"], _STAKES),
    Theme(["metric"], _METRICS, on=_CLOSE),
    Theme(["metric", "target"], [*_METRICS, *_TARGETS]),
    Theme(
        ["metric", "target"],
        _METRICS[:1],
        {"metric": _PEOPLE, "target": _PEOPLE},
        companies=_ALONE,
        slugs=_ALONE[0],
    ),
    Theme(
        ["metric", "target"],
        [],
        {"metric": _FIGURES, "target": _GOALS},
        companies=_ALONE,
    ),
    Theme(["funding"], [["funding/seed", "funding/a"]]),
    Theme(["funding"], [], {"funding": _LISTED}, on=_CLOSE, companies=_ALONE),
    Theme(["funding"], [], {"funding": _TALKS}, on=_APART, companies=_ALONE),
    Theme(["funding", "metric", "listing"], [*_METRICS[1:2], ["funding/seed", "funding/a"]]),
    Theme(
        ["funding", "funding", "metric"],
        [],
        {"funding": _VALUED_ROUND, "metric": _VALUED},
        on=_CLOSE[1:2],
        companies=_ALONE,
    ),
    Theme(["role", "partnership"], [["partnership/acme/customer", "partnership/bolt/customer"]]),
    Theme(["role"], on=_APART, companies=_ALONE),
    Theme(["founded", "profile", "closed"]),
)
"""Kinds that have to do with each other, and in some of them accounts that often meet."""


@st.composite
def _themed(draw: st.DrawFn) -> list[Json]:
    theme = draw(st.sampled_from(_THEMES))
    companies = draw(st.sampled_from(theme.companies))
    can_merge = theme.merged or len(companies) > 1
    merges = ["merge"] * (draw(st.integers(0, 2)) * len(theme.kinds) if can_merge else 0)
    theme = replace(theme, kinds=[*list(theme.kinds) * 4, *merges, "retraction"])
    ids = [f"e{place}" for place in range(draw(st.integers(4, 12)))]
    targets = {id: [*(other for other in ids if other != id), "nowhere"] for id in ids}
    return [draw(lines(id, draw(st.sampled_from(companies)), targets[id], theme)) for id in ids]


themed_histories = _themed()
"""Events of a few kinds that have to do with each other, of one company or several, which merges may join, also in
forks and circles."""


@dataclass(frozen=True)
class Asked:
    """A vantage to ask from."""

    on: date
    known_by: date | None
    confidence: str
    dates: str

    @property
    def variables(self) -> Json:
        known_by = self.known_by.isoformat() if self.known_by is not None else None
        return {"on": self.on.isoformat(), "knownBy": known_by, "confidence": self.confidence, "dates": self.dates}


vantages = st.builds(
    Asked,
    on=st.sampled_from(DAYS),
    known_by=st.none() | st.sampled_from(DAYS),
    confidence=st.sampled_from(["RUMORED", "REPORTED", "CONFIRMED"]),
    dates=st.sampled_from(["CERTAIN", "POSSIBLE"]),
)


def told(line: Json) -> Event:
    said = {name: value for name, value in line.items() if name not in ("type", "id")}
    return event(line["type"], line["id"], **({"count": None, "unit": None, **said} if "money" in said else said))


def recorded_at(place: int) -> datetime:
    """Each event is recorded a month after the one before it, from spring 2024 on."""
    return datetime.fromisoformat("2024-03-15T12:00:00+00:00") + timedelta(days=30 * place)


EVERYTHING = """
query Everything(
  $on: Edtf, $knownBy: Date, $recorded: Recorded, $confidence: Confidence, $dates: DateCertainty
) {
  asOf(on: $on, knownBy: $knownBy, recorded: $recorded, confidence: $confidence, dates: $dates) {
    vantage { on knownBy confidence dates }
    acme: company(slug: "acme") { ...State ...Links }
    bolt: company(slug: "bolt") { ...State ...Links }
    cray: company(slug: "cray") { ...State ...Links }
    dent: company(slug: "dent") { ...State ...Links }
    acmeParty: party(slug: "acme") { ...Party }
    zetaParty: party(slug: "zeta-fund") { ...Party }
    events { totalCount nodes { ...Event ...EventLinks } }
    by: events(filter: {publisher: "wired"}, order: KNOWN_DESC) { totalCount nodes { key } }
    text: events(filter: {text: "TOLD IN 2024-09"}) { totalCount nodes { key } }
    fallen: events(filter: {standing: [CORRECTED, RETRACTED, DISPUTED]}) { totalCount nodes { key } }
    findings { totalCount nodes { rule message company { slug name } events { key company { slug } } } }
  }
}
fragment Links on CompanyState {
  possible { key } upcoming { key }
  findings { rule message remedy events { key standing sources { title } } }
  company { slug name log { nodes { key standing } } }
  acquiredBy { acquirer { ...Party } }
  rounds { leads { ...Party } investors { ...Party } }
  holders { holder { ...Party } }
}
fragment Party on Party { slug name company { slug name } state { name status } }
fragment EventLinks on Event {
  company { slug name }
  corrects { key standing }
  ... on RetractionEvent { event { key standing } }
  ... on DisputeEvent { event { key } }
}
"""
STATE = """
fragment State on CompanyState {
  name aliases status founded { edtf } country founders { slug name }
  company { slug }
  valuation { ...Figure }
  raised { byCurrency { amount currency } counted unknown excluded why events { key } }
  rounds {
    key stage on { edtf } series instrument raised { ...Figure } debt { ...Figure } valuation { ...Figure }
    leads { slug } investors { slug } confidence events { key } sources { publisher title } conflicts { field }
  }
  listings { exchange stage on { edtf } valuation { ...Figure } }
  acquisitions { key target { slug name } stage on { edtf } price { ...Figure } percent events { key } }
  acquiredBy { key acquirer { slug } stage on { edtf } price { ...Figure } events { key company { slug } } }
  models { key name stage on { edtf } parameters events { key } }
  products { key stage on { edtf } }
  dataCenters { key role stage on { edtf } megawatts { ...Figure } }
  metrics { name figure { ...Figure } }
  targets { metric value { ...Figure } by { edtf } outcome metBy { key } }
  people { person title since { edtf } until { edtf } }
  holders { holder { slug } percent on { edtf } event { key } }
  holdings { company { slug } percent events { key standing } }
  partnerships { partner { slug } nature since { edtf } until { edtf } }
  milestones { key name category stage on { edtf } events { key } }
  rumors { ...Event }
  statements {
    subject field value { text count money { amount } date { edtf } } rule sources { title }
    alternatives { agrees foretold event { key } }
  }
  conflicts { subject field rule }
  coverage { events sources firstOn lastOn firstKnown lastKnown }
  timeline(order: ON_DESC) { totalCount nodes { ...Event } }
}
fragment Figure on Figure {
  money { amount currency } count bound on { edtf } known confidence event { key } sources { publisher title }
  alternatives { agrees event { key } } rule
}
fragment Event on Event {
  key type subject summary stageName on { edtf } known confidence standing reason
  standingBecause { key standing }
  sources { publisher title published { edtf } }
}
"""
HAPPENED = """
query Happened($on: Edtf, $knownBy: Date, $recorded: Recorded, $confidence: Confidence, $dates: DateCertainty) {
  asOf(on: $on, knownBy: $knownBy, recorded: $recorded, confidence: $confidence, dates: $dates) {
    acme: company(slug: "acme") { ...State }
    bolt: company(slug: "bolt") { ...State }
    cray: company(slug: "cray") { ...State }
    events { totalCount nodes { ...Event company { slug } } }
  }
}
"""
"""All but what is not yet, the links to it, and names, which are those of the last day of knowledge."""
EVERYTHING += STATE
HAPPENED += STATE
