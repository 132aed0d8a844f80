"""Talks of a few segments, to write for editing and for reading: one, and any."""

import re

from hypothesis import strategies as st

from sync_core import Document, Segment, Word

TALK = Document(
    [
        Segment(
            [Word("Fish", 1000, 1480, 0.5), Word("& chips", 1480, 2001)],
            "Fish\n& chips",
            1000,
            2500,
            "Ann",
        ),
        Segment([], "Never", None, None),
        Segment([], "Bye", 20_000, 61_017),
    ],
    duration_ms=61_017,
    source="/talk.wav",
)

texts = st.lists(
    st.sampled_from(
        ["<", "&", "]]>", '"', "'", "\\", "\n", "\0", "\ud83d", "*", "_", "[x]("]
    )
    | st.text(st.characters(exclude_categories=()), max_size=5),
    max_size=5,
).map("".join)


def saying(parts: list[str]) -> Document:
    return Document(
        [Segment([], t, 5000 * at, 5000 * at + 1, t) for at, t in enumerate(parts)]
    )


def bare(text: str) -> str:
    kept = "".join(text.encode("utf-8", "replace").decode().split())
    return re.sub("[\x00-\x1f\ufffd-\uffff]", "", kept)
