"""Which version binds now, which ones ask for consent, and whether a user has consented to what is in force.

The version that asks (the *base*) is the newest one in force that has `consent_required`. Later ones in force that do
not ask (editorial and minor ones) rest on the consent to it. A scheduled version that asks can be answered as soon as
it is published; the answer counts from the day it comes into force.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.model.consent import Consent, Decision
from notifier.model.ids import PolicyId, VersionId
from notifier.model.manifest import Policy, Version


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Of one user towards one policy, now. `decided` is the last decision that bears on what is in force."""

    policy: PolicyId
    in_force: VersionId | None
    asks: VersionId | None
    """The version that consent is to; None where what is in force needs none."""
    decided: Consent | None

    @property
    def consented(self) -> bool:
        """Whether nothing is missing: no consent is needed, or it was given and not withdrawn."""
        if self.asks is None:
            return True
        return self.decided is not None and self.decided.decision is Decision.ACCEPTED


def in_force(policy: Policy, now: datetime) -> Version | None:
    """The newest version whose time has come."""
    begun = [one for one in policy.versions if one.effective_at <= now]
    return begun[-1] if begun else None


def scheduled(policy: Policy, now: datetime) -> list[Version]:
    """Those to come, in order."""
    return [one for one in policy.versions if one.effective_at > now]


def span(policy: Policy, now: datetime) -> list[Version]:
    """The versions in which consent to what is in force may have been given: from the base to the one in force.

    Without a base, the one in force alone."""
    begun = [one for one in policy.versions if one.effective_at <= now]
    asking = [number for number, one in enumerate(begun) if one.consent_required]
    return begun[asking[-1] :] if asking else begun[-1:]


def asking(policy: Policy, now: datetime) -> list[Version]:
    """The versions that a user is asked about now: the base, and scheduled ones with `consent_required`."""
    base = [one for one in span(policy, now) if one.consent_required]
    return base + [one for one in scheduled(policy, now) if one.consent_required]


def answerable(policy: Policy, now: datetime) -> list[Version]:
    """The versions about which an acceptance or a refusal is not out of date."""
    return span(policy, now) + scheduled(policy, now)


def last(
    consents: Iterable[Consent], policy: PolicyId, versions: Sequence[Version], item: str | None
) -> Consent | None:
    """The latest decision on any of `versions`; on an optional item, that on any version at all."""
    wanted = {one.id for one in versions}
    fitting = [one for one in consents if one.policy == policy and one.item == item and (item or one.version in wanted)]
    return max(fitting, key=lambda one: one.id, default=None)


def standing(policy: Policy, consents: Iterable[Consent], now: datetime) -> Standing:
    """Where a user stands."""
    binding = span(policy, now)
    base = binding[0] if binding and binding[0].consent_required else None
    return Standing(
        policy=policy.id,
        in_force=binding[-1].id if binding else None,
        asks=base.id if base else None,
        decided=last(consents, policy.id, binding, None),
    )
