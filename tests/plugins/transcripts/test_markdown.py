"""Markdown, judged by markdown-it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from format_files import write as write_bytes
from property_tests import examples
from short_talks import TALK, bare, texts
from sync_core import (
    Document,
    PluginManager,
    Segment,
)


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    names = "fcpxml,markdown,otio,txt,youtube-chapters"
    return PluginManager.installed({"SYNC_CORE_PLUGINS": names})


def write(
    manager: PluginManager, name: str, document: Document, **options: object
) -> str:
    return write_bytes(manager, name, document, **options).decode()


def test_markdown(manager: PluginManager) -> None:
    assert write(manager, "markdown", TALK) == (
        "`00:00:01` **Ann:** Fish \\& chips\n\nNever\n\n`00:00:20` Bye\n"
    )
    assert (
        write(
            manager,
            "markdown",
            TALK,
            timestamps=False,
            speakers=False,
            title="1. A <talk>",
        )
        == "# 1. A \\<talk\\>\n\nFish \\& chips\n\nNever\n\nBye\n"
    )
    assert "[00:00:20](https://x.test/?t=20s) Bye" in write(
        manager, "markdown", TALK, link="https://x.test/?t={s}s"
    )


@settings(deadline=None, max_examples=examples(150))
@given(
    text=texts
    | st.sampled_from(
        [
            "- a",
            "+ a",
            "1. a",
            "2) a",
            "# a",
            "> a",
            "---",
            "~~~",
            "```",
            "a\n===",
            "    a",
            "| a |\n|---|",
            "<script>",
            "&amp;",
            "![a](b)",
            "a  \nb",
            "\\",
            "*a*",
            "__a__",
        ]
    ),
    timestamps=st.booleans(),
)
def test_markdown_shows_the_text(
    manager: PluginManager, text: str, timestamps: bool
) -> None:
    document = Document([Segment([], text, 0, 1), Segment([], "end", 2, 3)])
    source = write(manager, "markdown", document, timestamps=timestamps)
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    paragraphs = [token for token in tokens if token.type == "inline"]
    kinds = {token.type for token in tokens}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close"}
    shown = [
        "".join(child.content for child in token.children or ()) for token in paragraphs
    ]
    said = [t for t in (text, "end") if t.split()]
    expected = [f"00:00:00 {t}" if timestamps else t for t in said]
    assert [bare(t) for t in shown if bare(t)] == list(
        filter(None, map(bare, expected))
    )
