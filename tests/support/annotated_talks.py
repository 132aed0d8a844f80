"""Talks with times, to write as annotations: one by hand, and any."""

from hypothesis import strategies as st

from sync_core import Document, Phone, Segment, Word

WORDS = [
    Word('"Fish"', 1000, 1480, 0.5, phones=[Phone("f", 1000, 1200)]),
    Word("and", 1480, 1720),
    Word("chips,", 2005, 2600, 1.0),
    Word("please.", None, None, status="missing"),
]
TALK = Document(
    [
        Segment(WORDS, '"Fish" and chips, please.', 1000, 3200, "Ann"),
        Segment(
            [Word("No", 3000, 3000), Word("!", 3000, 3400)], "No !", 3000, 3400, "B"
        ),
    ],
    duration_ms=5000,
    source="talk.wav",
)

pieces = st.lists(
    st.sampled_from(
        ['"', '""', "<", "&", "]]>", "\n", "!", "\\", "1 2", "xmin", "\u2028"]
    )
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"))),
    min_size=1,
    max_size=4,
).map("".join)
talks = st.lists(
    st.tuples(pieces, st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=6
)


def talk_of(parts: list[tuple[str, int, int]]) -> Document:
    words, now = [], 0
    for text, pause, length in parts:
        words.append(Word(text, now + pause, now + pause + length))
        now += pause + length
    return Document([Segment(words, "all", 0, now)], duration_ms=now + 7)
