import pytest

from sync_core.formats.subtitles.text_width import count_columns, split_graphemes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Hello, you", 10),
        ("e\u0301t\u0308", 2),
        ("中文。", 6),
        ("ｱ", 1),
        ("한국", 4),
        ("\u1112\u1161\u11ab", 2),
        ("👍", 2),
        ("👍🏽", 2),
        ("👩‍🚀👩‍🚀", 4),
        ("🇩🇪🇫🇷", 4),
        ("❤\ufe0f", 2),
        ("นี่", 1),
        ("हिन्दी", 3),
        ("\u200f\u200bא", 1),
    ],
)
def test_columns(text: str, count: int) -> None:
    assert count_columns(text) == count


def test_clusters_lose_nothing() -> None:
    text = "a👩‍🚀e\u0301\u0301🇩🇪🇫中\u200d"
    assert "".join(split_graphemes(text)) == text
    assert split_graphemes(text)[1] == "👩‍🚀"
