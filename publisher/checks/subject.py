"""What the checks look at: one version of a policy, beside the one before it and today's date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from publisher.checks.finding import Finding, Level
from publisher.model import Document, Language, Policy, Version
from publisher.parsing import parse_document
from publisher.parsing.tables import expand_tables


@dataclass(frozen=True)
class Subject:
    """The draft of a policy, or one of its versions; `today` is a day in Asia/Tokyo."""

    policy: Policy
    version: Version
    today: date

    @cached_property
    def predecessor(self) -> Version | None:
        """The version that this one follows."""
        return self.policy.predecessor(self.version)

    @property
    def texts(self) -> tuple[Document, ...]:
        """The texts there are, in the policy's order of languages."""
        return tuple(self.version.texts[code] for code in self.policy.languages if code in self.version.texts)

    @property
    def governing(self) -> Document:
        """The text that prevails, or the first there is where it is missing."""
        return self.version.texts.get(self.policy.governing_language) or self.texts[0]

    @property
    def translations(self) -> tuple[Document, ...]:
        """The other texts."""
        return tuple(document for document in self.texts if document is not self.governing)

    def before(self, language: Language) -> Document | None:
        """The predecessor's text in a language, or None."""
        return self.predecessor.texts.get(language) if self.predecessor else None

    def expanded(self, text: Document) -> Document:
        """A text of this version as it would be published, its tables written out; it has the same clauses."""
        return self._expanded[text.language]

    @cached_property
    def _expanded(self) -> dict[Language, Document]:
        return {text.language: _expand(text, self.version) for text in self.texts}

    def pairs(self) -> Iterator[tuple[Document, Document]]:
        """The governing text with each translation."""
        for translation in self.translations:
            yield self.governing, translation

    def file(self, name: str) -> Path:
        """The path of a file of the version's folder."""
        return (self.governing.path or Path()).with_name(name)

    def about(self, name: str, level: Level, code: str, message: str, remedy: str, line: int = 1) -> Finding:
        """A finding about a file of the version other than a text."""
        return Finding(code=code, level=level, path=self.file(name), line=line, message=message, remedy=remedy)


def _expand(text: Document, version: Version) -> Document:
    source = expand_tables(text.source, version.tables, text.language)
    return text if source == text.source else parse_document(source, text.language, text.path)
