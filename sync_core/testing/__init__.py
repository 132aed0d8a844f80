"""Tools for tests of plugins: contracts, sample documents, scripted engines.

One line tests the whole contract of a kind of plugin::

    from sync_core.testing import exporter_contract
    from sync_core_acme import RECORD

    test_contract = exporter_contract(RECORD)

``check_exporter``, ``check_aligner`` and ``check_backend`` run the quick checks without
pytest.
"""

from sync_core.testing.aligners import aligner_contract, check_aligner
from sync_core.testing.backends import backend_contract, check_backend
from sync_core.testing.documents import HOSTILE_TEXTS, make_document, sample_documents
from sync_core.testing.exporters import check_exporter, exporter_contract
from sync_core.testing.scripted_engines import (
    ScriptedAligner,
    ScriptedBackend,
    manager_of,
)
from sync_core.testing.suite import CheckResult
from sync_core.testing.synthetic_audio import english_speech, made_audio

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
