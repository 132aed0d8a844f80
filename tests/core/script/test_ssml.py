"""SSML: every character stays in its place, and only what is spoken is spoken."""

import io
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core.alignment.document_builder import WordTiming, script_document
from sync_core.audio import Audio
from sync_core.base.errors import DocumentError, ScriptError
from sync_core.document.document import Document
from sync_core.document.records import Mark
from sync_core.formats.files import write_document
from sync_core.formats.subtitles import cues
from sync_core.plugins.manager import PluginManager
from sync_core.plugins.protocols import AlignmentRequest
from sync_core.script.excerpt import extract_script
from sync_core.script.files import read_ssml
from sync_core.script.script import Script
from sync_core.script.sentences import find_sentences
from sync_core.script.tokens import tokenize


def said(text: str) -> list[str]:
    return [word.said for word in Script.parse(text).words]


def sentences(text: str) -> list[list[str]]:
    script = Script.parse(text)
    words = [word.said for word in script.words]
    return [words[i:j] for i, j in find_sentences(script)]


def aligned(text: str, timings: list[WordTiming] | None = None) -> Document:
    script = Script.parse(text)
    audio = Audio(np.zeros(160_000, np.int16), 10_000, "a.wav")
    if timings is None:
        count = range(len(script.words))
        timings = [WordTiming(500 * at, 500 * at + 400) for at in count]
    return script_document(AlignmentRequest(audio, script, language="en"), timings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<speak>Hi you</speak>", ["Hi", "you"]),
        ('\ufeff <?xml version="1.0"?>\n<speak version="1.1">Hi</speak>\n', ["Hi"]),
        ('<?xml version="1.0" encoding="utf-16"?><speak>é</speak>', ["é"]),
        ("<!-- a --><?x y?>\n<!-- b --><speak>Hi</speak>", ["Hi"]),
        ("<speak>AT&amp;T don&apos;t &#233;t&#xe9;</speak>", ["AT&T", "don't", "été"]),
        ("<speak>a<break/>b <emphasis>c</emphasis>, d</speak>", ["a", "b", "c", "d"]),
        ("<speak>a <!-- no --> b<?pi no?></speak>", ["a", "b"]),
        ("<speak><![CDATA[1 < 2 & so]]></speak>", ["1", "<", "2", "&", "so"]),
        ("<speak><audio src='x'><desc>no</desc>no</audio>yes</speak>", ["yes"]),
        ("<speak><metadata><x>no</x></metadata>yes</speak>", ["yes"]),
        ("<speak>a<p/>b<mark name='x'/>c</speak>", ["a", "b", "c"]),
        ("<speak><amazon:effect>hey</amazon:effect></speak>", ["hey"]),
        ("<speak>😀 𝒳 é\r\n😀x</speak>", ["𝒳", "é", "😀x"]),
        ('<speak><sub alias="one two">W3C</sub></speak>', ["one two"]),
        ('<speak><sub alias="one two three">W C</sub></speak>', ["one", "two three"]),
        ('<speak><sub alias="one">W, C</sub></speak>', ["", "one"]),
        ("<speakers are good", ["<speakers", "are", "good"]),
        ("a <speak>b</speak>", ["a", "<speak>b</speak>"]),
    ],
)
def test_what_is_spoken(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_words_stay_in_their_place() -> None:
    text = "<speak>“AT&amp;T”\n<p>don&apos;t 😀</p><mark name='m'/>go.</speak>"
    script = Script.parse(text)
    assert script.is_ssml
    assert [word.text for word in script.words] == ["“AT&amp;T”", "don&apos;t", "go."]
    assert all(text[w.start : w.end] == w.text for w in script.words)
    (mark,) = script.marks
    assert text[mark.start : mark.end] == "<mark name='m'/>"


def test_hints_are_kept() -> None:
    text = '<speak>a <say-as interpret-as="characters">BBC</say-as> b</speak>'
    assert [word.say_as for word in Script.parse(text).words] == (
        [None, "characters", None]
    )


def test_sounds_are_kept_for_a_single_word() -> None:
    text = (
        '<speak><phoneme alphabet="ipa" ph="təˈmɑːtəʊ">tomato,</phoneme> '
        '<phoneme ph="eɪ biː">a b</phoneme> '
        '<phoneme alphabet="x-sampa" ph="@">c</phoneme></speak>'
    )
    words = Script.parse(text).words
    assert [word.ipa for word in words] == ["təˈmɑːtəʊ", None, None, None]


def test_tags_part_sentences() -> None:
    assert sentences("<speak><s>one two</s><s>three</s> <p>four. Five</p></speak>") == (
        [["one", "two"], ["three"], ["four."], ["Five"]]
    )
    assert sentences("<speak>Mr. <emphasis>Q</emphasis>\n\n\nis</speak>") == (
        [["Mr.", "Q", "is"]]
    )
    assert sentences("<speak>“Go.&quot; <break/>Now</speak>") == ([['“Go."'], ["Now"]])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<speak>a\n b & c</speak>", r"line 2, column 5: not well-formed.*&amp;"),
        ("\n\n<speak>ü😀</p></speak>", "line 3, column 12: mismatched tag"),
        ("<speak>&nbsp;x</speak>", "line 1, column 8: undefined entity.*&#160;"),
        ("<speak>a", "line 1, column 9: no element found"),
        ("<speak", "line 1, column 1: unclosed token"),
        ("<speak>a</speak>b", "line 1, column 17: junk after document element"),
        ("<speak>\n<mark/>x</speak>", "line 2, column 1: <mark> lacks .* 'name'"),
        ("<speak><sub>x</sub></speak>", "column 8: <sub> lacks .* 'alias'"),
        ("<speak>a\ud800</speak>", r"column 9: the character '\\ud800'"),
        ("<!DOCTYPE speak><speak>a</speak>", "document type"),
        (
            '<!DOCTYPE s [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><speak>&c;</speak>',
            "document type",
        ),
        ("<speak><p> <break/></p></speak>", "has no words"),
    ],
)
def test_a_mistake_is_pointed_at(text: str, message: str) -> None:
    with pytest.raises(ScriptError, match=message):
        Script.parse(text)


