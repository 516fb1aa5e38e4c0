"""When a publication is refused: the rules about dates, approval and order, apart from what the checks find."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from publisher.ledger.chain import Chain
from publisher.ledger.release import Release
from publisher.messages import _
from publisher.model import ZONE, ChangeClass, Policy, Version, VersionId


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a publication cannot be, and the way out."""

    what: str
    remedy: str


def next_id(policy: Policy, version: Version) -> VersionId | None:
    """The id that a draft gets: its effective date, and the next place among the texts of that day."""
    if version.effective is None:
        return None
    same_day = [v.id.ordinal for v in policy.versions if v.id and v.id.effective == version.effective]
    return VersionId(version.effective, max(same_day, default=0) + 1)


def refusals(policy: Policy, version: Version, release: Release, chain: Chain, now: datetime) -> Iterator[Refusal]:
    """The rules that publishing this draft at `now` (aware) would break."""
    yield from _missing(policy, version)
    yield from _clock(chain, now)
    yield from _dates(policy, version, release, now)
    yield from _order(policy, version)


def _missing(policy: Policy, version: Version) -> Iterator[Refusal]:
    if version.effective is None:
        yield Refusal(_("the effective date is missing"), _("give `--effective YYYY-MM-DD`"))
    if not version.approved_by:
        yield Refusal(_("the approval is missing"), _("say who approved with `--approved-by`"))
    for language in policy.languages:
        if not version.note.get(language):
            remedy = _("say what changes and why with `--note-{language}`", language=language)
            yield Refusal(_("the note in {language} is missing", language=language), remedy)


def _clock(chain: Chain, now: datetime) -> Iterator[Refusal]:
    last = chain.entries[-1].published_at if chain.entries else None
    if last and now < last:
        what = _("this machine's clock says {now}, before the last publication at {last}", now=now, last=last)
        yield Refusal(what, _("set the clock"))


def _dates(policy: Policy, version: Version, release: Release, now: datetime) -> Iterator[Refusal]:
    today = now.astimezone(ZONE).date()
    effective, announced = version.effective, version.announced
    if effective is None or announced is None:
        return
    if effective < today:
        remedy = _("choose a day from today on; a text that was in force already is entered by `publisher adopt`")
        yield Refusal(_("the effective date {effective} is past", effective=effective), remedy)
    if effective < announced:
        what = _("it would take effect on {effective}, before it is announced on {announced}",
                 effective=effective, announced=announced)  # fmt: skip
        yield Refusal(what, _("let it take effect on the day of the announcement or later"))
    if announced > today:
        remedy = _("publishing announces it: publish on that day, or announce it today")
        yield Refusal(_("the announcement on {announced} is to come", announced=announced), remedy)
    if announced < today and not release.reason:
        remedy = _("leave the date out, or say with `--reason` where it was announced")
        yield Refusal(_("the announcement on {announced} is past", announced=announced), remedy)
    yield from _lead_time(policy, version, release)


def _lead_time(policy: Policy, version: Version, release: Release) -> Iterator[Refusal]:
    """民法548条の4第3項: a change that harms users needs notice before it takes effect. A first text changes none."""
    if version.effective is None or version.announced is None:
        return
    exempt = version.change_class is ChangeClass.EDITORIAL or not policy.versions or release.reason
    days = (version.effective - version.announced).days
    if not exempt and days < policy.lead_time_days:
        what = _("{days} days from announcement to effect; the policy promises {lead}",
                 days=days, lead=policy.lead_time_days)  # fmt: skip
        yield Refusal(what, _("choose a later date, or say with `--reason` why it cannot wait"))


def _order(policy: Policy, version: Version) -> Iterator[Refusal]:
    last = policy.versions[-1].id if policy.versions else None
    is_earlier = last and version.effective and version.effective < last.effective
    if is_earlier and version.change_class is not ChangeClass.EDITORIAL:
        what = _("version {last}, which takes effect later, is published already", last=last)
        yield Refusal(what, _("choose that day or a later one; only a correction (`editorial`) may come before it"))
