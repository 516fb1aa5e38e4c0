"""The ways in which a notice reaches a person."""

from enum import StrEnum


class Channel(StrEnum):
    """Mail, letter and fax tell a person directly (「本人に通知」, 通則編 2-14); the inbox shows it in the app."""

    MAIL = "mail"
    IN_APP = "in_app"
    LETTER = "letter"
    FAX = "fax"


DIRECT = frozenset({Channel.MAIL, Channel.LETTER, Channel.FAX})
"""Channels that have a delivery row a person; the inbox is fan-out on read and has none."""
