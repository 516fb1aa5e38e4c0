"""The inbox of one user: a page of cards with the counts, and what a user does with a notice."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifier.messages.cards import Card, build_card
from notifier.model.ids import Language, NoticeId, RecipientId
from notifier.model.inbox import Answered, Counts, Entry, Mark, NotInInbox, counts, not_newer_than, older_than, visible
from notifier.ports import Clock
from notifier.ports.inbox import Inboxes
from notifier.ports.notices import Notices

MOST_ITEMS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """Which page: notices behind the cursor `after`, at most `limit`, archived ones or the others."""

    language: Language | None = None
    after: str | None = None
    limit: int = 20
    archived: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One notice as a user sees it. `decision` is theirs about its version; `asked` that an answer is still missing."""

    entry: Entry
    card: Card
    effective: str
    policy: str
    version: str
    decision: Answered | None
    asked: bool
    corrected_by: NoticeId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A page before its words are looked up: `etag` says whether they have to be."""

    recipient: RecipientId
    etag: str
    counts: Counts
    all: Sequence[Entry]
    page: Sequence[Entry]
    decided: Sequence[Answered]
    wish: Wish
    more: bool

    @property
    def until(self) -> str | None:
        """The newest notice that was shown, for read-all."""
        return self.all[0].cursor if self.all else None

    @property
    def next(self) -> str | None:
        """The cursor of the next page."""
        return self.page[-1].cursor if self.more else None


@dataclass(frozen=True, kw_only=True)
class InboxService:
    """The use cases over the stores. Cards are kept in memory: a notice's words never change once it is published."""

    inboxes: Inboxes
    notices: Notices
    clock: Clock
    cards: dict[tuple[NoticeId, Language], tuple[Card, str, str]] = field(default_factory=dict)

    def view(self, recipient: RecipientId, wish: Wish) -> View:
        """One page; raises BadCursor."""
        entries, decided = self._load(recipient)
        fitting = [one for one in entries if (one.archived_at is not None) == wish.archived]
        behind = older_than(fitting, wish.after) if wish.after else fitting
        return View(
            recipient=recipient,
            etag=_etag(self._state(entries, decided), wish),
            counts=counts(entries),
            all=entries,
            page=behind[: wish.limit],
            decided=decided,
            wish=wish,
            more=len(behind) > wish.limit,
        )

    def summary(self, recipient: RecipientId) -> tuple[str, Counts]:
        """A word that differs whenever anything in the inbox does, and the counts: what a live stream tells."""
        entries, decided = self._load(recipient)
        return self._state(entries, decided), counts(entries)

    def _load(self, recipient: RecipientId) -> tuple[list[Entry], list[Answered]]:
        entries, decided = self.inboxes.entries(recipient)
        return visible(entries), decided

    def _state(self, entries: Sequence[Entry], decided: Sequence[Answered]) -> str:
        """A hash of all that is shown; when a version comes into force its card changes too."""
        now = self.clock()
        facts = [
            (one.notice, one.state, one.seen_at, one.read_at, one.archived_at, self._effective(one.notice, now))
            for one in entries
        ]
        answers = sorted(one.id for one in decided)
        return hashlib.blake2b(repr((facts, answers)).encode(), digest_size=12).hexdigest()

    def _effective(self, notice: NoticeId, now: datetime) -> bool:
        return self._words(notice, Language("en"))[0].effective_at <= now

    def items(self, view: View) -> list[Item]:
        """The page with its words."""
        corrected = {one.corrects: one.notice for one in view.all if one.corrects}
        return [self._item(one, view, corrected.get(one.notice)) for one in view.page]

    def _item(self, entry: Entry, view: View, corrected_by: NoticeId | None) -> Item:
        card, policy, version = self._words(entry.notice, view.wish.language or entry.language)
        fitting = (one for one in view.decided if (one.policy, one.version) == (policy, version))
        decision = max(fitting, key=lambda one: one.id, default=None)
        return Item(
            entry=entry,
            card=card,
            effective=card.effective(self.clock()),
            policy=policy,
            version=version,
            decision=decision,
            asked=card.consent_required and decision is None and not entry.withdrawn,
            corrected_by=corrected_by,
        )

    def _words(self, notice: NoticeId, language: Language) -> tuple[Card, str, str]:
        key = (notice, Language("ja" if language == "ja" else "en"))
        if key not in self.cards:
            found = self.notices.get(notice)
            if found is None:
                raise NotInInbox()
            self.cards[key] = (build_card(found, key[1]), found.policy, found.version)
        return self.cards[key]

    def mark(self, recipient: RecipientId, notice: str, mark: Mark) -> Counts:
        """Mark one notice; raises NotInInbox."""
        entries, _decided = self._load(recipient)
        if notice not in {one.notice for one in entries}:
            raise NotInInbox()
        self.inboxes.mark(recipient, [NoticeId(notice)], mark, self.clock())
        return counts(self._load(recipient)[0])

    def read_all(self, recipient: RecipientId, until: str | None) -> Counts:
        """Mark as read what is not archived, up to the cursor that the user's page had; without one, up to now.

        A notice that is published between the page and the click is newer than the cursor and stays unread."""
        entries = [one for one in self._load(recipient)[0] if one.archived_at is None]
        chosen = not_newer_than(entries, until) if until else entries
        unread = [one.notice for one in chosen if one.read_at is None]
        self.inboxes.mark(recipient, unread, Mark.READ, self.clock())
        return counts(self._load(recipient)[0])


def _etag(state: str, wish: Wish) -> str:
    words = repr((wish.language, wish.after, wish.limit, wish.archived))
    return f'"{state}-{hashlib.blake2b(words.encode(), digest_size=4).hexdigest()}"'