@pytest.mark.timeout(20)
def test_looking_for_the_root_ends() -> None:
    assert not Script.parse("<!-- a --> " * 20_000 + "word").is_ssml


def test_segments_hold_what_a_reader_sees() -> None:
    text = (
        "<speak>\n  <p><s>“AT&amp;T”\n  don&apos;t.</s></p>\n"
        "  — One<break/>two<mark name='m'/>, (three)\n</speak>"
    )
    document = aligned(text)
    assert [s.text for s in document.segments] == (
        ["“AT&T” don't.", "— One two, (three)"]
    )
    shown = " ".join(line for cue in cues(document) for line in cue.lines)
    assert shown == "“AT&T” don't. — One two, (three)"
    assert document.script == text
    assert document.words[0].text == "“AT&amp;T”"


@pytest.mark.parametrize("name", ["srt", "vtt", "txt"])
def test_exporters_write_no_tags(name: str) -> None:
    out = io.BytesIO()
    document = aligned("<speak>R&amp;B <emphasis>is</emphasis> it&apos;s.</speak>")
    write_document(PluginManager.installed(), document, out, name)
    expected = "R&amp;B is it's." if name == "vtt" else "R&B is it's."
    assert expected in out.getvalue().decode()


def test_marks_have_the_next_words_start() -> None:
    text = (
        "<speak><mark name='a'/>one <mark name='b'/><mark name='c'/>two three"
        "<mark name='d'/> four<mark name='e'/></speak>"
    )
    missing = WordTiming(status="missing")
    timings = [WordTiming(100, 200), missing, WordTiming(500, 600), missing]
    found = [(mark.name, mark.at_ms) for mark in aligned(text, timings).marks]
    assert found == [("a", 100), ("b", 500), ("c", 500), ("d", 600), ("e", 600)]
    assert {mark.at_ms for mark in aligned(text, [missing] * 4).marks} == {None}


