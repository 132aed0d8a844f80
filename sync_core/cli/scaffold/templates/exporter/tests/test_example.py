"""Everything that an exporter promises, and what is special about this one."""

import io

from sync_core import Document, PluginManager, Segment, Word, export
from sync_core.testing import exporter_contract, make_document, manager_of

from sync_core_example import RECORD

test_contract = exporter_contract(RECORD)


def test_it_is_installed(sync_core_installed: PluginManager) -> None:
    assert sync_core_installed.exporter("example").record == RECORD


def written(document: Document, **options: object) -> str:
    out = io.BytesIO()
    manager = manager_of(RECORD)
    export(document, out, "example", options=options, manager=manager)
    return out.getvalue().decode()


def test_a_line_per_word() -> None:
    document = make_document("Hello world.", "Bye.", word_ms=300, gap_ms=100)
    lines = ["0\t300\tHello", "400\t700\tworld.", "", "800\t1100\tBye.", "", ""]
    assert written(document) == "\n".join(lines)


def test_words_without_times() -> None:
    word = Word("unsaid", None, None, status="missing")
    document = Document([Segment([word], "unsaid", None, None)])
    assert written(document) == "-\t-\tunsaid\n\n"
    assert written(document, untimed=False) == "\n"
