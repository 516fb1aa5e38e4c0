"""Recipients from CSV, JSON lines and a database: bad rows are named by line, the rest is taken."""

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from notifier.adapters.sources.files import CsvSource, HeaderUnreadable, JsonLinesSource, MissingColumn
from notifier.adapters.sources.lines import SourceUnreadable
from notifier.adapters.sources.sql import SqlSource
from notifier.messages.rendering import LANGUAGES
from notifier.model.channel import Channel
from notifier.model.errors import UsageProblem
from notifier.model.ids import RecipientId
from notifier.model.recipient import RecipientStatus
from notifier.ports.recipients import RecipientSource
from notifier.service.importing import Importer, ImportReport
from tests.notifier.world import World


def run(world: World, source: RecipientSource, **options: bool) -> tuple[ImportReport, dict[int, str]]:
    bad: dict[int, str] = {}
    importer = Importer(
        world.notifier.recipients,
        LANGUAGES,
        world.clock,
        bad_row=lambda line, problem: bad.update({line: str(problem)}),
        tick=lambda rows, position: None,
    )
    return importer.run(source, **options), bad


def write(folder: Path, content: str | bytes, name: str = "users.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_csv_with_everything(world: World, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "\ufeffid,email,language,channels,time_zone,status,name,postal,fax,signed_up_at,unknown\r\n"
        "1,taro@例え.jp,ja-JP,mail in_app,Asia/Seoul,active,山田 太郎,100-0001|東京都千代田区1-1,,"
        "2026-01-31T09:00+09:00,x\r\n"
        '2,"hana..ko@docomo.ne.jp",,letter;fax,,suspended,,,+81-3-1234-5678,,\r\n'
        "3,,en,,,,,,,,\r\n",
    )
    report, bad = run(world, CsvSource(path))
    assert bad == {}
    assert (report.rows, report.added) == (3, 3)
    one, two, three = (world.notifier.recipients.get(RecipientId(i)) for i in "123")
    assert one is not None
    assert two is not None
    assert three is not None
    assert (one.contact.email, one.contact.postal) == ("taro@xn--r8jz45g.jp", ("100-0001", "東京都千代田区1-1"))
    assert (one.language, one.time_zone, one.channels) == ("ja", "Asia/Seoul", (Channel.MAIL, Channel.IN_APP))
    assert two.contact.email == '"hana..ko"@docomo.ne.jp'
    assert (two.status, two.channels) == (RecipientStatus.SUSPENDED, (Channel.LETTER, Channel.FAX))
    assert (three.language, three.channels) == ("en", (Channel.IN_APP,))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (b"2,nobody,ja,", "not one that mail can reach"),
        (b"2,a..b@example.com,ja,", "old docomo and au"),
        (b"2,a@example.com,xx,", "language: 'xx' is not one of ja, en"),
        (b",a@example.com,ja,", "id: is empty"),
        (b'2,"a@example.com,ja,', "not a CSV row"),
        (b"2,a@example.com", "2 columns"),
        (b"2,a@example.com,ja,\xff\xfe", "not utf-8"),
        (b"2,a@example.com,ja,x\x07y", "name: has a control character"),
        (b"2,a@example.com,ja," + b"x" * 70000, "longer than 65536 bytes"),
        (b"erased-1,a@example.com,ja,", "erased-"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_others_are_taken(
    sqlite_world: World, tmp_path: Path, row: bytes, words: str
) -> None:
    content = b"id,email,language,name\n1,one@example.com,ja,A\n" + row + b"\n3,three@example.com,ja,B\n"
    report, bad = run(sqlite_world, CsvSource(write(tmp_path, content)))
    assert list(bad) == [3]
    assert words in bad[3]
    assert (report.added, report.bad, report.rows) == (2, 1, 3)
    assert sqlite_world.notifier.recipients.get(RecipientId("3")) is not None


def test_a_spreadsheets_encoding_is_read_where_it_is_named(sqlite_world: World, tmp_path: Path) -> None:
    path = write(tmp_path, "id,email,name\n1,taro@example.com,髙橋\n".encode("cp932"))
    _, bad = run(sqlite_world, CsvSource(path))
    assert "--encoding cp932" in bad[2]
    report, bad = run(sqlite_world, CsvSource(path, "cp932"))
    assert (report.added, bad) == (1, {})
    with pytest.raises(UsageProblem, match="not an encoding"):
        CsvSource(path, "klingon")
    with pytest.raises(HeaderUnreadable, match=r"users\.csv:1: not utf-8"):
        list(CsvSource(write(tmp_path, "id\xff".encode("latin-1"))).rows())


def test_a_missing_id_column_is_refused_before_anything_is_imported(sqlite_world: World, tmp_path: Path) -> None:
    with pytest.raises(MissingColumn, match=r"users\.csv:1: no column") as refused:
        run(sqlite_world, CsvSource(write(tmp_path, "user,email\n1,a@example.com\n")))
    assert refused.value.exit_code == 2
    assert sqlite_world.notifier.recipients.count() == 0


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="No such file"):
        CsvSource(tmp_path / "none.csv")