def test_marks_survive_json() -> None:
    document = aligned("<speak>a <mark name='x'/>b</speak>")
    assert document.marks == (Mark("x", 500, (9, 25)),)
    assert Document.from_json(document.to_json()) == document
    assert "marks" not in Document([]).to_json()
    with pytest.raises(DocumentError, match="negative"):
        Mark("x", -1)


def test_a_part_keeps_what_belongs_to_its_words() -> None:
    text = "<speak><s>one &amp;</s> <s>two <sub alias='x y'>3</sub>, four</s></speak>"
    part = extract_script(Script.parse(text), 1, 4)
    assert part.text == text[text.index("&amp;") : text.index("3<") + 1]
    assert [(w.text, w.said) for w in part.words] == (
        [("&amp;", "&"), ("two", "two"), ("3", "x y")]
    )
    assert all(part.text[t.start : t.end] == t.text for t in part.tokens)
    assert find_sentences(part) == [(0, 1), (1, 3)]
    assert extract_script(Script.parse("a b, c"), 0, 2).text == "a b,"


def test_a_file_named_ssml_has_to_be_ssml(tmp_path: Path) -> None:
    path = tmp_path / "a.ssml"
    path.write_text("<speak>Hi</speak>")
    assert [word.text for word in read_ssml(path).words] == ["Hi"]
    path.write_text("Hi")
    with pytest.raises(ScriptError, match=r"a\.ssml' is not SSML: it begins with no"):
        read_ssml(path)


xml_text = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from(" \n<>&'\"😀é.a"),
    max_size=8,
)
pieces = st.one_of(
    xml_text.map(lambda text: (escape(text), text)),
    xml_text.map(lambda text: (escape(text, {"'": "&apos;", '"': "&#34;"}), text)),
    st.sampled_from(
        [
            ("<!-- <x> -->", None),
            ("<break time='1s'/>", None),
            ("<p>", None),
            ("<emphasis level='strong'>", None),
            ("<audio src='x'>no<b>no</b></audio>", None),
        ]
    ),
    xml_text.map(lambda name: (f"<mark name={quoteattr(name)}/>", None)),
)


@settings(deadline=None, max_examples=examples(300))
@given(st.lists(pieces, max_size=12))
def test_tokens_tile_any_document(parts: list[tuple[str, str | None]]) -> None:
    tags = {"<p>": "p", "<emphasis level='strong'>": "emphasis"}
    opened = [tags[source] for source, _ in parts if source in tags]
    ends = "".join(f"</{tag}>" for tag in reversed(opened))
    text = f"<speak>{''.join(source for source, _ in parts)}{ends}</speak>"
    runs: list[str] = []
    run = ""
    for _, spoken in [*parts, ("", None)]:
        run += spoken or ""
        if spoken is None:
            runs, run = [*runs, run], ""
    expected = [t.text for run in runs for t in tokenize(run) if t.kind == "word"]
    try:
        script = Script.parse(text)
    except ScriptError:
        assert not expected
        return
    assert "".join(token.text for token in script.tokens) == text
    assert [word.said for word in script.words] == expected
    assert all(text[t.start : t.end] == t.text for t in script.tokens)
    assert len(script.marks) == sum(s.startswith("<mark") for s, _ in parts)
    assert [m.start for m in script.marks] == sorted(m.start for m in script.marks)
    document = aligned(text)
    shown = "".join("".join(s.text.split()) for s in document.segments)
    assert shown == "".join("".join(s or "" for _, s in parts).split())
    times = [mark.at_ms for mark in document.marks]
    assert times == sorted(t for t in times if t is not None)
