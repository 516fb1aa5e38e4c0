"""Verification names every single change, deletion, addition, reorder and rename."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.errors import BadInputError, RefusedError, TamperedError
from publisher.ledger import adopt, ensure_verified, load_chain, verify_folder
from publisher.ledger.signing import create_key, key_id, load_key, public_key
from publisher.model import ZONE
from tests.support import policies

NOW = datetime(2024, 3, 1, 9, 30, tzinfo=ZONE)
VERSIONS = ("2019-01-01", "2021-04-22", "2021-04-22.2", "2024-04-01")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def build(root: Path, key: Ed25519PrivateKey | None = None) -> Path:
    """A policy of four versions, each entered in the ledger by itself."""
    folder = policies.write(root / "privacy", {"policy.yml": policies.SETTINGS})
    for index, name in enumerate(VERSIONS):
        metadata = policies.VERSION.replace("2024-04-01", name[:10])
        files = {"version.yml": metadata, "ja.md": f"# 題\n\n{name}\n", "en.md": f"# Title\n\n{name}\n"}
        policies.write(folder / name, files)
        adopt(folder, NOW + timedelta(days=index), key=key)
    return folder


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("template"), KEY)


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A fresh copy of a sound policy."""
    return Path(shutil.copytree(template, tmp_path / "privacy"))


def found(folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in verify_folder(folder)]


def test_a_sound_tree_has_no_problems(folder: Path) -> None:
    assert verify_folder(folder) == ()
    assert ensure_verified(folder).head == load_chain(folder)[0].entries[-1].hash


def test_a_changed_file_is_named(folder: Path) -> None:
    (folder / "2021-04-22/ja.md").write_text("# 題\n\n2021-04-23\n", encoding="utf-8")
    (problem,) = found(folder)
    assert problem.startswith("2021-04-22/ja.md: this published file was changed; restore it from version control")


def test_a_deleted_file_and_an_added_one_are_named(folder: Path) -> None:
    (folder / "2021-04-22/ja.md").unlink()
    policies.write(folder / "2019-01-01", {".hidden": "x", "deep/er.md": "x"})
    names = [problem.split(";")[0] for problem in found(folder)]
    assert names == [
        "2019-01-01/.hidden: this file was added to a published version",
        "2019-01-01/deep: this file was added to a published version",
        "2019-01-01/deep/er.md: this file was added to a published version",
        "2021-04-22/ja.md: this published file was deleted",
    ]


def test_a_renamed_file_and_a_renamed_version_are_named(folder: Path) -> None:
    (folder / "2021-04-22/ja.md").rename(folder / "2021-04-22/de.md")
    (folder / "2019-01-01").rename(folder / "2018-01-01")
    names = [problem.split(";")[0] for problem in found(folder)]
    assert names == [
        "2018-01-01: this is the published version 2019-01-01, renamed",
        "2021-04-22/de.md: this is the published file ja.md, renamed",
    ]


def test_a_deleted_version_and_an_added_one_are_named(folder: Path) -> None:
    shutil.rmtree(folder / "2019-01-01")
    shutil.copytree(folder / "2024-04-01", folder / "2024-05-01")
    names = [problem.split(";")[0] for problem in found(folder)]
    assert names == ["2019-01-01: this published version was deleted", "2024-05-01: this version is not in the ledger"]


def test_a_policy_whose_settings_are_gone_is_named(folder: Path) -> None:
    (folder / "policy.yml").unlink()
    assert found(folder) == [
        "policy.yml: the settings of a published policy are gone; restore them from version control"
    ]


def test_a_published_file_replaced_by_a_link_is_named(folder: Path, tmp_path: Path) -> None:
    original = folder / "2021-04-22/ja.md"
    original.rename(tmp_path / "ja.md")
    original.symlink_to(tmp_path / "ja.md")
    assert found(folder)[0].startswith("2021-04-22/ja.md: this published file was replaced by a link")


