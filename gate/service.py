"""The use cases: make a screening, answer it, redeem its attestation. Knows neither HTTP nor SQL."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NoReturn

from gate.attestation import Keyring, SigningKey, peek, sign, verify
from gate.browser import BrowserState, Seal, Ticket
from gate.cache import Cached
from gate.clock import Clock
from gate.model import (
    Answer,
    Claims,
    ConfigurationError,
    ExpiredScreeningError,
    InvalidAttestationError,
    NotListedError,
    Origin,
    Outcome,
    Screening,
    ScreeningId,
    Site,
)
from gate.origins import origin_of
from gate.screening import age
from gate.screening.birthdate import Mistakes, Typed, read
from gate.screening.outcomes import passes
from gate.screening.thresholds import threshold
from gate.settings import Settings
from gate.store import Store

KEYS_FOR = 30.0
SITES_FOR = 5.0
"""Seconds for which a process believes what it read of keys and of sites."""
SWEEP_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an app asks for when it wants a screening."""

    origin: str | None = None
    return_url: str | None = None
    state: str | None = None
    jurisdiction: str | None = None


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A screening's id that this gate made, and what it says by itself."""

    id: ScreeningId
    ticket: Ticket
    site: Site


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The question is still open; `mistakes` are those of the last try."""

    site: Site
    mistakes: Mistakes = ()


@dataclass(frozen=True, kw_only=True)
class Refused:
    """No account now. The same for every reason; the browser stays locked until then."""

    site: Site
    locked_until: datetime


@dataclass(frozen=True, kw_only=True)
class Passed:
    """The attestation, and where it may go."""

    site: Site
    screening: Screening
    attestation: str


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The answer is good: the screening's page now hands on the attestation."""

    site: Site


