"""Tokens: what a text is cut into before it is compared."""

from hypothesis import given
from hypothesis import strategies as st

from publisher.diffing.tokens import tokenise

PARTS = (
    *(
        "user's",
        "e-mail",
        "No.",
        "1,000.5",
        "10:30",
        "a_b",
        "R&D",
        "...",
        "--",
        "-",
        "'",
        '"quoted"',
        "(2)",
        "#",
        "1st",
    ),
    *("A.B.C.", "x@example.com", "https://example.com/a?b=c.", "|", "\\|", "50%", "2027-04-01", "’", " ", "\t", "\n"),
)
PLAIN = st.lists(st.sampled_from(PARTS) | st.text(st.characters(codec="ascii", exclude_characters="<"))).map("".join)


@given(PLAIN)
def test_plain_text_is_cut_in_the_same_way_beside_japanese(text: str) -> None:
    keys, starts, ends = tokenise(text + "\n個")
    assert (keys[:-1], starts[:-1], ends[:-1]) == tokenise(text)


def test_words_numbers_and_addresses_are_whole() -> None:
    keys, starts, ends = tokenise("The user's e-mail (https://example.com/a) costs 1,000.50 yen--today.")
    assert keys == [
        "The",
        "user's",
        "e-mail",
        "(",
        "https://example.com/a",
        ")",
        *("costs", "1,000.50", "yen", "--", "today", "."),
    ]
    assert (starts[4], ends[4]) == (19, 40)
