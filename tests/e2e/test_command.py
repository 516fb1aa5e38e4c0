"""`python -m demo` as a command: help, ports, folders, going on, ending."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import urllib3

from tests.e2e.running import ROOT, command, free_ports, running
from tests.support.processes import accepts, wait_until


def run(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The command, for cases in which it ends by itself."""
    words = [*command(free_ports(), folder), *arguments]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_help_names_every_option_with_an_example(tmp_path: Path) -> None:
    done = run("--help", folder=tmp_path)
    assert done.returncode == 0
    for option in ("--port", "--app-port", "--gate-port", "--notifier-port", "--mail-port", "--keep", "--folder"):
        assert option in done.stdout
    assert "Example" in done.stdout


def test_a_port_that_is_taken_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--gate-port", str(port), folder=tmp_path)
    assert done.returncode == 1
    assert re.fullmatch(rf"demo: port {port} for the gate cannot be used .*--gate-port", done.stderr.splitlines()[-1])


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    done = run(folder=tmp_path)
    assert done.returncode == 1
    assert "--folder" in done.stderr
    assert precious.read_text() == "mine"


def test_workers_without_postgresql_are_refused(tmp_path: Path) -> None:
    done = run("--workers", "2", folder=tmp_path)
    assert done.returncode == 2
    assert "--database" in done.stderr


def test_one_interrupt_ends_everything_and_keep_goes_on_where_it_was(tmp_path: Path) -> None:
    ports, folder = free_ports(), tmp_path / "var"
    words = command(ports, folder)
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    wait_until(lambda: accepts(ports["notifier"]), "the notifier", 120)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert said.endswith("Stopped.\n")
    assert "Traceback" not in said
    assert [part for part, port in ports.items() if accepts(port)] == []
    keys = (folder / "keys.json").read_bytes()
    (folder / "mail" / "1795904596989751261.eml").write_bytes(b"Subject: kept\r\n\r\nkept\r\n")
    with running(tmp_path, "--keep", ports=ports) as demo:
        assert urllib3.request("GET", f"{demo.url('gate')}/healthz").status == 200
        assert urllib3.request("GET", f"{demo.url('notifier')}/healthz").status == 200
        assert (demo.folder / "keys.json").read_bytes() == keys
        assert b"kept" in urllib3.request("GET", f"{demo.url()}/en/mail").data
        assert oct((demo.folder / "keys.json").stat().st_mode & 0o777) == "0o600"


def test_a_part_that_ends_by_itself_is_named(tmp_path: Path) -> None:
    script = "import sys; from demo.running.children import start, StartError\nfrom pathlib import Path\n"
    script += "try: start('gate', [sys.executable, '-c', 'print(\"no room\")'], {}, Path('x.log'), 1)\n"
    script += "except StartError as problem: print(problem)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout.startswith("the gate ended: no room")