class Gate:
    """The gate's use cases over a store, with the clock given. `births` are the sandbox's fixed test births."""

    def __init__(
        self, settings: Settings, store: Store, clock: Clock, births: Mapping[date, Outcome] | None = None
    ) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock
        self._births = births or {}
        self._zone = age.zone(settings.zone)
        self.seal = Seal(store.keys.secret("browser"))
        self._keys: Cached[None, Keyring] = Cached(lambda _: store.keys.ring(), KEYS_FOR)
        self._by_secret: Cached[str, Site] = Cached(lambda secret: store.sites.by_secret(secret, clock()), SITES_FOR)
        self._by_number: Cached[int, Site] = Cached(store.sites.by_number, SITES_FOR)
        self._sweep_after = clock()

    def site_of(self, secret: str) -> Site:
        """The site whose secret this is; raises UnknownSiteError."""
        return self._by_secret(secret)

    def keyring(self) -> Keyring:
        """The signing keys, at most half a minute old."""
        return self._keys(None)

    def ask(self, site: Site, wish: Wish) -> Screening:
        """Make a screening. Raises NotListedError for an origin or a return address that is not the site's,
        ConfigurationError for a jurisdiction that is not known.
        """
        origin = _origin(site, wish)
        years = threshold(wish.jurisdiction, self.settings.threshold)
        ticket = Ticket(
            site=site.number,
            expires_at=_whole_second(self.clock()) + timedelta(seconds=self.settings.screening_seconds),
            jurisdiction=wish.jurisdiction,
            origin=site.origins.index(origin),
        )
        screening = Screening(
            id=self.seal.new_screening_id(ticket),
            site=site.number,
            origin=origin,
            return_url=wish.return_url,
            state=wish.state,
            age=years,
            expires_at=ticket.expires_at,
        )
        self.store.screenings.add(screening)
        self._sweep()
        return screening

    def open(self, screening: str) -> Opened:
        """What a screening's id says. Raises UnknownScreeningError, UnknownSiteError and nothing about expiry."""
        ticket = self.seal.ticket(screening)
        return Opened(id=ScreeningId(screening), ticket=ticket, site=self._by_number(ticket.site))

    def look(self, opened: Opened, browser: BrowserState | None) -> Asked | Refused | Passed:
        """How the screening stands for this browser; changes nothing. Raises ExpiredScreeningError."""
        now = self.clock()
        if browser is not None and browser.locked(now):
            return self._refused(opened.site, now, browser)
        _require_time_left(opened, now)
        found = self.store.screenings.find(opened.id)
        if found is None:
            return self._refused(opened.site, now, None)
        return self._passed(opened.site, found) if found.answer else Asked(site=opened.site)

    def answer(self, opened: Opened, typed: Typed, browser: BrowserState | None) -> Asked | Refused | Accepted:
        """Answer the screening: once, whoever else tries at the same time. Raises ExpiredScreeningError.

        A locked browser is refused whatever it typed, and its screening with it. A slip settles nothing.
        """
        now = self.clock()
        if browser is not None and browser.locked(now):
            self.store.screenings.settle_under(opened.id)
            return self._refused(opened.site, now, browser)
        _require_time_left(opened, now)
        today = age.today(now, self._zone)
        born = read(typed, today)
        if not isinstance(born, date):
            return self._as_settled(opened, now) or Asked(site=opened.site, mistakes=born)
        years = threshold(opened.ticket.jurisdiction, self.settings.threshold)
        if not passes(self._outcome(born, years, today, opened.site)):
            won = self.store.screenings.settle_under(opened.id)
            return self._refused(opened.site, now, None) if won else self._settled(opened, now)
        key = self.keyring().current(now)
        answer = Answer(jti=secrets.token_urlsafe(16), kid=key.kid, issued_at=_whole_second(now))
        origin = opened.site.origins[opened.ticket.origin]
        token = sign(self._claims(opened.site, opened.id, origin, years, answer), key)
        won = self.store.screenings.settle_over(opened.id, answer, years, token)
        return Accepted(site=opened.site) if won else self._settled(opened, now)

    def _settled(self, opened: Opened, now: datetime) -> Refused | Accepted:
        """Another request was first: its answer is the answer."""
        return self._as_settled(opened, now) or self._refused(opened.site, now, None)

    def _as_settled(self, opened: Opened, now: datetime) -> Refused | Accepted | None:
        """The screening's answer, None while it is open."""
        found = self.store.screenings.find(opened.id)
        if found is None:
            return self._refused(opened.site, now, None)
        return Accepted(site=opened.site) if found.answer else None

    def _outcome(self, born: date, years: int, today: date, site: Site) -> Outcome:
        fixed = self._births.get(born) if site.sandbox else None
        return fixed or age.outcome(born, years, today, self.settings.reading)

    def _refused(self, site: Site, now: datetime, browser: BrowserState | None) -> Refused:
        if browser is not None and browser.locked_until is not None and browser.locked(now):
            return Refused(site=site, locked_until=browser.locked_until)
        return Refused(site=site, locked_until=now + timedelta(seconds=self.settings.lock_seconds))

    def _passed(self, site: Site, screening: Screening) -> Passed:
        answer = screening.answer
        key = self.keyring().find(answer.kid, self.clock()) if answer else None
        if answer is None or key is None or self.clock() >= self._ends(answer):
            raise ExpiredScreeningError  # too late to redeem it, or its key was withdrawn
        claims = self._claims(site, screening.id, screening.origin, screening.age, answer)
        return Passed(site=site, screening=screening, attestation=sign(claims, key))

    def _claims(self, site: Site, screening: ScreeningId, origin: Origin, years: int, answer: Answer) -> Claims:
        return Claims(
            iss=self.settings.url,
            aud=site.id,
            jti=answer.jti,
            iat=answer.issued_at,
            exp=self._ends(answer),
            sid=screening,
            age_over=years,
            origin=origin,
            sandbox=site.sandbox,
        )

    def _ends(self, answer: Answer) -> datetime:
        return answer.issued_at + timedelta(seconds=self.settings.attestation_seconds)

    def redeem(self, site: Site, token: str, screening: str | None, idempotency_key: str | None) -> Claims:
        """The claims of an attestation, once. `screening` is the one that the app expects, if it says so.

        Raises InvalidAttestationError, AlreadyRedeemedError, IdempotencyKeyReusedError.
        """
        now = self.clock()
        keys = self.keyring().published(now)
        stated = peek(token, [key.kid for key in keys])
        if stated is None or not self._addressed(stated, site, now):
            self._explain(token, keys, site, now)
        if screening is not None and screening != stated.sid:
            raise InvalidAttestationError("it belongs to another screening")
        try:  # the store knows the digest of every token that was issued: only that very token is redeemed
            self.store.screenings.redeem(stated.sid, token, idempotency_key, now)
        except InvalidAttestationError:
            self._explain(token, keys, site, now)
        return stated

    def _addressed(self, stated: Claims, site: Site, now: datetime) -> bool:
        return stated.iss == self.settings.url and stated.aud == site.id and now < stated.exp

    def _explain(self, token: str, keys: tuple[SigningKey, ...], site: Site, now: datetime) -> NoReturn:
        """Say why a token is not good, by checking it as anybody else would."""
        public = {key.kid: key.public for key in keys}
        verify(token, public, issuer=self.settings.url, audience=site.id, now=now, allow_sandbox=site.sandbox)
        raise InvalidAttestationError("it is not known here")

    def _sweep(self) -> None:
        """Remove what has expired, once a minute: who asks for new screenings pays for the old ones."""
        now = self.clock()
        if now >= self._sweep_after:
            self._sweep_after = now + SWEEP_EVERY
            self.store.screenings.purge(now)


def _origin(site: Site, wish: Wish) -> Origin:
    returned = site.origins[0] if wish.return_url is None else _returned(site, wish.return_url)
    if wish.origin is None:
        return returned
    if wish.origin not in site.origins:
        raise NotListedError("origin is not one of the site's origins")
    return Origin(wish.origin)


def _returned(site: Site, return_url: str) -> Origin:
    try:
        found = origin_of(return_url)
    except ConfigurationError as error:
        raise NotListedError("return_url is not an address of the kind https://app.example.com/…") from error
    if found not in site.origins:
        raise NotListedError("return_url is not on one of the site's origins")
    return found


def _require_time_left(opened: Opened, now: datetime) -> None:
    if now >= opened.ticket.expires_at:
        raise ExpiredScreeningError


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
