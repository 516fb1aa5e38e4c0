"""Which encoding a file is in."""

from pathlib import Path

import pytest

from publisher.errors import BadInputError
from publisher.importing.decoding import LARGEST, decode
from tests.publisher.importing.support import EN, FIXTURES, JA

TEXT = (FIXTURES / "app_policy.txt").read_text(encoding="utf-8")
PATH = Path("policy.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp"])
def test_a_japanese_policy_is_read_in_any_usual_encoding(encoding: str) -> None:
    text = TEXT.replace("•", "・").replace("∘", "・")
    assert decode(text.replace("\n", "\r\n").encode(encoding), PATH, JA).text == text.replace("\n", "\r\n")


def test_what_windows_adds_to_shift_jis_is_read() -> None:
    assert decode("①個人情報～髙橋㈱".encode("cp932"), PATH, JA).text == "①個人情報～髙橋㈱"


def test_circled_digits_in_euc_are_read() -> None:
    assert decode("①収集する情報について".encode("euc_jis_2004"), PATH, JA).text == "①収集する情報について"


def test_curly_quotes_of_windows_are_read_in_an_english_text() -> None:
    text = "“We”, the controller’s staff – and you – agree."
    assert decode(text.encode("cp1252"), PATH, EN).text == text


def test_a_short_japanese_text_in_shift_jis_is_not_taken_for_another() -> None:
    assert decode("個人情報の取扱い".encode("cp932"), PATH, JA).encoding == "cp932"


def test_the_named_encoding_wins() -> None:
    assert decode("収集".encode("euc_jp"), PATH, JA, "euc_jp").encoding == "euc_jp"


@pytest.mark.parametrize(
    ("data", "said", "what"),
    [
        (b"", None, "empty"),
        (b" \r\n\t ", None, "empty"),
        (b"a\0b", None, "not a text"),
        (b"x" * (LARGEST + 1), None, "larger"),
        ("収集".encode(), "ascii", "cannot be read as ascii"),
        ("収集".encode(), "klingon", "no such encoding"),
        (b"\xff\x80\x80 not any", None, "cannot be read"),
    ],
    ids=["empty", "blank", "binary", "large", "wrong", "unknown", "broken"],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_way_out(data: bytes, said: str | None, what: str) -> None:
    with pytest.raises(BadInputError, match=what) as error:
        decode(data, PATH, JA, said)
    assert error.value.remedy


def test_the_line_of_the_first_wrong_byte_is_named() -> None:
    with pytest.raises(BadInputError) as error:
        decode(b"a\nb\n\xff", PATH, JA, "utf-8")
    assert error.value.line == 3
