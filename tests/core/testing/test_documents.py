"""Made documents have the words, times and contents that they should."""

from itertools import pairwise

from sync_core import ExporterPlugin
from sync_core.formats.files import find_losses
from sync_core.plugins.records import CONTENTS
from sync_core.testing import make_document, sample_documents


def test_documents_from_texts() -> None:
    document = make_document(
        "Hi there", "Bye", start_ms=50, gap_ms=10, speakers=["A", None], language="en"
    )
    assert [(w.text, w.start_ms, w.end_ms) for w in document.words] == [
        ("Hi", 50, 350),
        ("there", 360, 660),
        ("Bye", 670, 970),
    ]
    assert [(s.start_ms, s.end_ms, s.speaker) for s in document.segments] == [
        (50, 660, "A"),
        (670, 970, None),
    ]
    assert document.duration_ms == 980
    assert make_document().segments == ()
    assert make_document(" ").words == ()


def test_phones_fill_their_words() -> None:
    (word,) = make_document("Hey,", start_ms=100, phones=True).words
    assert [phone.symbol for phone in word.phones] == ["h", "e", "y"]
    assert (word.phones[0].start_ms, word.phones[-1].end_ms) == (100, 400)
    assert all(a.end_ms == b.start_ms for a, b in pairwise(word.phones))


def test_the_samples_show_all_that_a_document_can_hold() -> None:
    """Whatever a format leaves out, one of the samples has it."""
    bare = ExporterPlugin("bare", ".bare", lambda *_: None, holds=())
    documents = sample_documents()
    said = " ".join(f.message for d in documents.values() for f in find_losses(d, bare))
    for phrase in ("own times", "phones", "confidence", "who speaks", "not said"):
        assert phrase in said
    assert len(CONTENTS) == 7
    assert "speech that is not in the script" in said
    assert "text that has no time" in said
    assert len(documents["ten-thousand-words"].words) == 10_000
