"""Nothing about a person is kept: submit dates to a real process, then search everything that was written."""

from datetime import date
from pathlib import Path

import psycopg
import pytest

from gate.store import open_store
from tests.gate import canary, support
from tests.gate.processes import Reply, Served, serving
from tests.gate.support import attestation_in

ADULT = date(1987, 6, 15)
CHILD = date(2019, 8, 17)
FORMS = {
    ADULT: [("1987", "6", "15"), ("昭和62年", "6月", "15日"), ("S62", "June", "15th"), ("1987-06-15", "", "")],
    CHILD: [("2019", "8", "17"), ("令和元年", "8月", "17日"), ("R1", "Aug", "17"), ("", "17 August 2019", "")],
}
SLIPS = [("1987", "6", "99"), ("2019", "15", "17"), ("19870615x", "6", "15"), ("1987", "", "15")]
KNOWN = "gate_live_canary"


def submit_everything(served: Served) -> list[Reply]:
    replies = []
    for forms in FORMS.values():
        for form in forms:
            replies.append(served.answer(served.screening(KNOWN), *form))
            assert replies[-1].status == 200
    for slip in SLIPS:
        served.answer(served.screening(KNOWN), *slip)
    one = served.screening(KNOWN)
    served.send("POST", f"/s/{one}", "year=1987&month=6&day=15", {"Origin": "https://evil.example"})
    served.send("GET", f"/s/{one}?year=1987&month=6&day=15&date=2019-08-17")
    served.api("/v1/screenings", {"state": "ok", "birthdate": "1987-06-15"}, KNOWN)
    tokens = [token for token in (attestation_in(reply) for reply in replies) if token]  # type: ignore[arg-type]
    assert len(tokens) == len(FORMS[ADULT])
    replies += [served.api("/v1/attestations/redeem", {"attestation": token}, KNOWN) for token in tokens]
    replies.append(served.send("GET", "/metrics", headers={"Authorization": "Bearer m"}))
    return replies


def of_the_server(database: str, folder: Path) -> dict[str, bytes]:
    """The files of one database, the server's write-ahead log and its messages."""
    with psycopg.connect(database.replace("+psycopg", "")) as connection:
        connection.execute("checkpoint")
        (oid,) = connection.execute("select oid from pg_database where datname = current_database()").fetchone() or (0,)
    files = [*(folder / "data" / "base" / str(oid)).iterdir(), *(folder / "data" / "pg_wal").iterdir()]
    files.append(folder / "server.log")
    return {str(path): path.read_bytes() for path in files if path.is_file()}


@pytest.fixture
def database(store_url: str) -> str:
    store = open_store(store_url)
    store.migrate()
    support.add_site(store, "canary", KNOWN)
    store.close()
    return store_url


def test_no_date_of_birth_is_written_anywhere_in_any_form(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with serving(database, tmp_path, metrics_token="m", workers="2") as served:
        replies = submit_everything(served)
        written = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    written |= {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for i, reply in enumerate(replies):
        written[f"headers of answer {i}"] = repr(reply.headers).encode()
        written[f"body of answer {i}"] = reply.body
    if database.startswith("postgresql"):
        written |= of_the_server(database, request.getfixturevalue("postgres_cluster").folder)
    assert len(written) > 10
    found = {name: canary.found(content, born) for name, content in written.items() for born in (ADULT, CHILD)}
    assert {name: what for name, what in found.items() if what} == {}


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    for text in ("born 1987-06-15", "昭和62年", "year=1987", str(int(canary.numbers(ADULT)[1]))):
        assert canary.found(text.encode(), ADULT)
    assert canary.found(b"1999-01-01", ADULT) == []


def test_a_refusal_leaves_neither_a_row_nor_a_line(database: str, tmp_path: Path) -> None:
    with serving(database, tmp_path) as served:
        screening = served.screening(KNOWN)
        lines = sum(len(path.read_text().splitlines()) for path in tmp_path.glob("access-*"))
        output = served.log.read_bytes()
        served.answer(screening, "2019", "8", "17")
        assert sum(len(path.read_text().splitlines()) for path in tmp_path.glob("access-*")) == lines
        assert served.log.read_bytes() == output
    store = open_store(database)
    assert store.screenings.find(screening) is None  # type: ignore[arg-type]
    store.close()
