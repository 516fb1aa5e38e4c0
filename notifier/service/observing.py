"""Looking at the site: does it show the announcement and the text of a version, now?"""

import hashlib
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from notifier.model.errors import NotifierError
from notifier.model.ids import Language
from notifier.model.manifest import Announcement, Policy, Version
from notifier.model.observation import Observation, PageKind
from notifier.ports import Clock
from notifier.ports.observations import Observations, Pages

_TAG = re.compile(r"<[^>]*>")


class NotAnnounced(NotifierError):
    """{policy} {version}: the manifest has no announcement of it; build the site again"""


@dataclass(frozen=True, kw_only=True)
class Observer:
    """The use case over the store and the network."""

    observations: Observations
    pages: Pages
    clock: Clock

    def observe(self, policy: Policy, version: Version) -> list[Observation]:
        """Look at every page of the announcement and every text, and record what was there. Raises NotAnnounced."""
        announcement = next((one for one in policy.announcements if one.version == version.id), None)
        if announcement is None:
            raise NotAnnounced(policy=policy.id, version=version.id)
        found = [*self._pages(policy, version, announcement), *self._texts(policy, version)]
        self.observations.add(found)
        return found

    def _pages(self, policy: Policy, version: Version, announcement: Announcement) -> Iterator[Observation]:
        """The dated list, the banner while the version is still to come, and what the list leads to."""
        for language, url in policy.list_urls.items():
            titled = partial(_holds, title=announcement.title.get(language))
            yield self._look(policy, version, language, PageKind.LIST, url, announcement, titled)
        places = [(PageKind.ANNOUNCEMENT, announcement.urls)]
        if version.effective_at > self.clock():
            places.insert(0, (PageKind.BANNER, policy.text_urls))
        for kind, urls in places:
            for language, url in urls.items():
                names = partial(_names, policy=policy, version=version)
                yield self._look(policy, version, language, kind, url, announcement, names)

    def _look(
        self,
        policy: Policy,
        version: Version,
        language: Language,
        kind: PageKind,
        url: str,
        announcement: Announcement,
        shows: Callable[[str], bool],
    ) -> Observation:
        page = self.pages.get(url)
        words = html.unescape(_TAG.sub("", page.content.decode("utf-8", "replace")))
        return Observation(
            policy=policy.id,
            version=version.id,
            language=language,
            kind=kind,
            url=url,
            expected_hash=announcement.sha256,
            status=page.status,
            content_hash=hashlib.sha256(page.content).hexdigest() if page.status else None,
            shown=page.status == 200 and shows(" ".join(words.split())),
            observed_at=self.clock(),
        )

    def _texts(self, policy: Policy, version: Version) -> Iterator[Observation]:
        for language, text in version.texts.items():
            page = self.pages.get(text.source_url)
            found = hashlib.sha256(page.content).hexdigest() if page.status else None
            yield Observation(
                policy=policy.id,
                version=version.id,
                language=language,
                kind=PageKind.TEXT,
                url=text.source_url,
                expected_hash=text.sha256,
                status=page.status,
                content_hash=found,
                shown=page.status == 200 and found == text.sha256,
                observed_at=self.clock(),
            )


def _holds(page: str, title: str | None) -> bool:
    return bool(title) and str(title) in page


def _names(page: str, policy: Policy, version: Version) -> bool:
    """Whether the page names the policy and the version's date, in any way of writing it that the site has."""
    day = version.effective
    written = (str(day), f"{day.year}年{day.month}月{day.day}日", f"{day.day} {day:%B} {day.year}")
    return any(title in page for title in policy.title.values()) and any(one in page for one in written)
