import io
import re
from pathlib import Path
from textwrap import dedent
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ttconv import model
from ttconv.imsc import reader

from property_tests import examples
from sync_core import Document, InputError, PluginManager, Segment, Word
from sync_core.formats.files import render
from sync_core_plugins.subtitles.ttml import read_ttml
from sync_core_plugins.subtitles.ttml.time_expressions import Rates

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def manager() -> PluginManager:
    return PluginManager.installed({"SYNC_CORE_PLUGINS": "ttml"})


def parsed(data: bytes) -> model.ContentDocument:
    return reader.to_model(ElementTree.ElementTree(ElementTree.fromstring(data)))


def paragraphs(document: model.ContentDocument) -> list[tuple[float, float, str]]:
    return [
        (float(p.get_begin() or 0), float(p.get_end()), text_of(p))
        for div in document.get_body()
        for p in div
    ]


def text_of(element: model.ContentElement) -> str:
    if isinstance(element, model.Text):
        return str(element.get_text())
    return "\n" if isinstance(element, model.Br) else "".join(map(text_of, element))


def saying(texts: list[str]) -> Document:
    return Document(
        [
            Segment(
                [Word(text, 1001 * at, 1001 * at + 500)],
                text,
                1001 * at,
                1001 * at + 900,
            )
            for at, text in enumerate(texts)
        ],
        language="pt-BR",
    )


def test_the_record(manager: PluginManager) -> None:
    record = manager.exporter_for("talk.en.ttml").record
    assert record.media_type == "application/ttml+xml"


def test_an_independent_reader_sees_the_golden_file() -> None:
    document = parsed((DATA / "cues-words.ttml").read_bytes())
    assert document.get_lang() == "en"
    assert document.get_content_profiles() == {
        "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
    }
    found = paragraphs(document)
    assert found[0] == (1.0, 3.2, "Fish & <i>chips</i>,\nplease.")
    assert found[-1] == (7265.0, 7265.02, "مرحبا")
    [region] = document.iter_regions()
    assert region.get_id() == "r1"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    [
        "</p>",
        "<p>",
        "&amp;",
        "]]>",
        "<!--",
        "-->",
        "&#0;",
        "\x0b",
        "\x01",
        "e\u0301",
        "מ",
    ]
)


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(TEXT, min_size=1, max_size=4), st.booleans())
def test_an_independent_reader_sees_the_same(
    manager: PluginManager, texts: list[str], words: bool
) -> None:
    options = {"profile": "as-written", "words": words}
    document = saying([text for text in texts if bare(text)])
    found = paragraphs(parsed(render(document, manager.exporter("ttml"), options)))
    assert [(round(begin * 1000), round(end * 1000)) for begin, end, _ in found] == [
        (segment.start_ms, segment.end_ms) for segment in document.segments
    ]
    assert [bare(text) for _, _, text in found] == [
        bare(segment.text) for segment in document.segments
    ]


def bare(text: str) -> str:
    """What must come back: all but white space and what XML cannot hold."""
    return re.sub("[\0-\x1f\ufffe\uffff]", "", "".join(text.split()))


@pytest.mark.parametrize(
    "options",
    [
        {"size": 0},
        {"origin": "1px 2px"},
        {"color": "a;b"},
        {"extent": "9%"},
        {"origin": "30% 0%"},
    ],
)
def test_options_that_are_refused(
    manager: PluginManager, options: dict[str, object]
) -> None:
    with pytest.raises(InputError, match=next(iter(options))):
        render(saying(["x"]), manager.exporter("ttml"), options)


@pytest.mark.parametrize(
    ("attributes", "text", "milliseconds"),
    [
        ({}, "00:00:01.5", 1500),
        ({}, "01:00:00", 3_600_000),
        ({}, "1.5s", 1500),
        ({}, "250ms", 250),
        ({}, "2m", 120_000),
        ({}, "1h", 3_600_000),
        ({"framerate": "25"}, "00:00:01:05", 1200),
        ({"framerate": "25"}, "50f", 2000),
        ({"framerate": "30", "frameratemultiplier": "1000 1001"}, "30f", 1001),
        ({"tickrate": "10000000"}, "15000000t", 1500),
        ({"framerate": "0", "tickrate": "x"}, "2t", 2000),
        ({}, "soon", None),
        ({}, "-1s", None),
        ({}, "", None),
    ],
)
def test_times(attributes: dict[str, str], text: str, milliseconds: int | None) -> None:
    assert Rates.read(attributes).parse_ms(text) == milliseconds


def test_files_made_elsewhere() -> None:
    document = read("""\
        <?xml version="1.0"?>
        <!-- <p begin="1s">no</p> -->
        <tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xml:lang="de">
         <tt:head><metadata><ttm:title>No</ttm:title></metadata></tt:head>
         <tt:body begin="10s"><tt:div begin="1s">
          <tt:p begin="1s" dur="2s" ttm:agent="ann">Eins
             <tt:span tts:fontStyle="italic">zwei</tt:span><tt:br/> drei &#x2013;</tt:p>
          <tt:p begin="4s" end="3s">back</tt:p>
          <tt:p begin="later" end="9s">late</tt:p>
          <tt:p><tt:span begin="20s" end="21s">a</tt:span> <tt:span begin="21s"
            end="22.5s">b</tt:span></tt:p>
         </tt:div></tt:body>
        </tt:tt>
        """)
    assert document.language == "de"
    assert [(s.text, s.start_ms, s.end_ms, s.speaker) for s in document.segments] == [
        ("Eins zwei\ndrei –", 12_000, 14_000, "ann"),
        ("back", 15_000, 15_000, None),
        ("late", 11_000, 20_000, None),
        ("a b", 31_000, 33_500, None),
    ]
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("a", 31_000, 32_000),
        ("b", 32_000, 33_500),
    ]
    assert [finding.message for finding in document.findings] == [
        "line 8: ends before it starts; its start is kept",
        "line 9: begin is no time: 'later'",
    ]


def test_a_file_that_was_cut() -> None:
    whole = (DATA / "cues.ttml").read_text(encoding="utf-8")
    document = read(whole[: whole.index("日本語") + 2])
    assert [segment.text for segment in document.segments] == [
        "Fish & <i>chips</i>,\nplease.",
        "日本",
    ]
    [finding] = document.findings
    assert finding.message.startswith("line 18: not well-formed XML: no element found")


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE tt [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tt><p begin="1s" '
    document = read(f'{bomb}end="2s">&b;</p></tt>')
    assert document.segments[0].text.endswith("&b;")
    assert "entities" in document.findings[0].message


def read(text: str) -> Document:
    return read_ttml(io.BytesIO(dedent(text).encode()))
