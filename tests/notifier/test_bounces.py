"""What comes back: read from every kind of mailbox, applied only where it is good evidence, once."""

import io
import mailbox
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.adapters.mailboxes.files import MailboxUnreadable, Maildir, Mbox, Stream, open_mailbox
from notifier.model.bounce import Returned, ReturnKind, Use
from notifier.model.delivery import DeliveryState, Reason
from notifier.model.ids import DeliveryId, RecipientId
from notifier.ports.bounces import Mailbox, RawMail
from notifier.returns.reading import read_returned
from notifier.service.bouncing import BounceReport, read_bounces
from notifier.service.composing import Identity, message_id, return_path
from tests.notifier.returned_mail import AUTO_REPLY, DSN, EXIM, OLD_AUTO_REPLY, PERSON, QMAIL, RECEIPT
from tests.notifier.world import World

IDENTITY = Identity(
    name="", address="notice@example.com", bounce="bounces@example.com", message_id_domain="example.com"
)


def mail(world: World, form: str, delivery: int = 2, **fields: object) -> bytes:
    """A mail about that delivery, with the marks that its message had."""
    vault = world.notifier.vault
    known = {
        "verp": return_path(vault, IDENTITY, DeliveryId(delivery)),
        "id": message_id(vault, IDENTITY, DeliveryId(delivery)),
        "number": 1,
        "action": "failed",
        "status": "5.1.1",
    }
    return form.format(**{**known, **fields}).encode()


def read(world: World, *contents: bytes) -> BounceReport:
    total = BounceReport()
    for content in contents:
        total = read_from(world, Stream(io.BytesIO(content)))
    return total


def read_from(world: World, source: Mailbox) -> BounceReport:
    seen: list[tuple[str, Returned, Use]] = []
    report = read_bounces(
        world.notifier.after.bounces, world.notifier.vault, world.clock, source, lambda *one: seen.append(one)
    )
    assert len(seen) == report.read
    return report


def row(world: World, delivery: int = 2) -> tuple[DeliveryState, Reason | None]:
    (found,) = [
        check.delivery for batch in world.notifier.log.rows(100) for check in batch if check.delivery.id == delivery
    ]
    return found.state, found.reason


def suppressed(world: World) -> list[RecipientId]:
    return [one.id for batch in world.notifier.recipients.candidates(100) for one in batch if one.suppressed]


def test_a_hard_bounce_ends_the_delivery_and_the_address_is_not_written_to_again(world: World) -> None:
    world.send(3)
    report = read(world, mail(world, DSN))
    assert (report.read, report.applied) == (1, 1)
    assert row(world) == (DeliveryState.BOUNCED, Reason.HARD_BOUNCE)
    assert suppressed(world) == ["u0001"]
    people = world.progress().people
    assert (people.told, people.failed, people.size) == (2, 1, 3)
    assert world.verify().flaws == ()
    entries = [one.body for one in world.notifier.log.of_delivery(DeliveryId(2))]
    assert '"status":"5.1.1"' in entries[-1]
    assert "user0001" not in "".join(entries)


@pytest.mark.parametrize(
    ("form", "fields", "kind"),
    [
        (DSN, {"action": "delayed", "status": "4.4.7"}, ReturnKind.DELAYED),
        (DSN, {"action": "delivered", "status": "2.0.0"}, ReturnKind.DELIVERED),
        (DSN, {"action": "relayed", "status": "2.0.0"}, ReturnKind.DELIVERED),
        (DSN, {"action": "failed", "status": "2.0.0"}, ReturnKind.UNCLEAR),
        (DSN, {"action": "nonsense", "status": "5.1.1"}, ReturnKind.UNCLEAR),
        (AUTO_REPLY, {}, ReturnKind.AUTO_REPLY),
        (OLD_AUTO_REPLY, {}, ReturnKind.AUTO_REPLY),
        (RECEIPT, {}, ReturnKind.AUTO_REPLY),
        (PERSON, {}, ReturnKind.UNCLEAR),
        (QMAIL.replace("5.1.1", "4.4.1"), {}, ReturnKind.UNCLEAR),
    ],
)
def test_what_is_no_failure_changes_nothing(
    sqlite_world: World, form: str, fields: dict[str, str], kind: ReturnKind
) -> None:
    sqlite_world.send(3)
    report = read(sqlite_world, mail(sqlite_world, form, **fields))
    assert (report.applied, dict(report.kinds)) == (0, {kind: 1})
    assert row(sqlite_world) == (DeliveryState.ACCEPTED, None)
    assert suppressed(sqlite_world) == []
    assert sqlite_world.verify().flaws == ()


