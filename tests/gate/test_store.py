"""The store's promises, on SQLite and on PostgreSQL: once is once, and what does not answer decides nothing."""

import contextlib
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from gate.model import (
    Answer,
    ConfigurationError,
    Origin,
    Screening,
    ScreeningId,
    Site,
    SiteId,
    StoreDownError,
    UnknownSiteError,
)
from gate.store import Store, open_store
from gate.store.migrate import FOLDER, latest
from gate.store.schema import metadata
from gate.store.sites import SiteExistsError
from tests.gate import support
from tests.gate.processes import serving
from tests.gate.support import ADULT, NOON, URL, Running, add_site, attestation_in
from tests.support.postgres import Cluster
from tests.support.processes import wait_until

KNOWN = "gate_live_store"


def screening(store: Store, name: str, site: Site) -> Screening:
    made = Screening(
        id=ScreeningId(name),
        site=site.number,
        origin=Origin("https://app.example.com"),
        return_url=None,
        state="状態 🙂",
        age=14,
        expires_at=NOON + timedelta(hours=1),
    )
    store.screenings.add(made)
    return made


ANSWER = Answer(jti="j", kid="k", issued_at=NOON)


def test_what_is_written_reaches_the_file_beside_the_requests(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/gate.db")
    store.migrate()
    site = add_site(store, "my-app", KNOWN)
    store.checkpoint_beside(every=0.01)
    screening(store, "s-1", site)

    def in_the_file() -> bool:
        without_the_log = sqlite3.connect(f"file:{tmp_path}/gate.db?immutable=1", uri=True)
        with contextlib.closing(without_the_log), contextlib.suppress(sqlite3.Error):  # it may be read half written
            return without_the_log.execute("SELECT count(*) FROM screenings").fetchone() == (1,)
        return False

    wait_until(in_the_file, "the checkpoint")
    store.close()


def test_the_migrations_make_the_schema_that_the_code_expects(store: Store, store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_newest_step_is_known_without_alembic() -> None:
    assert latest() == ScriptDirectory(FOLDER).get_current_head()


def test_many_may_migrate_at_once(store_url: str) -> None:
    stores = [open_store(store_url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda one: one.migrate(), stores))
    for one in stores:
        one.ping()
        one.close()
    engine = create_engine(store_url)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == latest()
    engine.dispose()


def test_a_screening_comes_back_as_it_was_stored(store: Store) -> None:
    site = add_site(store, "a", "s")
    made = screening(store, "x", site)
    assert store.screenings.find(made.id) == made
    assert store.screenings.find(ScreeningId("y")) is None


def test_of_many_answers_one_wins(store: Store) -> None:
    site = add_site(store, "a", "s")
    for i in range(5):
        made = screening(store, f"x{i}", site)

        def settle(n: int, made: Screening = made) -> bool:
            if n % 2:
                return store.screenings.settle_over(made.id, ANSWER, 14, "token")
            return store.screenings.settle_under(made.id)

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(settle, range(8))) == 1


def test_threads_that_come_and_go_leave_no_connection_behind(store: Store) -> None:
    for _ in range(60):
        thread = threading.Thread(target=store.screenings.find, args=(ScreeningId("x"),))
        thread.start()
        thread.join(30)
    assert store.screenings.find(ScreeningId("x")) is None


def test_a_name_is_given_once_and_a_number_never_again(store: Store) -> None:
    first = add_site(store, "a", "s")
    with pytest.raises(SiteExistsError):
        add_site(store, "a", "t")
    store.sites.remove(SiteId("a"))
    with pytest.raises(UnknownSiteError):
        store.sites.by_id(SiteId("a"))
    assert add_site(store, "b", "u").number != first.number


def test_removing_a_site_removes_its_secrets_and_screenings(store: Store) -> None:
    made = screening(store, "x", add_site(store, "a", "s"))
    store.sites.remove(SiteId("a"))
    assert store.screenings.find(made.id) is None
    with pytest.raises(UnknownSiteError):
        store.sites.by_secret("s", NOON)


def test_an_old_secret_works_until_its_end(store: Store) -> None:
    site = add_site(store, "a", "old")
    store.sites.add_secret(site.id, "new", NOON, others_end=NOON + timedelta(hours=1))
    assert store.sites.by_secret("old", NOON).id == "a"
    assert store.sites.by_secret("new", NOON).id == "a"
    with pytest.raises(UnknownSiteError):
        store.sites.by_secret("old", NOON + timedelta(hours=1))
    assert store.sites.by_secret("new", NOON + timedelta(days=999)).id == "a"


def test_a_secret_is_not_stored(tmp_path: Path) -> None:
    url = support.sqlite_url(tmp_path)
    store = open_store(url)
    store.migrate()
    add_site(store, "a", "gate_live_very_secret")
    store.close()
    assert all(b"very_secret" not in path.read_bytes() for path in tmp_path.iterdir())


def test_every_process_gets_the_same_secret_of_the_gate(store_url: str) -> None:
    stores = [open_store(store_url) for _ in range(6)]
    stores[0].migrate()
    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(lambda one: one.keys.secret("x"), stores))) == 1
    for one in stores:
        one.close()


