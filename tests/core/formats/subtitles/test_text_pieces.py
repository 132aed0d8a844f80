import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core.formats.subtitles.text_pieces import load_phrase_splitter, split_pieces
from sync_core.formats.subtitles.text_width import count_columns


def pieces(text: str, room: int = 42, language: str | None = None) -> list[str]:
    spans = split_pieces(text, room, load_phrase_splitter(language))
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" a\n b ", ["a", "b"]),
        ("Non tiens\u00a0?", ["Non", "tiens\u00a0?"]),
        ("x" * 60, ["x" * 30, "x" * 30]),
        ("中文。「字", ["中", "文。", "「字"]),
        ("done—and gone", ["done—", "and", "gone"]),
        ("well-known", ["well-known"]),
        ("e\u0301" * 50, ["e\u0301" * 25, "e\u0301" * 25]),
    ],
)
def test_split_pieces(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@settings(deadline=None, max_examples=examples(200))
@given(st.text(max_size=120), st.sampled_from([4, 16, 42]), st.sampled_from("jx"))
def test_nothing_is_lost_and_all_fits(text: str, room: int, kind: str) -> None:
    found = pieces(text, room, "ja" if kind == "j" else None)
    bare = "".join(text.replace("\0", "").split())
    assert "".join("".join(found).replace("\0", "").split()) == bare
    assert all(count_columns(piece) <= room for piece in found)


def test_japanese_is_cut_into_phrases() -> None:
    pytest.importorskip("budoux")
    assert pieces("今日は天気です。", language="ja") == ["今日は", "天気です。"]
    assert len(pieces("วันนี้อากาศดี", language="th")) > 1


def test_without_the_extra_any_place_that_marks_allow_will_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    from sync_core.formats.subtitles import text_pieces

    text_pieces._load_parser.cache_clear()
    monkeypatch.setattr(importlib, "import_module", absent)
    assert load_phrase_splitter("ja") is None
    assert pieces("天気です。", language="ja") == ["天", "気", "で", "す。"]


@pytest.mark.parametrize("language", [None, "en", "not a tag", ""])
def test_other_languages_have_no_cutter(language: str | None) -> None:
    assert load_phrase_splitter(language) is None
