"""What the service counts and times, for Prometheus; a registry an application, so that tests do not share counts."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Requests by route, method and status, and how long they took."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route")
        self._requests = Counter(
            "matchmaker_requests", "Requests answered", (*labels, "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "matchmaker_request_seconds", "Time to answer", labels, buckets=_SECONDS, registry=self.registry
        )
        self._shadowed = Counter(
            "matchmaker_shadow_questions", "Rankings offered to the shadow", ("fate",), registry=self.registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer; `route` is the template, never the address with its ids."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def shadowed(self, fate: str) -> None:
        """Count one question that the shadow answered, dropped or failed at."""
        self._shadowed.labels(fate).inc()

    def text(self) -> bytes:
        """All of it in the Prometheus text format."""
        return generate_latest(self.registry)
