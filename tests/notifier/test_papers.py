"""Letters and faxes: pages of one's own with the address in the window; nobody is told before somebody took them."""

import csv
import re
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.adapters.paper import press
from notifier.adapters.sql.schema import outbox
from notifier.messages.sheets import fitting
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState, Reason
from notifier.model.errors import UsageProblem
from notifier.model.ids import DeliveryId, Language, RecipientId
from notifier.model.notice import NoticeState
from notifier.model.paper import (
    BadHandoverTime,
    FilesAltered,
    FilesMissing,
    FolderRefuses,
    HandedOver,
    Handover,
    NotHandedOver,
    NothingInIt,
    Window,
)
from notifier.model.recipient import Contact, Recipient, RecipientStatus
from notifier.model.webhook import WebhookEvent
from notifier.ports.recipients import Imported
from notifier.service.webhooks import add_webhook
from tests.notifier.world import NOTICE, World

POSTAL = ("100-0001", "東京都千代田区千代田一丁目1番1号", "見本ビルディング12階")
WINDOW = Window(left=22, top=15, width=85, height=38)
POINT = 25.4 / 72


def person(number: int, channels: tuple[Channel, ...] = (Channel.LETTER,), **changes: object) -> Imported:
    contact = {"name": f"見本花子{number}", "postal": POSTAL, "fax": "03-1234-5678"} | changes
    status, language = contact.pop("status", "active"), contact.pop("language", "ja")
    return Imported(
        line=number + 1,
        recipient=Recipient(
            id=RecipientId(f"u{number}"),
            language=Language(str(language)),
            channels=channels,
            status=RecipientStatus(str(status)),
            contact=Contact(**contact),  # type: ignore[arg-type]
        ),
    )


def planned(world: World, *people: Imported) -> None:
    world.import_all(*people)
    world.plan(channels=frozenset(Channel))
    world.start()


def export(world: World, channel: Channel = Channel.LETTER, size: int = 500) -> list[Handover]:
    notice = world.notifier.notices.get(NOTICE)
    assert notice is not None
    return list(world.notifier.after.exporter().run(notice, channel, world.folder / "paper", size, lambda done: None))


def states(world: World, recipient: str = "u1") -> list[tuple[Channel, DeliveryState]]:
    found = world.notifier.after.evidence.deliveries(NOTICE, RecipientId(recipient))
    return [(one.channel, one.state) for one in found]


