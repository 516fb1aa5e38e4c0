"""The API's description: whole, true, and held against the running application by generated requests."""

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from notifier.web.bodies import MAX_BODY
from notifier.web.problems import KINDS
from notifier.web.routes import ROUTES, STREAM
from notifier.web.system import document
from tests.notifier.clients import APP_KEY, Client, client, publish
from tests.notifier.world import ROOT, World

CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"),
    "response_headers_conformance",
)


def described() -> set[tuple[str, str]]:
    return {
        (method.upper(), path)
        for path, item in document()["paths"].items()
        for method in item
        if method in ("get", "post", "put", "delete", "patch")
    }


def test_every_operation_is_described_and_nothing_else() -> None:
    routed = {(route.method, re.sub(r"<(?:[^:<>]*:)?(\w+)>", r"{\1}", route.path)) for route in ROUTES}
    assert described() == routed | {("GET", STREAM)}


def test_every_operation_and_every_problem_of_consent_is_in_the_guide() -> None:
    guide = (ROOT / "docs/guides/app-teams-inbox.md").read_text(encoding="utf-8")
    for method, path in described():
        assert f"`{method} {path}`" in guide, path
    for kind in KINDS.values():
        if kind.status == 409:
            assert f"`{kind.code}`" in guide


def test_it_is_openapi_3_1_and_served(sqlite_world: World) -> None:
    served = client(sqlite_world).get("/openapi.json", None)
    assert served.json == document()
    assert served.json["openapi"].startswith("3.1")
    assert MAX_BODY > 20_000


def test_every_problem_is_explained_where_its_type_leads(sqlite_world: World) -> None:
    made = client(sqlite_world)
    problem = made.get("/v1/inbox", None).json
    page = made.get(problem["type"].partition("#")[0], None)
    assert all(f'id="{code}"' in page.text for code in KINDS)
    assert problem["type"].endswith(f"#{problem['code']}")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("openapi")
    world = World(f"sqlite:///{folder}/notifier.db", folder)
    publish(world)
    world.set(NOTIFIER_USER_LIMIT="1000000", NOTIFIER_APP_LIMIT="1000000", NOTIFIER_NETWORK_LIMIT="1000000")
    yield client(world)
    world.close()


CHECKED = sorted(one for one in described() if one[1] != STREAM)


@pytest.mark.parametrize(("method", "path"), CHECKED, ids=[" ".join(one) for one in CHECKED])
def test_generated_requests_get_what_is_described(running: Client, method: str, path: str) -> None:
    """Good and bad requests: no server error, no status, type or body that the description lacks."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", running.flask.application)
    credential = APP_KEY if "/recipients/" in path or path == "/v1/records" else running.token("u0001")
    checks = [schemathesis.checks.CHECKS.get_one(name) for name in CHECKS]

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[path][method].as_strategy())
    def run(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {credential}"}, checks=checks)

    run()
