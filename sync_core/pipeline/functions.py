"""One call for one piece of work; a ``Pipeline`` is for many."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO

from sync_core.formats.files import write_document
from sync_core.pipeline.pipeline import Pipeline
from sync_core.plugins.manager import PluginManager

if TYPE_CHECKING:
    from sync_core.audio import AudioSource
    from sync_core.base.callbacks import Cancel, Progress
    from sync_core.document.document import Document
    from sync_core.document.records import Finding
    from sync_core.script.script import Script

__all__ = ["align", "export", "transcribe"]


def transcribe(
    audio: AudioSource,
    *,
    backend: str = "faster-whisper",
    model: str | os.PathLike[str] | None = None,
    language: str | None = None,
    aligner: str | None = "auto",
    sample_rate_hz: int | None = None,
    device: str = "auto",
    threads: int | None = None,
    backend_options: Mapping[str, object] | None = None,
    aligner_options: Mapping[str, object] | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    manager: PluginManager | None = None,
    timeout_s: float | None = None,
) -> Document:
    """Recognise what is said in one piece of audio; see ``Pipeline`` for the arguments.

    Every word is re-timed by forced alignment where an installed aligner knows the
    language. Elsewhere, and with ``aligner=None``, the words have the backend's own,
    looser times. The document's provenance says whose they are.

    Raises:
        SyncCoreError: As ``Pipeline`` and ``Pipeline.transcribe``.
    """
    with Pipeline(
        backend=backend,
        model=model,
        aligner=aligner,
        language=language,
        device=device,
        threads=threads,
        backend_options=backend_options,
        aligner_options=aligner_options,
        manager=manager,
        timeout_s=timeout_s,
    ) as pipeline:
        return pipeline.transcribe(
            audio, sample_rate_hz=sample_rate_hz, progress=progress, cancel=cancel
        )


def align(
    audio: AudioSource,
    script: str | Script,
    *,
    aligner: str = "auto",
    language: str | None = None,
    sample_rate_hz: int | None = None,
    threads: int | None = None,
    aligner_options: Mapping[str, object] | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    manager: PluginManager | None = None,
    timeout_s: float | None = None,
) -> Document:
    """Find when each word of a known script is said in one piece of audio.

    See ``Pipeline`` (of which only the aligner works, with so many ``threads``) and
    ``Pipeline.align`` for the arguments.

    Raises:
        SyncCoreError: As ``Pipeline`` and ``Pipeline.align``.
    """
    with Pipeline(
        aligner=aligner,
        language=language,
        threads=threads,
        aligner_options=aligner_options,
        manager=manager,
        timeout_s=timeout_s,
    ) as pipeline:
        return pipeline.align(
            audio,
            script,
            sample_rate_hz=sample_rate_hz,
            progress=progress,
            cancel=cancel,
        )


def export(
    document: Document,
    target: str | os.PathLike[str] | BinaryIO,
    format: str | None = None,
    *,
    options: Mapping[str, object] | None = None,
    manager: PluginManager | None = None,
    timeout_s: float | None = None,
) -> tuple[Finding, ...]:
    """Write a document to a path or a binary file object; see ``Pipeline.export``.

    Example:
        >>> import io
        >>> from sync_core import Document, Segment, Word, export
        >>> out = io.BytesIO()
        >>> document = Document([Segment([Word("Hi", 0, 300)], "Hi", 0, 300)])
        >>> [finding.message for finding in export(document, out, "srt")]
        ["srt: the words' own times are not kept"]
        >>> print(out.getvalue().decode().rstrip())
        1
        00:00:00,000 --> 00:00:00,833
        Hi

    Raises:
        UnknownPluginError: No such format.
        InputError: ``document`` is none, the format lacks an option, or
            ``timeout_s`` is below 0.
        ExportError: The target cannot be written.
        PluginError: The exporter failed, or took longer than ``timeout_s``.
    """
    manager = manager or PluginManager.installed()
    return write_document(manager, document, target, format, options, timeout_s)
