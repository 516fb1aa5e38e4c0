"""Bounces read from a real IMAP server: once each, flagged when they are recorded, never in the clear by default."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from notifier.adapters.mailboxes.files import MailboxUnreadable
from notifier.model.delivery import DeliveryState, Reason
from tests.notifier.returned_mail import AUTO_REPLY, DSN
from tests.notifier.test_bounces import mail, read_from, row
from tests.notifier.world import World
from tests.support import imap
from tests.support.imap import PASSWORD, USER, Imap

pytestmark = pytest.mark.skipif(imap.binary() is None, reason="dovecot is not installed (Debian: dovecot-imapd)")


@pytest.fixture
def server() -> Iterator[Imap]:
    with imap.running() as made:
        yield made


def use(world: World, server: Imap, password: str = PASSWORD, security: str = "none", folder: str = "INBOX") -> None:
    url = f"imap://{USER}:{quote(password, safe='')}@127.0.0.1:{server.port}/{folder}?security={security}"
    world.set(NOTIFIER_BOUNCE_MAILBOX=url)


def test_what_is_unseen_is_read_once_and_flagged(sqlite_world: World, server: Imap) -> None:
    sqlite_world.send(3)
    server.put(mail(sqlite_world, DSN), mail(sqlite_world, AUTO_REPLY, delivery=1))
    use(sqlite_world, server)
    report = read_from(sqlite_world, sqlite_world.notifier.after.bounce_mailbox())
    assert (report.read, report.applied) == (2, 1)
    assert row(sqlite_world) == (DeliveryState.BOUNCED, Reason.HARD_BOUNCE)
    assert all("Seen" in one for one in server.flags())
    assert read_from(sqlite_world, sqlite_world.notifier.after.bounce_mailbox()).read == 0


def test_a_message_that_could_not_be_recorded_stays_unseen(sqlite_world: World, server: Imap) -> None:
    server.put(mail(sqlite_world, DSN), mail(sqlite_world, AUTO_REPLY))
    use(sqlite_world, server)
    messages = sqlite_world.notifier.after.bounce_mailbox().messages()
    next(messages)
    messages.close()  # type: ignore[attr-defined]
    assert [one for one in server.flags() if "Seen" in one] == []


def test_the_command_reads_it(sqlite_world: World, server: Imap) -> None:
    sqlite_world.send(3)
    server.put(mail(sqlite_world, DSN))
    use(sqlite_world, server)
    assert "1 messages read, 1 deliveries bounced" in sqlite_world.command("bounces").stdout


def test_a_wrong_password_or_folder_is_named_and_the_password_is_not_shown(sqlite_world: World, server: Imap) -> None:
    for changes in ({"password": "hunter2"}, {"folder": "Nowhere"}):
        use(sqlite_world, server, **changes)
        failed = sqlite_world.command("bounces", check=False)
        assert failed.returncode == 1
        assert "127.0.0.1" in failed.stderr
        assert len(failed.stderr.strip().splitlines()) == 1
        assert "hunter2" not in failed.stderr


def test_the_password_goes_only_to_a_server_whose_certificate_is_trusted(
    sqlite_world: World, server: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(sqlite_world, server, security="starttls")
    with pytest.raises(MailboxUnreadable, match="certificate"):
        list(sqlite_world.notifier.after.bounce_mailbox().messages())
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    assert list(sqlite_world.notifier.after.bounce_mailbox().messages()) == []
