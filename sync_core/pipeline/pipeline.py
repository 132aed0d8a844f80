"""Pipelines: a backend, an aligner and exporters, kept loaded and used together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, BinaryIO

from sync_core.base.callbacks import Cancel, Progress
from sync_core.base.closeable import Closeable
from sync_core.document.document import Document
from sync_core.formats.files import write_document
from sync_core.pipeline.engines import EngineSettings, PipelineEngines
from sync_core.pipeline.work import ClipWork, open_live
from sync_core.plugins.manager import PluginManager
from sync_core.script.script import Script

if TYPE_CHECKING:
    from sync_core.audio import AudioSource
    from sync_core.document.records import Finding
    from sync_core.live import LiveSettings, LiveTranscriber, Policy

__all__ = ["Pipeline"]


class Pipeline(Closeable):
    """A backend and an aligner that stay loaded from clip to clip.

    Engines are started when they are first needed. Calls from several threads are
    safe; those that need the same engine wait for each other.

    Example:
        >>> from sync_core import Pipeline, demo_clip
        >>> clip, script = demo_clip()
        >>> with Pipeline(aligner="hmm", language="en") as pipeline:
        ...     document = pipeline.align(clip, script)
        >>> document.words[0].text
        'In'

    Args:
        backend: What turns audio into text, by name.
        model: The backend's model: a name (``tiny.en``), or the path of a folder with
            weights; None takes the backend's default.
        aligner: What gives known text its times, by name. ``auto`` picks by language;
            ``transcribe`` then leaves the backend's own times where no aligner
            knows better, and the provenance says whose they are. With None it always
            leaves them, and ``align`` picks as with ``auto``.
        language: BCP-47 tag of what is spoken; None lets the backend find out.
        device: Where engines run: ``auto``, ``cpu``, ``cuda``.
        threads: Threads for one piece of work; None leaves it to the engines.
        engines: How often each engine may be loaded. Another is loaded when all others
            are at work, and takes as much memory again; so many calls or turns of live
            streams run at once, others wait in the order of their asking.
        backend_options: The backend's own options, by name.
        aligner_options: The aligner's own options, by name.
        manager: The plugins to choose from; None: all that are installed.
        timeout_s: How long an engine may be without a sign of life until it is given
            up (see docs/reference/plugin-api.md); None: no limit.

    Raises:
        UnknownPluginError: No backend or aligner of that name.
        InputError: Not a language tag, a language that the aligner does not know, an
            option that a plugin does not have, or no such number.
    """

    def __init__(
        self,
        *,
        backend: str = "faster-whisper",
        model: str | os.PathLike[str] | None = None,
        aligner: str | None = "auto",
        language: str | None = None,
        device: str = "auto",
        threads: int | None = None,
        engines: int = 1,
        backend_options: Mapping[str, object] | None = None,
        aligner_options: Mapping[str, object] | None = None,
        manager: PluginManager | None = None,
        timeout_s: float | None = None,
    ) -> None:
        self.manager = manager or PluginManager.installed()
        settings = EngineSettings(
            backend=backend,
            model=model,
            aligner=aligner,
            language=language,
            device=device,
            threads=threads,
            engines=engines,
            backend_options=backend_options,
            aligner_options=aligner_options,
            timeout_s=timeout_s,
        )
        self.language = settings.language
        self._engines = PipelineEngines(self.manager, settings)

    def transcribe(
        self,
        audio: AudioSource,
        *,
        sample_rate_hz: int | None = None,
        language: str | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Document:
        """Recognise what is said, and re-time every word with the aligner.

        Args:
            audio: A path, a file object, the bytes of a file, a numpy array, a
                ``pydub.AudioSegment`` or an ``Audio``.
            sample_rate_hz: The rate of an array.
            language: BCP-47 tag for this audio; None: the pipeline's.
            progress: Called with milliseconds done and in all.
            cancel: Looked at between segments.

        Raises:
            AudioError: The audio cannot be read, or there is no speech in it.
            InputError: The backend or its model does not know the language.
            ModelError: The model is not on this machine.
            PluginError: A plugin failed.
            CancelledError: ``cancel`` was set.
        """
        tag = self._tag(language)
        self._engines.backend.check_language(tag)
        work = ClipWork.load(audio, sample_rate_hz, tag, progress, cancel)
        return work.transcribe(self._engines)

    def align(
        self,
        audio: AudioSource,
        script: str | Script,
        *,
        sample_rate_hz: int | None = None,
        language: str | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Document:
        """Find when each word of a known script is said.

        The document keeps the script's every character; a word that was not said has
        the status ``missing`` and no times, and speech that is not in the script comes
        back as words of status ``extra``, with what the backend hears there if its
        model is on this machine. Findings say where audio and script differ, and what
        else is doubtful. Audio may have any length.

        Args:
            audio: As for ``transcribe``.
            script: The text that is spoken.
            sample_rate_hz: The rate of an array.
            language: BCP-47 tag of the script; None: the pipeline's.
            progress: Called with milliseconds done and in all.
            cancel: Looked at between steps of the work.

        Raises:
            ScriptError: The script holds nothing that could be spoken.
            AudioError: The audio cannot be read or is silent.
            AlignmentError: The audio does not say the script.
            InputError: No installed aligner knows the language.
            PluginError: A plugin failed.
            CancelledError: ``cancel`` was set.
        """
        known = script if isinstance(script, Script) else Script.parse(script)
        tag = self._tag(language)
        selected = self._engines.aligners.select(tag)
        work = ClipWork.load(audio, sample_rate_hz, tag, progress, cancel)
        return work.align(known, selected, self._engines)

    def live(
        self,
        *,
        script: str | Script | None = None,
        sample_rate_hz: int = 16_000,
        channels: int = 1,
        language: str | None = None,
        policy: Policy | None = None,
        settings: LiveSettings | None = None,
        cancel: Cancel | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> LiveTranscriber:
        """Open a stream that is transcribed as it comes.

        The stream uses this pipeline's engines; several may be open at once, and take
        turns. Final words are timed by the aligner, as in ``transcribe``.

        Args:
            script: What is going to be said, if that is known: `Position` updates then
                tell where in it the speaker is, and ``document()`` is the script's.
            sample_rate_hz: Of every chunk.
            channels: Of chunks of raw bytes; arrays say it by their shape.
            language: BCP-47 tag; None: the pipeline's, or the backend finds out.
            policy: Decides when a word is settled; None: ``LocalAgreement()``.
            settings: Steps, pauses, lengths; None: the defaults.
            cancel: Looked at while the backend works.
            clock: Gives seconds, to measure computing with.

        Raises:
            AudioError: No such rate, or no such number of channels.
            InputError: The backend or its model does not know the language.
            ScriptError: The script holds nothing that could be spoken.
        """
        return open_live(
            self._engines,
            language=self._tag(language),
            script=script,
            policy=policy,
            settings=settings,
            sample_rate_hz=sample_rate_hz,
            channels=channels,
            cancel=cancel,
            clock=clock,
        )

    def start(self) -> None:
        """Start the backend now rather than when it is first needed.

        Raises:
            ModelError: The model is not on this machine.
            PluginError: The backend could not be started.
        """
        with self._engines.backend.use("transcribe"):
            pass

    def check_aligner(self, language: str | None = None) -> None:
        """Find out before any work whether ``align`` can do a language.

        Args:
            language: BCP-47 tag; None: the pipeline's.

        Raises:
            InputError: No aligner that comes into question knows the language.
        """
        self._engines.aligners.select(self._tag(language))

    def export(
        self,
        document: Document,
        target: str | os.PathLike[str] | BinaryIO,
        format: str | None = None,
        *,
        options: Mapping[str, object] | None = None,
        timeout_s: float | None = None,
    ) -> tuple[Finding, ...]:
        """Write a document to a path or a binary file object.

        A file is written whole or not at all. Findings (``not-kept``) say what the
        document has that the format cannot hold.

        Args:
            document: What to write.
            target: The path, or the object with a ``write`` method.
            format: The format's name; None: by the end of the path.
            options: The format's own options, by name.
            timeout_s: How long the exporter may take; None: no limit.

        Raises:
            UnknownPluginError: No such format.
            InputError: ``document`` is none, the format lacks an option, or
                ``timeout_s`` is below 0.
            ExportError: The target cannot be written.
            PluginError: The exporter failed, or took longer than ``timeout_s``.
        """
        return write_document(
            self.manager, document, target, format, options, timeout_s
        )

    def close(self) -> None:
        """Free the engines; a second call does nothing."""
        self._engines.close()

    def _tag(self, language: str | None) -> str | None:
        return self._engines.settings.tag_for(language)
