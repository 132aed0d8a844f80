"""The site is built without a warning, is complete, and asks no other host."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import attrs
import pytest

from sync_core import AlignerPlugin, BackendPlugin, ExporterPlugin

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "docs/mkdocs/mkdocs.yml"
LOADED = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "object": ("data",),
    "embed": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
}
"""Where in a page a browser finds more to load."""


class Reading(HTMLParser):
    """The addresses in a page, and the places in it that others may link to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.places.add(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "link" and "canonical" not in values.get("rel", ""):
            self.loads.append(values.get("href", ""))
        self.loads += [values[name] for name in LOADED.get(tag, ()) if name in values]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*command, "-f", str(CONFIG), "-d", str(target)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, Reading]:
    return {page: Reading(page) for page in sorted(site.rglob("*.html"))}


def test_every_page_of_the_docs_is_built(
    pages: dict[Path, Reading], site: Path
) -> None:
    sources = {path.relative_to(ROOT / "docs") for path in markdown()}
    built = {page.relative_to(site).with_suffix(".md") for page in pages}
    assert built - {Path("404.md")} == sources


def markdown() -> Iterator[Path]:
    for path in (ROOT / "docs").rglob("*.md"):
        if path.relative_to(ROOT / "docs").parts[0] not in ("mkdocs", "examples"):
            yield path


def test_every_page_is_in_the_navigation(
    pages: dict[Path, Reading], site: Path
) -> None:
    front = site / "index.html"
    reached = {target(front, link)[0] for link in pages[front].links}
    assert reached >= set(pages) - {site / "404.html"}


def target(page: Path, link: str) -> tuple[Path, str]:
    address, place = urldefrag(unquote(link))
    return (page.parent / address).resolve() if address else page, place


def test_links_and_anchors_lead_somewhere(pages: dict[Path, Reading]) -> None:
    for page, reading in pages.items():
        if page.name == "404.html":
            continue
        for link in reading.links:
            if urlsplit(link).scheme:
                continue
            path, place = target(page, link)
            assert path.exists(), f"{page.name}: {link}"
            if place and path.suffix == ".html":
                assert place in pages[path].places, f"{page.name}: {link}"


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Reading]) -> None:
    for page, reading in pages.items():
        for address in reading.loads:
            parts = urlsplit(address)
            assert parts.scheme in ("", "data"), f"{page.name}: {address}"
            assert not parts.netloc, f"{page.name}: {address}"


def test_styles_load_nothing_from_elsewhere(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)|@import ([^;]*)", sheet.read_text()):
            assert "//" not in "".join(address).partition("data:")[0], sheet.name


def test_commands_and_packages_are_filled_in(site: Path) -> None:
    assert "<!-- commands -->" not in (site / "reference/command-line.html").read_text()
    assert "sync-core models pull" in (site / "reference/command-line.html").read_text()
    assert ">faster-whisper<" in (site / "explanation/licences.html").read_text()


def shown_text(page: Path) -> str:
    """What a reader sees, without white space."""
    plain = re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))
    return re.sub(r"\s", "", unescape(plain))


def default_of(field: "attrs.Attribute[Any]") -> str:
    if field.default is attrs.NOTHING:
        return ""
    factory = getattr(field.default, "factory", None)
    return f"={field.default if factory is None else factory()!r}"


@pytest.mark.parametrize("record", [BackendPlugin, AlignerPlugin, ExporterPlugin])
def test_every_field_of_a_record_stands_with_its_signature(
    site: Path, record: type[attrs.AttrsInstance]
) -> None:
    page = site / "reference/api/plugins.html"
    text, places = shown_text(page), Reading(page).places
    for field in attrs.fields(record):
        assert f"sync_core.{record.__name__}.{field.name}" in places
        annotation = str(field.type).replace(" ", "").replace("'", '"')
        default = default_of(field).replace("'", '"')
        assert f"{field.name}:{annotation}{default}," in text, field.name


def test_protocols_stand_with_their_methods(site: Path) -> None:
    places = Reading(site / "reference/api/plugins.html").places
    for name in ("Backend.transcribe", "Backend.close", "Aligner.align"):
        assert f"sync_core.{name}" in places


def test_fields_show_what_they_are_and_not_how_they_are_made(site: Path) -> None:
    for page in (site / "reference/api").glob("*.html"):
        assert "=field(" not in shown_text(page)
