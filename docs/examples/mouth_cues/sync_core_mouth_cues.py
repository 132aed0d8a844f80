"""Mouth shapes for lip-sync, in the JSON of Rhubarb Lip Sync."""

import json
from typing import BinaryIO

from sync_core import Document, ExporterPlugin, ExportError, hookimpl

sync_core_api = 1

SHAPES = {
    "A": "p b m",
    "B": "k ɡ ŋ s z ʃ ʒ tʃ dʒ t d n θ ð j h ɹ i iː ɪ",
    "C": "ɛ e eɪ æ ə ʌ",
    "D": "a ɑ ɑː aɪ aʊ",
    "E": "ɔ ɔː ɔɪ ɝ ɚ",
    "F": "u uː ʊ oʊ o w",
    "G": "f v",
    "H": "l",
}
SHAPE_OF = {
    phone: shape for shape, phones in SHAPES.items() for phone in phones.split()
}


def export_mouth_cues(document: Document, out: BinaryIO) -> None:
    """Write a shape for every moment of the audio; the mouth rests (X) in pauses."""
    phones = [phone for word in document.words for phone in word.phones]
    if document.words and not phones:
        raise ExportError("mouth cues need phones: align with the aligner hmm or ctc")
    cues: list[dict[str, float | str]] = []
    now = 0

    def show(value: str, until: int | None) -> None:
        nonlocal now
        if until is not None and until > now:
            cues.append({"start": now / 1000, "end": until / 1000, "value": value})
            now = until

    for phone in phones:
        show("X", phone.start_ms)
        show(SHAPE_OF.get(phone.symbol, "B"), phone.end_ms)
    show("X", document.duration_ms)
    facts = {"soundFile": document.source or "", "duration": now / 1000}
    text = json.dumps({"metadata": facts, "mouthCues": cues}, indent=2)
    out.write(text.encode())


RECORD = ExporterPlugin(
    "mouth-cues",
    suffixes=(".mouth.json",),
    export=export_mouth_cues,
    media_type="application/json",
    needs="phone",
    summary="mouth shapes for lip-sync (Rhubarb's JSON)",
    holds=("phones",),
)


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    """List the format."""
    return [RECORD]
