"""The real engine, opened once."""

from collections.abc import Callable, Iterator

import pytest

from sync_core.audio import Audio
from sync_core.document.document import Document
from sync_core.plugins.protocols import AlignmentRequest
from sync_core.script.script import Script
from sync_core_plugins.hmm.aligner import HmmAligner
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.prepare.lexicon import Lexicon

Align = Callable[[Audio, str], Document]


@pytest.fixture(scope="session")
def search() -> Iterator[ForcedAligner]:
    engine = ForcedAligner()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def lexicon(search: ForcedAligner) -> Lexicon:
    return Lexicon(search)


@pytest.fixture(scope="session")
def align() -> Iterator[Align]:
    aligner = HmmAligner()

    def run(audio: Audio, text: str) -> Document:
        request = AlignmentRequest(audio, Script.parse(text), language="en")
        return aligner.align(request)

    yield run
    aligner.close()
