"""Updates made by hand, with the times at which they came."""

from sync_core import Segment, Word
from sync_core.live.measurement.timeline import Emitted
from sync_core.live.updates import Endpoint, Final, Partial, SpeechStarted, Update

LENGTH_MS = 300


def said(text: str, first: int = 0) -> list[Word]:
    """Words that take 300 ms each, the first of them the stream's so-and-so-manieth."""
    return [
        Word(word, LENGTH_MS * at, LENGTH_MS * (at + 1))
        for at, word in enumerate(text.split(), start=first)
    ]


def partial(text: str, first: int = 0) -> Partial:
    return Partial(said(text, first), 0, text)


def final(text: str, first: int, number: int) -> Final:
    words = said(text, first)
    segment = Segment(words, text, words[0].start_ms, words[-1].end_ms)
    return Final(segment, number)


def emitted(*calls: tuple[float, float, list[Update]]) -> list[Emitted]:
    return [
        Emitted(update, audio_ms, at_ms, call)
        for call, (audio_ms, at_ms, updates) in enumerate(calls)
        for update in updates
    ]


# "a b" is heard; then b turns out to be c, then a is final and e is seen, and the rest
# is final when the utterance ends.
STREAM = emitted(
    (200, 250, [SpeechStarted(0)]),
    (700, 800, [partial("a b")]),
    (1000, 1200, [partial("a c D")]),
    (1300, 1500, [final("A", 0, 0), partial("c d e", 1)]),
    (1900, 2400, [final("c d e.", 1, 1), Endpoint(1200, "pause")]),
)
