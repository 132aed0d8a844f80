"""Documents for tests: made from plain texts, and one of each difficult kind."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from sync_core.document.document import Document
from sync_core.document.records import Phone, Provenance, Segment, Step, Word

__all__ = [
    "HOSTILE_FROM_MS",
    "HOSTILE_TEXTS",
    "LONG_DOCUMENT",
    "make_document",
    "sample_documents",
]

LONG_DOCUMENT = "ten-thousand-words"
HOSTILE_FROM_MS = 3_600_000
"""The hostile texts start here: after all times that their text contains."""

HOSTILE_TEXTS = (
    "00:00:01,000 --> 00:00:02,000",
    "2\n00:00:09,000 --> 00:00:09,500\nx",
    "<b>bold</b> & <00:00:01.000> </v> &amp; ]]> <!-- <br/>",
    "{\\an8} \\N \\h {\\k20}",
    "[00:01.00] [ti:x] [",
    "\"quoted\", 'single'; a,b\tc|d",
    "one\ntwo\r\nthree\n\nfour\x85five\u2028six",
    "7\n8 9\t10,11;12 x\n13\t14\tx",
    "\ufeffWEBVTT",
    "NOTE x",
    "=SUM(A1:A9)",
    "null\0 bell\a escape\x1b[31m",
    "half a surrogate \ud83d",
    " \t ",
    "",
)
"""Texts that contain the markup of some format, as they are in a document."""


def make_document(
    *texts: str,
    start_ms: int = 0,
    word_ms: int = 300,
    gap_ms: int = 100,
    language: str | None = None,
    speakers: Sequence[str | None] = (),
    phones: bool = False,
) -> Document:
    """Make a document with a segment per text, whose words have equal durations.

    White space separates words. There is a gap between two words, and between two
    segments.

    Example:
        >>> from sync_core.testing import make_document
        >>> document = make_document("Hello world.", "Bye.", word_ms=200, gap_ms=50)
        >>> [(word.text, word.start_ms, word.end_ms) for word in document.words]
        [('Hello', 0, 200), ('world.', 250, 450), ('Bye.', 500, 700)]

    Args:
        texts: The text of each segment.
        start_ms: Start of the first word.
        word_ms: Duration of each word; 0 makes words without length.
        gap_ms: The time between two words.
        language: BCP-47 tag.
        speakers: The speaker of each text; a shorter list is repeated.
        phones: Whether words have phones: one per letter, of equal durations.
    """
    segments, now = [], start_ms
    for at, text in enumerate(texts):
        words: list[Word] = []
        for part in text.split():
            words.append(_make_word(part, now, now + word_ms, phones))
            now += word_ms + gap_ms
        start, end = (words[0].start_ms, words[-1].end_ms) if words else (now, now)
        speaker = speakers[at % len(speakers)] if speakers else None
        segments.append(Segment(words, text, start, end, speaker))
    return Document(segments, language=language, duration_ms=now)


def sample_documents() -> dict[str, Document]:
    """Return a document of each kind that an exporter must handle, by name.

    ``empty``, ``one-word``, ``usual``, ``not-ascii``, ``right-to-left``,
    ``zero-length``, ``untimed``, ``missing-and-extra``, ``phones``, ``no-words``,
    ``no-text``, ``overlapping``, ``hostile``, ``minutes-long``,
    ``ten-thousand-words``.
    """
    usual = make_document("Good morning.", "How are you?", language="en")
    return {
        "empty": Document([]),
        "one-word": make_document("Hello"),
        "usual": evolve(usual, source="talk.wav", provenance=_PROVENANCE),
        "not-ascii": make_document("Žluťoučký kůň 👩‍🚀", "日本語 です", language="cs"),
        "right-to-left": make_document("مرحبا بالعالم", "שלום abc", language="ar"),
        "zero-length": make_document("No time at all", word_ms=0, gap_ms=0),
        "untimed": _make_untimed(),
        "missing-and-extra": _make_missing_and_extra(),
        "phones": make_document("Hello there.", phones=True, language="en"),
        "no-words": _make_wordless("Only a text,", "no words."),
        "no-text": _make_textless(),
        "overlapping": _make_overlapping(),
        "hostile": _make_hostile(),
        "minutes-long": make_document(*["A long talk."] * 20, word_ms=9_000),
        LONG_DOCUMENT: make_document(*["one two three four five."] * 2_000),
    }


_HOSTILE_NAME = 'A <b>\n--> & "B", {c}'
_PROVENANCE = Provenance(
    "sync-core",
    "backend scripted",
    [Step("backend", "scripted", "sync-core", options={"beam_size": 5})],
)


def _make_word(text: str, start_ms: int, end_ms: int, phones: bool) -> Word:
    if not phones:
        return Word(text, start_ms, end_ms)
    letters = [letter.lower() for letter in text if letter.isalpha()]
    size = max(len(letters), 1)
    edges = [start_ms + (end_ms - start_ms) * at // size for at in range(size + 1)]
    spoken = [
        Phone(letter, edges[at], edges[at + 1], 0.75)
        for at, letter in enumerate(letters)
    ]
    return Word(text, start_ms, end_ms, 0.5, phones=spoken)


def _make_untimed() -> Document:
    words = [Word("Half", 0, 400), Word("known.", None, None)]
    unknown = [Word(text, None, None) for text in ("Not", "known.")]
    return Document(
        [
            Segment(words, "Half known.", 0, 400),
            Segment(unknown, "Not known.", None, None),
        ],
        duration_ms=1_000,
    )


def _make_missing_and_extra() -> Document:
    words = [
        Word("One", 100, 400, 0.9, script_span=(0, 3)),
        Word("two", None, None, status="missing", script_span=(4, 7)),
        Word("three.", 900, 1_300, 0.25, "substituted", (8, 14)),
    ]
    extra = [Word("um", 450, 600, status="extra"), Word("", 650, 700, status="extra")]
    missing = [Word("Four.", None, None, status="missing", script_span=(15, 20))]
    return Document(
        [
            Segment(words, "One two three.", 100, 1_300, "Ann", 0.5),
            Segment(extra, "um", 450, 700),
            Segment(missing, "Four.", None, None),
        ],
        language="en",
        duration_ms=2_000,
        script="One two three. Four.",
    )


def _make_wordless(*texts: str) -> Document:
    return Document(
        [
            Segment([], text, 1_000 * at, 1_000 * at + 900)
            for at, text in enumerate(texts)
        ]
    )


def _make_hostile() -> Document:
    """Make a document of the hostile texts, each with and without words."""
    segments = []
    for at, text in enumerate(HOSTILE_TEXTS):
        start_ms = HOSTILE_FROM_MS + 10_000 * at
        words = make_document(text, start_ms=start_ms).words
        end_ms = start_ms + 4_000
        segments.append(Segment(words, text, start_ms, end_ms, speaker=_HOSTILE_NAME))
        segments.append(Segment([], text, start_ms + 5_000, start_ms + 9_000))
    return Document(segments, source=f"{_HOSTILE_NAME}.wav")


def _make_textless() -> Document:
    nothing = [Segment([], "", None, None), Segment([], "", 5, 5)]
    return Document(nothing, duration_ms=0, source="")


def _make_overlapping() -> Document:
    first = make_document("They both talk", speakers=["Ann"]).segments
    second = make_document("at once", start_ms=200, speakers=["Bob"]).segments
    return Document([*first, *second], duration_ms=2_000)
