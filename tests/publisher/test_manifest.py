"""The manifest answers what an app asks, and follows its schema."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from publisher.content import load_policies
from publisher.ledger import Chain, adopt, load_chain, publish
from publisher.ledger.release import Release
from publisher.manifest import ChangedClause, manifest
from publisher.model import ZONE, ChangeClass, ClauseId, Language, Policy, Version
from tests.support import policies

SCHEMA = json.loads((Path(__file__).parents[2] / "publisher/manifest.schema.json").read_text(encoding="utf-8"))
NOW = datetime(2024, 3, 1, 9, tzinfo=ZONE)
JUNE = datetime(2024, 6, 1, 9, tzinfo=ZONE)
AUGUST = date(2024, 8, 1)
SITE = "https://policies.example.com/"


def changes(policy: Policy, version: Version) -> list[ChangedClause]:
    """What a comparison would say of the second version."""
    return [
        ChangedClause(id=ClauseId("purposes"), change="changed"),
        ChangedClause(id=ClauseId("old"), change="removed"),
    ]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One policy: a text in force, one scheduled with a signed head."""
    folder = policies.draft_only(tmp_path)
    publish(folder, Release(), NOW)
    ja = policies.JA.replace("連絡のために", "連絡及び統計のために").replace("## 第4条", "## 第5条")
    policies.write(folder / "draft", {"ja.md": ja, "en.md": policies.EN, "data.yml": policies.DATA})
    metadata = policies.VERSION.split("\n", 3)[3] + (
        "clauses:\n  - id: purposes\n    class: minor\n    reason: {ja: 統計のため。, en: For statistics.}\n"
    )
    policies.write(folder / "draft", {"version.yml": metadata})
    key = Ed25519PrivateKey.generate()
    publish(folder, Release(effective=AUGUST, announced=JUNE.date(), change_class=ChangeClass.MAJOR), JUNE, key)
    return tmp_path


def made(root: Path, as_of: datetime = JUNE) -> dict[str, Any]:
    loaded = load_policies(root)
    chains = {policy.id: load_chain(root / policy.id)[0] for policy in loaded}
    result = manifest(loaded, chains, changes, as_of, SITE)
    jsonschema.validate(result, SCHEMA, format_checker=jsonschema.FormatChecker())
    return json.loads(json.dumps(result))  # type: ignore[no-any-return]


def test_it_says_what_is_in_force_and_what_is_scheduled(root: Path) -> None:
    (policy,) = made(root)["policies"]
    assert (policy["in_force"], policy["scheduled"]) == ("2024-04-01", ["2024-08-01"])
    first, second = policy["versions"]
    assert first["effective_at"] == "2024-04-01T00:00:00+09:00"
    assert first["superseded_at"] == second["effective_at"] == "2024-08-01T00:00:00+09:00"
    assert (first["predecessor"], second["predecessor"]) == (None, "2024-04-01")
    assert second["superseded_at"] is None


@pytest.mark.parametrize(
    ("as_of", "in_force", "scheduled"),
    [
        (datetime(2024, 3, 31, 14, 59, 59, tzinfo=UTC), None, ["2024-04-01", "2024-08-01"]),
        (datetime(2024, 3, 31, 15, 0, tzinfo=UTC), "2024-04-01", ["2024-08-01"]),
        (datetime(2024, 7, 31, 15, 0, tzinfo=UTC), "2024-08-01", []),
    ],
)
def test_a_version_takes_over_at_midnight_in_tokyo(
    root: Path, as_of: datetime, in_force: str | None, scheduled: list[str]
) -> None:
    (policy,) = made(root, as_of)["policies"]
    assert (policy["in_force"], policy["scheduled"]) == (in_force, scheduled)
    assert bool(policy["data"]) == bool(in_force)


def test_each_text_has_its_hash_and_its_addresses(root: Path) -> None:
    text = made(root)["policies"][0]["versions"][0]["texts"]["ja"]
    data = (root / "privacy/2024-04-01/ja.md").read_bytes()
    assert text["bytes"] == len(data)
    assert text["sha256"] == load_policies(root)[0].versions[0].sha256["ja.md"]
    assert text["url"] == "https://policies.example.com/ja/privacy/2024-04-01/"
    assert text["source_url"] == "https://policies.example.com/privacy/2024-04-01/ja.md"


def test_changed_clauses_have_title_class_and_reason(root: Path) -> None:
    first, second = made(root)["policies"][0]["versions"]
    assert (first["clauses"], first["changes"]) == ([], {})
    assert second["clauses"] == [
        {
            "id": "purposes",
            "change": "changed",
            "title": {"ja": "第2条 利用目的", "en": "Article 2 Purposes of use"},
            "class": "minor",
            "reason": {"ja": "統計のため。", "en": "For statistics."},
        },
        {"id": "old", "change": "removed", "title": {}},
    ]
    assert second["changes"]["en"] == "https://policies.example.com/en/privacy/2024-08-01/changes/"


def test_the_ledgers_head_and_its_signature_stand_in_it(root: Path) -> None:
    chain = load_chain(root / "privacy")[0]
    policy = made(root)["policies"][0]
    assert policy["ledger"]["head"] == chain.head == policy["versions"][1]["ledger_entry"]
    assert policy["ledger"]["entries"] == 2
    assert policy["ledger"]["signature"]["algorithm"] == "Ed25519"
    assert policy["ledger"]["signature"]["value"] == chain.entries[-1].signature


def test_announcements_are_dated_newest_first_and_named_by_what_happens(root: Path) -> None:
    second, first = made(root)["policies"][0]["announcements"]
    assert (second["date"], first["date"]) == ("2024-06-01", "2024-03-01")
    assert second["title"] == {
        "ja": "個人情報取扱方針の改定のお知らせ（2024年8月1日施行）",
        "en": "Revision of the Privacy Policy (in force from 1 August 2024)",
    }
    assert first["title"]["ja"] == "個人情報取扱方針の制定のお知らせ（2024年4月1日施行）"
    assert first["urls"]["ja"].endswith("/ja/privacy/2024-04-01/")
    assert second["urls"]["ja"].endswith("/ja/privacy/2024-08-01/changes/")


def test_tables_of_the_text_in_force_are_data_for_programs(root: Path) -> None:
    cookies = made(root)["policies"][0]["data"]["cookies"]
    assert [row["id"] for row in cookies["rows"]] == ["necessary", "performance"]
    assert cookies["rows"][0]["cells"]["uses"]["en"] == ["Checking the login", "Checking the connection"]


def test_a_version_that_the_ledger_lacks_is_an_error(root: Path) -> None:
    loaded = load_policies(root)
    with pytest.raises(ValueError, match="2024-04-01 of privacy is not in the ledger"):
        manifest(loaded, {loaded[0].id: Chain()}, changes, JUNE, SITE)


def test_the_real_policies_make_a_valid_manifest(tmp_path: Path) -> None:
    fixtures = Path(__file__).parents[1] / "fixtures/content"
    for source in fixtures.iterdir():
        for path in source.rglob("*"):
            if path.is_file():
                target = tmp_path / path.relative_to(fixtures)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
        adopt(tmp_path / source.name, NOW)
    result = made(tmp_path, datetime(2026, 11, 1, tzinfo=ZONE))
    assert [(p["id"], p["in_force"]) for p in result["policies"]] == [
        ("privacy", "2025-10-01.2"),
        ("terms", "2026-02-01"),
    ]
    lagging = result["policies"][1]["versions"][1]
    assert list(lagging["texts"]) == [Language("ja")]
