"""What `publisher diff` compares: two versions of a policy, two files, or one of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.cli.scope import Scope, version_or_draft
from publisher.comparison import full_text
from publisher.comparison.words import TableWords
from publisher.content import DRAFT, SIZE_LIMIT, load_policy
from publisher.errors import BadInputError, RefusedError
from publisher.ledger import ensure_verified
from publisher.messages import _
from publisher.model import ClauseId, Document, Language, Policy, TableStyle, Version, VersionId
from publisher.parsing.foreign import parse_any_document

IN_FORCE = "in-force"
_JA, _EN = Language("ja"), Language("en")
_NAMED = re.compile(r"(?:\A|[._-])(ja|en)\Z")
_KANA = re.compile(r"[\u3041-\u30ff]")


@dataclass(frozen=True)
class Pair:
    """Two texts, and what is known of the versions that they are texts of."""

    old: Document
    new: Document
    old_name: str
    new_name: str
    policy: Policy | None = None
    new_version: Version | None = None

    @property
    def title(self) -> str:
        """What is compared with what."""
        return f"{self.old_name} → {self.new_name}"

    @property
    def heading(self) -> str:
        """The title of the new text."""
        policy_title = self.policy.title.get(self.new.language, "") if self.policy else ""
        return self.new.title or self.old.title or policy_title or Path(self.new_name).stem

    @property
    def style(self) -> TableStyle:
        """How the policy wants its tables."""
        return self.policy.table_style if self.policy else TableStyle()

    @property
    def remarks(self) -> Mapping[ClauseId, str]:
        """The reason that the new version gives for each clause."""
        clauses = self.new_version.clauses if self.new_version else {}
        return {name: why.reason.get(self.new.language, "") for name, why in clauses.items()}


def read_pair(scope: Scope, old: str, new: str, policy_id: str | None, language: str | None) -> Pair:
    """Both texts. Raises BadInputError or RefusedError where one cannot be had, or both are the same version."""
    if not _is_version(old) and not _is_version(new):
        return _files(Path(old), Path(new), language)
    folder = _folder(scope, policy_id)
    policy = load_policy(folder)
    ensure_verified(folder)
    chosen = [_version(policy, scope, name) if _is_version(name) else None for name in (old, new)]
    if chosen[0] and chosen[1] and chosen[0].label == chosen[1].label:
        what = _("version {version} cannot be compared with itself", version=chosen[0].label)
        raise RefusedError(what, remedy=_("name two versions"))
    spoken = _language(policy, language)
    texts = [
        full_text(version, spoken) if version else _read(Path(name), str(spoken))
        for version, name in zip(chosen, (old, new), strict=True)
    ]
    names = [
        TableWords(spoken).in_force(version) if version else name
        for version, name in zip(chosen, (old, new), strict=True)
    ]
    return Pair(texts[0], texts[1], names[0], names[1], policy, chosen[1])


def _is_version(name: str) -> bool:
    """Whether a name is a version's; a file of such a name is written with its folder, `./draft`."""
    if name in (DRAFT, IN_FORCE):
        return True
    try:
        VersionId.parse(name)
    except ValueError:
        return False
    return True


def _folder(scope: Scope, policy_id: str | None) -> Path:
    folders = scope.chosen(policy_id)
    if len(folders) > 1:
        known = ", ".join(folder.name for folder in folders)
        remedy = _("name one with --policy: {known}", known=known)
        raise BadInputError(_("there are several policies"), path=scope.root, remedy=remedy)
    return folders[0]


def _version(policy: Policy, scope: Scope, name: str) -> Version:
    if name != IN_FORCE:
        return version_or_draft(policy, name if name == DRAFT else VersionId.parse(name))
    version = policy.in_force(scope.now())
    if version is None:
        raise RefusedError(_("{policy} has no version in force", policy=policy.id), remedy=_("name a version"))
    return version


def _language(policy: Policy, language: str | None) -> Language:
    if language is not None and language not in policy.languages:
        known = ", ".join(policy.languages)
        what = _("{language!r} is not a language of this policy", language=language)
        raise BadInputError(what, field="--lang", remedy=_("languages here: {known}", known=known))
    return Language(language) if language else policy.governing_language


def _files(old: Path, new: Path, language: str | None) -> Pair:
    sources = [_source(old), _source(new)]
    spoken = language or _guessed(old, sources[0]) or _guessed(new, sources[1]) or _EN
    texts = [
        parse_any_document(source, Language(spoken), path) for source, path in zip(sources, (old, new), strict=True)
    ]
    return Pair(texts[0], texts[1], str(old), str(new))


def _read(path: Path, language: str) -> Document:
    return parse_any_document(_source(path), Language(language), path)


def _guessed(path: Path, source: str) -> Language | None:
    """The language by the file's name, `ja.md` or `terms.en.md`, else Japanese where there is kana."""
    named = _NAMED.search(path.stem.lower())
    if named:
        return Language(named[1])
    return _JA if _KANA.search(source) else None


def _source(path: Path) -> str:
    """The text of a file, line endings and byte order mark kept. Raises BadInputError where it is no text."""
    if path.is_dir() or not path.exists():
        what = _("is a folder") if path.is_dir() else _("no such file, and no version such as 2021-04-22")
        raise BadInputError(what, path=path, remedy=_("name a version, `draft`, or a text file"))
    data = path.read_bytes()
    if len(data) > SIZE_LIMIT:
        what = _("larger than {limit:,} bytes", limit=SIZE_LIMIT)
        raise BadInputError(what, path=path, remedy=_("split or shorten it"))
    if b"\0" in data:
        raise BadInputError(_("not a text: it holds NUL bytes"), path=path, remedy=_("save the text as UTF-8"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        what = _("byte {byte} is not UTF-8", byte=f"{data[error.start]:#04x}")
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInputError(what, path=path, line=line, remedy=_("save the text as UTF-8")) from error
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise BadInputError(_("the file is empty"), path=path, remedy=_("name a file that holds a text"))
    return text
