"""The engine under test of the backends' and aligners' contracts, started once."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

import attrs

from sync_core.audio import Audio, AudioSource
from sync_core.base.errors import PluginContractError, PluginRunError, SyncCoreError
from sync_core.plugins.availability import why_unavailable
from sync_core.plugins.engine import Engine
from sync_core.plugins.protocols import Aligner, Backend, EngineOptions
from sync_core.plugins.records import AlignerPlugin, BackendPlugin
from sync_core.plugins.registered import Registered
from sync_core.testing.suite import ContractViolation, NotApplicable
from sync_core.testing.synthetic_audio import english_speech, made_audio, make_hum

__all__ = [
    "EngineSubject",
    "check_record",
    "expect_own_error",
    "has_english",
    "make_speechless_audio",
]

T = TypeVar("T", Backend, Aligner)
R = TypeVar("R")

_METHODS = {"backend": "transcribe", "aligner": "align"}


class EngineSubject(Generic[T]):
    """A backend or aligner under test, with the test's audio.

    Args:
        kind: ``backend`` or ``aligner``.
        record: The plugin's record.
        audio: The test's speech; None: English if the engine knows it, else a hum.
        options: Model, language and own options as a user would give them.
    """

    def __init__(
        self,
        kind: str,
        record: BackendPlugin | AlignerPlugin,
        audio: AudioSource | None,
        options: EngineOptions,
    ) -> None:
        self.kind, self.record, self.options = kind, record, options
        self.printed = io.StringIO()
        """What the engine printed."""
        self._source = audio
        self._audio: Audio | None = None
        self._engine: Engine[T] | None = None

    def __str__(self) -> str:
        return f"the {self.kind} '{self.record.name}'"

    @property
    def audio(self) -> Audio:
        """The test's speech."""
        if self._audio is None:
            self._audio = self._load_audio()
        return self._audio

    def _load_audio(self) -> Audio:
        if self._source is not None:
            return Audio.load(self._source)
        return english_speech()[0] if has_english(self.record) else make_hum()

    @contextlib.contextmanager
    def use(self) -> Iterator[T]:
        """Yield the engine, which is started at first use."""
        reason = why_unavailable(self.record, self.options.model)
        if reason is not None:
            raise NotApplicable(f"it cannot run here: {reason}")
        if self._engine is None:
            found: Any = Registered(self.record, self.record.name, "under test")
            self._engine = Engine(self.kind, found, self.options)
        try:
            with (
                contextlib.redirect_stdout(self.printed),
                self._engine.use(_METHODS[self.kind]) as engine,
            ):
                yield engine
        except PluginRunError as error:
            if isinstance(error.__cause__, ContractViolation | NotApplicable):
                raise error.__cause__ from None
            raise

    def close(self) -> None:
        """Close the engine; the next use starts another one.

        Errors are suppressed: ``close_twice`` checks for them.
        """
        engine, self._engine = self._engine, None
        if engine is not None:
            with contextlib.suppress(PluginRunError):
                engine.close()

    def close_twice(self) -> None:
        """Close the engine twice, and once more as a pipeline does."""
        with self.use() as engine:
            engine.close()
            engine.close()
        started, self._engine = self._engine, None
        if started is not None:
            started.close()

    def check_printed(self) -> None:
        """Check that the engine printed nothing to standard output."""
        printed = self.printed.getvalue()
        if printed:
            raise ContractViolation(f"it printed {printed[:60]!r}")


def check_record(subject: EngineSubject[Any]) -> None:
    """Check the fields of a record without starting its engine."""
    record = subject.record
    for tag in record.languages or ():
        if not (tag.isalpha() and tag.islower() and len(tag) in (2, 3)):
            raise ContractViolation(
                f"its languages are primary subtags like 'en', not {tag!r}"
            )
    if record.options is not None and not attrs.has(record.options):
        raise ContractViolation(f"its options are no attrs class: {record.options!r}")
    if record.available is not None:
        reason = record.available()
        if reason is not None and not (isinstance(reason, str) and reason.strip()):
            raise ContractViolation(
                f"available gave {reason!r}: None or a reason in words"
            )


def has_english(record: BackendPlugin | AlignerPlugin) -> bool:
    """Return whether an engine knows English, the language of the demo's clip."""
    return record.languages is None or "en" in record.languages


def make_speechless_audio() -> dict[str, Audio]:
    """Make audio without speech, by description."""
    return {
        "no audio at all": made_audio([], 0),
        "10 ms of audio": made_audio([(0, 10)], 10),
        "a second of silence": made_audio([], 1_000),
        "two seconds of noise": made_audio([(100, 1_900)], 2_000, sound="noise"),
    }


def expect_own_error(work: Callable[[], R], what: str) -> R | None:
    """Run work on bad input; return its result, or None for an error of sync-core."""
    try:
        return work()
    except (PluginRunError, PluginContractError) as error:
        cause = error.__cause__ or error
        raise ContractViolation(
            f"{what} raised {type(cause).__name__}: {cause}: raise an AudioError, an "
            "AlignmentError or another error of sync-core's that says what is wrong"
        ) from cause
    except SyncCoreError as error:
        if not str(error).strip():
            raise ContractViolation(f"{what} is refused without a word") from error
        return None