def listed(made: Handover) -> list[dict[str, str]]:
    with (Path(made.folder) / "list.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pages(pdf: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return text.split("\f")[:-1]


def words(pdf: Path, page: int) -> list[tuple[str, float, float, float, float]]:
    """Each word of a page with its box (left, top, right, bottom) in millimetres."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    boxes = re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', found)
    return [(word, *(float(one) * POINT for one in box)) for *box, word in boxes]  # type: ignore[misc]


def test_everybody_has_pages_of_their_own_counted_from_one_with_date_and_sender(sqlite_world: World) -> None:
    sqlite_world.set(NOTIFIER_LETTER_SENDER_JA="株式会社見本|〒530-0001|大阪市北区梅田1-1")
    planned(sqlite_world, person(1), person(2, language="en", name="Bob Example", postal=("1 Example Street", "UK")))
    (made,) = export(sqlite_world)
    pdf = Path(made.folder) / "letters-001.pdf"
    first, second = pages(pdf)
    rows = listed(made)
    assert [(row["first_page"], row["pages"], row["language"]) for row in rows] == [("1", "1", "ja"), ("2", "1", "en")]
    japanese = ("見本花子1 様", "2026年11月2日", "株式会社見本", "大阪市北区梅田1-1", "効力が生じる時")
    english = ("Bob Example", "2 November 2026", "Sample Inc.", "When it takes effect", "/en/privacy/")
    for page, expected in ((first, japanese), (second, english)):
        for said in (*expected, "1/1", f"{NOTICE} / "):
            assert said in page, said
    assert "https://policy.example.com/ja/privacy/2026-12-15/changes/" in first
    assert rows[0]["delivery"] in first


@pytest.mark.parametrize("window", ["22,15,85,38", "22,48,80,38"])
@pytest.mark.parametrize(
    "postal", [POSTAL, ("530-0001", *(f"とても長い町名の続く住所の{i}行目一丁目二番三号" for i in range(8)))]
)
def test_the_whole_address_and_nothing_else_stands_in_the_window(
    sqlite_world: World, window: str, postal: tuple[str, ...]
) -> None:
    sqlite_world.set(NOTIFIER_LETTER_WINDOW=window)
    planned(sqlite_world, person(1, postal=postal))
    (made,) = export(sqlite_world)
    left, top, width, height = map(float, window.split(","))
    inside = "".join(
        word
        for word, x, y, right, bottom in words(Path(made.folder) / "letters-001.pdf", 1)
        if left - 1 <= x and right <= left + width + 1 and top - 1 <= y and bottom <= top + height + 1
    )
    assert inside == "".join((f"〒{postal[0]}", *postal[1:], "見本花子1様"))


def test_a_long_address_is_set_smaller_and_a_short_one_is_not() -> None:
    assert fitting(("short",), WINDOW) == 10.5
    assert 5 <= fitting(("長" * 60,) * 4, WINDOW) < 10


def test_a_name_that_looks_like_markup_is_only_a_name(sqlite_world: World) -> None:
    planned(sqlite_world, person(1, name="<b>太郎</b><img src='http://x.example/'>"))
    (made,) = export(sqlite_world)
    assert "<b>太郎</b><img" in pages(Path(made.folder) / "letters-001.pdf")[0].replace("\n", "")


def test_nobody_is_told_before_the_letters_are_handed_over(world: World) -> None:
    planned(world, person(1), person(2))
    (made,) = export(world)
    assert (world.progress().people.told, world.progress().people.waiting) == (0, 2)
    world.clock.turn(hours=2)
    handing = world.notifier.after.handing()
    assert handing.hand_over(made, "佐藤からサンプル郵便へ", None, None) == 2
    assert world.progress().people.told == 2
    notice = world.notifier.notices.get(NOTICE)
    assert notice is not None
    assert notice.state is NoticeState.FINISHED
    (row,) = world.notifier.after.evidence.deliveries(NOTICE, RecipientId("u1"))
    assert (row.reply, row.settled_at) == ("佐藤からサンプル郵便へ", world.clock())
    (kept,) = world.notifier.after.papers.all(Channel.LETTER)
    assert (kept.handed_over_by, kept.handed_over_at, kept.open) == ("佐藤からサンプル郵便へ", world.clock(), 0)
    with pytest.raises(HandedOver):
        handing.hand_over(handing.find(Channel.LETTER, made.id), "someone", None, None)
    assert world.verify().flaws == ()


def test_writing_again_writes_nobody_twice(sqlite_world: World) -> None:
    planned(sqlite_world, *(person(number) for number in range(5)))
    made = export(sqlite_world, size=2)
    assert [one.count for one in made] == [2, 2, 1]
    assert len({row["delivery"] for one in made for row in listed(one)}) == 5
    assert export(sqlite_world) == []


def test_many_letters_are_several_files_and_the_list_says_where_each_is(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press, "PART", 2)
    planned(sqlite_world, *(person(number) for number in range(5)))
    (made,) = export(sqlite_world)
    rows = listed(made)
    assert [row["file"] for row in rows] == [f"letters-{part:03}.pdf" for part in (1, 1, 2, 2, 3)]
    for row in rows:
        page = pages(Path(made.folder) / row["file"])[int(row["first_page"]) - 1]
        assert f"{NOTICE} / {row['delivery']}" in page


def test_two_that_write_at_once_write_nobody_twice(world: World) -> None:
    planned(world, *(person(number) for number in range(8)))
    with ThreadPoolExecutor(2) as pool:
        found = [one for made in pool.map(lambda _: export(world, size=3), range(2)) for one in made]
    written = [row["delivery"] for one in found for row in listed(one)]
    assert sorted(written) == sorted(set(written))
    assert len(written) == 8
    assert {path.name for path in (world.folder / "paper").iterdir()} == {Path(one.folder).name for one in found}
    assert world.verify().flaws == ()


def test_only_the_owner_can_read_the_files(sqlite_world: World) -> None:
    planned(sqlite_world, person(1))
    (made,) = export(sqlite_world)
    assert stat.S_IMODE(Path(made.folder).stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in Path(made.folder).iterdir()} == {0o600}


def test_what_is_handed_over_is_what_was_written(sqlite_world: World) -> None:
    planned(sqlite_world, person(1))
    (made,) = export(sqlite_world)
    handing = sqlite_world.notifier.after.handing()
    moved = shutil.copytree(made.folder, sqlite_world.folder / "moved")
    with (Path(made.folder) / "letters-001.pdf").open("ab") as file:
        file.write(b"%")
    with pytest.raises(FilesAltered):
        handing.hand_over(made, "A. Sato", None, None)
    shutil.rmtree(made.folder)
    with pytest.raises(FilesMissing):
        handing.hand_over(made, "A. Sato", None, None)
    for at in (made.made_at - timedelta(minutes=1), sqlite_world.clock() + timedelta(minutes=1)):
        with pytest.raises(BadHandoverTime):
            handing.hand_over(made, "A. Sato", at, moved)
    assert sqlite_world.progress().people.told == 0
    assert handing.hand_over(made, "A. Sato", None, moved) == 1


def test_an_export_that_is_taken_back_is_written_anew_under_another_number(world: World) -> None:
    planned(world, person(1))
    (made,) = export(world)
    handing = world.notifier.after.handing()
    assert handing.take_back(made) == 1
    with pytest.raises(NothingInIt):
        handing.hand_over(made, "A. Sato", None, None)
    (again,) = export(world)
    assert again.id != made.id
    assert handing.hand_over(again, "A. Sato", None, None) == 1
    assert [row["delivery"] for row in listed(again)] == [row["delivery"] for row in listed(made)]
    assert world.verify().flaws == ()


def test_a_crash_after_the_record_and_before_the_folders_name_is_seen_and_mended(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(sqlite_world, person(1))

    def dies(self: object, written: object, folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(press.FolderPress, "keep", dies)
        with pytest.raises(KeyboardInterrupt):
            export(sqlite_world)
    handing = sqlite_world.notifier.after.handing()
    (made,) = sqlite_world.notifier.after.papers.all(Channel.LETTER)
    with pytest.raises(FilesMissing):
        handing.hand_over(made, "A. Sato", None, None)
    assert handing.take_back(made) == 1
    assert [one.count for one in export(sqlite_world)] == [1]


def test_a_folder_that_cannot_be_written_changes_nothing(sqlite_world: World) -> None:
    planned(sqlite_world, person(1))
    (sqlite_world.folder / "paper").write_text("a file in the way")
    with pytest.raises(FolderRefuses):
        export(sqlite_world)
    assert states(sqlite_world) == [(Channel.LETTER, DeliveryState.PENDING)]


def test_without_the_extra_it_says_what_to_install_and_changes_nothing(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(sqlite_world, person(1))
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.delitem(sys.modules, "notifier.adapters.paper.pdf", raising=False)
    with pytest.raises(UsageProblem, match=r"policypress\[documents\]"):
        export(sqlite_world)
    assert states(sqlite_world) == [(Channel.LETTER, DeliveryState.PENDING)]


def test_who_left_or_has_no_address_any_more_is_left_out_and_the_sum_holds(world: World) -> None:
    planned(world, person(1), person(2), person(3))
    world.import_all(person(1, status="deleted"), person(2, postal=()))
    (made,) = export(world)
    assert made.count == 1
    people = world.progress().people
    assert (people.size, people.excluded, people.waiting) == (3, 2, 1)
    assert world.progress().reasons == {Reason.DELETED: 1, Reason.NO_ADDRESS: 1}
    assert world.verify().flaws == ()


def test_letters_of_a_stopped_notice_are_not_handed_over(world: World) -> None:
    planned(world, person(1))
    (made,) = export(world)
    world.notifier.after.stopper().stop(NOTICE, "wrong date")
    with pytest.raises(NothingInIt):
        world.notifier.after.handing().hand_over(made, "A. Sato", None, None)
    assert (world.progress().people.excluded, export(world)) == (1, [])
    assert world.verify().flaws == ()


def test_a_letter_that_comes_back_is_followed_by_a_fax_and_the_app_is_told(world: World) -> None:
    planned(world, person(1, channels=(Channel.LETTER, Channel.FAX)))
    add_webhook(
        world.notifier.webhooks, "https://app.example.com/h", list(WebhookEvent), world.clock(), lambda n: b"x" * n
    )
    (made,) = export(world)
    handing = world.notifier.after.handing()
    number = DeliveryId(int(listed(made)[0]["delivery"]))
    with pytest.raises(NotHandedOver):
        handing.returned(Channel.LETTER, [number], "unknown")
    handing.hand_over(made, "A. Sato", None, None)
    with pytest.raises(NotHandedOver):
        handing.returned(Channel.FAX, [number], "unknown")
    handing.returned(Channel.LETTER, [number], "あて所に尋ねあたりません")
    with pytest.raises(NotHandedOver):
        handing.returned(Channel.LETTER, [number], "again")
    world.notifier.after.escalator().run(world.notifier.notices.all())
    assert states(world) == [(Channel.LETTER, DeliveryState.BOUNCED), (Channel.FAX, DeliveryState.PENDING)]
    with world.notifier.database.read() as connection:
        bodies = connection.execute(select(outbox.c.body).where(outbox.c.event == "delivery.bounced")).scalars().all()
    assert len(bodies) == 1
    assert '"channel":"letter"' in bodies[0]
    (faxes,) = export(world, Channel.FAX)
    (row,) = listed(faxes)
    assert row["number"] == "03-1234-5678"
    assert "見本花子1 様" in pages(Path(faxes.folder) / row["file"])[0]
    handing.hand_over(faxes, "A. Sato, job 77", None, None)
    assert world.progress().people.told == 1
    assert world.verify().flaws == ()


def test_the_commands_from_the_plan_to_the_proof(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(sqlite_world, person(1))
    monkeypatch.chdir(sqlite_world.folder)
    command = sqlite_world.invoke
    assert "1 wait" in command("letters", "export", "--dry-run")
    assert "notifier letters export" in command("status")
    assert "Nobody is told yet" in command("letters", "export", "--output", "paper")
    assert "--by is missing" in command("letters", "hand-over", "1", code=2)
    assert "--at is a time with a zone" in command("letters", "hand-over", "1", "--by", "x", "--at", "noon", code=2)
    assert "no letter export 9; there are: 1" in command("letters", "hand-over", "9", "--by", "x", code=1)
    assert "1 people are told" in command("letters", "hand-over", "1", "--by", "A. Sato, to Example Post")
    assert "A. Sato, to Example Post" in command("letters", "list")
    proved = command("proof", "u1", "--version", "2026-12-15", "--output", "p.json")
    assert "A. Sato, to Example Post" in proved
    assert "The proof holds." in command("proof-check", "p.json", "--address", "|".join(POSTAL))
    assert "Everything is as the log says." in command("verify")
    assert "Nothing waits" in command("fax", "export")
