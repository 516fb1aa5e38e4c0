"""Recipients from a query on the app's own database; the columns' names are the fields' names."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from notifier.adapters.sources.files import MissingColumn
from notifier.adapters.sources.lines import SourceUnreadable
from notifier.model.errors import UsageProblem
from notifier.ports.recipients import SourceRow
from notifier.service.rows import COLUMNS

PAGE = 1000


class SqlSource:
    """Rows of `query` at `url` (SQLAlchemy), streamed by a server-side cursor where the database has them."""

    def __init__(self, url: str, query: str) -> None:
        """Raises UsageProblem where `url` is not one, SourceUnreadable where its file is not there. Never shows the
        password."""
        try:
            self._url = make_url(url)
            self._engine = create_engine(self._url)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
            raise UsageProblem(reason="--sql: the first word is not a database URL such as sqlite:///app.db") from None
        if self._url.get_backend_name() == "sqlite" and not Path(self._url.database or "").is_file():
            raise SourceUnreadable(path=self._url, reason="there is no such file")  # connecting would make one
        self._query = query
        self._read = 0
        self.name = self._url.render_as_string(hide_password=True)

    def position(self) -> tuple[int, int | None]:
        return self._read, None

    def rows(self) -> Iterator[SourceRow]:
        """`line` is the row's number. Raises SourceUnreadable or MissingColumn."""
        try:
            with self._engine.connect() as connection:
                result = connection.execution_options(yield_per=PAGE).execute(text(self._query))
                if "id" not in result.keys():  # noqa: SIM118 - a result's keys are not its rows
                    raise MissingColumn(path=self.name, columns=", ".join(COLUMNS))
                for row in result.mappings():
                    self._read += 1
                    yield SourceRow(line=self._read, fields=dict(row))
        except SQLAlchemyError as problem:
            reason = str(getattr(problem, "orig", problem)).splitlines()[0]
            raise SourceUnreadable(path=self.name, reason=reason) from problem
        finally:
            self._engine.dispose()
