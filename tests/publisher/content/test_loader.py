"""Loading a policy's folder: what is read, and how bad input is refused."""

from datetime import date
from pathlib import Path

import pytest

from publisher.content import LINE_LIMIT, load_policies, load_policy
from publisher.errors import BadInputError
from publisher.model import ChangeClass, Language, TableStyle, VersionId
from tests.support import policies

JA, EN = Language("ja"), Language("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy with one version and a draft."""
    home = policies.draft_only(tmp_path)
    version = {"version.yml": policies.VERSION, "ja.md": policies.JA, "en.md": policies.EN, "data.yml": policies.DATA}
    policies.write(home / "2024-04-01", version)
    return home


def test_a_policy_is_read_with_its_versions_and_its_draft(folder: Path) -> None:
    policy = load_policy(folder)
    assert policy.id == "privacy"
    assert policy.title == {JA: "個人情報取扱方針", EN: "Privacy Policy"}
    assert policy.languages == (JA, EN)
    assert policy.contact.email == "privacy@example.com"
    assert policy.table_style == TableStyle(headers="新・旧", new_on_left=False, remarks=True)
    assert [term.words[EN] for term in policy.terms] == ["anonymously processed information"]
    assert policy.draft is not None
    assert policy.draft.id is None
    (version,) = policy.versions
    assert version.id == VersionId(date(2024, 4, 1))
    assert version.change_class is ChangeClass.MAJOR
    assert version.announced == date(2024, 3, 1)
    assert sorted(version.sha256) == ["data.yml", "en.md", "ja.md", "version.yml"]
    assert version.texts[JA].source == policies.JA
    cell = version.tables["cookies"].rows[0].cells["uses"]
    assert cell == {JA: ("ログインの確認", "接続の確認"), EN: ("Checking the login", "Checking the connection")}


def test_line_endings_and_the_byte_order_mark_are_kept(folder: Path) -> None:
    text = "\ufeff# 題\r\n\r\n## 見出し {#a}\r本文\n"
    (folder / "draft/ja.md").write_bytes(text.encode())
    draft = load_policy(folder).draft
    assert draft is not None
    assert draft.texts[JA].source == text


def test_a_version_may_lack_a_language_and_a_draft_its_metadata(folder: Path) -> None:
    (folder / "draft/en.md").unlink()
    (folder / "draft/version.yml").unlink()
    draft = load_policy(folder).draft
    assert draft is not None
    assert list(draft.texts) == [JA]
    assert (draft.effective, draft.approved_by, draft.change_class) == (None, "", ChangeClass.MAJOR)


def test_versions_come_oldest_first(folder: Path) -> None:
    for name in ("2023-01-01", "2024-04-01.10", "2024-04-01.2"):
        metadata = policies.VERSION.replace("2024-04-01", name[:10])
        policies.write(folder / name, {"version.yml": metadata, "ja.md": "# 題\n"})
    found = [str(version.id) for version in load_policy(folder).versions]
    assert found == ["2023-01-01", "2024-04-01", "2024-04-01.2", "2024-04-01.10"]


def test_several_policies_are_read_by_name(folder: Path) -> None:
    terms = folder.with_name("terms")
    policies.write(terms, {"policy.yml": policies.SETTINGS.replace("id: privacy", "id: terms")})
    assert [policy.id for policy in load_policies(folder.parent)] == ["privacy", "terms"]


def test_hidden_files_and_editors_copies_are_left_alone(folder: Path) -> None:
    policies.write(folder, {"draft/ja.md~": "x", "draft/.ja.md.swp": "x", ".git/x": "x", "README.md": "x"})
    draft = load_policy(folder).draft
    assert draft is not None
    assert "ja.md~" not in draft.sha256


REFUSED = [
    ("policy.yml", "lead_time_days: 30", "lead_time_dais: 30", ["policy.yml:9: lead_time_dais: unknown key; did you"]),
    ("policy.yml", "lead_time_days: 30", "lead_time_days: soon", [":9: lead_time_days: not a whole number; write"]),
    ("policy.yml", "id: privacy", "id: terms", [":1: id: 'terms' is not one of these; write one of: privacy"]),
    ("policy.yml", "email: privacy@example.com", "email: privacy", [":8: contact.email: 'privacy' is not an e-mail"]),
    ("policy.yml", "languages: [ja, en]", "languages: [ja, ja]", [":4: languages: 'ja'"]),
    ("policy.yml", "governing_language: ja", "governing_language: fr", [":3: governing_language: 'fr'"]),
    ("policy.yml", "title: {ja:", "title: {fr:", [":2: title.fr: unknown key"]),
    ("policy.yml", "remarks: true", "remarks: 'no'", [":15: table.remarks: neither true nor false"]),
    (
        "policy.yml",
        "order: old-left",
        "order: left",
        [":14: table.order: 'left' is not one of these; write one of: new"],
    ),
    ("policy.yml", "controller:", "kontroller:", ["policy.yml:1: controller: missing; add `controller"]),
    ("policy.yml", "languages: [ja, en]", "title: x", [":4: title: written twice (also on line 2); keep one"]),
    ("policy.yml", "languages: [ja, en]", "languages: &a [ja, *a]", [":4: an alias"]),
    ("policy.yml", "title: {ja", "title: {{ja", ["policy.yml:3: not valid YAML"]),
    ("policy.yml", "title: {ja", "title: [" + "[" * 5000, ["policy.yml:2: nested too deeply"]),
    (
        "2024-04-01/version.yml",
        "effective: 2024-04-01",
        "effective: 2024-02-30",
        [":1: effective: '2024-02-30' is not"],
    ),
    ("2024-04-01/version.yml", "effective: 2024-04-01", "effective: 2024-4-1", [":1: effective: '2024-4-1' is not a"]),
    ("2024-04-01/version.yml", "effective: 2024-04-01", "effective: 2024-04-02", ["2024-04-02 in a folder named"]),
    ("2024-04-01/version.yml", "class: major", "class: huge", [":4: class: 'huge' is not one of these; write one of"]),
    ("2024-04-01/version.yml", "approved_by", "aproved_by", ["approved_by: missing"]),
    ("draft/version.yml", "note: {ja", "note: [ja", ["version.yml:6: not valid YAML"]),
    (
        "draft/version.yml",
        "note: {ja: 制定しました。, en: First version.}",
        "note: x",
        [":6: note: not a list of `key"],
    ),
    ("draft/version.yml", "approved_by", "clauses: [{id: a, clas: major}]\nx", [":7: clauses[0].class: missing; add"]),
    ("draft/data.yml", "id: necessary", "id: performance", [":12: tables.cookies.rows[1].id: 'performance' is there"]),
    ("policy.yml", "{id: anonymous,", "{id: b, ja: い, en: b}\n  - {id: b,", [":12: terms[1].id: 'b' is there twice"]),
    ("policy.yml", "lead_time_days: 30", "lead_time_days: 3651", [":9: lead_time_days: not a whole number"]),
    ("policy.yml", "languages: [ja, en]", "languages: ja", [":4: languages: not a list"]),
    ("policy.yml", "title: {ja: 個人情報取扱方針, en: Privacy Policy}", "title: {ja: }", [":2: title: empty"]),
    ("policy.yml", "id: privacy", "? [a]\n: b\nid: privacy", ["a key that is not a word"]),
    ("policy.yml", "id: privacy", "--- \na: b\n---\nid: privacy", ["a second YAML document"]),
    ("policy.yml", "id: privacy", "id: privacy\x07", ["not valid YAML"]),
    ("policy.yml", "email: privacy@example.com", "email: [a]", [":8: contact.email: not a text; write one value"]),
    (
        "draft/version.yml",
        "approved_by",
        "clauses:\n  - {id: a, class: minor, reason: {ja: あ}}\n  - {id: a, class: minor, reason: {ja: あ}}\nx",
        [":9: clauses[1].id: 'a' is there twice"],
    ),
    ("draft/data.yml", "  cookies:", "  Cookies:", ["tables.Cookies: 'Cookies' is not an id"]),
    ("draft/data.yml", "    columns:", "    columns: []\n    kolumns:", ["tables.cookies: no columns"]),
    ("draft/data.yml", "category: {ja: 必須", "kategory: {ja: 必須", ["rows[0].cells.kategory: no such column"]),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), REFUSED)
