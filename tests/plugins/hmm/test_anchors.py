"""Words that are certainly heard in long audio."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from sync_core.audio import Audio
from sync_core.base.errors import CancelledError
from sync_core.document.document import Document
from sync_core.plugins.protocols import AlignmentRequest, Anchor
from sync_core.script.script import Script
from sync_core_plugins.hmm import sync_core_aligners
from sync_core_plugins.hmm.aligner import HmmAligner

from .conftest import Align

pytestmark = pytest.mark.engine
UNSAID = "Please call Stella and ask her to bring these things from the store. "


@pytest.fixture(scope="module")
def whole(align: Align, clip: Audio, clip_script: str) -> Document:
    return align(clip, clip_script)


def joined(*parts: Audio) -> Audio:
    pcm = np.concatenate([part.pcm for part in parts])
    return Audio(pcm=pcm, duration_ms=round(len(pcm) / 16))


def check_order(anchors: list[Anchor]) -> None:
    for one, two in pairwise(anchors):
        assert one.word < two.word
        assert one.end_ms <= two.start_ms


def check_times(anchors: list[Anchor], first: int, at_ms: int, whole: Document) -> None:
    """Compare the anchors of one reading of the clip with its alignment."""
    words = whole.words
    own = [a for a in anchors if first <= a.word < first + len(words)]
    assert len(own) > 0.6 * len(words)
    for anchor in own:
        word = words[anchor.word - first]
        assert anchor.start_ms == pytest.approx(at_ms + (word.start_ms or 0), abs=100)
        assert anchor.end_ms == pytest.approx(at_ms + (word.end_ms or 0), abs=100)


def test_readings_noise_and_words_that_are_not_said(
    clip: Audio, clip_script: str, whole: Document
) -> None:
    """The clip, noise, a sentence of another place, words never said, the clip."""
    tone = 2000 * np.sin(np.arange(16 * 12_000) / 16_000 * 2 * np.pi * 220)
    music = Audio(pcm=tone.astype(np.int16), duration_ms=12_000)
    audio = joined(clip, music, clip.slice(4_850, 8_000), clip)
    script = Script.parse(clip_script + UNSAID * 8 + clip_script)
    aligner = HmmAligner()
    seen: list[tuple[int, int]] = []
    request = AlignmentRequest(
        audio, script, progress=lambda done, total: seen.append((done, total))
    )
    anchors = aligner.anchors(request)
    aligner.close()
    check_order(anchors)
    count = len(whole.words)
    check_times(anchors, 0, 0, whole)
    later = audio.duration_ms - clip.duration_ms
    check_times(anchors, len(script.words) - count, later, whole)
    assert not [a for a in anchors if count <= a.word < len(script.words) - count]
    assert len(seen) > 1
    assert seen[-1] == (audio.duration_ms // 2, audio.duration_ms)


def test_another_script_gives_none(clip: Audio) -> None:
    aligner = HmmAligner()
    assert not aligner.anchors(AlignmentRequest(clip, Script.parse(UNSAID * 20)))
    aligner.close()


def test_cancel(clip: Audio) -> None:
    aligner = HmmAligner()
    stop = SimpleNamespace(is_set=lambda: True)
    with pytest.raises(CancelledError):
        aligner.anchors(AlignmentRequest(clip, Script.parse("Hello."), cancel=stop))
    aligner.close()


def test_the_record_states_the_longest_piece() -> None:
    (record,) = sync_core_aligners()
    assert record.longest_ms == 60_000
