"""Which aligner for which language, and keeping the chosen ones loaded."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Mapping
from typing import Any

from attrs import evolve, fields, frozen

from sync_core.base.errors import InputError
from sync_core.document.language_tags import list_languages, primary_subtag
from sync_core.plugins.availability import why_unavailable
from sync_core.plugins.engine import Engine
from sync_core.plugins.manager import PluginManager
from sync_core.plugins.protocols import Aligner, EngineOptions
from sync_core.plugins.records import AlignerPlugin
from sync_core.plugins.registered import Registered

__all__ = ["AlignerSelector", "SelectedAligner"]


@frozen(eq=False)
class SelectedAligner:
    """An aligner, the language it is to work in, and why it was chosen."""

    engine: Engine[Aligner]
    record: AlignerPlugin
    language: str | None
    note: str | None


class AlignerSelector:
    """Picks aligners by language, and starts each of them once.

    Args:
        manager: The plugins to choose from.
        wanted: An aligner's name, or ``auto``, or None for the same.
        options: For whichever is selected.
        timeout_s: How long an aligner may be without a sign of life.
        count: How often each may be loaded.
    """

    def __init__(
        self,
        manager: PluginManager,
        wanted: str | None,
        options: EngineOptions,
        timeout_s: float = math.inf,
        count: int = 1,
    ) -> None:
        self._manager = manager
        self._wanted = None if wanted in (None, "auto") else wanted
        self.is_automatic = self._wanted is None
        self._options = options
        self._timeout_s = timeout_s
        self._count = count
        self._engines: dict[tuple[str, str | None], Engine[Aligner]] = {}
        self._lock = threading.Lock()
        if self._wanted is not None:
            manager.aligner(self._wanted)

    def select(self, language: str | None) -> SelectedAligner:
        """Return the aligner for a language.

        Raises:
            InputError: None of those that come into question knows the language.
            UnknownPluginError: No aligner goes by the wanted name.
        """
        found, note = self._find_named(language)
        if language is None:
            language, assumed = _assume_language(found.record)
            note = "; ".join(filter(None, [note, assumed])) or None
        return SelectedAligner(
            self._engine(found, language), found.record, language, note
        )

    def select_for_retiming(self, language: str | None) -> SelectedAligner | None:
        """Return the aligner whose times are worth more than a backend's own.

        None, if the choice is free and there is no such aligner for the language.

        Raises:
            InputError: The wanted aligner does not know the language.
        """
        if not self.is_automatic:
            return self.select(language)
        if language is None:
            return None
        try:
            selected = self.select(language)
        except InputError:
            return None
        return None if selected.record.coarse else selected

    def fallbacks(self, selected: SelectedAligner) -> list[SelectedAligner]:
        """Return what can be asked where the one selected by itself finds nothing."""
        if not self.is_automatic or selected.language is None:
            return []
        name = selected.record.name
        able = [
            item
            for item in self._list_able(selected.language)
            if item.record.name != name
            and why_unavailable(item.record, self._model(item.record)) is None
        ]
        note = f"asked where '{name}' found nothing"
        return [
            SelectedAligner(
                self._engine(i, selected.language), i.record, selected.language, note
            )
            for i in able
        ]

    def close(self) -> None:
        """Free every aligner that was started."""
        with self._lock:
            engines = list(self._engines.values())
        for engine in engines:
            engine.close()

    def _find_named(
        self, language: str | None
    ) -> tuple[Registered[AlignerPlugin], str | None]:
        if self._wanted is not None:
            found = self._manager.aligner(self._wanted)
            if not _knows(found.record, language):
                known = list_languages(found.record.languages or (), ", ")
                raise InputError(
                    f"the aligner '{self._wanted}' knows {known}, not '{language}'; "
                    f"there are: {self._overview()}"
                )
            return found, None
        return self._select_best(language)

    def _select_best(
        self, language: str | None
    ) -> tuple[Registered[AlignerPlugin], str]:
        """Take the best that knows the language and can run, and say what cannot."""
        able = self._list_able(language)
        if not able:
            raise InputError(
                f"no installed aligner knows '{language}'; there are: "
                f"{self._overview() or 'none'}"
            )
        tag = f"'{language}'" if language else "an unnamed language"
        passed: list[str] = []
        for item in able:
            reason = why_unavailable(item.record, self._model(item.record))
            if reason is None:
                name = item.record.name
                note = f"auto picked '{name}' for {tag}: {_explain_rank(item, able)}"
                return item, "; ".join([note, *passed])
            passed.append(f"'{item.record.name}' cannot run here: {reason}")
        raise InputError(f"no aligner for {tag} can run here: {'; '.join(passed)}")

    def _list_able(self, language: str | None) -> list[Registered[AlignerPlugin]]:
        """Return all that know the language, the most exact first."""
        able = [i for i in self._manager.aligners() if _knows(i.record, language)]
        order = lambda i: (i.record.preference, i.record.name)  # noqa: E731
        return sorted(able, key=order, reverse=True)

    def _model(self, record: AlignerPlugin) -> str | None:
        return _move_model(self._options, record).model

    def _engine(
        self, found: Registered[AlignerPlugin], language: str | None
    ) -> Engine[Aligner]:
        key = found.record.name, None if language is None else primary_subtag(language)
        with self._lock:
            if key not in self._engines:
                options = _move_model(self._options, found.record)
                options = evolve(options, language=language)
                self._engines[key] = Engine(
                    "aligner", found, options, self._timeout_s, self._count
                )
            return self._engines[key]

    def _overview(self) -> str:
        records = [item.record for item in self._manager.aligners()]
        return ", ".join(
            f"{each.name} ({list_languages(each.languages or ('any',), ' ')})"
            for each in records
        )


def _knows(record: AlignerPlugin, language: str | None) -> bool:
    if language is None or record.languages is None:
        return True
    return primary_subtag(language) in record.languages


def _assume_language(record: AlignerPlugin) -> tuple[str | None, str | None]:
    if record.languages is None or len(record.languages) != 1:
        return None, None
    only = record.languages[0]
    return only, f"no language was named: '{only}', the aligner's only one, was assumed"


def _explain_rank(
    item: Registered[AlignerPlugin], able: list[Registered[AlignerPlugin]]
) -> str:
    if len(able) == 1:
        return "no other knows it"
    others = ", ".join(i.record.name for i in able if i is not item)
    return f"the most exact that can run, before or instead of {others}"


def _move_model(options: EngineOptions, record: AlignerPlugin) -> EngineOptions:
    """Take the model out of an aligner's own options, where the core is to find it."""
    own: Any = options.own
    if record.model_form is None or not isinstance(own, Mapping) or "model" not in own:
        return options
    if record.options and any(f.name == "model" for f in fields(record.options)):
        return options
    rest = {name: value for name, value in own.items() if name != "model"}
    return evolve(options, model=os.fspath(own["model"]), own=rest or None)
