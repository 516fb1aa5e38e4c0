"""The words of the table itself, in both languages. Sources conflict on them; these are the usual ones."""

from dataclasses import dataclass
from datetime import date

from publisher.dates import spoken
from publisher.model import Language, Number, NumberKind, Version

_JA = Language("ja")

_HEADERS = {
    "改正後・改正前": (("改正後", "改正前"), ("After amendment", "Before amendment")),
    "新・旧": (("新", "旧"), ("New", "Old")),
    "改正案・現行": (("改正案", "現行"), ("Proposed", "Current")),
}


@dataclass(frozen=True)
class TableWords:
    """The words of a table in one language: Japanese, or English for every other one."""

    language: Language

    @property
    def japanese(self) -> bool:
        """Whether the table is in Japanese."""
        return self.language == _JA

    @property
    def omitted(self) -> str:
        """What stands for unchanged text."""
        return "(略)" if self.japanese else "(omitted)"

    @property
    def added(self) -> str:
        """What stands on the old side of something new."""
        return "(新設)" if self.japanese else "(new)"

    @property
    def removed(self) -> str:
        """What stands on the new side of something that was removed 「削る」 (「削除」 keeps an empty article)."""
        return "(削る)" if self.japanese else "(deleted)"

    @property
    def legend(self) -> str:
        """What the underline means."""
        return "下線の部分は改正部分" if self.japanese else "Amended text is underlined."

    @property
    def remarks(self) -> str:
        """The header of the third column."""
        return "備考" if self.japanese else "Remarks"

    @property
    def preamble(self) -> str:
        """The name of what stands before the first clause."""
        return "前文" if self.japanese else "Preamble"

    def title(self, policy_title: str) -> str:
        """The title above the table."""
        return f"{policy_title}　新旧対照表" if self.japanese else f"{policy_title}: comparison of old and new text"

    def headers(self, style: str) -> tuple[str, str]:
        """The headers of the new and the old side."""
        japanese, english = _HEADERS[style]
        return japanese if self.japanese else english

    def moved_to(self, label: str) -> str:
        """What stands on the new side where a clause went away to another place."""
        return f"({label}に移動)" if self.japanese else f"(moved to {label})"

    def subtitle(self, old: Version, new: Version) -> str:
        """Which version is compared with which, by the days they come into force."""
        before, after = self.in_force(old), self.in_force(new)
        return f"{before} → {after}"

    def omission(self, first: str, last: str, count: int) -> str:
        """「2 (略)」, 「2及び3 (略)」, 「2〜5 (略)」."""
        if count == 1:
            return f"{first} {self.omitted}".strip()
        if self.japanese:
            return f"{first}{'及び' if count == 2 else '〜'}{last} {self.omitted}"
        kind, _, number = last.rpartition(" ")
        plural = first.replace(f"{kind} ", f"{kind}s ", 1) if kind else first
        return f"{plural}{' and ' if count == 2 else ' to '}{number} {self.omitted}"

    @property
    def bullet(self) -> str:
        """What a Markdown bullet is shown as."""
        return "・" if self.japanese else "•"

    def quoted(self, text: str) -> str:
        """A name in quotation marks."""
        return f"「{text}」" if self.japanese else f"“{text}”"

    def in_force(self, version: Version) -> str:
        """When a version comes into force, or that it is a draft."""
        if version.effective is None:
            return "改正案" if self.japanese else "draft"
        return self._day(version.effective)

    def _day(self, day: date) -> str:
        return f"{spoken(day, self.language)}施行" if self.japanese else f"in force {spoken(day, self.language)}"


def number_words(number: Number) -> str:
    """A number as the table names it: 第2条, 2, (1), Article 2; without the point that closes it."""
    return number.label if number.kind is NumberKind.PAREN else number.label.rstrip(".．、: ")
