"""What importing the client costs an app: no framework, no database, nothing of the service."""

import subprocess
import sys

import pytest

HEAVY = ["flask", "werkzeug", "sqlalchemy", "alembic", "click", "babel", "jinja2", "granian", "prometheus_client"]
SERVICE = ["gate.app", "gate.web", "gate.store", "gate.service", "gate.cli", "gate.conformance"]


@pytest.mark.parametrize("module", ["gate.client", "gate.client.session", "gate.client.wsgi", "gate.client.asgi"])
def test_importing_the_client_imports_no_framework_and_no_service(module: str) -> None:
    code = f"import sys, {module}; print(*(name for name in {HEAVY + SERVICE!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == []
