"""The engines of one pipeline: a backend, and aligners as they are needed."""

from __future__ import annotations

import os
from collections.abc import Mapping

from attrs import evolve, field, frozen

from sync_core.alignment.recognizer import Recognizer
from sync_core.alignment.selection import AlignerSelector
from sync_core.document.language_tags import standard_tag
from sync_core.pipeline.arguments import check_device, check_engines, check_threads
from sync_core.plugins.engine import Engine
from sync_core.plugins.manager import PluginManager
from sync_core.plugins.protocols import Backend, EngineOptions
from sync_core.plugins.timeouts import parse_timeout

__all__ = ["EngineSettings", "PipelineEngines"]


def _standard_tag(language: str | None) -> str | None:
    return None if language is None else standard_tag(language)


def _timeout_s(value: float | None) -> float:
    return parse_timeout(value or 0, "timeout_s")


@frozen
class EngineSettings:
    """What a user says of the engines of a pipeline; see ``Pipeline``.

    Raises:
        InputError: Not a language tag, or no number of seconds.
    """

    backend: str
    model: str | os.PathLike[str] | None
    aligner: str | None
    language: str | None = field(converter=_standard_tag)
    """BCP-47 tag in its standard form."""
    device: str
    threads: int | None
    engines: int
    backend_options: Mapping[str, object] | None
    aligner_options: Mapping[str, object] | None
    timeout_s: float = field(converter=_timeout_s)

    def tag_for(self, language: str | None) -> str | None:
        """Return the tag of a call's own language, or else the pipeline's."""
        return self.language if language is None else standard_tag(language)


class PipelineEngines:
    """A backend, the choice of aligners, and the backend as a second opinion.

    Args:
        manager: The plugins to choose from.
        settings: What the user asked for.

    Raises:
        UnknownPluginError: No backend or aligner of that name.
        InputError: An option that a plugin does not have, no such number, or a
            language that the aligner does not know.
    """

    def __init__(self, manager: PluginManager, settings: EngineSettings) -> None:
        self.settings = settings
        common = EngineOptions(
            language=settings.language,
            device=check_device(settings.device),
            threads=check_threads(settings.threads),
        )
        model = None if settings.model is None else os.fspath(settings.model)
        found = manager.backend(settings.backend)
        self.backend: Engine[Backend] = Engine(
            "backend",
            found,
            evolve(common, model=model, own=settings.backend_options),
            settings.timeout_s,
            check_engines(settings.engines),
        )
        self.recognizer = Recognizer(self.backend)
        self.aligners = AlignerSelector(
            manager,
            settings.aligner,
            evolve(common, own=settings.aligner_options),
            settings.timeout_s,
            settings.engines,
        )
        self.retiming = self.aligners if settings.aligner is not None else None
        """What ``transcribe`` and ``live`` time words with; None: leave them alone."""
        if not self.aligners.is_automatic and settings.language is not None:
            self.aligners.select(settings.language)

    def close(self) -> None:
        """Free them; a second call does nothing."""
        try:
            self.backend.close()
        finally:
            self.aligners.close()
