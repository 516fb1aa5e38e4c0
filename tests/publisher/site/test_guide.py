"""The guide for whoever runs the site names every setting and every file."""

from pathlib import Path

from publisher.plugin import PolicyPressConfig
from tests.publisher.site.conftest import Built

GUIDE = (Path(__file__).parents[3] / "docs" / "guides" / "visitors.md").read_text(encoding="utf-8")


def test_every_setting_of_the_plugin_is_documented() -> None:
    names = [name for name, _ in PolicyPressConfig()._schema]
    assert {"as_of", "cache"} <= set(names)
    assert [name for name in names if f"`policypress: {name}`" not in GUIDE] == []


def test_every_file_at_the_top_of_the_site_is_documented(site: Built) -> None:
    known = {"index.html", "404.html", "robots.txt", "sitemap.xml"}
    files = {path.name for path in site.folder.iterdir() if path.is_file()} - known
    assert [name for name in sorted(files) if name not in GUIDE] == []
