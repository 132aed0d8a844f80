"""The real phone model, opened once a language."""

from collections.abc import Callable, Iterator

import pytest

from sync_core.audio import Audio
from sync_core.document.document import Document
from sync_core.plugins.protocols import AlignmentRequest
from sync_core.script.script import Script
from sync_core_plugins.ctc.aligner import CtcAligner
from sync_core_plugins.ctc.loading import load_aligner
from sync_core_plugins.ctc.options import CtcOptions

Align = Callable[..., Document]


@pytest.fixture(scope="session")
def open_aligner() -> Iterator[Callable[[str], CtcAligner]]:
    opened: dict[str, CtcAligner] = {}

    def get(language: str) -> CtcAligner:
        if language not in opened:
            opened[language] = load_aligner(language, CtcOptions())
        return opened[language]

    yield get
    for aligner in opened.values():
        aligner.close()


@pytest.fixture(scope="session")
def align(open_aligner: Callable[[str], CtcAligner]) -> Align:
    def run(audio: Audio, text: str, language: str = "en") -> Document:
        request = AlignmentRequest(audio, Script.parse(text), language=language)
        return open_aligner(language).align(request)

    return run
