"""The base of the notifier's errors: the docstring is the message, the facts are fields."""

import inspect
from datetime import datetime


class NotifierError(Exception):
    """The notifier could not do that."""

    exit_code = 1

    def __init__(self, **facts: object) -> None:
        """Keep `facts`; each is named in braces in the docstring."""
        self.facts = facts
        super().__init__(self.template().format(**facts))

    def __reduce__(self) -> tuple[object, ...]:
        """It may come from another process."""
        return _made_again, (type(self), self.facts)

    @classmethod
    def template(cls) -> str:
        """The message before its facts are filled in; what the catalogues translate."""
        return " ".join(inspect.cleandoc(cls.__doc__ or "").split())


def _made_again(kind: type[NotifierError], facts: dict[str, object]) -> NotifierError:
    return kind(**facts)


class NaiveDatetime(NotifierError):
    """{field}: {value} has no time zone; datetimes are aware here"""


class UsageProblem(NotifierError):
    """{reason}"""

    exit_code = 2


def require_aware(field: str, value: datetime | None) -> None:
    """Raise NaiveDatetime when `value` is a datetime without a zone."""
    if value is not None and value.tzinfo is None:
        raise NaiveDatetime(field=field, value=value)
