"""The sandbox: a site whose secret everybody knows, and births whose answer never changes. Never for production.

Its attestations say `sandbox: true`, which `gate.attestation.verify` refuses unless it is told otherwise.
"""

from datetime import date, datetime

from gate.model import Origin, Outcome, Site, SiteId
from gate.store import Store
from gate.store.sites import SiteExistsError

SITE = SiteId("sandbox")
SECRET = "gate_test_secret_not_for_production"  # noqa: S105 - known to everybody, and good in a sandbox only
ORIGINS = (
    Origin("http://localhost:8000"),
    Origin("http://127.0.0.1:8000"),
    Origin("http://localhost:5000"),
    Origin("http://127.0.0.1:5000"),
)
TEST_BIRTHS = {
    date(2001, 1, 1): Outcome.OVER,
    date(2002, 2, 2): Outcome.OVER,
    date(2011, 11, 11): Outcome.UNDER,
    date(2020, 2, 20): Outcome.UNDER,
}
"""Dates of birth that a sandbox site always answers in the same way, however the years go by."""


def prepare(store: Store, now: datetime) -> None:
    """Make the sandbox's site where it is missing."""
    site = Site(
        id=SITE,
        number=0,
        title_ja="サンドボックス",
        title_en="Sandbox",
        origins=ORIGINS,
        help_url="https://example.com/help",
        sandbox=True,
    )
    try:
        store.sites.add(site, SECRET, now)
    except SiteExistsError:
        return
