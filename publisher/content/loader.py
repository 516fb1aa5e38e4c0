"""From the folders of `content/` to policies."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from publisher.content.data import read_tables
from publisher.content.files import check_policy_id, decode, inside, read_bytes
from publisher.content.lazy import LazyMapping, LazyTexts, Recent
from publisher.content.metadata import read_metadata
from publisher.content.settings import Settings, read_settings
from publisher.errors import BadInputError, RefusedError, TamperedError
from publisher.messages import _
from publisher.model import Document, Language, Policy, Table, Version, VersionId
from publisher.parsing import parse_document

DRAFT = "draft"
STAGING = ".publishing-"
"""How the name of the folder begins in which `publish` works; it stands only while a version is being published."""


def load_policies(root: Path) -> tuple[Policy, ...]:
    """Every policy below `root`, by name. Raises BadInputError, also where there is none."""
    folders = sorted(path for path in root.iterdir() if _is_shown(path)) if root.is_dir() else []
    if not folders:
        raise BadInputError(_("no policy here"), path=root, remedy=_("create one, such as content/privacy/policy.yml"))
    return tuple(load_policy(folder) for folder in folders)


def load_policy(folder: Path) -> Policy:
    """The policy in one folder with all its versions, published or not in the ledger's eyes, and its draft.

    A version whose publishing was cut off before its commit (see `publisher.ledger`) is left out. Raises
    BadInputError.
    """
    check_policy_id(folder.resolve().name)
    settings = read_settings(folder)
    recent = Recent(2 * len(settings.languages))  # a version and the one before it, in every language
    versions = [load_version(folder, name, settings.languages, recent) for name in sorted(_version_ids(folder))]
    draft = load_version(folder, None, settings.languages, recent) if (folder / DRAFT).is_dir() else None
    return _policy(settings, tuple(versions), draft)


def load_version(
    folder: Path, version_id: VersionId | None, languages: tuple[Language, ...], recent: Recent | None = None
) -> Version:
    """One version of the policy in `folder`, or its draft where `version_id` is None. Raises BadInputError.

    A published text is read again when it is asked for, which raises BadInputError or TamperedError where the file is
    not what it was; of those asked for, `recent` says how many are kept.
    """
    home = inside(folder, folder / (str(version_id) if version_id else DRAFT))
    files = {path.name: read_bytes(folder, path) for path in _files(home)}
    sha256 = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    texts = {
        code: _reader(home, code, files, sha256 if version_id else None) for code in languages if f"{code}.md" in files
    }
    _check_names(home, files, languages)
    if not texts:
        raise BadInputError(
            _("no text"), path=home, remedy=_("add {files}", files=", ".join(f"{c}.md" for c in languages))
        )
    if version_id and "version.yml" not in files:
        remedy = _("restore it: a published version has one")
        raise BadInputError(_("no such file"), path=home / "version.yml", remedy=remedy)
    metadata = read_metadata(_text(home, "version.yml", files), home / "version.yml", languages, version_id)
    return Version(
        id=version_id,
        texts=LazyTexts(texts, recent or Recent(len(languages))),
        tables=_tables(home, files, languages, is_draft=version_id is None),
        home=home,
        sizes={name: len(data) for name, data in files.items()},
        sha256=sha256,
        **vars(metadata),
    )


def find_version(policy: Policy, version_id: VersionId, folder: Path) -> Version:
    """The published version with this id. Raises RefusedError, naming those there are."""
    version = policy.version(version_id)
    if version is None:
        known = ", ".join(str(v.id) for v in policy.versions) or _("none")
        what = _("there is no version {version}", version=version_id)
        raise RefusedError(what, path=folder, remedy=_("versions here: {known}", known=known))
    return version


def staging_name(version_id: VersionId) -> str:
    """The folder in which a version is prepared, beside the versions."""
    return f"{STAGING}{version_id}"


def _policy(settings: Settings, versions: tuple[Version, ...], draft: Version | None) -> Policy:
    return Policy(**vars(settings), versions=versions, draft=draft)


def _version_ids(folder: Path) -> Iterator[VersionId]:
    for path in folder.iterdir():
        if not _is_shown(path) or path.name == DRAFT:
            continue
        try:
            version_id = VersionId.parse(path.name)
        except ValueError as error:
            remedy = _("name a version by its effective date, YYYY-MM-DD, or move the folder away")
            raise BadInputError(_("neither a version nor the draft"), path=path, remedy=remedy) from error
        if not is_cut_off(folder, version_id):
            yield version_id


def is_cut_off(folder: Path, version_id: VersionId) -> bool:
    """Whether a `publish` of this version ended between putting the folder in place and committing the ledger."""
    if not (folder / staging_name(version_id)).is_dir():
        return False
    ledger = folder / "ledger.jsonl"
    recorded = ledger.read_bytes() if ledger.is_file() else b""
    return f'"version":{json.dumps(str(version_id))}'.encode() not in recorded


def _is_shown(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith((".", "__"))


def _files(home: Path) -> list[Path]:
    return sorted(path for path in home.iterdir() if not path.name.startswith(".") and not path.name.endswith("~"))


def _check_names(home: Path, files: dict[str, bytes], languages: tuple[Language, ...]) -> None:
    known = {"version.yml", "data.yml", *(f"{language}.md" for language in languages)}
    for name in files:
        if name not in known:
            remedy = _("known: {words}; list further languages in policy.yml", words=", ".join(sorted(known)))
            raise BadInputError(_("not a file of a version"), path=home / name, remedy=remedy)


def _reader(
    home: Path, language: Language, files: dict[str, bytes], published: Mapping[str, str] | None
) -> Callable[[], Document]:
    """What gives the text: of a published version from the file with the hash in `published`; of a draft, which people
    are writing, as it was now."""
    path = home / f"{language}.md"
    source = decode(files[path.name], path)
    if published is None:
        return partial(parse_document, source, language, path)
    return partial(_published_text, home, language, published[path.name])


def _published_text(home: Path, language: Language, sha256: str) -> Document:
    path = home / f"{language}.md"
    data = read_bytes(home.parent, path)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise TamperedError(_("the file changed while it was in use"), path=path, remedy=_("run the command again"))
    return parse_document(decode(data, path), language, path)


def _tables(
    home: Path, files: dict[str, bytes], languages: tuple[Language, ...], is_draft: bool
) -> Mapping[str, Table]:
    """The tables of `data.yml`; of a published version, whose texts hold them, only when they are asked for."""
    text = _text(home, "data.yml", files)

    def read() -> dict[str, Table]:
        return read_tables(text, home / "data.yml", languages)

    return read() if is_draft else LazyMapping(read)


def _text(home: Path, name: str, files: dict[str, bytes]) -> str:
    return decode(files.get(name, b""), home / name)
