"""`/metrics`: figures for Prometheus, by the extra `metrics`. What is counted for them is a few additions a request."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dateline.answers.access import Door
from dateline.errors import DatelineError, Unauthenticated
from dateline.log.contract import EventLog
from dateline.log.keys import KeyScope
from dateline.web.admission import admitted, beside
from dateline.web.cache_control import NEVER_KEPT
from dateline.web.identified import request_id_of
from dateline.web.served import SOCKET, TOLD, Served
from dateline.web.statuses import HTTP_STATUS, failure, refusal

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_COSTS = (1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0, 250_000.0)
_ENDPOINTS = frozenset(
    {"graphql", "graphiql", "schema.graphql", "export", "import", "healthz", "readyz", "metrics", "sse"}
)
_OF_SUBSCRIPTIONS = "subscription"
"""They last as long as somebody listens: their seconds are none of an answer."""
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", SOCKET})


class _Histogram:
    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self.sum += value

    def buckets(self) -> list[tuple[str, float]]:
        """For each bound how many are not above it."""
        told, so_far = [], 0
        for bound, count in zip((*map(str, self._bounds), "+Inf"), self._counts, strict=True):
            so_far += count
            told.append((bound, float(so_far)))
        return told


class Counts:
    """What is counted of requests. Labels are few, whatever is asked."""

    def __init__(self, root_path: str = "") -> None:
        self._root_path = root_path
        self.requests: Counter[tuple[str, str, str]] = Counter()
        self.seconds: defaultdict[str, _Histogram] = defaultdict(lambda: _Histogram(_SECONDS))
        self.costs = _Histogram(_COSTS)
        self.errors: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()

    def add(self, served: Served) -> None:
        """A request that was answered."""
        endpoint = _OF_SUBSCRIPTIONS if served.kept == TOLD else self._endpoint(served.path)
        method = served.method if served.method in _METHODS else "other"
        self.requests[endpoint, method, str(served.status)] += 1
        self.seconds[endpoint].add(served.seconds)
        if served.kept and served.kept != TOLD:
            self.answers[served.kept] += 1
        if served.cost:
            self.costs.add(served.cost)
        if served.codes:
            self.errors.update(served.codes)

    def _endpoint(self, path: str) -> str:
        first = path.removeprefix(self._root_path).strip("/").partition("/")[0]
        return first if first in _ENDPOINTS else "other"


def is_installed() -> bool:
    return find_spec("prometheus_client") is not None


def metrics_endpoint(
    counts: Counts,
    log: EventLog,
    door: Door,
    gauges: Mapping[str, tuple[str, Callable[[], float]]],
    *,
    always_needs_key: bool = False,
) -> Callable[[Request], Any]:
    """Answers with all figures, to whoever may read; or, with `always_needs_key`, to whoever has a key with the scope
    `read`, also where anybody may read. `gauges` are others: name → what it is, and how it is read."""

    async def metrics(request: Request) -> Response:
        if not is_installed():
            told = 'figures need prometheus_client: pip install "dateline[metrics]"'
            return JSONResponse(refusal(501, told), 501, {"Cache-Control": NEVER_KEPT})
        try:
            caller = await admitted(door, request.scope, KeyScope.READ)
            if always_needs_key and not caller.name:
                raise Unauthenticated("the figures of this server need an API key with the scope `read`")
            head = await log.head()
        except DatelineError as error:
            told_of = failure(error, request_id_of(request.scope))
            return JSONResponse(told_of, HTTP_STATUS[error.code], beside(error))
        position = ("The position of the newest record of the log.", lambda: float(head.position))
        return _written({**gauges, "dateline_log_position": position}, counts, request.headers.get("accept", ""))

    return metrics


def _written(gauges: Mapping[str, tuple[str, Callable[[], float]]], counts: Counts, accept: str) -> Response:
    # Only a server that is asked for figures loads what writes them.
    from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
    from prometheus_client.exposition import choose_encoder
    from prometheus_client.registry import Collector

    class Figures(Collector):
        def collect(self) -> Iterator[Any]:
            yield from _families(gauges, counts)

    registry = CollectorRegistry()
    registry.register(Figures())
    for kind in (GCCollector, PlatformCollector, ProcessCollector):
        kind(registry=registry)
    encode, media_type = choose_encoder(accept)
    return Response(encode(registry), media_type=media_type, headers={"Cache-Control": "no-store"})


def _families(gauges: Mapping[str, tuple[str, Callable[[], float]]], counts: Counts) -> Iterator[Any]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

    requests = CounterMetricFamily(
        "dateline_requests", "Requests that were answered.", labels=["endpoint", "method", "status"]
    )
    for labels, count in counts.requests.items():
        requests.add_metric(list(labels), count)
    seconds = HistogramMetricFamily("dateline_request_seconds", "Seconds for an answer.", labels=["endpoint"])
    for endpoint, of_endpoint in counts.seconds.items():
        seconds.add_metric([endpoint], of_endpoint.buckets(), of_endpoint.sum)
    costs = HistogramMetricFamily("dateline_cost", "What documents cost that were answered.")
    costs.add_metric([], counts.costs.buckets(), counts.costs.sum)
    errors = CounterMetricFamily("dateline_errors", "Errors in answers of GraphQL.", labels=["code"])
    for code, count in counts.errors.items():
        errors.add_metric([code], count)
    answers = CounterMetricFamily(
        "dateline_answers", "Answers of GraphQL: made anew, kept, or held by the client already.", labels=["how"]
    )
    for how, count in counts.answers.items():
        answers.add_metric([how], count)
    yield from (requests, seconds, costs, errors, answers)
    for name, (what, read) in gauges.items():
        yield GaugeMetricFamily(name, what, value=read())
