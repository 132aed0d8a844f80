"""What the contracts of backends and aligners share: one engine, started once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import attrs

from sync_core._availability import why_unavailable
from sync_core._engine import Engine
from sync_core.manager import Registered
from sync_core.plugin_types import (
    Aligner,
    AlignerPlugin,
    Backend,
    BackendPlugin,
    EngineOptions,
)
from sync_core.testing._suite import Broken, NotApplicable

__all__ = ["EngineSubject", "check_facts"]

T = TypeVar("T", Backend, Aligner)

_METHOD = {"backend": "transcribe", "aligner": "align"}


class EngineSubject(Generic[T]):
    """A backend or aligner under test, with the options it is tested with.

    Args:
        kind: ``backend`` or ``aligner``.
        record: The plugin's record.
        model: The model; None: the record's default.
        options: The plugin's own options, by name.
        language: BCP-47 tag; None: not known beforehand.
    """

    def __init__(
        self,
        kind: str,
        record: BackendPlugin | AlignerPlugin,
        model: str | None,
        options: Mapping[str, object] | None,
        language: str | None,
    ) -> None:
        self.kind, self.record, self.language = kind, record, language
        self._options = EngineOptions(model=model, language=language, own=options)
        self._engine: Engine[T] | None = None

    def __str__(self) -> str:
        return f"the {self.kind} '{self.record.name}'"

    @contextmanager
    def use(self) -> Iterator[T]:
        """Lend the engine, started at first use."""
        reason = why_unavailable(self.record, self._options.model)
        if reason is not None:
            raise NotApplicable(f"{self} cannot run here: {reason}")
        if self._engine is None:
            self._engine = self.new_engine()
        with self._engine.use(_METHOD[self.kind]) as engine:
            yield engine

    def new_engine(self) -> Engine[T]:
        """Make an engine that is not started yet, as a pipeline would."""
        found: Any = Registered(self.record, self.record.name, "under test")
        return Engine(self.kind, found, self._options)

    def close(self) -> None:
        """Free the engine; the next use starts another one."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()


def check_facts(record: BackendPlugin | AlignerPlugin) -> None:
    """Look at what a record says, without starting anything."""
    for tag in record.languages or ():
        if not (tag.isalpha() and tag.islower() and len(tag) in (2, 3)):
            raise Broken(f"its languages are primary subtags like 'en', not {tag!r}")
    if record.options is not None and not attrs.has(record.options):
        raise Broken(f"its options are an attrs class, not {record.options!r}")
    if record.available is not None:
        reason = record.available()
        if reason is not None and not (isinstance(reason, str) and reason.strip()):
            raise Broken(f"available() gave {reason!r}: a reason in words, or None")
