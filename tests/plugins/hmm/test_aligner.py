"""The aligner on real speech: places, pauses, promises, reuse."""

import threading
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from sync_core.audio import Audio
from sync_core.base.errors import AlignmentError, CancelledError
from sync_core.document.document import Document
from sync_core.document.phone_symbols import IPA_TO_ARPABET
from sync_core.plugins.protocols import AlignmentRequest, EngineOptions
from sync_core.script.script import Script
from sync_core_plugins.hmm import sync_core_aligners

from .conftest import Align

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def document(align: Align, clip: Audio, clip_script: str) -> Document:
    return align(clip, clip_script)


def check_promises(document: Document) -> None:
    """Order, length, bounds and phones, as every reader of a document may expect."""
    words = [word for word in document.words if word.start_ms is not None]
    behind = 0
    for word in words:
        assert word.end_ms is not None
        assert behind <= (word.start_ms or 0) < word.end_ms
        behind = word.end_ms
        assert word.confidence is not None
        edges = [phone.start_ms for phone in word.phones]
        assert edges[0] == word.start_ms
        assert word.phones[-1].end_ms == word.end_ms
        for one, two in pairwise(word.phones):
            assert one.end_ms == two.start_ms
        assert all((p.start_ms or 0) < (p.end_ms or 0) for p in word.phones)
        assert all(phone.symbol in IPA_TO_ARPABET for phone in word.phones)
    assert behind <= (document.duration_ms or 0)


def test_every_word_of_the_clip_is_placed(document: Document, clip_script: str) -> None:
    check_promises(document)
    assert all(word.start_ms is not None for word in document.words)
    assert document.script == clip_script
    assert not document.findings
    assert min(word.confidence or 0 for word in document.words) > 0.5


def test_a_number_gets_the_phones_of_all_its_words(document: Document) -> None:
    (thirty_three,) = [word for word in document.words if word.text == "33"]
    assert "".join(phone.symbol for phone in thirty_three.phones) == "θɝdiθɹi"


def joined(clip: Audio, cuts: list[tuple[int, int]], gap_ms: int) -> Audio:
    """Join stretches with faint noise before, between and behind them."""
    noise = np.random.default_rng(0).normal(0, 4, 16 * gap_ms).astype(np.int16)
    pieces = [noise]
    for start, end in cuts:
        pieces += [clip.pcm[start * 16 : end * 16], noise]
    pcm = np.concatenate(pieces)
    return Audio(pcm=pcm, duration_ms=round(len(pcm) / 16))


@pytest.mark.parametrize("gap_ms", [200, 500])
def test_edges_beside_known_gaps(
    align: Align, clip: Audio, document: Document, gap_ms: int
) -> None:
    """Cut the sentences out where they are silent, and find their ends again."""
    cuts: list[tuple[int, int]] = []
    for segment in document.segments:
        assert segment.start_ms is not None
        assert segment.end_ms is not None
        cuts.append(loud_part(clip, segment.start_ms - 60, segment.end_ms + 60))
    found = align(
        joined(clip, cuts, gap_ms), " ".join(s.text for s in document.segments)
    )
    check_promises(found)
    at = 0
    for (start, end), segment in zip(cuts, found.segments, strict=True):
        at += gap_ms
        assert segment.start_ms == pytest.approx(at, abs=15)
        at += end - start
        # The release of a last stop may come long after its closure, or not at all.
        stop = segment.words[-1].phones[-1].symbol in "ptkbdɡ"
        assert segment.end_ms == pytest.approx(at, abs=100 if stop else 30)


def loud_part(clip: Audio, start_ms: int, end_ms: int) -> tuple[int, int]:
    """Return where the sound between two times rises above 2 % of its peak, in ms."""
    part = np.abs(clip.pcm[max(0, start_ms) * 16 : end_ms * 16].astype(np.int32))
    loud = np.flatnonzero(part > 0.02 * part.max())
    first, last = int(loud[0]) // 16, int(loud[-1]) // 16 + 1
    return max(0, start_ms) + first, max(0, start_ms) + last


def test_moved_audio_moves_every_word(
    align: Align, first_sentence: tuple[Audio, str]
) -> None:
    audio, text = first_sentence
    quiet = np.random.default_rng(0).normal(0, 4, 16 * 500).astype(np.int16)
    later = Audio(pcm=np.concatenate([quiet, audio.pcm]), duration_ms=5_350)
    one, two = align(audio, text), align(later, text)
    moves = [
        (b.start_ms or 0) - (a.start_ms or 0)
        for a, b in zip(one.words, two.words, strict=True)
    ]
    assert np.median(moves) == pytest.approx(500, abs=5)
    assert np.mean(np.abs(np.array(moves) - 500)) < 15


def test_the_same_again_gives_the_same(
    align: Align, first_sentence: tuple[Audio, str]
) -> None:
    audio, text = first_sentence
    first = align(audio, text)
    align(audio, text.replace("Lindbergh", "Lindberghovitch"))
    assert align(audio, text) == first


def test_odd_words_in_the_script_do_no_harm(
    align: Align, first_sentence: tuple[Audio, str]
) -> None:
    audio, text = first_sentence
    odd = text.replace("Charles", "“Charles”").replace("May", "‘May’ —")
    found = align(audio, odd.replace("alone", "alo\u0301ne\0"))
    check_promises(found)
    assert not found.findings


def test_two_aligners_work_side_by_side(first_sentence: tuple[Audio, str]) -> None:
    audio, text = first_sentence
    request = AlignmentRequest(audio, Script.parse(text), language="en")
    (record,) = sync_core_aligners()
    aligners = [record.load(EngineOptions()) for _ in range(2)]
    found: list[Document] = []
    threads = [
        threading.Thread(target=lambda a=a: found.append(a.align(request)))
        for a in aligners
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert found[0] == found[1]
    for aligner in aligners:
        aligner.close()
        aligner.close()
    with pytest.raises(AlignmentError, match="closed"):
        aligners[0].align(request)


def test_cancel_and_progress(first_sentence: tuple[Audio, str]) -> None:
    audio, text = first_sentence
    (record,) = sync_core_aligners()
    aligner = record.load(EngineOptions())
    script = Script.parse(text)
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))

    aligner.align(AlignmentRequest(audio, script, progress=progress))
    assert seen[-1] == (audio.duration_ms, audio.duration_ms)
    stop = SimpleNamespace(is_set=lambda: True)
    with pytest.raises(CancelledError):
        aligner.align(AlignmentRequest(audio, script, cancel=stop))
    aligner.close()


def test_a_trusted_script_is_not_compared_with_what_is_said(
    first_sentence: tuple[Audio, str],
) -> None:
    audio, text = first_sentence
    (record,) = sync_core_aligners()
    aligner = record.load(EngineOptions())
    script = Script.parse(text.split(",", 1)[0])
    compared, trusted = (
        aligner.align(AlignmentRequest(audio, script, language="en", trusted=trusted))
        for trusted in (False, True)
    )
    aligner.close()
    assert any(word.status == "extra" for word in compared.words)
    assert all(word.status == "matched" for word in trusted.words)
