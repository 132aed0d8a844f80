"""What mkdocs does besides: the navigation, and pages made out of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import commands
import licences

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

SECTIONS = {
    "tutorials": "Tutorials",
    "how-to": "How to",
    "reference": "Reference",
    "explanation": "Explanation",
}
TITLES = {"api": "Python API"}
DRAWING = re.compile(r"!\[[^]]*\]\(\S*/(?P<name>data-flow\.svg)\)")
FIRST = (
    "how-to/tts-pipeline.md",
    "how-to/scripts.md",
    "how-to/house-style.md",
    "how-to/choose.md",
    "reference/command-line.md",
    "reference/api/index.md",
)
"""Pages that come before their neighbours; the rest follow by name."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Make the navigation out of the folders."""
    pages = sorted((file.src_uri for file in files.documentation_pages()), key=_place)
    nav: list[object] = [{"Start": "index.md"}]
    for folder, title in SECTIONS.items():
        nav.append({title: _section(folder, pages)})
    nav.append("changes.md")
    config.nav = nav
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Put in what is read from the code."""
    for part in (commands, licences):
        if part.MARKER in markdown:
            markdown = markdown.replace(part.MARKER, part.text())
    return DRAWING.sub(_drawn, markdown)


def _drawn(image: re.Match[str]) -> str:
    """Put a drawing into the page itself, so that it takes the page's colours."""
    drawing = Path(__file__).parents[1] / "images" / image["name"]
    return f"<div>{drawing.read_text(encoding='utf-8')}</div>"


def _place(page: str) -> tuple[bool, int, str]:
    at = FIRST.index(page) if page in FIRST else len(FIRST)
    return not page.endswith("/index.md"), at, page


def _section(folder: str, pages: list[str]) -> list[object]:
    """Give a folder's own pages, then the folders in it."""
    own: list[object] = []
    below: dict[str, list[object]] = {}
    for page in pages:
        above, _, _ = page.rpartition("/")
        if above == folder:
            own.append(page)
        elif above.startswith(f"{folder}/"):
            name = above.removeprefix(f"{folder}/")
            below.setdefault(TITLES.get(name, name.capitalize()), []).append(page)
    return [*own, *({title: inside} for title, inside in below.items())]
