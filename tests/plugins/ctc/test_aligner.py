"""The aligner on real speech: places, promises, differences from the script."""

import threading
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from sync_core import Pipeline
from sync_core.audio import Audio
from sync_core.base.errors import AlignmentError, CancelledError
from sync_core.document.document import Document
from sync_core.plugins.protocols import AlignmentRequest
from sync_core.script.script import Script
from sync_core_plugins.ctc.aligner import CtcAligner
from sync_core_plugins.ctc.loading import load_aligner
from sync_core_plugins.ctc.options import CtcOptions

from .conftest import Align

pytestmark = pytest.mark.engine
RATE = 16_000


@pytest.fixture(scope="module")
def document(align: Align, clip: Audio, clip_script: str) -> Document:
    return align(clip, clip_script)


@pytest.fixture(scope="module")
def reference(clip: Audio, clip_script: str) -> Document:
    """What another aligner finds, an English one with ten times as many states."""
    with Pipeline(aligner="hmm", language="en") as pipeline:
        return pipeline.align(clip, clip_script)


@pytest.fixture(scope="module")
def clip_script(clip_script: str) -> str:
    """The script in words only."""
    text = clip_script.replace("1927", "nineteen hundred twenty-seven")
    return text.replace("33", "thirty-three")


def sound(samples: np.ndarray) -> Audio:
    return Audio.load(samples, sample_rate_hz=RATE)


def check_promises(document: Document) -> None:
    behind = 0
    for word in document.words:
        if word.status == "extra" or word.start_ms is None:
            continue
        assert word.end_ms is not None
        assert behind <= word.start_ms < word.end_ms <= (document.duration_ms or 0)
        behind = word.end_ms
        assert word.confidence is not None
        assert 0 < word.confidence < 1
        assert word.phones[0].start_ms == word.start_ms
        assert word.phones[-1].end_ms == word.end_ms
        for one, two in pairwise(word.phones):
            assert one.end_ms == two.start_ms


def test_all_words_are_found_in_order(document: Document) -> None:
    check_promises(document)
    assert {word.status for word in document.words} == {"matched"}
    assert not document.findings


def test_times_agree_with_another_aligner(
    document: Document, reference: Document
) -> None:
    apart = [
        abs((one.start_ms or 0) - (two.start_ms or 0))
        for one, two in zip(document.words, reference.words, strict=True)
    ]
    assert np.median(apart) < 25
    assert max(apart) < 120


def test_phones_are_ipa(document: Document) -> None:
    symbols = [phone.symbol for word in document.words for phone in word.phones]
    assert len(symbols) > 2 * len(document.words)
    assert not set("".join(symbols)) & set(" 0123456789<>")


def test_silence_before_the_speech_moves_all_words(
    align: Align, clip: Audio, clip_script: str, document: Document
) -> None:
    noise = np.random.default_rng(1).normal(0, 8, 2 * RATE).astype(np.int16)
    later = align(sound(np.concatenate((noise, clip.pcm))), clip_script)
    for one, two in zip(document.words, later.words, strict=True):
        assert abs((two.start_ms or 0) - (one.start_ms or 0) - 2000) < 80


def test_words_that_were_not_said_are_missing(
    align: Align, clip: Audio, clip_script: str
) -> None:
    words = clip_script.split()
    extra = "seventeen purple elephants happily whistled".split()
    text = " ".join([*words[:5], *extra, *words[5:]])
    statuses = [word.status for word in align(clip, text).words]
    missing = [at for at, status in enumerate(statuses) if status == "missing"]
    assert set(missing) <= set(range(4, 11))
    assert len(missing) >= 4


def test_speech_that_is_not_in_the_script_is_extra(
    align: Align, clip: Audio, clip_script: str, document: Document
) -> None:
    words = clip_script.split()
    found = align(clip, " ".join([*words[:3], *words[7:]]))
    extra = [word for word in found.words if word.status == "extra"]
    assert len(extra) == 1
    start, end = document.words[3].start_ms, document.words[6].end_ms
    assert start is not None
    assert end is not None
    assert abs((extra[0].start_ms or 0) - start) < 250
    assert abs((extra[0].end_ms or 0) - end) < 250


def test_another_text_is_an_error(align: Align, clip: Audio) -> None:
    text = "Seventeen purple elephants happily whistled beneath Copenhagen bridges."
    with pytest.raises(AlignmentError, match="does not seem to say"):
        align(clip, text)


def test_words_that_nobody_can_read_do_not_stop_it(
    align: Align, clip: Audio, clip_script: str
) -> None:
    words = clip_script.split()
    found = align(clip, " ".join([*words[:4], "你好", *words[4:]]))
    assert [f.code for f in found.findings] == ["unreadable-word"] * 2
    statuses = [word.status for word in found.words if word.text in words]
    assert set(statuses) == {"matched"}


def test_a_script_of_phones_is_read_as_such(
    align: Align, clip: Audio, document: Document
) -> None:
    ipa = ["".join(p.symbol for p in word.phones) for word in document.words]
    found = align(clip, " ".join(ipa), "und-fonipa")
    for one, two in zip(document.words, found.words, strict=True):
        assert abs((one.start_ms or 0) - (two.start_ms or 0)) < 60


def test_a_clip_shorter_than_its_script_is_an_error(
    align: Align, clip: Audio, clip_script: str
) -> None:
    with pytest.raises(AlignmentError):
        align(sound(clip.pcm[: RATE * 3 // 10]), clip_script * 3)


def test_cancelling_stops_the_work(
    open_aligner: Callable[[str], CtcAligner], clip: Audio, clip_script: str
) -> None:
    cancel = threading.Event()
    cancel.set()
    request = AlignmentRequest(
        clip, Script.parse(clip_script), language="en", cancel=cancel
    )
    with pytest.raises(CancelledError):
        open_aligner("en").align(request)


def test_a_closed_aligner_says_so(clip: Audio, clip_script: str) -> None:
    aligner = load_aligner("en", CtcOptions())
    aligner.close()
    aligner.close()
    request = AlignmentRequest(clip, Script.parse(clip_script), language="en")
    with pytest.raises(AlignmentError, match="closed"):
        aligner.align(request)
