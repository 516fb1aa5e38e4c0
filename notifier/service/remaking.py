"""Making a message anew that was sent before: the same bytes, as long as the person's address is still there."""

from collections.abc import Callable
from datetime import datetime

from notifier.messages.mime import MessageNotMade
from notifier.model.channel import Channel
from notifier.model.delivery import Delivery
from notifier.model.notice import Notice
from notifier.ports.deliveries import Task
from notifier.ports.notices import Notices
from notifier.ports.recipients import Recipients
from notifier.ports.vault import Vault
from notifier.service.composing import MailComposer


def remaker(
    notices: Notices, recipients: Recipients, vault: Vault, composer: MailComposer
) -> Callable[[Notice, Delivery, datetime], bytes | None]:
    """A function from a delivery and the time of its first attempt to the message, or None where it cannot be made."""

    def remake(notice: Notice, row: Delivery, first: datetime) -> bytes | None:
        person = recipients.get(row.recipient)
        if row.channel is not Channel.MAIL or person is None or not person.contact.email:
            return None
        if not composer.prepared(notice.id):
            composer.prepare(notice.id, notices.renderings(notice.id))
        task = Task(
            delivery=row.id,
            recipient=row.recipient,
            language=row.language,
            attempts=row.attempts,
            tries=row.tries,
            first_attempt_at=first,
            domain_key=None,
            status=person.status,
            time_zone=person.time_zone,
            key_id=vault.key_id,
            sealed=vault.seal(person.contact),
        )
        try:
            return composer.compose(notice.id, task, first).envelope.content
        except MessageNotMade:
            return None

    return remake
