"""Which addresses are taken, how they are written on the wire, which are refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.model.address import AddressRefused, DottedAddress, InternationalLocalPart, parse_address
from notifier.model.errors import NotifierError


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("taro@example.com", "taro@example.com"),
        ("  taro.yamada+news@sub.example.co.jp ", "taro.yamada+news@sub.example.co.jp"),
        ("Taro@Example.COM", "Taro@example.com"),
        ("taro@例え.jp", "taro@xn--r8jz45g.jp"),
        ("info@日本語.com", "info@xn--wgv71a119e.com"),
        ("o'neill@example.com", "o'neill@example.com"),
        ("taro..yamada@docomo.ne.jp", '"taro..yamada"@docomo.ne.jp'),
        ("taro.@ezweb.ne.jp", '"taro."@ezweb.ne.jp'),
        (".taro@docomo.ne.jp", '".taro"@docomo.ne.jp'),
        ("a..b@DOCOMO.NE.JP", '"a..b"@docomo.ne.jp'),
    ],
)
def test_an_address_is_written_as_the_wire_wants_it(text: str, wire: str) -> None:
    assert parse_address(text).wire == wire


@pytest.mark.parametrize("text", ["taro..yamada@example.com", "taro.@gmail.com", ".taro@example.jp"])
def test_dots_that_only_old_carriers_gave_out_are_refused_by_name(text: str) -> None:
    with pytest.raises(DottedAddress, match="docomo and au"):
        parse_address(text)


def test_letters_beyond_ascii_before_the_at_sign_are_refused_by_name() -> None:
    with pytest.raises(InternationalLocalPart):
        parse_address("太郎@example.com")


@pytest.mark.parametrize(
    "text",
    [
        *("", "taro", "taro@", "@example.com", "a b@example.com", "a@b@example.com", "a@example", "a@-x.com"),
        *("a@exa_mple.com", "taro@example.com\r\nBcc: x@example.com", "a" * 65 + "@example.com", 'a"..b@docomo.ne.jp'),
    ],
)
def test_what_mail_cannot_reach_is_refused(text: str) -> None:
    with pytest.raises((AddressRefused, DottedAddress)):
        parse_address(text)


@given(st.text(max_size=40))
def test_any_text_is_either_refused_or_safe_on_the_wire(text: str) -> None:
    try:
        wire = parse_address(text).wire
    except NotifierError:
        return
    assert wire.isascii()
    assert not set(wire) & set("\r\n\0<>")


@given(st.text(alphabet="ab.\"@docomne jp'+-例", max_size=30).map(lambda local: f"{local}@docomo.ne.jp"))
def test_what_was_written_for_the_wire_is_read_back_as_the_same(text: str) -> None:
    try:
        first = parse_address(text)
    except NotifierError:
        return
    assert parse_address(first.wire) == first


@given(st.emails())
def test_the_short_check_and_the_full_one_agree(address: str) -> None:
    try:
        parsed = parse_address(address)
    except NotifierError:
        return
    assert parsed.wire.lower().rpartition("@")[0] == address.lower().rpartition("@")[0]
