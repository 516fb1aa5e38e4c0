"""Sites and their secrets. Of a secret only its SHA-256 is stored: it is 256 random bits, so a slow hash would add
nothing.
"""

import hashlib
import json
from datetime import datetime

from sqlalchemy import Engine, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from gate.model import GateError, Origin, Site, SiteId, UnknownSiteError
from gate.store.engine import translated
from gate.store.schema import site_secrets, sites


class SiteExistsError(GateError):
    """There is a site of that name already."""


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


_BY_SECRET = (
    select(sites)
    .join(site_secrets, site_secrets.c.site == sites.c.number)
    .where(
        and_(
            site_secrets.c.digest == bindparam("digest"),
            or_(site_secrets.c.ends_at.is_(None), site_secrets.c.ends_at > bindparam("now")),
        )
    )
)


class Sites:
    """The table of sites."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, site: Site, secret: str, now: datetime) -> Site:
        """Store a new site with its first secret and return it with its number. Raises SiteExistsError."""
        values = {
            "id": site.id,
            "title_ja": site.title_ja,
            "title_en": site.title_en,
            "origins": json.dumps(site.origins),
            "help_url": site.help_url,
            "sandbox": site.sandbox,
        }
        with translated(), self._engine.connect() as connection:
            try:
                connection.execute(insert(sites).values(values))
            except IntegrityError:
                raise SiteExistsError from None
        self.add_secret(site.id, secret, now)
        return self.by_id(site.id)

    def add_secret(self, site: SiteId, secret: str, now: datetime, others_end: datetime | None = None) -> None:
        """Give the site one more secret; with `others_end`, the earlier ones stop working then."""
        number = self.by_id(site).number
        with translated(), self._engine.connect() as connection:
            if others_end is not None:
                earlier = and_(site_secrets.c.site == number, site_secrets.c.ends_at.is_(None))
                connection.execute(update(site_secrets).where(earlier).values(ends_at=int(others_end.timestamp())))
            row = {"digest": digest(secret), "site": number, "made_at": int(now.timestamp()), "ends_at": None}
            connection.execute(insert(site_secrets).values(row))

    def by_id(self, site: SiteId) -> Site:
        """The site of that name; raises UnknownSiteError."""
        with translated(), self._engine.connect() as connection:
            row = connection.execute(select(sites).where(sites.c.id == site)).first()
        return _required(row)

    def by_number(self, number: int) -> Site:
        """The site that a screening id names; raises UnknownSiteError."""
        with translated(), self._engine.connect() as connection:
            row = connection.execute(select(sites).where(sites.c.number == number)).first()
        return _required(row)

    def by_secret(self, secret: str, now: datetime) -> Site:
        """The site whose secret this is; raises UnknownSiteError."""
        with translated(), self._engine.connect() as connection:
            values = {"digest": digest(secret), "now": int(now.timestamp())}
            row = connection.execute(_BY_SECRET, values).first()
        return _required(row)

    def all(self) -> list[Site]:
        """Every site, by name."""
        with translated(), self._engine.connect() as connection:
            rows = connection.execute(select(sites).order_by(sites.c.id)).all()
        return [_site(row) for row in rows]

    def remove(self, site: SiteId) -> None:
        """Remove a site with its secrets and its screenings; raises UnknownSiteError."""
        number = self.by_id(site).number
        with translated(), self._engine.connect() as connection:
            connection.execute(delete(sites).where(sites.c.number == number))


def _required(row: Row[tuple[object, ...]] | None) -> Site:
    if row is None:
        raise UnknownSiteError
    return _site(row)


def _site(row: Row[tuple[object, ...]]) -> Site:
    return Site(
        id=SiteId(row.id),
        number=row.number,
        title_ja=row.title_ja,
        title_en=row.title_en,
        origins=tuple(Origin(origin) for origin in json.loads(row.origins)),
        help_url=row.help_url,
        sandbox=bool(row.sandbox),
    )
