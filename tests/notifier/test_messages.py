"""The words and the wire form of a notice."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from notifier.messages.content import Content, build_content
from notifier.messages.dates import instant
from notifier.messages.mime import Frame, MessageNotMade, build_frame, own_headers
from notifier.messages.rendering import Templates
from notifier.model.channel import Channel
from notifier.model.ids import Language
from notifier.model.manifest_parsing import parse_manifest
from notifier.model.notice import NoticeKind
from notifier.ports.notices import Rendering
from tests.notifier.manifests import manifest, version
from tests.notifier.world import START, World, parsed

GOLDEN = Path(__file__).parent / "golden"


def content(language: str, *, reasons: Mapping[Language, str] | None = None, **changes: object) -> Content:
    policy = parse_manifest(manifest(version(**changes))).policy("privacy")  # type: ignore[arg-type]
    urls = {"settings_url": "https://app.example.com/settings", "answer_url": "https://app.example.com/notices"}
    return build_content(policy, policy.versions[0], Language(language), now=START, reasons=reasons, **urls)


def rendered(language: str, **changes: object) -> Rendering:
    return Templates().render(NoticeKind.NOTICE, Channel.MAIL, content(language, **changes))


def frame(language: str = "ja") -> Frame:
    return build_frame(rendered(language), sender_name="株式会社サンプル", sender="notice@example.com")


def whole(name: str | None = "山田 太郎", address: str = "taro@example.com", language: str = "ja") -> EmailMessage:
    made = frame(language)
    own = own_headers(name=name, address=address, message_id="<1.abc@example.com>", date=START)
    return parsed(own + made.headers + b"\r\n" + made.body)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("consent", [False, True])
def test_the_text_reads_as_it_should(language: str, consent: bool) -> None:
    """Golden files: read them when they change."""
    made = rendered(language, consent=consent)
    name = f"{language}-{'consent' if consent else 'notice'}.txt"
    assert f"{made.subject}\n\n{made.text}" == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_first_screen_answers_what_why_when_and_what_to_do(language: str) -> None:
    made = rendered(language, consent=True)
    for part in (made.text, made.html):
        for words in (content(language).note, content(language).effective_instant, "/changes/", "privacy@example.com"):
            assert words in part
        assert "https://app.example.com/notices" in part
        assert "https://app.example.com/settings" in part


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_html_says_its_language_and_loads_nothing(language: str) -> None:
    html = rendered(language).html
    assert f'<html lang="{language}">' in html
    assert "prefers-color-scheme: dark" in html
    for remote in ("<img", "src=", "<link", "@import", "url(", "<script"):
        assert remote not in html


def test_each_language_links_to_the_other() -> None:
    assert "/en/privacy/" in rendered("ja").text
    assert "/ja/privacy/" in rendered("en").text


def test_a_text_that_is_not_translated_is_said_to_be_in_another_language() -> None:
    made = rendered("en", languages=("ja",))
    assert "There is no English text" in made.text
    assert "/ja/privacy/2026-12-15/" in made.text


def test_words_of_the_manifest_cannot_become_markup() -> None:
    raw = manifest()
    raw["policies"][0]["versions"][0]["note"]["ja"] = '<script>alert("x")</script>'
    policy = parse_manifest(raw).policy("privacy")
    made = build_content(policy, policy.versions[0], Language("ja"), now=START)
    assert "<script>" not in Templates().render(NoticeKind.NOTICE, Channel.MAIL, made).html


def test_instants_carry_the_zone_in_words() -> None:
    assert instant(datetime(2026, 12, 14, 15, tzinfo=UTC), Language("ja")) == "2026年12月15日 0時（日本時間）"
    assert instant(datetime(2026, 12, 14, 15, 30, tzinfo=UTC), Language("en")) == "15 December 2026, 00:30 (Japan time)"


def test_the_headers_of_a_mandatory_notice() -> None:
    message = whole()
    assert message["Subject"] == "個人情報取扱方針の改定のお知らせ（2026年12月15日施行）"
    assert message["To"] == "山田 太郎 <taro@example.com>"
    assert message["From"] == "株式会社サンプル <notice@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ja"
    assert message["Message-ID"] == "<1.abc@example.com>"
    assert message["List-Unsubscribe"] is None
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == rendered("ja").text  # type: ignore[attr-defined]
    assert html.get_content().replace("\r\n", "\n") == rendered("ja").html  # type: ignore[attr-defined]


def test_every_line_on_the_wire_is_short_and_ends_in_crlf() -> None:
    made = frame()
    own = own_headers(name="山" * 200, address="taro@example.com", message_id="<1@example.com>", date=START)
    wire = own + made.headers + b"\r\n" + made.body
    lines = wire.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert wire.isascii()


@pytest.mark.parametrize("name", ["太郎\r\nBcc: all@example.com", "Taro\nX: y", "a\0b", "a\u2028b", "\ud800"])
def test_a_name_cannot_break_out_of_its_header(name: str) -> None:
    with pytest.raises(MessageNotMade, match="control character"):
        own_headers(name=name, address="taro@example.com", message_id="<1@example.com>", date=START)


@pytest.mark.parametrize(
    "name", ['Taro "T" Yamada', "Yamada, Taro", "<admin@example.com>", "a@b, c@d", "=?utf-8?q?x?="]
)
def test_a_strange_name_stays_a_name(name: str) -> None:
    message = whole(name=name)
    (address,) = message["To"].addresses
    assert address.addr_spec == "taro@example.com"


def test_a_quoted_local_part_survives() -> None:
    own = own_headers(name=None, address='"taro..yamada"@docomo.ne.jp', message_id="<1@example.com>", date=START)
    assert own.startswith(b'To: "taro..yamada"@docomo.ne.jp\r\n')


def test_a_mail_is_about_four_kilobytes() -> None:
    made = frame()
    assert 3000 < len(made.headers) + len(made.body) < 16000


def test_a_message_sent_again_is_the_same_message(world: World) -> None:
    world.people(1)
    world.plan()
    world.start()
    claim = world.claim("a")
    composer = world.notifier.composer()
    composer.prepare(claim.notice, world.notifier.notices.renderings(claim.notice))
    first = composer.compose(claim.notice, claim.tasks[0], START)
    again = composer.compose(claim.notice, claim.tasks[0], START)
    assert first.envelope == again.envelope
    assert first.message_hash == again.message_hash
    assert first.envelope.sender.startswith("bounces+1.")
    assert len(bytes.fromhex(first.envelope.sender.partition(".")[2].partition("@")[0])) == 10
