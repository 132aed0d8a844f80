import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from format_files import write
from property_tests import examples
from short_talks import TALK
from sync_core import Document, PluginManager, Segment, Word
from sync_core.formats.files import render


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": "txt"})


def exported(manager: PluginManager, texts: list[str]) -> bytes:
    document = Document([Segment([], text, None, None) for text in texts])
    return render(document, manager.exporter("txt"))


def test_the_record(manager: PluginManager) -> None:
    record = manager.exporter_for("TALK.TXT").record
    assert (record.name, record.suffixes) == ("txt", (".txt",))
    assert record.media_type == "text/plain"


def test_the_whole_file(manager: PluginManager) -> None:
    document = Document(
        [
            Segment([Word("Hi", 0, 5)], " Hi —  \tthere!\r\n", 0, 5, speaker="Ann"),
            Segment([], " \n", None, None),
            Segment([], "日本\u2028語 <i> --> \\N", None, None),
            Segment([Word("not this", 0, 1)], "\ud800 é", 0, 1),
        ],
        script="something else",
    )
    assert render(document, manager.exporter("txt")).decode() == (
        "Hi — there!\n日本 語 <i> --> \\N\n? é\n"
    )


def test_nothing_to_say_makes_an_empty_file(manager: PluginManager) -> None:
    assert exported(manager, []) == b""
    assert exported(manager, ["", "\n"]) == b""


def test_text_with_times_and_speakers(manager: PluginManager) -> None:
    assert write(manager, "txt", TALK) == b"Fish & chips\nNever\nBye\n"
    assert write(manager, "txt", TALK, timestamps=True, speakers=True) == (
        b"[00:00:01.000] Ann: Fish & chips\nNever\n[00:00:20.000] Bye\n"
    )


any_text = st.text(
    st.sampled_from("a \n\r\x0b\x0c\x1c\x85\u2028\u2029\u00a0\0é中")
    | st.characters(exclude_categories=()),
    max_size=12,
)


@settings(deadline=None, max_examples=examples(200))
@given(st.lists(any_text, max_size=5))
def test_every_segment_is_one_line(manager: PluginManager, texts: list[str]) -> None:
    data = exported(manager, texts)
    lines = data.decode().splitlines()
    expected = [text.encode("utf-8", "replace").decode().split() for text in texts]
    assert [line.split() for line in lines] == [words for words in expected if words]
    assert data == exported(manager, texts)
    assert not data or data.endswith(b"\n")
