"""Words on the audio's clock."""

from sync_core_plugins.whisper_cpp.chunking import Chunk
from sync_core_plugins.whisper_cpp.tokens import TimedWord
from sync_core_plugins.whisper_cpp.word_times import WordPlacer


def test_words_stay_in_speech_and_run_forwards() -> None:
    piece = Chunk(1_000, 9_000, ((1_300, 2_000), (2_100, 3_000), (5_000, 6_000)))
    heard = [
        TimedWord("early", 0, 900, 0.5),  # begins in silence
        TimedWord("across", 900, 1_600, 1.5),  # 100 ms are no pause
        TimedWord("pause", 1_900, 4_500, 0.5),  # swallowed the pause before it
        TimedWord("back", 3_000, 3_500, 0.5),  # runs back
        TimedWord("beyond", 9_000, 99_000, 0.5),
    ]
    found = WordPlacer(6_000).place(heard, piece)
    assert [(w.start_ms, w.end_ms) for w in found] == [
        (1_300, 1_900),
        (1_900, 2_600),
        (5_000, 5_500),
        (5_500, 5_500),
        (6_000, 6_000),
    ]
    assert found[1].confidence == 1.0
