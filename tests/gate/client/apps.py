"""The apps of the guide, each with the few files that an app team has already, served by a real server."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.gate import snippets
from tests.support.processes import server

WELCOME = "<!doctype html><html lang=en><title>Welcome</title><h1>Welcome</h1></html>"
DJANGO_SETTINGS = """
SECRET_KEY = "for tests"
ROOT_URLCONF = "urls"
ALLOWED_HOSTS = ["127.0.0.1"]
USE_TZ = True
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": ["templates"]}]
"""
FLASK_MAIN = """
from app import app
from line import line
from phones import phones
app.register_blueprint(phones)
app.register_blueprint(line)
"""
DJANGO_MAIN = "from django.core.wsgi import get_wsgi_application\napp = get_wsgi_application()\n"
# What the guide takes for granted that an app has.
ALREADY_THERE = {
    "flask": {"main.py": FLASK_MAIN, "templates/welcome.html": WELCOME},
    "django": {"main.py": DJANGO_MAIN, "settings.py": DJANGO_SETTINGS, "templates/welcome.html": WELCOME},
    "fastapi": {"main.py": "from app import app\n"},
    "express": {"package.json": '{"private": true}'},
}


def written(kind: str, folder: Path) -> Path:
    """The app's files; its folder."""
    root = snippets.write(kind, folder)
    for name, text in ALREADY_THERE[kind].items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def command(kind: str, port: int, root: Path) -> list[str]:
    """What starts the app; for Express after installing what its guide says."""
    if kind == "express":
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "express", "express-session"]
        subprocess.run(install, cwd=root, check=True, timeout=300)
        return ["node", "app.mjs"]
    interface = "asgi" if kind == "fastapi" else "wsgi"
    run = [sys.executable, "-m", "granian", "--interface", interface, "--host", "127.0.0.1", "--port", str(port)]
    return [*run, "main:app"]


@contextlib.contextmanager
def served(kind: str, port: int, folder: Path, **environment: str) -> Iterator[str]:
    """Run the guide's app of this kind on a port; its address."""
    root = written(kind, folder)
    path = os.pathsep.join([str(root), str(Path(__file__).parents[3])])
    env = os.environ | {"PYTHONPATH": path, "SECRET_KEY": "for tests", "DJANGO_SETTINGS_MODULE": "settings"}
    env |= {"PORT": str(port), **environment}
    with server(command(kind, port, root), port, folder / f"{kind}.log", env=env, cwd=root):
        yield f"http://127.0.0.1:{port}"