def test_a_new_file_that_another_gate_is_writing_is_waited_for(tmp_path: Path) -> None:
    store = open_store(support.sqlite_url(tmp_path))
    store.migrate()  # its connection is another one: the first of the store's own sets the journal mode
    other = sqlite3.connect(next(tmp_path.glob("*.db")), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ends = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    ends.start()
    store.ping()
    ends.join()
    mode = other.execute("PRAGMA journal_mode").fetchone()
    other.close()
    store.close()
    assert mode == ("wal",)


def test_the_file_with_the_keys_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "gate.db"
    store = open_store(f"sqlite:///{path}")
    store.migrate()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    store.close()


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "", "postgresql+nothing://x"]
)
def test_another_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(ConfigurationError):
        open_store(url)


def fill(url: str, prefix: str, count: int, number: int) -> None:
    store = open_store(url)
    site = Site(id=SiteId("a"), number=number, title_ja="a", title_en="a", origins=(Origin("https://app.example.com"),))
    for i in range(count):
        screening(store, f"{prefix}{i}", site)
    store.close()


def test_processes_and_threads_that_write_at_once_all_get_their_turn(store: Store, store_url: str) -> None:
    site = add_site(store, "a", "s")
    processes = [
        get_context("spawn").Process(target=fill, args=(store_url, f"p{n}-", 100, site.number)) for n in range(3)
    ]
    for one in processes:
        one.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: screening(store, f"t{i}", site), range(200)))
    for one in processes:
        one.join(120)
    assert [one.exitcode for one in processes] == [0, 0, 0]
    assert store.screenings.find(ScreeningId("p2-99")) is not None
    assert store.screenings.find(ScreeningId("t199")) is not None


@pytest.fixture
def known(store_url: str) -> str:
    store = open_store(store_url)
    store.migrate()
    add_site(store, "my-app", KNOWN)
    store.close()
    return store_url


def test_a_hundred_redemptions_at_once_by_two_processes_succeed_exactly_once(known: str, tmp_path: Path) -> None:
    with serving(known, tmp_path) as one, serving(known, tmp_path, url=one.url) as two:
        for turn in range(3):
            token = attestation_in(one.answer(one.screening(KNOWN), *ADULT))  # type: ignore[arg-type]
            barrier = threading.Barrier(100)

            def redeem(
                i: int, turn: int = turn, token: str | None = token, barrier: threading.Barrier = barrier
            ) -> tuple[int, str]:
                barrier.wait(60)
                served = (one, two)[i % 2]
                reply = served.api(
                    "/v1/attestations/redeem", {"attestation": token}, KNOWN, Idempotency_Key=f"{turn}-{i}"
                )
                return reply.status, reply.json.get("code", "")

            with ThreadPoolExecutor(100) as pool:
                outcomes = list(pool.map(redeem, range(100)))
            assert sorted(set(outcomes)) == [(200, ""), (409, "already_redeemed")]
            assert outcomes.count((200, "")) == 1


def test_a_damaged_store_decides_nothing(tmp_path: Path) -> None:
    url = support.sqlite_url(tmp_path)
    gate = support.start(url, tmp_path)
    browser, open_one, token = gate.browser(), gate.screening(), gate.attestation()
    browser.open(open_one)
    path = Path(url.removeprefix("sqlite:///"))
    gate.store.close()
    for suffix in ("-wal", "-shm"):
        Path(str(path) + suffix).unlink(missing_ok=True)
    path.write_bytes(b"this is not a database" * 1000)
    check_that_nothing_is_decided(gate, browser.gate_token(open_one), open_one, token)


def check_that_nothing_is_decided(gate: Running, form: str, open_one: str, token: str) -> None:
    fields = {"form": form, "year": "1990", "month": "4", "day": "5"}
    client = gate.app.test_client(use_cookies=False)
    answers = [
        client.post(f"/s/{open_one}", data=fields, base_url=URL),
        client.get(f"/s/{open_one}", base_url=URL),
        gate.redeem(token),
        gate.call("/v1/screenings", {}),
        client.get("/healthz", base_url=URL),
        client.get("/healthz/ready", base_url=URL),
    ]
    assert [answer.status_code for answer in answers] == [503] * 6
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    assert attestation_in(answers[0]) is None
    assert client.get("/healthz/live", base_url=URL).status_code == 200


def test_a_locked_store_decides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.store.engine.BUSY_MILLISECONDS", 200)
    url = support.sqlite_url(tmp_path)
    gate = support.start(url, tmp_path)
    browser, one = gate.browser(), gate.screening()
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert browser.answer(one, *ADULT).status_code == 503
    holder.execute("ROLLBACK")
    holder.close()
    assert attestation_in(browser.answer(one, *ADULT))
    gate.store.close()


@pytest.mark.postgres
def test_a_server_that_goes_away_decides_nothing_and_comes_back(
    postgres_url: str, postgres_cluster: Cluster, tmp_path: Path
) -> None:
    gate = support.start(postgres_url, tmp_path)
    browser, open_one, token = gate.browser(), gate.screening(), gate.attestation()
    browser.open(open_one)
    postgres_cluster.stop("immediate")
    try:
        check_that_nothing_is_decided(gate, browser.gate_token(open_one), open_one, token)
    finally:
        postgres_cluster.start()
    assert attestation_in(browser.answer(open_one, *ADULT))
    assert gate.redeem(token).status_code == 200
    gate.store.close()


def test_an_error_of_the_database_does_not_quote_what_was_stored(store: Store) -> None:
    site = add_site(store, "a", "s")
    made = screening(store, "very-private", site)
    with pytest.raises(Exception) as caught:
        store.screenings.add(made)
    assert "very-private" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_an_unreachable_server_is_an_error_soon() -> None:
    store = open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StoreDownError):
        store.ping()
