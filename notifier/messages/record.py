"""A decision as a record in the structure of ISO/IEC TS 27560:2023: metadata, processing, parties, events.

The person stands in it as `subject`, a keyed hash, so that the record can be kept after the person is erased."""

from datetime import datetime

from notifier.messages.asking import Asking
from notifier.model.consent import Decision, ShownBy
from notifier.model.manifest import OptionalItem, Policy, Version

SCHEMA = "ISO/IEC TS 27560:2023"
EVENT_TYPES = {
    Decision.ACCEPTED: ("consent given", "explicitly expressed"),
    Decision.REFUSED: ("consent refused", "explicitly expressed"),
    Decision.WITHDRAWN: ("consent withdrawn", "explicitly expressed"),
}


def build_record(
    record_id: str,
    subject: str,
    policy: Policy,
    version: Version,
    item: OptionalItem | None,
    asking: Asking,
    shown: str,
    shown_by: ShownBy,
    decision: Decision,
    at: datetime,
) -> dict[str, object]:
    """The record; `shown` is what was put before the person, by the notifier's element or as the app says."""
    event, how = EVENT_TYPES[decision]
    return {
        "record_metadata": {"schema_version": SCHEMA, "record_id": record_id, "pii_principal_id": subject},
        "pii_processing": {
            "privacy_notice": asking.text_url,
            "privacy_notice_version": version.id,
            "privacy_notice_language": asking.text_language,
            "privacy_notice_sha256": asking.text_sha256,
            "language": asking.language,
            "purposes": [_purpose(policy, item, asking)],
            "shown": shown,
            "shown_by": shown_by.value,
        },
        "party_identification": [
            {
                "party_id": policy.id,
                "party_role": "PII controller",
                "party_name": dict(policy.controller),
                "party_contact": dict(policy.contact_name),
                "party_email": policy.contact_email,
            }
        ],
        "event_schema": {
            "event_time": at.isoformat(),
            "validity_duration": "until withdrawn, or until a version that asks for consent anew is in force",
            "entity_id": subject,
            "event_type": event,
            "event_state": decision.value,
            "consent_type": how,
        },
    }


def _purpose(policy: Policy, item: OptionalItem | None, asking: Asking) -> dict[str, object]:
    """The whole policy, or one optional item of it."""
    return {
        "purpose": item.id if item else policy.id,
        "purpose_description": asking.title,
        "lawful_basis": "consent",
        "optional": item is not None,
        "pii_information": [{"pii_type": one, "pii_optional": True} for one in asking.details],
        "pii_controllers": [policy.id],
        "withdrawal_method": "POST /v1/consents with decision withdrawn, or the element policy-consent",
    }
