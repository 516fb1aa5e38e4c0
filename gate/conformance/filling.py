"""Placeholders: `{name}` in the texts of a request is filled in; what carries no attestation loses its field."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from gate.conformance.model import Step

NAMES = ("attestation", "screening", "unique")
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def names_in(step: Step) -> set[str]:
    """The names that a request uses."""
    return {name for text in _texts([step.path, *step.headers.values(), step.form, step.body]) for name in _found(text)}


def _found(text: str) -> list[str]:
    return _PLACE.findall(text)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for member in value.values() for text in _texts(member)]
    return [text for item in value for text in _texts(item)] if isinstance(value, list) else []


def filled(step: Step, values: Mapping[str, str | None]) -> Step:
    """The request with every placeholder filled in. A field, header or member that has none for it is left out."""
    form = None if step.form is None else _mapping(step.form, values)
    body = None if step.body is None else _value(step.body, values)
    path = _PLACE.sub(lambda found: quote(values.get(found[1]) or "", safe=""), step.path)
    return replace(step, path=path, headers=_mapping(step.headers, values), form=form, body=body)


def _mapping(given: Mapping[str, Any], values: Mapping[str, str | None]) -> dict[str, Any]:
    found = {name: _value(member, values) for name, member in given.items()}
    return {name: value for name, value in found.items() if value is not _LEFT_OUT}


class _LeftOut:
    """Stands for a value that is not sent."""


_LEFT_OUT = _LeftOut()


def _value(value: Any, values: Mapping[str, str | None]) -> Any:
    if isinstance(value, str):
        text = _text(value, values)
        return _LEFT_OUT if text is None else text
    if isinstance(value, Mapping):
        return _mapping(value, values)
    if isinstance(value, list):
        return [found for found in (_value(item, values) for item in value) if found is not _LEFT_OUT]
    return value


def _text(text: str, values: Mapping[str, str | None]) -> str | None:
    if any(values.get(name) is None for name in _found(text)):
        return None
    return _PLACE.sub(lambda found: str(values[found[1]]), text)
