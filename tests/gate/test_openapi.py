"""The API's description held against the running gate by generated requests, good and bad, towards every operation."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from gate.screening.thresholds import TABLE
from gate.translation import languages
from gate.web import openapi
from tests.gate import support
from tests.gate.support import ADULT, SECRET, Running

OPERATIONS = [
    (method.upper(), path, bool("requestBody" in operation or item.get("parameters")))
    for path, item in openapi.document()["paths"].items()
    for method, operation in item.items()
    if method in ("get", "post")
]
VARIED = sum(varied for *_, varied in OPERATIONS)
FEW = 25
MANY = 20_000 // VARIED
"""Together 20,000 for the operations to which there is more than one request."""
UNLIMITED = 10**9
DESCRIBED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
JUDGED = ("positive_data_acceptance", "negative_data_rejection")
"""What fits the description is accepted, what does not is refused: only where nothing is put in place of it."""


@pytest.fixture(scope="module")
def open_gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gate without limits, so that the requests get further than to "too many"."""
    folder = tmp_path_factory.mktemp("openapi")
    limits = dict.fromkeys(("site_limit", "address_limit", "screening_limit"), UNLIMITED)
    running = support.start(support.sqlite_url(folder), folder, metrics_token="m", **limits)
    yield running
    running.store.close()


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)], ids=["few", "many"])
@pytest.mark.parametrize(("method", "path", "varied"), OPERATIONS, ids=[" ".join(one[:2]) for one in OPERATIONS])
def test_generated_requests_get_what_is_described(
    open_gate: Running, method: str, path: str, varied: bool, count: int
) -> None:
    operation = schemathesis.openapi.from_wsgi("/openapi.json", open_gate.app)[path][method]
    cases = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if varied:
        cases |= operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    asked = 0

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases, real=st.booleans(), bearer=st.sampled_from((SECRET, "m", "x")))
    def run(case: schemathesis.Case, real: bool, bearer: str) -> None:
        nonlocal asked
        asked += 1
        if real:
            _make_real(open_gate, case)
        answer = case.call(headers={"Authorization": f"Bearer {bearer}"})
        names = DESCRIBED if real or answer.status_code == 413 else DESCRIBED + JUDGED  # 413 is unknown to the latter
        case.validate_response(answer, checks=[schemathesis.checks.CHECKS.get_one(name) for name in names])

    run()
    assert asked >= (count if varied else 1)


def test_the_description_lists_the_jurisdictions_of_the_table_and_every_language() -> None:
    wish = openapi.document()["components"]["schemas"]["NewScreening"]["properties"]
    assert set(wish["jurisdiction"]["enum"]) == {row.jurisdiction for row in TABLE} | {None}
    assert all(re.search(wish["locale"]["pattern"], code) for code in languages())


def _make_real(gate: Running, case: Any) -> None:
    """Put a screening, a form's token and an attestation that the gate has made in place of invented ones."""
    if "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = gate.screening()
        if isinstance(case.body, dict):  # a form
            token = gate.browser().gate_token(case.path_parameters["id"])
            case.body = dict(zip(("year", "month", "day"), ADULT, strict=True)) | case.body | {"form": token}
    elif isinstance(case.body, dict) and "attestation" in case.body:
        case.body["attestation"] = gate.attestation()
