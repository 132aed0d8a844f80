"""Which aligner for which language, and keeping the chosen ones loaded."""

from __future__ import annotations

import threading

from attrs import evolve, frozen

from sync_core._engine import Engine
from sync_core.errors import InputError
from sync_core.languages import primary_subtag
from sync_core.manager import PluginManager, Registered
from sync_core.plugin_types import Aligner, AlignerPlugin, EngineOptions

__all__ = ["AlignerChoice", "Picked"]


@frozen(eq=False)
class Picked:
    """An aligner, the language it is to work in, and why it was chosen."""

    engine: Engine[Aligner]
    record: AlignerPlugin
    language: str | None
    note: str | None


class AlignerChoice:
    """Picks aligners by language, and starts each of them once.

    Args:
        manager: The plugins to choose from.
        wanted: An aligner's name, or ``auto``, or None for the same.
        options: For whichever is picked.
    """

    def __init__(
        self, manager: PluginManager, wanted: str | None, options: EngineOptions
    ) -> None:
        self._manager = manager
        self._wanted = None if wanted in (None, "auto") else wanted
        self.is_automatic = self._wanted is None
        self._options = options
        self._engines: dict[tuple[str, str | None], Engine[Aligner]] = {}
        self._lock = threading.Lock()
        if self._wanted is not None:
            manager.aligner(self._wanted)

    def pick(self, language: str | None) -> Picked:
        """Give the aligner for a language.

        Raises:
            InputError: None of those that come into question knows the language.
            UnknownPluginError: No aligner goes by the wanted name.
        """
        found, note = self._find(language)
        if language is None:
            language, assumed = _assumed(found.record)
            note = "; ".join(filter(None, [note, assumed])) or None
        return Picked(self._engine(found, language), found.record, language, note)

    def pick_finer(self, language: str | None) -> Picked | None:
        """Give the aligner whose times are worth more than a backend's own.

        None, if the choice is free and there is no such aligner for the language.

        Raises:
            InputError: The wanted aligner does not know the language.
        """
        if not self.is_automatic:
            return self.pick(language)
        if language is None:
            return None
        try:
            picked = self.pick(language)
        except InputError:
            return None
        return None if picked.record.coarse else picked

    def close(self) -> None:
        """Free every aligner that was started."""
        with self._lock:
            engines = list(self._engines.values())
        for engine in engines:
            engine.close()

    def _find(
        self, language: str | None
    ) -> tuple[Registered[AlignerPlugin], str | None]:
        if self._wanted is not None:
            found = self._manager.aligner(self._wanted)
            if not _knows(found.record, language):
                known = ", ".join(found.record.languages or ())
                raise InputError(
                    f"the aligner '{self._wanted}' knows {known}, not '{language}'; "
                    f"there are: {self._overview()}"
                )
            return found, None
        able = [i for i in self._manager.aligners() if _knows(i.record, language)]
        if not able:
            raise InputError(
                f"no installed aligner knows '{language}'; there are: "
                f"{self._overview() or 'none'}"
            )
        best = max(able, key=lambda item: (item.record.preference, item.record.name))
        tag = f"'{language}'" if language else "an unnamed language"
        return best, f"auto picked '{best.record.name}' for {tag} among {len(able)}"

    def _engine(
        self, found: Registered[AlignerPlugin], language: str | None
    ) -> Engine[Aligner]:
        key = found.record.name, None if language is None else primary_subtag(language)
        with self._lock:
            if key not in self._engines:
                options = evolve(self._options, language=language)
                self._engines[key] = Engine("aligner", found, options)
            return self._engines[key]

    def _overview(self) -> str:
        return ", ".join(
            f"{item.record.name} ({' '.join(item.record.languages or ('any',))})"
            for item in self._manager.aligners()
        )


def _knows(record: AlignerPlugin, language: str | None) -> bool:
    if language is None or record.languages is None:
        return True
    return primary_subtag(language) in record.languages


def _assumed(record: AlignerPlugin) -> tuple[str | None, str | None]:
    if record.languages is None or len(record.languages) != 1:
        return None, None
    only = record.languages[0]
    return only, f"no language was named: '{only}', the aligner's only one, was assumed"
