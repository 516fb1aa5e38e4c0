"""The accounts: one SQLite file. No date of birth, no age: only that a good answer was there (`age_method`)."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, g, session

from demo.service.security import settings

TABLES = """
CREATE TABLE IF NOT EXISTS accounts (
  id TEXT PRIMARY KEY, subject TEXT UNIQUE NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL,
  language TEXT NOT NULL, age_method TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS views (page TEXT PRIMARY KEY, visitors INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS requests (
  number TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT, asked_by TEXT NOT NULL, name TEXT NOT NULL,
  email TEXT NOT NULL, about TEXT NOT NULL, details TEXT NOT NULL, language TEXT NOT NULL, received_at TEXT NOT NULL,
  due TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', salt TEXT NOT NULL, closed_at TEXT);
CREATE TABLE IF NOT EXISTS songs (account TEXT NOT NULL, title TEXT NOT NULL, at TEXT NOT NULL);
"""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A user. `subject` is the social account's id of them."""

    id: str
    name: str
    email: str
    language: str


def init_app(app: Flask) -> None:
    """Make the tables; close each request's connection."""
    connection = sqlite3.connect(app.config["SERVICE"].database)
    connection.executescript(f"PRAGMA journal_mode=WAL; {TABLES}")
    connection.close()

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        opened: sqlite3.Connection | None = g.pop("database", None)
        if opened is not None:
            opened.close()

    @app.context_processor
    def who() -> dict[str, Account | None]:
        return {"account": current()}


def database() -> sqlite3.Connection:
    """This request's connection; use it as a context to commit."""
    if "database" not in g:
        g.database = sqlite3.connect(settings().database, timeout=10)
        g.database.row_factory = sqlite3.Row
    found: sqlite3.Connection = g.database
    return found


def current() -> Account | None:
    """Who is logged in."""
    found = session.get("account")
    return _one("id", found) if found else None


def with_subject(subject: str) -> Account | None:
    """The account that belongs to a social account."""
    return _one("subject", subject)


def create(subject: str, name: str, email: str, language: str, age_method: str) -> Account:
    """Make an account. Called only after an attestation was redeemed."""
    made = Account(id=f"u{secrets.token_hex(6)}", name=name, email=email, language=language)
    with database() as connection:
        connection.execute(
            "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (made.id, subject, name, email, language, age_method, now()),
        )
    return made


def log_in(account: Account) -> None:
    """Begin a session of their own: nothing of the visitor before remains in it."""
    session.clear()
    session["account"] = account.id


def now() -> str:
    """This instant, with its zone."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _one(column: str, value: str) -> Account | None:
    query = {"id": "SELECT * FROM accounts WHERE id = ?", "subject": "SELECT * FROM accounts WHERE subject = ?"}
    row = database().execute(query[column], (value,)).fetchone()
    return Account(**{name: row[name] for name in ("id", "name", "email", "language")}) if row else None
