"""Words joined to text."""

from __future__ import annotations

import pytest

from live_words import words
from sync_core.live.recognition.running_text import join_words


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], ""),
        (["Hello,", "world."], "Hello, world."),
        (["今日", "は"], "今日は"),
        (["今日", "は", "OK", "です"], "今日は OK です"),
        (["สวัส", "ดี"], "สวัสดี"),
        (["안녕", "하세요"], "안녕 하세요"),
        (["𠮷", "野"], "𠮷野"),
    ],
)
def test_running_text(parts: list[str], text: str) -> None:
    assert join_words(words(parts)) == text
