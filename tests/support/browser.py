"""Headless Chromium from the system, driven by Playwright; no connection leaves the machine."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence

from playwright.sync_api import Browser, BrowserType, sync_playwright

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost , EXCLUDE *.localhost",
]


WHOLE = ("chromium", "chromium-browser", "google-chrome")
SHELL = ("chromium-headless-shell", *WHOLE)
"""The shell is the same engine without the windows of a whole browser: a new visitor costs it a quarter of the time."""


def executable(names: Sequence[str] = SHELL) -> str | None:
    """The first of these programs that the system has, or None."""
    return next(filter(None, map(shutil.which, names)), None)


def flags() -> list[str]:
    """FLAGS, and what the superuser needs beside them."""
    return [*FLAGS, "--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else FLAGS


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; open a fresh context for each test."""
    with sync_playwright() as playwright, launched(playwright.chromium, executable()) as browser:
        yield browser


@contextlib.contextmanager
def launched(kind: BrowserType, program: str | None) -> Iterator[Browser]:
    """`program`, running beside what runs already: Playwright itself is started once in a process."""
    browser = kind.launch(executable_path=program, args=flags())
    try:
        yield browser
    finally:
        browser.close()