@pytest.mark.parametrize(
    ("form", "fields", "reason"),
    [
        (DSN, {"action": "failed", "status": "4.4.7"}, Reason.NOT_DELIVERED),
        (DSN, {"action": "failed", "status": "5.7.1"}, Reason.NOT_DELIVERED),
        (DSN, {"action": "FAILED", "status": "5.2.1 (mailbox disabled)"}, Reason.HARD_BOUNCE),
        (QMAIL, {}, Reason.HARD_BOUNCE),
        (EXIM, {}, Reason.NOT_DELIVERED),
    ],
)
def test_failures_of_several_makes_are_understood(
    sqlite_world: World, form: str, fields: dict[str, str], reason: Reason
) -> None:
    sqlite_world.send(3)
    assert read(sqlite_world, mail(sqlite_world, form, **fields)).applied == 1
    assert row(sqlite_world) == (DeliveryState.BOUNCED, reason)
    assert suppressed(sqlite_world) == (["u0001"] if reason is Reason.HARD_BOUNCE else [])


def test_a_report_whose_only_mark_is_the_message_id_counts(sqlite_world: World) -> None:
    sqlite_world.send(3)
    assert read(sqlite_world, mail(sqlite_world, DSN, verp="notice@example.com")).applied == 1


def test_a_pipes_envelope_address_counts(sqlite_world: World) -> None:
    sqlite_world.send(3)
    content = mail(sqlite_world, DSN, verp="somebody@example.com", id="<stripped@example.com>")
    known = return_path(sqlite_world.notifier.vault, IDENTITY, DeliveryId(2))
    assert read_from(sqlite_world, Stream(io.BytesIO(content))).kinds == {ReturnKind.STRANGER: 1}
    other = content.replace(b"<1@mx", b"<2@mx")
    assert read_from(sqlite_world, Stream(io.BytesIO(other), known)).applied == 1


def test_a_forged_bounce_changes_nothing(world: World) -> None:
    world.send(3)
    verp, message_id = f"bounces+2.{'a' * 20}@example.com", f"<2.{'b' * 20}@example.com>"
    forged = mail(world, DSN, verp=verp, id=message_id)
    swapped = mail(world, DSN, delivery=3).replace(b"+3.", b"+2.").replace(b"<3.", b"<2.")
    assert read(world, forged).kinds == {ReturnKind.FORGED: 1}
    assert read(world, swapped).kinds == {ReturnKind.FORGED: 1}
    assert row(world) == (DeliveryState.ACCEPTED, None)


def test_the_same_bounce_counts_once_wherever_it_is_read(world: World) -> None:
    world.send(3)
    content = mail(world, DSN)
    assert read(world, content).applied == 1
    seen = b"X-Mailer-Flag: seen\r\n" + content.replace(b"\n", b"\r\n")
    assert read(world, seen).duplicates == 1
    second = mail(world, DSN, number=2)
    assert read(world, second).applied == 0  # another report about a row that bounced: noted only
    assert row(world) == (DeliveryState.BOUNCED, Reason.HARD_BOUNCE)
    assert world.verify().flaws == ()


def test_reports_out_of_order_end_in_the_same_state(sqlite_world: World) -> None:
    sqlite_world.send(3)
    failed = mail(sqlite_world, DSN, number=1)
    delayed = mail(sqlite_world, DSN, number=2, action="delayed", status="4.4.1")
    delivered = mail(sqlite_world, DSN, number=3, action="delivered", status="2.0.0")
    read(sqlite_world, failed, delayed, delivered)
    assert row(sqlite_world) == (DeliveryState.BOUNCED, Reason.HARD_BOUNCE)


def test_a_bounce_settles_what_was_in_doubt(world: World) -> None:
    world.people(3)
    world.plan()
    world.start()
    deliveries = world.notifier.deliveries
    world.start_attempts(world.claim("one"))
    world.clock.turn(minutes=5)
    world.claim("two")
    assert len(deliveries.doubts()) == 3
    assert read(world, mail(world, DSN)).applied == 1
    assert len(deliveries.doubts()) == 2
    assert world.verify().flaws == ()


def test_an_address_that_changed_meanwhile_is_not_blamed(sqlite_world: World) -> None:
    sqlite_world.send(3)
    sqlite_world.rename("u0001", "new0001@example.com")
    assert read(sqlite_world, mail(sqlite_world, DSN)).applied == 1
    assert suppressed(sqlite_world) == []


