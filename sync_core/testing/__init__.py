"""What an author of plugins tests with: contracts, made documents, made engines.

One line tests everything that a kind of plugin promises::

    from sync_core.testing import exporter_contract
    from sync_core_acme import RECORD

    test_contract = exporter_contract(RECORD)

``check_exporter``, ``check_aligner`` and ``check_backend`` run the quick part of the
same without pytest.
"""

from sync_core.testing.aligners import aligner_contract, check_aligner
from sync_core.testing.backends import backend_contract, check_backend
from sync_core.testing.documents import HOSTILE_TEXTS, make_document, sample_documents
from sync_core.testing.exporters import check_exporter, exporter_contract
from sync_core.testing.scripted import ScriptedAligner, ScriptedBackend, manager_of
from sync_core.testing.sound import english_speech, made_audio
from sync_core.testing.suite import CheckResult

__all__ = [
    "HOSTILE_TEXTS",
    "CheckResult",
    "ScriptedAligner",
    "ScriptedBackend",
    "aligner_contract",
    "backend_contract",
    "check_aligner",
    "check_backend",
    "check_exporter",
    "english_speech",
    "exporter_contract",
    "made_audio",
    "make_document",
    "manager_of",
    "sample_documents",
]
