"""One real gate with two sites for all tests of the client."""

from collections.abc import Iterator

import pytest

from tests.gate.live import Live, live_gate


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A gate with the sites `my-app` and `other-app`."""
    with live_gate(tmp_path_factory.mktemp("client")) as running:
        running.add_site("my-app")
        running.add_site("other-app", "https://other.example.com")
        yield running
