"""Publishing a draft: what is frozen, what is refused, and that a second publication builds on the first."""

from datetime import date, datetime
from pathlib import Path

import pytest

from publisher.content import load_policy
from publisher.errors import RefusedError, TamperedError
from publisher.ledger import Release, adopt, load_chain, plan_publication, publish, verify_folder
from publisher.model import ZONE, ChangeClass, Language, VersionId
from tests.support import policies

JA, EN = Language("ja"), Language("en")
NOW = datetime(2024, 3, 1, 9, 30, tzinfo=ZONE)
LATER = datetime(2024, 6, 1, 9, 30, tzinfo=ZONE)
REVISED = "当社は、[](#collection)の情報を、利用者への連絡及び統計の作成のために利用します。"
REVISED_EN = "The Company uses the information of [](#collection) to contact users and for statistics."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy with a complete draft and nothing published."""
    return policies.draft_only(tmp_path)


def revise(folder: Path) -> None:
    """A draft that changes the purposes of the published text."""
    ja = policies.JA.replace(next(line for line in policies.JA.split("\n") if "利用者への連絡" in line), REVISED)
    en = policies.EN.replace("The Company uses the information of [](#collection) to contact users.", REVISED_EN)
    policies.write(folder / "draft", {"ja.md": ja, "en.md": en, "data.yml": policies.DATA})


def release(effective: date, **changes: object) -> Release:
    """A complete set of decisions."""
    note = {JA: "統計の作成を加えました。", EN: "Statistics were added."}
    decided = {"effective": effective, "note": note, "approved_by": "法務部", "change_class": ChangeClass.MAJOR}
    return Release(**{**decided, **changes})  # type: ignore[arg-type]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_first_text_is_frozen_with_its_tables_written_out_and_recorded(folder: Path) -> None:
    publish(folder, Release(), NOW)
    policy = load_policy(folder)
    (version,) = policy.versions
    assert policy.draft is None
    assert str(version.id) == "2024-04-01"
    assert "| 必須クッキー | ログインの確認、接続の確認 |" in version.texts[JA].source
    assert "| Necessary cookies | Checking the login; Checking the connection |" in version.texts[EN].source
    assert version.texts[JA].source.replace("\n| 種類", "\n{{ table: cookies }}\n| 種類").split("{{")[0] in policies.JA
    (entry,) = load_chain(folder)[0].entries
    assert (entry.number, entry.previous, entry.published_at) == (1, None, NOW)
    assert entry.files == version.sha256
    assert verify_folder(folder) == ()


def test_publishing_leaves_nothing_else_behind(folder: Path) -> None:
    publish(folder, Release(), NOW)
    version = [f"2024-04-01/{name}" for name in ("data.yml", "en.md", "ja.md", "version.yml")]
    assert sorted(snapshot(folder)) == [*version, "ledger.jsonl", "policy.yml"]


def test_a_revision_is_scheduled_and_chained_to_the_one_before(folder: Path) -> None:
    publish(folder, Release(), NOW)
    revise(folder)
    publish(folder, release(date(2024, 8, 1)), LATER)
    chain, problems = load_chain(folder)
    assert problems == ()
    assert [str(entry.version) for entry in chain.entries] == ["2024-04-01", "2024-08-01"]
    assert chain.entries[1].previous == chain.entries[0].hash
    new = load_policy(folder).versions[1]
    assert (new.announced, new.revised, new.approved_by) == (LATER.date(), LATER.date(), "法務部")
    assert verify_folder(folder, since=chain.entries[0].hash) == ()


def test_a_second_text_of_the_same_day_gets_the_next_place(folder: Path) -> None:
    publish(folder, Release(), NOW)
    for expected in ("2024-06-01", "2024-06-01.2", "2024-06-01.3"):
        revise(folder)
        text = (folder / "draft/ja.md").read_text(encoding="utf-8")
        (folder / "draft/ja.md").write_text(f"{text}\n{'。' * len(expected)}\n", encoding="utf-8")
        plan = publish(folder, release(date(2024, 6, 1), reason="法令の改正に伴うため"), LATER)
        assert str(plan.version_id) == expected
    assert load_chain(folder)[0].entries[-1].reason == "法令の改正に伴うため"


def test_a_correction_needs_no_lead_time_and_may_come_before_a_scheduled_version(folder: Path) -> None:
    publish(folder, Release(), NOW)
    revise(folder)
    publish(folder, release(date(2024, 8, 1)), LATER)
    policies.write(folder / "draft", {"ja.md": policies.JA.replace("取り扱います", "取扱います"), "en.md": policies.EN})
    policies.write(folder / "draft", {"data.yml": policies.DATA})
    plan = publish(folder, release(date(2024, 6, 1), change_class=ChangeClass.EDITORIAL), LATER)
    assert str(plan.version_id) == "2024-06-01"
    assert [v.label for v in load_policy(folder).versions] == ["2024-04-01", "2024-06-01", "2024-08-01"]
    assert verify_folder(folder) == ()


def test_data_without_tables_in_the_text_is_kept_byte_by_byte(folder: Path) -> None:
    data = (policies.DATA + "# 注記\r\n").encode()
    (folder / "draft/data.yml").write_bytes(data)
    publish(folder, Release(), NOW)
    assert (folder / "2024-04-01/data.yml").read_bytes() == data


REFUSALS = [
    ({"effective": date(2024, 5, 31)}, "is past; choose a day from today on"),
    ({"effective": date(2024, 6, 30)}, "29 days from announcement to effect; the policy promises 30"),
    ({"announced": date(2024, 8, 2)}, "before it is announced on 2024-08-02"),
    ({"announced": date(2024, 7, 1)}, "the announcement on 2024-07-01 is to come"),
    ({"announced": date(2024, 5, 1)}, "the announcement on 2024-05-01 is past; leave the date out, or say with"),
    ({"approved_by": ""}, "the approval is missing"),
    ({"effective": None}, "the effective date is missing"),
    ({"note": {JA: "変更"}}, "the note in en is missing"),
    ({"change_class": ChangeClass.EDITORIAL}, "hidden-purpose"),
]


@pytest.mark.parametrize(("changes", "words"), REFUSALS)
def test_a_broken_rule_refuses_the_publication_and_changes_nothing(
    folder: Path, changes: dict[str, object], words: str
) -> None:
    publish(folder, Release(), NOW)
    revise(folder)
    before = snapshot(folder)
    with pytest.raises(RefusedError) as caught:
        publish(folder, release(**{"effective": date(2024, 8, 1), **changes}), LATER)  # type: ignore[arg-type]
    assert words in str(caught.value)
    assert caught.value.remedy
    assert snapshot(folder) == before


@pytest.mark.parametrize("late", [{"effective": date(2024, 6, 2)}, {"announced": date(2024, 5, 1)}])
def test_a_reason_permits_a_short_lead_time_and_is_recorded(folder: Path, late: dict[str, date]) -> None:
    publish(folder, Release(), NOW)
    revise(folder)
    publish(folder, release(**{"effective": date(2024, 8, 1), **late}, reason="緊急のため"), LATER)  # type: ignore[arg-type]
    assert load_chain(folder)[0].entries[-1].reason == "緊急のため"


def test_a_later_version_already_published_refuses_an_earlier_one(folder: Path) -> None:
    publish(folder, Release(), NOW)
    for effective in (date(2024, 9, 1), date(2024, 8, 1)):
        revise(folder)
        if effective.month == 8:
            with pytest.raises(RefusedError, match="version 2024-09-01, which takes effect later"):
                publish(folder, release(effective), LATER)
        else:
            publish(folder, release(effective), LATER)


def test_a_clock_before_the_last_publication_refuses(folder: Path) -> None:
    publish(folder, Release(), NOW)
    revise(folder)
    with pytest.raises(RefusedError, match="clock says 2024-02-01"):
        publish(folder, release(date(2024, 8, 1)), datetime(2024, 2, 1, tzinfo=ZONE))


def test_an_error_of_the_checks_refuses(folder: Path) -> None:
    (folder / "draft/en.md").write_text(policies.EN + "\n[](#nowhere)\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="findings of level error"):
        publish(folder, Release(), NOW)


def test_without_a_draft_nothing_is_published(folder: Path) -> None:
    publish(folder, Release(), NOW)
    with pytest.raises(RefusedError, match="has no draft; start one with `publisher new privacy`"):
        publish(folder, release(date(2024, 8, 1)), LATER)


def test_a_changed_published_file_refuses_the_next_publication(folder: Path) -> None:
    publish(folder, Release(), NOW)
    revise(folder)
    (folder / "2024-04-01/ja.md").write_text("# 改ざん\n", encoding="utf-8")
    with pytest.raises(TamperedError, match="this published file was changed"):
        publish(folder, release(date(2024, 8, 1)), LATER)


def test_a_plan_shows_everything_and_changes_nothing(folder: Path) -> None:
    before = snapshot(folder)
    plan = plan_publication(folder, release(date(2024, 2, 1), approved_by=""), NOW)
    assert str(plan.version_id) == "2024-02-01"
    assert sorted(plan.files) == ["data.yml", "en.md", "ja.md", "version.yml"]
    assert len(plan.refusals) == 2  # past, and before its announcement
    assert snapshot(folder) == before


def write_versions(folder: Path, *names: str) -> None:
    for name in names:
        metadata = policies.VERSION.replace("2024-04-01", name[:10])
        policies.write(folder / name, {"version.yml": metadata, "ja.md": f"# 題\n\n{name}\n"})


def test_texts_from_before_the_ledger_are_adopted_in_order_as_they_stand(folder: Path) -> None:
    write_versions(folder, "2021-04-22", "2019-01-01")
    before = snapshot(folder)
    entries = adopt(folder, NOW)
    assert [str(entry.version) for entry in entries] == ["2019-01-01", "2021-04-22"]
    assert all(entry.adopted for entry in entries)
    assert snapshot(folder) == {**before, "ledger.jsonl": (folder / "ledger.jsonl").read_bytes()}
    assert verify_folder(folder) == ()
    publish(folder, Release(), NOW)
    assert len(load_chain(folder)[0].entries) == 3


def test_one_of_several_texts_can_be_adopted(folder: Path) -> None:
    write_versions(folder, "2021-04-22", "2019-01-01")
    adopt(folder, NOW, [VersionId.parse("2019-01-01")])
    assert [str(entry.version) for entry in load_chain(folder)[0].entries] == ["2019-01-01"]


def test_nothing_is_adopted_twice_or_before_what_is_recorded_or_from_nowhere(folder: Path) -> None:
    with pytest.raises(RefusedError, match="nothing to adopt"):
        adopt(folder, NOW)
    with pytest.raises(RefusedError, match="2020-01-01 is no folder"):
        adopt(folder, NOW, [VersionId.parse("2020-01-01")])
    write_versions(folder, "2021-04-22")
    adopt(folder, NOW)
    with pytest.raises(RefusedError, match="nothing to adopt"):
        adopt(folder, NOW)
    write_versions(folder, "2019-01-01")
    with pytest.raises(RefusedError, match="2019-01-01 is older than 2021-04-22"):
        adopt(folder, NOW)
