"""Words that are longer than any."""

from sync_core_plugins.hmm.corrections.overlong_words import find_overlong_words
from sync_core_plugins.hmm.decode.words import DecodedPhone, DecodedWord


def test_a_long_word_is_none() -> None:
    def word(start: int, frames: int) -> DecodedWord:
        return DecodedWord(
            "the", start, frames, 0, (DecodedPhone("DH", start, 5, 0),) * 2
        )

    words = [word(0, 100), word(100, 20), word(200, 100), word(400, 20)]
    assert find_overlong_words(words) == [(200, 300)]
    assert find_overlong_words([]) == []
    assert find_overlong_words([word(0, 20), word(20, 200), word(220, 20)]) == [
        (20, 220)
    ]
