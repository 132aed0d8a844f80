"""A plugin as it was written against the first plugin API.

Frozen: it stands for all that people have installed. Whatever a later core does, this
file stays as it is, and every line of it has to go on working.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from attrs import frozen

from sync_core import (
    AlignerPlugin,
    AlignmentRequest,
    Anchor,
    Audio,
    BackendPlugin,
    Document,
    EngineOptions,
    ExporterPlugin,
    Segment,
    Transcription,
    Word,
    WordTiming,
    hookimpl,
    script_document,
)


@frozen
class FirstOptions:
    separator: str = " "


class FirstBackend:
    def __init__(self, options: EngineOptions) -> None:
        self.asked = (
            options.model,
            options.model_path,
            options.language,
            options.device,
            options.threads,
            options.own,
        )

    def transcribe(
        self, audio: Audio, language: str | None = None
    ) -> Iterator[Segment]:
        end_ms = audio.duration_ms
        word = Word("one", 0, end_ms, 0.5)
        return Transcription(
            iter([Segment([word], "one", 0, end_ms)]),
            language=language or "en",
            language_confidence=0.9,
        )

    def close(self) -> None:
        pass


class FirstAligner:
    def __init__(self, options: EngineOptions) -> None:
        self.options = options

    def align(self, request: AlignmentRequest) -> Document:
        request.check_cancel()
        count = len(request.script.words)
        step_ms = request.audio.duration_ms // count
        timings = [
            WordTiming(n * step_ms, (n + 1) * step_ms, 0.5) for n in range(count)
        ]
        if request.progress is not None:
            request.progress(request.audio.duration_ms, request.audio.duration_ms)
        return script_document(request, timings)

    def anchors(self, request: AlignmentRequest) -> Sequence[Anchor]:
        return []

    def close(self) -> None:
        pass


def export_first(document: Document, out: BinaryIO, options: FirstOptions) -> None:
    out.write(options.separator.join(word.text for word in document.words).encode())


def read_first(file: BinaryIO) -> Document:
    return Document([Segment([], file.read().decode(), None, None)])


def sniff_first(data: bytes) -> bool:
    return False


def kept_first(options: FirstOptions) -> frozenset[str]:
    return frozenset()


def why_not() -> str | None:
    return None


@hookimpl
def sync_core_backends() -> list[BackendPlugin]:
    return [
        BackendPlugin(
            name="acme-first",
            load=FirstBackend,
            summary="of the first API",
            languages=("en",),
            word_times=True,
            streaming=False,
            options=FirstOptions,
            model_form=None,
            default_model=None,
            license="MIT",
            weights_license=None,
            needs_network=False,
            available=why_not,
        )
    ]


@hookimpl
def sync_core_aligners() -> list[AlignerPlugin]:
    return [
        AlignerPlugin(
            name="acme-first",
            load=FirstAligner,
            summary="of the first API",
            languages=("en",),
            granularity="word",
            longest_ms=None,
            coarse=False,
            options=FirstOptions,
            model_form=None,
            default_model=None,
            preference=-1,
            license="MIT",
            weights_license=None,
            needs_network=False,
            available=why_not,
        )
    ]


@hookimpl
def sync_core_exporters() -> list[ExporterPlugin]:
    return [
        ExporterPlugin(
            "acme-first",
            suffixes=(".first",),
            export=export_first,
            media_type="text/plain",
            options=FirstOptions,
            needs="word",
            summary="of the first API",
            read=read_first,
            sniff=sniff_first,
            binary=False,
            holds=("words",),
            kept=kept_first,
        )
    ]
