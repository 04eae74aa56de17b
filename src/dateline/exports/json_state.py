"""The answers of `--json`: a state or a timeline as plain values.

Names are those of event files; a date is EDTF, a number its plain digits as text. Every field of a subject names the
event it is from, and `events` has each of these events once, with its sources.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import msgspec

from dateline.answers.findings.finding import Finding
from dateline.answers.findings.rules import findings
from dateline.events.event import Source
from dateline.events.summary import summarize
from dateline.exports.json_values import Json, json_value, number_answer, total_counts, vantage_answer
from dateline.state.accounts import Account, Chosen
from dateline.state.company import CompanyState
from dateline.state.parts import PARTS
from dateline.state.parts.metrics import Metric
from dateline.state.parts.targets import Target
from dateline.state.projection import View
from dateline.state.seen import Seen
from dateline.state.standing import Verdict


def state_answer(state: CompanyState, others: Sequence[CompanyState] = ()) -> Json:
    """Everything that is known of a company at a vantage; `others` are those beside it, for its findings.

    A part of the state stands under its name: with what is its own, or like any other by the fields of its views.
    """
    told = {
        "company": state.slug,
        "name": state.name,
        "named": state.is_named,
        "aliases": list(state.aliases),
        "identifiers": list(state.identifiers),
        "status": state.status.value,
        "vantage": vantage_answer(state.vantage),
        "coverage": {name: json_value(value) for name, value in msgspec.structs.asdict(state.history.coverage).items()},
        "founding": _view_or_none(state.founding),
        "profile": _view_or_none(state.profile),
        "closing": _view_or_none(state.closing),
        "acquired_by": _view_or_none(state.acquired_by),
        "valuation": _chosen_or_none(state.valuation),
        "raised": _raised(state),
        "rounds": _views(state.rounds),
        "listings": _views(state.listings),
        "acquisitions": _views(state.acquisitions),
        "data_centers": _views(state.data_centers),
        "models": _views(state.models),
        "products": _views(state.products),
        "metrics": [_metric(one) for one in state.metrics],
        "targets": [_target(state, one) for one in state.targets],
        "people": _views(state.people),
        "holders": _views(state.holders),
        "holdings": [{"company": one.company, **view_answer(one)} for one in state.holdings],
        "partnerships": _views(state.partnerships),
    }
    found = findings(state, others=others)
    more = {part.name: _views(state.views(part)) for part in PARTS if part.name not in told}
    return {
        **told,
        **more,
        "rumors": [seen.id for seen in state.history.rumors],
        "possible": [seen.id for seen in state.history.possible],
        "upcoming": [seen.id for seen in state.history.upcoming],
        "conflicts": _conflicts(state),
        "findings": [finding_answer(finding) for finding in found],
        "events": [event_answer(seen) for seen in _named(state, found)],
    }


def doubts_answer(state: CompanyState, others: Sequence[CompanyState] = (), *, conflicts: bool, findings: bool) -> Json:
    """Only the conflicts, or only the findings, or both, with the events that they name."""
    whole = state_answer(state, others)
    doubts = [name for name, wanted in (("conflicts", conflicts), ("findings", findings)) if wanted]
    answer = {name: whole[name] for name in ("company", "name", "vantage", *doubts)}
    named = _ids([answer[name] for name in doubts])
    return {**answer, "events": [event for event in whole["events"] if event["id"] in named]}


def _ids(part: object) -> set[str]:
    """Every text in there: the ids of events are among them."""
    if isinstance(part, dict | list):
        return set().union(*map(_ids, part.values() if isinstance(part, dict) else part))
    return {part} if isinstance(part, str) else set()


def timeline_answer(state: CompanyState) -> Json:
    """The events of a company that count at a vantage, by date, whatever their standing."""
    standings = state.history.standings
    return {
        "company": state.slug,
        "name": state.name,
        "vantage": vantage_answer(state.vantage),
        "events": [{**event_answer(seen), **_standing(standings.of(seen.id))} for seen in state.history.timeline],
    }


def event_answer(seen: Seen) -> Json:
    """An event with the sources in sight."""
    event = seen.event
    return {
        "id": event.id,
        "type": event.kind,
        "company": event.company,
        "subject": event.subject,
        "stage": event.stage_of.value if event.stage_of else None,
        "on": event.when.edtf,
        "known": json_value(seen.record.known),
        "position": seen.record.position,
        "recorded_at": json_value(seen.record.recorded_at),
        "confidence": event.confidence.value,
        "foretold": seen.foretold,
        "summary": summarize(event),
        "note": event.note,
        "reason": event.reason,
        "sources": [_source(source) for source in seen.sources],
    }


def _conflicts(state: CompanyState) -> list[Json]:
    return [{"subject": one.subject, "field": one.field, **_chosen(one)} for one in state.conflicts]


def finding_answer(finding: Finding) -> Json:
    """What a rule sees, the ids of its events, and the event that would settle it."""
    return {
        "rule": finding.rule,
        "message": finding.message,
        "events": [seen.id for seen in finding.events],
        "remedy": json.loads(finding.remedy) if finding.remedy is not None else None,
    }


def _views(views: Iterable[View]) -> list[Json]:
    return [view_answer(view) for view in views]


def view_answer(view: View) -> Json:
    """A subject: its key, whether it was only foretold, every field that anyone spoke of, and the events that did."""
    said = {chosen.field: _chosen(chosen) for chosen in view.statements}
    return {"key": view.key, "foretold": view.foretold, **said, "events": [seen.id for seen in view.events]}


def _view_or_none(view: View | None) -> Json | None:
    return view_answer(view) if view is not None else None


def _metric(metric: Metric) -> Json:
    named = {
        "name": metric.name,
        "scope": metric.scope,
        "per": json_value(metric.per),
        "period": json_value(metric.period),
    }
    return {**named, **view_answer(metric)}


def _target(state: CompanyState, target: Target) -> Json:
    measure = target.measure
    outcome, met_by = state.outcome(target)
    named = {"metric": measure.metric, "scope": measure.scope, "per": json_value(measure.per)}
    return {**named, **view_answer(target), "outcome": outcome.value, "met_by": met_by.id if met_by else None}


def _chosen(chosen: Chosen[object]) -> Json:
    """A field: the account that is used, the step that chose it, and the other accounts."""
    others = [{**_account(other.account), "agrees": other.agrees} for other in chosen.alternatives]
    return {
        **_account(chosen.account),
        "value": json_value(chosen.value),
        "rule": chosen.rule.value,
        "alternatives": others,
    }


def _chosen_or_none(chosen: Chosen[object] | None) -> Json | None:
    return _chosen(chosen) if chosen is not None else None


def _account(account: Account[object]) -> Json:
    seen = account.seen
    return {
        "value": json_value(account.value),
        "on": account.moment.edtf,
        "known": json_value(seen.record.known),
        "confidence": seen.confidence.value,
        "foretold": seen.foretold,
        "event": seen.id,
    }


def _raised(state: CompanyState) -> Json:
    total, rounds = state.raised()
    return {
        "by_currency": [number_answer(money) for money in total.by_currency],
        **total_counts(total),
        "rounds": [round_.key for round_ in rounds],
    }


def _standing(verdict: Verdict) -> Json:
    return {"standing": verdict.standing.value, "because": [act.id for act in verdict.because]}


def _source(source: Source) -> Json:
    said = {
        "publisher": source.publisher,
        "title": source.title,
        "url": source.url,
        "published": json_value(source.published),
        "retrieved": json_value(source.retrieved),
        "cites": list(source.cites),
    }
    return {name: value for name, value in said.items() if value not in (None, [])}


def _named(state: CompanyState, found: Iterable[Finding]) -> list[Seen]:
    """Every event that the answer names, by date."""
    parts = [*state.holdings, *([state.acquired_by] if state.acquired_by else [])]
    outcomes = (state.outcome(target)[1] for target in state.targets)
    named = [
        *state.history.folded,
        *state.history.rumors,
        *state.history.possible,
        *state.history.upcoming,
        *(seen for part in parts for seen in part.events),
        *(seen for seen in outcomes if seen is not None),
        *(seen for finding in found for seen in finding.events),
    ]
    return list({seen.id: seen for seen in named}.values())