def test_a_bounce_for_a_delivery_of_another_database_is_forged(sqlite_world: World) -> None:
    content = mail(sqlite_world, DSN, delivery=999)
    assert read(sqlite_world, content).applied == 0


def test_an_mbox_with_all_of_them(sqlite_world: World, tmp_path: Path) -> None:
    sqlite_world.send(3)
    box = mailbox.mbox(tmp_path / "box")
    for number, form in enumerate((DSN, AUTO_REPLY, PERSON, QMAIL), start=1):
        content = mail(sqlite_world, form, delivery=number if number < 3 else 3, number=number)
        box.add(content + b"\nFrom a line that must be quoted\n")
    box.flush()
    report = read_from(sqlite_world, open_mailbox(tmp_path / "box"))
    assert (report.read, report.applied) == (4, 2)
    again = read_from(sqlite_world, open_mailbox(tmp_path / "box"))
    assert (again.duplicates, again.applied) == (4, 0)


def test_a_maildir_is_read_once_and_flagged(sqlite_world: World, tmp_path: Path) -> None:
    sqlite_world.send(3)
    box = mailbox.Maildir(tmp_path / "box")
    box.add(mail(sqlite_world, DSN))
    source = open_mailbox(tmp_path / "box")
    assert isinstance(source, Maildir)
    assert read_from(sqlite_world, source).applied == 1
    assert read_from(sqlite_world, source).read == 0
    (kept,) = (tmp_path / "box/cur").iterdir()
    assert kept.name.endswith(":2,S")


def test_a_mailbox_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MailboxUnreadable, match="nothing"):
        list(open_mailbox(tmp_path / "nothing").messages())
    with pytest.raises(MailboxUnreadable, match="not a Maildir"):
        open_mailbox(tmp_path)


def test_a_message_of_a_gigabyte_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "box"
    with path.open("wb") as file:
        file.write(b"From a\n\n")
        for _ in range(40):
            file.write(b"x" * 1_000_000 + b"\n")
        file.write(b"\nFrom b\n\nsecond\n")
    sizes = [len(one.content) for one in Mbox(path).messages()]
    assert len(sizes) == 2
    assert sizes[0] < 3_000_000


def test_a_piped_bounce_through_the_command(sqlite_world: World) -> None:
    sqlite_world.send(3)
    command = [sys.executable, "-m", "notifier.cli", "bounces", "-"]
    environment = {**sqlite_world.environment, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    process = subprocess.run(
        command,
        input=mail(sqlite_world, DSN),
        env=environment,
        cwd=sqlite_world.folder,
        capture_output=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert b"1 messages read, 1 deliveries bounced" in process.stdout


def always(purpose: str, delivery: str, token: str) -> bool:
    return True


@given(content=st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_bytes_are_an_error(content: bytes) -> None:
    read_returned(content, always)


@given(
    head=st.lists(
        st.tuples(st.sampled_from(["Subject", "Date", "Auto-Submitted", "Content-Type"]), st.text(max_size=30))
    ),
    kind=st.sampled_from(["multipart/report; report-type=delivery-status; boundary=b", "multipart/mixed; boundary=b"]),
    part=st.text(max_size=100),
)
@settings(max_examples=200, deadline=None)
def test_no_structure_is_an_error(head: list[tuple[str, str]], kind: str, part: str) -> None:
    lines = [f"{name}: {value}" for name, value in head]
    text = "\n".join(
        [*lines, f"Content-Type: {kind}", "", "--b", "Content-Type: message/delivery-status", "", part, "--b--"]
    )
    read_returned(text.encode("utf-8", "replace") + b"<1.aaaaaaaaaaaaaaaaaaaa@x>", always)


def test_a_message_nested_a_thousand_times_is_unclear() -> None:
    text = "".join(f'Content-Type: multipart/mixed; boundary="{i}"\n\n--{i}\n' for i in range(1000))
    found = read_returned(text.encode() + b"<1.aaaaaaaaaaaaaaaaaaaa@x>", always)
    assert found.kind is ReturnKind.UNCLEAR


def test_a_report_from_pythons_own_library_is_understood() -> None:
    message = EmailMessage()
    message["To"] = "bounces+7.aaaaaaaaaaaaaaaaaaaa@example.com"
    message.set_content("words")
    assert read_returned(message.as_bytes(), always).delivery == 7
    assert RawMail(name="x", content=b"").envelope_to == ""
