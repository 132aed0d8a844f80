"""What an aligner has to give back, checked after every call."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sync_core.alignment.selection import SelectedAligner
from sync_core.base.errors import PluginContractError
from sync_core.document.document import Document
from sync_core.plugins.protocols import AlignmentRequest, Anchor
from sync_core.plugins.timeouts import limit_items

__all__ = ["ask_aligner", "ask_anchors"]


def ask_aligner(selected: SelectedAligner, request: AlignmentRequest) -> Document:
    """Return the document that an aligner makes of a request.

    Raises:
        AlignmentError: The audio does not say the script.
        PluginContractError: It gave no document, or changed the script.
        PluginError: It failed.
    """
    with selected.engine.use("align") as engine:
        document = engine.align(request)
    _check_aligned(f"aligner {selected.record.name}", document, request)
    return document


def ask_anchors(
    selected: SelectedAligner, request: AlignmentRequest
) -> list[Anchor] | None:
    """Return the anchors that an aligner finds, or None where it finds none by itself.

    Raises:
        PluginContractError: They are no anchors, without end, or out of order.
        PluginError: It failed.
    """
    title = f"aligner {selected.record.name}"
    with selected.engine.use("align") as engine:
        find = getattr(engine, "anchors", None)
        if find is None:
            return None
        words = len(request.script.words)
        anchors = list(limit_items(find(request), words, f"the {title}", "anchors"))
    _check_anchors(title, anchors, request)
    return anchors


def _check_aligned(title: str, document: object, request: AlignmentRequest) -> None:
    if not isinstance(document, Document):
        raise PluginContractError(
            f"the {title} gave {type(document).__name__} instead of a Document"
        )
    script = request.script
    got = [word.text for word in document.words if word.status != "extra"]
    if document.script != script.text or got != [word.text for word in script.words]:
        raise PluginContractError(
            f"the {title} changed the script: every word has to come back as written"
        )


def _check_anchors(
    title: str, anchors: Sequence[Anchor], request: AlignmentRequest
) -> None:
    for anchor in anchors:
        if not isinstance(anchor, Anchor):
            raise PluginContractError(
                f"the {title} gave {type(anchor).__name__} instead of an Anchor"
            )
        if not 0 <= anchor.word < len(request.script.words):
            raise PluginContractError(f"the {title}: no such word: {anchor}")
    for before, after in pairwise(anchors):
        if not (before.word < after.word and before.start_ms <= after.start_ms):
            raise PluginContractError(
                f"the {title}: anchors have to rise, not {before} before {after}"
            )