def test_bad_yaml_is_refused_in_one_line_with_file_line_field_and_remedy(
    folder: Path, name: str, old: str, new: str, expected: list[str]
) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        load_policy(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.remedy
    assert all(part in message for part in expected), message


def refusal(folder: Path) -> str:
    """The one line with which loading is refused."""
    with pytest.raises(BadInputError) as caught:
        load_policy(folder)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_text_that_is_not_utf_8_names_its_line(folder: Path) -> None:
    (folder / "draft/ja.md").write_bytes("# 題\n\n".encode() + "本文".encode("shift_jis"))
    assert "draft/ja.md:3: byte 0x96 is not UTF-8" in refusal(folder)


def test_a_line_of_ten_megabytes_is_refused(folder: Path) -> None:
    (folder / "draft/ja.md").write_bytes(b"# t\n" + b"x" * 10_000_000)
    assert "ja.md:2: a line of 10,000,000 characters, more than 100,000; break it" in refusal(folder)
    (folder / "draft/ja.md").write_bytes(b"# t\n" + b"x" * (LINE_LIMIT + 1))
    assert "ja.md:2: a line of 100,001 characters" in refusal(folder)


def test_a_text_of_many_megabytes_is_refused(folder: Path) -> None:
    for size in (5_000_000, 70_000_000):
        (folder / "draft/ja.md").write_bytes(b"# t\n" * (size // 4))
        assert "ja.md: larger than" in refusal(folder)


def test_a_nul_character_is_refused(folder: Path) -> None:
    (folder / "draft/ja.md").write_bytes(b"# t\n\na\0b\n")
    assert "ja.md:3: a NUL character" in refusal(folder)


@pytest.mark.parametrize("name", ["draft/ja.md", "2024-04-01", "draft"])
def test_a_link_that_leaves_the_folder_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    (folder / name).rename(outside)
    (folder / name).symlink_to(outside)
    assert "a link that leaves the folder" in refusal(folder)


def test_a_link_to_itself_is_refused(folder: Path) -> None:
    (folder / "draft/ja.md").unlink()
    (folder / "draft/ja.md").symlink_to("ja.md")
    assert "cannot be read" in refusal(folder)


@pytest.mark.parametrize("name", ["2024-4-1", "2024-13-01", "2024-04-01.1", "old"])
def test_a_folder_that_is_no_version_is_refused(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    assert "neither a version nor the draft" in refusal(folder)


def test_what_is_missing_or_strange_in_a_version_is_named(folder: Path) -> None:
    (folder / "draft/fr.md").write_text("x")
    assert "draft/fr.md: not a file of a version" in refusal(folder)
    (folder / "draft/fr.md").unlink()
    (folder / "draft/ja.md").unlink()
    (folder / "draft/en.md").unlink()
    assert "draft: no text; add ja.md, en.md" in refusal(folder)


def test_a_missing_policy_file_is_named(folder: Path) -> None:
    (folder / "policy.yml").unlink()
    assert "policy.yml: no such file; create it" in refusal(folder)


def test_no_policy_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no policy here"):
        load_policies(tmp_path)
