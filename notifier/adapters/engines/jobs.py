"""The engine over PostgreSQL: procrastinate's jobs, enqueued in the transaction that makes the work.

A job names a chunk. One that comes twice, late or never is harmless: the chunk's own row says whether it is due, and a
worker that has nothing to do looks there by itself.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection

from notifier.adapters.sql.database import Database
from notifier.model.errors import UsageProblem
from notifier.model.ids import ChunkId
from notifier.ports.deliveries import StoreUnavailable
from notifier.ports.engine import Until, Work

QUEUE = "notifier"
TASK = "notifier.send_chunk"
OPEN_CHUNKS = 2
SWEEP_SECONDS = 2.0
RESTARTS = 60
"""How often in a row the worker's connection may be lost; at most two seconds lie between."""


def prepare(database: Database) -> None:
    """Make procrastinate's tables where they are missing; raises UsageProblem over SQLite."""
    if database.is_sqlite:
        raise UsageProblem(reason="NOTIFIER_ENGINE=procrastinate needs NOTIFIER_DATABASE to be PostgreSQL")
    with database.write() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7202611230002)")
        known = connection.exec_driver_sql("SELECT to_regclass('procrastinate_jobs')").scalar()
        if known is None:
            _raw(connection).execute(SchemaManager.get_schema())


def _raw(connection: Connection) -> psycopg.Connection[object]:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise UsageProblem(reason="jobs need PostgreSQL")
    return driver


class JobBell:
    """`ports.engine.Bell`: the jobs are rows of the caller's transaction, committed or rolled back with it."""

    def __init__(self) -> None:
        self._app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
        self._task = self._app.task(name=TASK, queue=QUEUE)(_unused)

    def ring(self, connection: object, chunks: Sequence[ChunkId], at: datetime | None) -> None:
        if not chunks or not isinstance(connection, Connection):
            return
        deferrer = self._task.configure(schedule_at=at, connection=_raw(connection))
        deferrer.batch_defer(*({"chunk": chunk} for chunk in chunks))


def _unused(chunk: int) -> None:
    """What the job is called; the worker's app has the one that works."""


class Jobs:
    """`ports.engine.Engine` as a procrastinate worker."""

    def __init__(self, database: Database) -> None:
        self._url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._stopping = asyncio.Event()
        self._busy = 0
        self._problem: BaseException | None = None

    def stop(self) -> None:
        self._stopping.set()

    async def run(self, work: Work, *, until: Until) -> None:
        worker = asyncio.create_task(self._worker(work))
        sweeper = asyncio.create_task(self._sweep(work, until))
        stopper = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({worker, sweeper, stopper}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stopper, sweeper, worker):
                task.cancel()
            results = await asyncio.gather(sweeper, worker, return_exceptions=True)
        for problem in (self._problem, *results):
            if isinstance(problem, Exception):
                raise problem

    async def _worker(self, work: Work) -> None:
        """Take jobs; a connection that was lost is opened again."""
        for _ in range(RESTARTS):
            with contextlib.suppress(ConnectorException, psycopg.Error, OSError):
                await self._take_jobs(work)
                return
            await asyncio.sleep(SWEEP_SECONDS)
        raise StoreUnavailable(reason="the jobs' connection is lost again and again")

    async def _take_jobs(self, work: Work) -> None:
        app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=self._url))

        @app.task(name=TASK, queue=QUEUE)  # type: ignore[untyped-decorator]
        async def send_chunk(chunk: int) -> None:
            await self._send(work, ChunkId(chunk))

        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=OPEN_CHUNKS,
                install_signal_handlers=False,
                delete_jobs="always",
                fetch_job_polling_interval=SWEEP_SECONDS,
            )

    async def _send(self, work: Work, chunk: ChunkId | None) -> bool:
        """One chunk, if it is to be had; what fails for good ends the engine, not only the job."""
        self._busy += 1
        try:
            claim = None if self._stopping.is_set() else await work.claim(chunk)
            if claim is not None:
                await work.process(claim)
            return claim is not None
        except Exception as problem:
            self._problem = self._problem or problem
            self._stopping.set()
            raise
        finally:
            self._busy -= 1

    async def _sweep(self, work: Work, until: Until) -> None:
        """While no job is under way: do what is due although nobody rang, and see whether all is done."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS if until is not Until.IDLE else 0.1)
            if self._busy or await self._send(work, None):
                continue
            due = await work.settle()
            if until is Until.FOREVER:
                continue
            if due is None or (until is Until.IDLE and due > work.clock()):
                return