def lines(folder: Path) -> list[str]:
    return (folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def rewrite(folder: Path, new: list[str]) -> list[str]:
    (folder / "ledger.jsonl").write_text("".join(new), encoding="utf-8")
    return found(folder)


def test_reordered_removed_and_repeated_lines_are_named(folder: Path) -> None:
    one, two, three, four = lines(folder)
    for changed in ([two, one, three, four], [one, three, four], [two, three, four], [one, one, two, three, four]):
        assert any("does not follow the line before it" in problem for problem in rewrite(folder, changed))
    assert rewrite(folder, [one, two, three]) == [
        "2024-04-01: this version is not in the ledger; remove it, or enter it with `publisher adopt` if it was in"
        " force before the ledger began"
    ]


def test_a_truncated_ledger_is_named(folder: Path) -> None:
    text = "".join(lines(folder))
    (folder / "ledger.jsonl").write_text(text[:-20], encoding="utf-8")
    assert found(folder)[0].startswith("ledger.jsonl:4: the last line is cut off")
    (folder / "ledger.jsonl").unlink()
    assert [problem.split(":")[0] for problem in found(folder)] == sorted(VERSIONS)
    with pytest.raises(TamperedError, match="and 3 more: see `publisher verify`"):
        ensure_verified(folder)


def test_a_ledger_that_is_not_text_is_refused_with_its_line(folder: Path) -> None:
    data = (folder / "ledger.jsonl").read_bytes()
    (folder / "ledger.jsonl").write_bytes(data.replace(b"\n", b"\n\xff", 1))
    with pytest.raises(BadInputError, match=r"ledger.jsonl:2: not UTF-8"):
        verify_folder(folder)


def test_a_chain_rewritten_as_a_whole_is_seen_by_whoever_kept_a_head(folder: Path, tmp_path: Path) -> None:
    kept = load_chain(folder)[0].entries[1].hash
    assert verify_folder(folder, since=kept) == ()
    (folder / "2019-01-01/ja.md").write_text("# 別の題\n", encoding="utf-8")
    (folder / "ledger.jsonl").unlink()
    adopt(folder, NOW)
    assert verify_folder(folder) == ()
    (problem,) = verify_folder(folder, since=kept)
    assert "the chain does not hold the head" in problem.what


def test_a_head_signed_by_the_key_verifies_and_no_other(folder: Path) -> None:
    mine, other = public_key(KEY), public_key(Ed25519PrivateKey.generate())
    assert verify_folder(folder, public_key=mine) == ()
    (problem,) = verify_folder(folder, public_key=other)
    assert "the head is not signed by this key" in problem.what
    assert len(key_id(mine)) == 16


def test_an_unsigned_head_does_not_pass_for_a_signed_one(tmp_path: Path) -> None:
    folder = build(tmp_path)
    assert verify_folder(folder) == ()
    assert len(verify_folder(folder, public_key=public_key(KEY))) == 1


def test_keys_are_for_their_owner_only_and_never_in_a_repository(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    public = create_key(path, b"secret")
    assert path.stat().st_mode & 0o777 == 0o600
    assert public_key(load_key(path, b"secret")) == public
    with pytest.raises(BadInputError, match="not a private key that can be read"):
        load_key(path)
    with pytest.raises(RefusedError, match="there is a file already"):
        create_key(path)
    (tmp_path / "repository/.git").mkdir(parents=True)
    with pytest.raises(RefusedError, match="inside the repository"):
        create_key(tmp_path / "repository/key.pem")


def published(folder: Path) -> Iterator[Path]:
    yield folder / "ledger.jsonl"
    for name in VERSIONS:
        yield from sorted((folder / name).iterdir())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_single_changed_byte_is_found(template: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(published(template))))
    original = path.read_bytes()
    offset = data.draw(st.integers(0, len(original) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != original[offset]))
    try:
        path.write_bytes(original[:offset] + bytes([value]) + original[offset + 1 :])
        assert is_named(template)
    finally:
        path.write_bytes(original)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_single_byte_removed_or_added_is_found(template: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(published(template))))
    original = path.read_bytes()
    offset = data.draw(st.integers(0, len(original) - 1))
    added = data.draw(st.binary(min_size=0, max_size=2))
    changed = original[:offset] + added + original[offset + (not added) :]
    try:
        path.write_bytes(changed)
        assert is_named(template)
    finally:
        path.write_bytes(original)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_single_deletion_or_rename_is_found(template: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([*published(template), *(template / name for name in VERSIONS)]))
    new = data.draw(st.sampled_from(["x.md", "2020-02-02", ".hidden", "ja.md~"]))
    target = data.draw(st.sampled_from([path.with_name(new), template.parent / "outside"]))
    path.rename(target)
    try:
        assert is_named(template)
    finally:
        target.rename(path)


def is_named(folder: Path) -> bool:
    try:
        return verify_folder(folder) != ()
    except BadInputError:
        return True


def test_the_date_in_an_entry_is_part_of_what_is_hashed(folder: Path) -> None:
    text = "".join(lines(folder))
    assert text.count(NOW.isoformat()) == 1
    assert rewrite(folder, [text.replace(NOW.isoformat(), (NOW + timedelta(hours=1)).isoformat())])
