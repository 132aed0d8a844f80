"""The timed text, its JSON form, and the symbols and tags in it."""

from typing import TYPE_CHECKING

from sync_core.base.lazy_imports import import_lazily
from sync_core.document.document import Document
from sync_core.document.language_tags import primary_subtag, standard_tag
from sync_core.document.records import (
    Finding,
    Mark,
    Phone,
    Provenance,
    Segment,
    Step,
    Word,
)

if TYPE_CHECKING:
    from sync_core.document.json_codec import document_schema
    from sync_core.document.phone_symbols import arpabet_to_ipa, ipa_to_arpabet
else:
    __getattr__, __dir__ = import_lazily(
        __name__,
        {
            "arpabet_to_ipa": "sync_core.document.phone_symbols",
            "document_schema": "sync_core.document.json_codec",
            "ipa_to_arpabet": "sync_core.document.phone_symbols",
        },
    )

__all__ = [
    "Document",
    "Finding",
    "Mark",
    "Phone",
    "Provenance",
    "Segment",
    "Step",
    "Word",
    "arpabet_to_ipa",
    "document_schema",
    "ipa_to_arpabet",
    "primary_subtag",
    "standard_tag",
]
