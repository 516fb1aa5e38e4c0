"""Making one person's mail: the language's frame with the person's own headers in front, signed where that is
configured."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from notifier.messages.mime import Frame, MessageNotMade, build_frame, own_headers
from notifier.model.channel import Channel
from notifier.model.ids import DeliveryId, Language, NoticeId
from notifier.ports.channel import Envelope
from notifier.ports.deliveries import Task
from notifier.ports.notices import Rendering
from notifier.ports.signing import MailSigner
from notifier.ports.vault import Vault


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who writes. `bounce` is the mailbox that gets bounces: `bounces@example.com` becomes, a message,
    `bounces+<delivery>.<token>@example.com` (variable envelope return path)."""

    name: str
    address: str
    bounce: str
    message_id_domain: str


Who = Callable[[NoticeId, Language], Identity]
"""Who writes a notice in a language."""


class Composed(NamedTuple):
    """A message and what the journal keeps of it."""

    envelope: Envelope
    language: Language
    address_hash: str
    message_hash: str
    at: datetime
    """When it was made: at the first attempt its Date, by which it can be made again."""


def return_path(vault: Vault, identity: Identity, delivery: DeliveryId) -> str:
    """The envelope sender by which a bounce names its delivery; the token is what a forger does not have."""
    local, _, domain = identity.bounce.rpartition("@")
    return f"{local}+{delivery}.{vault.token('return-path', str(delivery))}@{domain}"


def message_id(vault: Vault, identity: Identity, delivery: DeliveryId) -> str:
    """Fixed before the first attempt and the same at each."""
    return f"<{delivery}.{vault.token('message-id', str(delivery))}@{identity.message_id_domain}>"


class MailComposer:
    """Frames are made once a notice and language and kept, with who writes it."""

    def __init__(self, vault: Vault, who: Who, signer: MailSigner | None) -> None:
        self._vault = vault
        self._who = who
        self._signer = signer
        self._frames: dict[tuple[NoticeId, Language], tuple[Frame, str, Identity]] = {}

    def prepare(self, notice: NoticeId, renderings: Sequence[Rendering]) -> None:
        """Make the frames of a notice."""
        for one in renderings:
            if one.channel is Channel.MAIL:
                identity = self._who(notice, one.language)
                frame = build_frame(one, sender_name=identity.name, sender=identity.address)
                body_hash = self._signer.body_hash(frame.body) if self._signer else ""
                self._frames[notice, one.language] = frame, body_hash, identity

    def prepared(self, notice: NoticeId) -> bool:
        """Whether `prepare` was called for it."""
        return any(known == notice for known, _ in self._frames)

    def compose(self, notice: NoticeId, task: Task, now: datetime) -> Composed:
        """The message of `task`; raises MessageNotMade, or the vault's errors.

        The date is that of the first attempt, so that a message sent again is the same message.
        """
        contact = self._vault.open(task.key_id, task.sealed)
        if not contact.email:
            raise MessageNotMade(reason="there is no address")
        language = task.language if (notice, task.language) in self._frames else self._fallback(notice)
        frame, body_hash, identity = self._frames[notice, language]
        identifier = message_id(self._vault, identity, task.delivery)
        own = own_headers(
            name=contact.name, address=contact.email, message_id=identifier, date=task.first_attempt_at or now
        )
        headers = own + frame.headers
        if self._signer:
            headers = self._signer.header(headers, body_hash) + headers
        content = headers + b"\r\n" + frame.body
        return Composed(
            envelope=Envelope(
                sender=return_path(self._vault, identity, task.delivery),
                recipient=contact.email,
                content=content,
                message_id=identifier,
            ),
            language=language,
            address_hash=self._vault.address_hash(task.recipient, contact.email),
            message_hash=hashlib.sha256(content).hexdigest(),
            at=now,
        )

    def _fallback(self, notice: NoticeId) -> Language:
        return next(language for known, language in self._frames if known == notice)
