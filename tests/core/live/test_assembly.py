"""A live stream with a known script, from samples to the document."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from sync_core import Audio, Finding, Pipeline, PluginManager, Script, Word, demo_clip
from sync_core.base.errors import PluginRunError, ScriptError, SyncCoreError
from sync_core.live.assembly import assemble
from sync_core.live.policy import LocalAgreement
from sync_core.live.recognition.decoder import Decoder
from sync_core.live.script_tracking.tracker import ScriptTracker
from sync_core.live.settings import LiveSettings
from sync_core.live.transcriber import LiveTranscriber
from sync_core.live.updates import Final, Partial, Position, Update

SCRIPT = "We sailed a small boat around the cape, Captain Lindbergh and I."


HEARD = "we sailed small boat around the cape captain lindberd and i"


MS = 400


class Speech:
    """A detector that takes everything for speech."""

    def predict(self, samples: NDArray[np.int16]) -> Sequence[float]:
        return [1.0] * (len(samples) // 512)


class ScriptedDecoder(Decoder):
    """Hears the words that are in the audio by now, each 400 ms long."""

    def __init__(self, text: str, fails_after_ms: int = 1 << 30) -> None:
        self.language = "en"
        self._words = [
            Word(word, at * MS, at * MS + 300) for at, word in enumerate(text.split())
        ]
        self._fails_after_ms = fails_after_ms

    def decode(self, audio: Audio, *, prompt: str, last: bool) -> list[Word]:
        if audio.duration_ms > self._fails_after_ms:
            raise PluginRunError("it broke")
        return [w for w in self._words if (w.end_ms or 0) <= audio.duration_ms]

    def close(self) -> None:
        pass


class Aligner:
    """A timer that finds the words of a list only."""

    def __init__(self, *found: str) -> None:
        self.found = found

    def retime(
        self, audio: Audio, words: list[Word], following: list[Word]
    ) -> tuple[list[Word], list[Finding]]:
        done = [
            Word(
                w.text, w.start_ms, w.end_ms, 0.9, w.status, w.script_span
            ) if w.text in self.found
            else Word(
                w.text, w.start_ms, w.end_ms, 0.0, "interpolated", w.script_span
            )
            for w in words
        ]  # fmt: skip
        lost = [w.text for w in words if w.text not in self.found]
        return done, [Finding("not-found", "warning", text) for text in lost]


def stream(
    decoder: Decoder, timer: Aligner | None = None, script: str = SCRIPT
) -> LiveTranscriber:
    return assemble(
        decoder,
        Speech(),
        LocalAgreement(),
        timer=timer,
        settings=LiveSettings(step_ms=600),
        tracker=ScriptTracker(Script.parse(script)),
    )


def run(live: LiveTranscriber, count: int = len(HEARD.split())) -> list[Update]:
    silence = np.zeros(count * MS * 16, np.int16)
    updates = live.feed(silence)
    return [*updates, *live.finish()]


def finals(updates: Sequence[Update]) -> list[Word]:
    rows = [update.segment.words for update in updates if isinstance(update, Final)]
    return [word for row in rows for word in row]


def test_positions_follow_what_shows_them() -> None:
    updates = run(stream(ScriptedDecoder(HEARD)))
    for before, update in pairwise(updates):
        if isinstance(update, Position):
            assert isinstance(before, Final | Partial | Position)
    certain = [u.number for u in updates if isinstance(u, Position) and u.certain]
    assert certain == [0, 1, *range(3, 12)]


def test_without_an_aligner_nothing_is_put_in() -> None:
    live = stream(ScriptedDecoder(HEARD))
    written = [word.text for word in finals(run(live))]
    assert " ".join(written) == SCRIPT.replace(" a ", " ")
    document = live.document()
    assert document.script == SCRIPT
    assert [word.text for word in document.words] == SCRIPT.split()
    assert [word.status for word in document.words].count("missing") == 1
    assert {finding.code for finding in document.findings} == {"missing-words"}


def test_a_word_that_was_passed_over_is_looked_for_in_the_audio() -> None:
    live = stream(ScriptedDecoder(HEARD), Aligner(*SCRIPT.split()))
    updates = run(live)
    assert " ".join(word.text for word in finals(updates)) == SCRIPT
    certain = [u.number for u in updates if isinstance(u, Position) and u.certain]
    assert certain == list(range(12))
    assert not any(u.jump for u in updates if isinstance(u, Position) and u.certain)
    assert live.document().findings == ()


def test_a_word_that_is_not_in_the_audio_is_taken_back() -> None:
    live = stream(ScriptedDecoder(HEARD), Aligner(*SCRIPT.replace(" a ", " ").split()))
    written = [word.text for word in finals(run(live))]
    assert " ".join(written) == SCRIPT.replace(" a ", " ")
    codes = [finding.code for finding in live.document().findings]
    assert codes == ["missing-words"]


@pytest.mark.parametrize("is_there", [True, False])
def test_what_was_heard_otherwise_is_looked_for_in_the_audio(is_there: bool) -> None:
    found = SCRIPT.split() if is_there else SCRIPT.replace("boat", "").split()
    heard = HEARD.replace("sailed small boat", "sailed a small dinghy")
    live = stream(ScriptedDecoder(heard), Aligner(*found, "dinghy"))
    words = finals(run(live, len(heard.split())))
    told = [(w.text, w.status) for w in words if w.text in ("boat", "dinghy")]
    assert told == [("boat", "matched") if is_there else ("dinghy", "extra")]


def test_times_are_asked_for_again_if_trying_words_spoilt_them() -> None:
    class Strict(Aligner):
        def retime(
            self, audio: Audio, words: list[Word], following: list[Word]
        ) -> tuple[list[Word], list[Finding]]:
            if all(word.text in self.found for word in words):
                return super().retime(audio, words, following)
            return words, [Finding("not-retimed", "warning", "no")]

    live = stream(ScriptedDecoder(HEARD), Strict(*SCRIPT.replace(" a ", " ").split()))
    words = finals(run(live))
    assert [word.text for word in words] == SCRIPT.replace(" a ", " ").split()
    assert {word.confidence for word in words} == {0.9}


def test_an_engine_that_breaks_leaves_what_is_settled() -> None:
    live = stream(ScriptedDecoder(HEARD, fails_after_ms=3_000))
    updates = live.feed(np.zeros(5_000 * 16, np.int16))
    words = [word for word in finals(updates) if word.script_span]
    assert [word.text for word in words] == SCRIPT.replace(" a ", " ").split()[:4]
    with pytest.raises(SyncCoreError, match="it broke"):
        live.finish()
    assert live.document().words[0].status == "matched"


def test_nothing_said_at_all() -> None:
    live = stream(ScriptedDecoder(""))
    run(live)
    assert {word.status for word in live.document().words} == {"missing"}
    assert live.document().words[0].text == "We"


def test_a_script_without_words(manager: PluginManager) -> None:
    with (
        Pipeline(backend="whisper-cpp", manager=manager) as pipeline,
        pytest.raises(ScriptError, match="is empty"),
    ):
        pipeline.live(script="")


@pytest.mark.engine
def test_the_demo_clip_is_followed(manager: PluginManager) -> None:
    clip, text = demo_clip()
    pcm = np.concatenate([Audio.load(clip).pcm, np.zeros(16_000, np.int16)])
    with (
        Pipeline(
            backend="whisper-cpp",
            model="tiny.en",
            language="en",
            aligner="hmm",
            manager=manager,
        ) as pipeline,
        pipeline.live(script=text) as live,
    ):
        updates = [*live.feed(pcm), *live.finish()]
        document = live.document()
    numbers = [u.number for u in updates if isinstance(u, Position) and u.certain]
    assert numbers == sorted(set(numbers))
    said = [w for w in document.words if w.status in ("matched", "interpolated")]
    assert len(said) >= 0.9 * len(Script.parse(text).words)
    assert "Lindbergh" in [word.text for word in finals(updates)]
