"""Counters for Prometheus. Of answers only full tens are shown, for all sites together: no one person moves a
number.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

STEP = 10
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
_ANSWERS = "gate_answers"


class Metrics:
    """The gate's counters; with several processes, `directory` is where they share them."""

    def __init__(self, directory: str | None = None) -> None:
        self._directory = directory
        self._registry = CollectorRegistry()
        self._known: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        names = ["endpoint", "status"]
        self._requests = Counter("gate_requests", "Requests by endpoint and status", names, registry=self._registry)
        self._seconds = Histogram(
            "gate_request_seconds", "Time by endpoint", ["endpoint"], buckets=BUCKETS, registry=self._registry
        )
        self._answers = Counter(_ANSWERS, "Answers by outcome, in full tens", ["outcome"], registry=self._registry)

    def request(self, endpoint: str, status: int, seconds: float) -> None:
        """Count one request."""
        counter, histogram = self._children(endpoint, status // 100)
        counter.inc()
        histogram.observe(seconds)

    def _children(self, endpoint: str, family: int) -> tuple[Counter, Histogram]:
        found = self._known.get((endpoint, family))
        if found is None:
            found = self._requests.labels(endpoint, f"{family}xx"), self._seconds.labels(endpoint)
            self._known[endpoint, family] = found
        return found

    def answer(self, outcome: str) -> None:
        """Count one answer."""
        self._answers.labels(outcome).inc()

    def exposition(self) -> bytes:
        """The counters of all processes as text for Prometheus."""
        source = self._registry
        if self._directory:
            source = CollectorRegistry()
            multiprocess.MultiProcessCollector(source, self._directory)  # type: ignore[no-untyped-call]
        shown = CollectorRegistry()
        shown.register(_Coarse(source))
        return generate_latest(shown)


class _Coarse(Collector):
    """Passes metrics on, the counts of answers rounded down to full tens."""

    def __init__(self, source: CollectorRegistry) -> None:
        self._source = source

    def collect(self) -> Iterator[Metric]:
        for metric in self._source.collect():
            yield _rounded(metric) if metric.name == _ANSWERS else metric


def _rounded(metric: Metric) -> Metric:
    coarse = CounterMetricFamily(metric.name, metric.documentation, labels=["outcome"])
    for sample in metric.samples:
        if sample.name.endswith("_total"):
            coarse.add_metric([sample.labels["outcome"]], sample.value // STEP * STEP)
    return coarse
