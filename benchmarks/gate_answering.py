"""Answering (parse, decide, sign, store) and redeeming, against a bare Flask JSON endpoint of the same process and
run.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import _load
from gate.attestation import sign
from gate.browser import BrowserState, Seal, Ticket
from gate.model import Answer, Claims, Origin, Screening, ScreeningId, Site, SiteId
from gate.store import Store, open_store
from tests.support.processes import free_port, server

REQUESTS = 500
ROUNDS = 20
SECRET = "gate_live_for_the_benchmark"
APP = Origin("https://app.example.com")
RATE_AT_LEAST = 0.6
P99_AT_MOST = 3.0
HTTP = "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n{more}\r\n{body}"


def _request(path: str, body: str, kind: str = "application/json", more: str = "") -> bytes:
    return HTTP.format(path=path, type=kind, length=len(body.encode()), more=more, body=body).encode()


@dataclass
class Bench:
    """A store with a site, and requests made for it."""

    store: Store
    site: Site
    seal: Seal
    url: str

    def screening(self) -> Screening:
        expires = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
        made = Screening(
            id=self.seal.new_screening_id(Ticket(site=self.site.number, expires_at=expires)),
            site=self.site.number,
            origin=APP,
            return_url=f"{APP}/signup/age",
            state=None,
            age=14,
            expires_at=expires,
        )
        self.store.screenings.add(made)
        return made

    def bare(self) -> list[bytes]:
        """The same answer as JSON, from the same browser."""
        return [
            _request("/bare", '{"year": "1990", "month": "4", "day": "5"}', more=self._browser())
            for _ in range(REQUESTS)
        ]

    def _browser(self) -> str:
        cookie = f"__Host-gate={self.seal.cookie(BrowserState(since=datetime.now(UTC)))}"
        return f"Cookie: {cookie}\r\nOrigin: {self.url}\r\nSec-Fetch-Site: same-origin\r\n"

    def answers(self) -> list[bytes]:
        more = self._browser()
        made = []
        for _ in range(REQUESTS):
            one = self.screening().id
            body = urlencode({"form": self.seal.form_token(one), "year": "1990", "month": "4", "day": "5"})
            made.append(_request(f"/s/{one}?lang=ja", body, "application/x-www-form-urlencoded", more))
        return made

    def redemptions(self) -> list[bytes]:
        more = f"Authorization: Bearer {SECRET}\r\n"
        made = []
        for i in range(REQUESTS):
            token = self._attestation(self.screening().id, f"jti-{i}-{os.urandom(4).hex()}")
            key = f"Idempotency-Key: {os.urandom(8).hex()}\r\n"
            made.append(_request("/v1/attestations/redeem", f'{{"attestation": "{token}"}}', more=more + key))
        return made

    def _attestation(self, screening: ScreeningId, jti: str) -> str:
        now = datetime.now(UTC).replace(microsecond=0)
        key = self.store.keys.ring().current(now)
        claims = Claims(
            iss=self.url,
            aud=self.site.id,
            jti=jti,
            iat=now,
            exp=now + timedelta(minutes=5),
            sid=screening,
            age_over=14,
            origin=APP,
        )
        token = sign(claims, key)
        self.store.screenings.settle_over(screening, Answer(jti=jti, kid=key.kid, issued_at=now), 14, token)
        return token


def _site(store: Store) -> Site:
    wanted = Site(id=SiteId("bench"), number=0, title_ja="計測", title_en="Bench", origins=(APP,))
    return store.sites.add(wanted, SECRET, datetime.now(UTC))


def _measure(port: int, bare: Sequence[bytes], ours: Callable[[], list[bytes]], name: str) -> None:
    """Many short rounds in turn, so that whatever else the machine does falls on both alike."""
    rates: list[float] = []
    plain: list[float] = []
    mine: list[float] = []
    _load.run(port, bare)
    for _ in range(ROUNDS):
        requests = ours()
        before, measured, after = (_load.run(port, one) for one in (bare, requests, bare))
        if before.bad or measured.bad or after.bad:
            raise RuntimeError(f"{name}: {measured.bad} of {len(requests)} answers were not good")
        rates.append(2 * measured.rate / (before.rate + after.rate))
        plain += [*before.latencies, *after.latencies]
        mine += measured.latencies
    rate = statistics.median(rates)
    tail = _load.percentile(mine, 0.99) / _load.percentile(plain, 0.99)
    print(f"{name}: p50 {_load.percentile(mine, 0.5):.2f} ms, bare Flask {_load.percentile(plain, 0.5):.2f} ms")
    print(f"{name}: rate {rate:.2f} x bare Flask (at least {RATE_AT_LEAST}): {_verdict(rate >= RATE_AT_LEAST)}")
    print(f"{name}: p99 {tail:.2f} x bare Flask (at most {P99_AT_MOST}): {_verdict(tail <= P99_AT_MOST)}", flush=True)


def _verdict(good: bool) -> str:
    return "reached" if good else "MISSED"


def measure(database: str, folder: Path) -> None:
    """Both measurements over one store."""
    port = free_port()
    url = f"http://localhost:{port}"
    environment = os.environ | {
        "GATE_DATABASE": database,
        "GATE_ACCESS_LOG": str(folder / "access.jsonl"),
        "GATE_URL": url,
        "GATE_SITE_LIMIT": "10000000",
        "GATE_ADDRESS_LIMIT": "10000000",
    }
    store = open_store(database)
    store.migrate()
    store.keys.ensure(datetime.now(UTC))
    bench = Bench(store, _site(store), Seal(store.keys.secret("browser")), url)
    program = (
        "from granian import Granian;"
        f"Granian('benchmarks._gate_server:create', factory=True, interface='rsgi', port={port},"
        "log_level='warning', websockets=False).serve()"
    )
    with server([sys.executable, "-c", program], port, folder / "server.log", env=environment):
        bare = bench.bare()
        _measure(port, bare, bench.answers, "answering")
        _measure(port, bare, bench.redemptions, "redeeming")
    store.close()


def main() -> None:
    """SQLite, as `gate serve` has it by default."""
    with tempfile.TemporaryDirectory(prefix="gate-bench-") as name:
        measure(f"sqlite:///{name}/gate.db", Path(name))


if __name__ == "__main__":
    main()
