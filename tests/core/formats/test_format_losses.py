import io

import pytest
from attrs import frozen

from sync_core import (
    Document,
    ExporterPlugin,
    InputError,
    Phone,
    PluginManager,
    PluginRunError,
    Segment,
    Word,
    export,
    hookimpl,
)
from sync_core.formats.files import find_losses
from sync_core.plugins.records import CONTENTS

PHONE = Phone("h", 0, 5)
RICH = Document(
    [
        Segment([Word("Hi", 0, 5, 0.5, phones=[PHONE])], "Hi", 0, 5, speaker="Ann"),
        Segment(
            [Word(w, None, None, status="missing") for w in ("a", "b", "c", "d")],
            "a b c d",
            None,
            None,
            speaker="Bob",
        ),
        Segment([Word("oh", 9, 9, status="extra")], "oh", 9, 9),
    ],
    script="Hi a b c d",
)
MESSAGES = {
    "words": "bare: the words' own times are not kept",
    "phones": "bare: the phones are not kept",
    "confidence": "bare: confidence is not kept",
    "speakers": "bare: who speaks is not kept: 'Ann', 'Bob'",
    "missing": "bare: words that were not said are not marked: "
    "'a', 'b', 'c' and 1 more",
    "extra": "bare: speech that is not in the script is not marked: 'oh'",
    "untimed": "bare: text that has no time is left out: 'a b c d'",
}


@frozen
class Choice:
    """Options that change what is kept."""

    words: bool = False


def record(holds: object, **more: object) -> ExporterPlugin:
    return ExporterPlugin("bare", ".bare", lambda *_: None, holds=holds, **more)  # type: ignore[arg-type]


def test_a_format_that_says_nothing_keeps_everything() -> None:
    assert find_losses(RICH, record(None)) == ()


@pytest.mark.parametrize("name", CONTENTS)
def test_one_thing_that_is_lost(name: str) -> None:
    [finding] = find_losses(RICH, record(set(CONTENTS) - {name}))
    assert (finding.code, finding.severity) == ("not-kept", "info")
    assert finding.message == MESSAGES[name]


def test_what_the_document_lacks_is_not_lost() -> None:
    assert find_losses(Document([]), record(())) == ()
    silent = Document([Segment([], "Hi", 0, 5)], script="Hi")
    assert find_losses(silent, record(())) == ()


def test_without_a_script_no_speech_is_extra() -> None:
    heard = Document([Segment([Word("oh", 9, 9, status="extra")], "oh", 9, 9)])
    assert find_losses(heard, record("words")) == ()


def test_options_change_what_is_kept() -> None:
    own = record(
        "words",
        options=Choice,
        kept=lambda o: frozenset(["words", "phones"] if o.words else []),
    )
    heard = Document([Segment([Word("Hi", 0, 5, phones=[PHONE])], "Hi", 0, 5)])
    assert len(find_losses(heard, own)) == 2
    [phones] = find_losses(heard, own, {"words": "yes"})
    assert phones.message == MESSAGES["phones"]
    with pytest.raises(InputError, match="no option 'word'"):
        find_losses(heard, own, {"word": True})


def test_a_plugin_that_fails_to_say_what_it_keeps() -> None:
    broken = record("words", options=Choice, kept=lambda o: o.nothing)
    with pytest.raises(PluginRunError, match="'bare' failed to say what it keeps"):
        find_losses(RICH, broken)


def test_writing_gives_what_was_lost() -> None:
    class Plugin:
        @hookimpl
        def sync_core_exporters(self) -> list[ExporterPlugin]:
            return [record(set(CONTENTS) - {"speakers"})]

    manager = PluginManager()
    manager.register(Plugin())
    [finding] = export(RICH, io.BytesIO(), "bare", manager=manager)
    assert finding.message == MESSAGES["speakers"]