def test_an_empty_file_has_no_columns(sqlite_world: World, tmp_path: Path) -> None:
    with pytest.raises(MissingColumn):
        run(sqlite_world, CsvSource(write(tmp_path, b"")))


@pytest.mark.slow
def test_a_line_of_a_gigabyte_is_skipped_in_bounded_memory(sqlite_world: World, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b"id,email\n1,one@example.com\n2,")
        file.seek(1 << 30, 1)
        file.write(b"\n3,three@example.com\n")
    result = sqlite_world.command("recipients", "import", str(path), check=False)
    assert result.returncode == 1
    assert "line 3: longer than 65536 bytes" in result.stderr
    assert "3 rows: 2 added" in result.stdout


def test_json_lines(sqlite_world: World, tmp_path: Path) -> None:
    rows = [
        {"id": 1, "email": "one@example.com", "channels": ["mail"], "postal": ["100-0001", "東京都"]},
        {"id": "2", "language": None},
    ]
    text = "\n".join(json.dumps(row) for row in rows) + "\n[1]\n{broken\n"
    report, bad = run(sqlite_world, JsonLinesSource(write(tmp_path, text, "users.jsonl")))
    assert (report.added, sorted(bad)) == (2, [3, 4])
    one = sqlite_world.notifier.recipients.get(RecipientId("1"))
    assert one is not None
    assert one.contact.postal == ("100-0001", "東京都")


def test_a_query_on_the_apps_database(world: World, tmp_path: Path) -> None:
    app = sqlite3.connect(tmp_path / "app.db")
    app.execute("CREATE TABLE users (number INTEGER, mail TEXT, lang TEXT)")
    app.executemany("INSERT INTO users VALUES (?, ?, ?)", [(i, f"u{i}@example.com", "ja") for i in range(2500)])
    app.execute("INSERT INTO users VALUES (9999, 'broken', 'ja')")
    app.commit()
    query = "SELECT number AS id, mail AS email, lang AS language FROM users"
    report, bad = run(world, SqlSource(f"sqlite:///{tmp_path}/app.db", query))
    assert (report.added, list(bad)) == (2500, [2501])


@pytest.mark.parametrize("query", ["SELECT 1 AS number", "SELECT nothing FROM nowhere"])
def test_a_query_that_cannot_be_used_is_refused(sqlite_world: World, tmp_path: Path, query: str) -> None:
    sqlite3.connect(tmp_path / "app.db").execute("CREATE TABLE users (id)")
    with pytest.raises((MissingColumn, SourceUnreadable)):
        run(sqlite_world, SqlSource(f"sqlite:///{tmp_path}/app.db", query))


def test_a_database_file_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="no such file"):
        SqlSource(f"sqlite:///{tmp_path}/app.db", "SELECT 1 AS id")
    assert list(tmp_path.iterdir()) == []


def test_a_databases_password_is_never_shown() -> None:
    assert "hunter2" not in SqlSource("postgresql+psycopg://app:hunter2@db.example.com/app", "SELECT 1").name
    with pytest.raises(UsageProblem) as refused:
        SqlSource("nonsense hunter2", "SELECT 1")
    assert "hunter2" not in str(refused.value)


def test_a_complete_import_with_a_bad_row_deletes_nobody(sqlite_world: World, tmp_path: Path) -> None:
    run(sqlite_world, CsvSource(write(tmp_path, "id,email\n1,one@example.com\n2,two@example.com\n")))
    report, _ = run(sqlite_world, CsvSource(write(tmp_path, "id,email\n1,one@example.com\n2,broken\n")), complete=True)
    assert report.deleted == 0
    report, _ = run(sqlite_world, CsvSource(write(tmp_path, "id,email\n1,one@example.com\n")), complete=True)
    assert report.deleted == 1


def test_the_same_import_again_changes_nothing(sqlite_world: World, tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "email"])
        rows.writerows([i, f"user{i}@example.com"] for i in range(2500))
    first, _ = run(sqlite_world, CsvSource(path))
    second, _ = run(sqlite_world, CsvSource(path))
    assert (first.added, second.added, second.changed, second.unchanged) == (2500, 0, 0, 2500)
