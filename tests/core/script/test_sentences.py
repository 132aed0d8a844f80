import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core.script.script import Script
from sync_core.script.sentences import find_sentences
from sync_core.script.tokens import tokenize


def sentences(text: str) -> list[str]:
    """Give each sentence's words, joined by single spaces."""
    script = Script.parse(text)
    return [
        " ".join(word.text for word in script.words[first:behind])
        for first, behind in find_sentences(script)
    ]


@pytest.mark.parametrize(
    "expected",
    [
        ["One."],
        ["No mark at the end"],
        ["One.", "Two!", "Three?", "Four…", "Five"],
        ["Mr. and Mrs. Smith met Dr. No, e.g. at St. Mary’s.", "Then they left."],
        ["See fig. 3, vol. 2, pp. 5 f. of Prof. King.", "Done."],
        ["J. R. R. Tolkien wrote it.", "C. S. Lewis read it."],
        ["The U.S. Army and the U.K. navy.", "Both."],
        ["It took 3.5 hours and $13.60.", "Then it was 1999.", "We left."],
        ["“Stop.”", "He stopped.", "(Really.)", "‘Yes!’", "Good."],
        ["“Really?” she asked.", "“Yes!” he said.", "“No.”", "It was late."],
        ["Well... maybe.", "So...", "She left."],
        ["No. 5 is alive.", "No.", "It is not."],
        ["What?!", "No!!!", "Yes."],
        ["It was him.", "“Who?”", "Tom."],
        ["It is I.", "Am I late?", "I am."],
        ["Am Montag, d.h. heute, z.B. hier.", "Morgen bzw. später."],
        ["Il vint.", "M. Dupont, Mme. Durand et al. partirent."],
        ["¿Qué?", "¡No!", "Sí."],
        ["**Bold.**", "_Not._"],
        ["Great! 👍", "Next."],
        ["1. Open the door.", "2. Close it."],
        ["Это он.", "Кто?"],
        ["यह है।", "वह था॥", "हाँ।"],
        ["هذا هو؟", "نعم!", "لا."],
        ["یہ ہے۔", "وہ تھا۔"],
    ],
)
@pytest.mark.parametrize("space", [" ", "  ", "\n", "\u00a0"])
def test_where_sentences_end(expected: list[str], space: str) -> None:
    joined = " ".join(word for text in expected for word in text.split())
    found = sentences(space.join(joined.split(" ")))
    words = [[w.text for w in Script.parse(text).words] for text in expected]
    assert found == [" ".join(w) for w in words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好。“再见！”他说。「是」", ["你 好。", "“再 见！”", "他 说。", "「是」"]),
        ("そう？はい。ええ", ["そ う？", "は い。", "え え"]),
        ("A title\n\nThe text goes\non here", ["A title", "The text goes on here"]),
        ("A title\r\n\r\nThe text", ["A title", "The text"]),
        ("A title\n  \t\nThe text", ["A title", "The text"]),
        ("A line\nand another", ["A line and another"]),
        ("Hello . World ! Yes", ["Hello", "World", "Yes"]),
        ("Vraiment\u00a0? Oui\u00a0! Bon.", ["Vraiment", "Oui", "Bon."]),
        ("Él dijo « No. » Ella no.", ["Él dijo No.", "Ella no."]),
        ("— Hola. — ¿Qué? — Nada", ["Hola.", "¿Qué?", "Nada"]),
        ("Wait — What is it — A dog.", ["Wait What is it A dog."]),
        ("He came. (He left.) He ran.", ["He came.", "(He left.)", "He ran."]),
        ("It has 3.\n\n5 is more.", ["It has 3.", "5 is more."]),
    ],
)
def test_where_sentences_end_in_other_texts(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@settings(deadline=None, max_examples=examples(200))
@given(
    st.lists(
        st.sampled_from(["a", "B.", "c!", "Mr.", "1.", "。", "中", "…", "—", "“", "”"])
        | st.text(max_size=4),
        max_size=20,
    ),
    st.sampled_from(["", " ", "\n", "\n\n"]),
)
def test_every_word_is_in_one_sentence(pieces: list[str], space: str) -> None:
    text = space.join(pieces)
    script = Script(text, tokenize(text))
    bounds = find_sentences(script)
    covered = [at for first, behind in bounds for at in range(first, behind)]
    assert covered == list(range(len(script.words)))
    if script.words:
        assert all(first < behind for first, behind in bounds)


def test_one_sentence_after_a_hundred_thousand_marks() -> None:
    assert sentences("One" + " ”" * 100_000 + ". Two") == ["One", "Two"]
