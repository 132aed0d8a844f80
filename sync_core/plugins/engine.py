"""A loaded backend or aligner: made on first use, used by one thread at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Generic, TypeVar, cast

from attrs import evolve

from sync_core.base.callbacks import Cancel, check_cancel
from sync_core.base.errors import (
    InputError,
    PluginContractError,
    PluginLoadError,
    PluginRunError,
    PluginTimeoutError,
    SyncCoreError,
)
from sync_core.document.language_tags import primary_subtag
from sync_core.plugins.options import make_options
from sync_core.plugins.protocols import Aligner, Backend, EngineOptions
from sync_core.plugins.records import AlignerPlugin, BackendPlugin
from sync_core.plugins.registered import Registered
from sync_core.plugins.slot_pool import SlotPool
from sync_core.plugins.timed_calls import call_context
from sync_core.plugins.watchdog import WatchedEngine
from sync_core.plugins.worker_thread import WorkerThread

__all__ = ["Engine"]

T = TypeVar("T", Backend, Aligner)
R = TypeVar("R")


class Engine(Generic[T]):
    """Starts a plugin's engine when it is first needed and keeps it until ``close``.

    Threads that need it wait for each other, and come in the order of their asking.

    Args:
        kind: ``backend`` or ``aligner``, for messages.
        found: The plugin's record.
        options: What the user asked for, its ``own`` still names and values.
        timeout_s: How long it may be without a sign of life.
        count: How often it may be loaded; another is, when all others are at work.
    """

    def __init__(
        self,
        kind: str,
        found: Registered[BackendPlugin] | Registered[AlignerPlugin],
        options: EngineOptions,
        timeout_s: float = math.inf,
        count: int = 1,
    ) -> None:
        self.found = found
        self._title = f"the {kind} '{found.record.name}' ({found.distribution})"
        own = make_options(found.record.options, options.own, self._title)
        self.options = _complete_options(options, found.record, own)
        self._slots = SlotPool(count)
        self._loaded: dict[int, T] = {}
        self._closed = False
        self._timeout_s = timeout_s
        self._given_up = False

    def check_language(self, language: str | None) -> None:
        """Make sure, before any weights are loaded, that it can know a language.

        What neither the record nor the registry of models tells is left to the engine.

        Raises:
            InputError: The plugin or its model does not know it.
        """
        record, model = self.found.record, self.options.model
        if language is None:
            return
        if record.languages is not None:
            if primary_subtag(language) not in record.languages:
                known = ", ".join(record.languages)
                raise InputError(f"{self._title} knows {known}, not '{language}'")
        elif record.model_form is not None and model is not None:
            _check_model_language(model, language)

    @contextmanager
    def use(self, method: str, cancel: Cancel | None = None) -> Iterator[T]:
        """Lend the engine to the calling thread; what it raises names the plugin.

        Args:
            method: What it has to be able to do.
            cancel: Looked at while waiting for it.

        Raises:
            PluginLoadError: The engine could not be started.
            PluginRunError: The engine raised something of its own.
            PluginTimeoutError: It gave no sign of life for too long, now or before.
            CancelledError: The caller asked to stop.
        """
        check = None if cancel is None else partial(check_cancel, cancel)
        with self._slots.take(check) as place, self._open_worker() as worker:
            engine = self._start(method, place, worker)
            with self._name_errors(PluginRunError, "failed in its work"):
                yield (
                    engine
                    if worker is None
                    else cast("T", WatchedEngine(engine, worker))
                )

    def close(self) -> None:
        """Free the engine, once no thread uses it; a second call does nothing.

        One that was given up is left alone: its thread may still be in the midst of it.
        """
        self._closed = True
        self._slots.wait_until_unused()
        while self._loaded:
            _, engine = self._loaded.popitem()
            if not self._given_up:
                with (
                    self._open_worker() as worker,
                    self._name_errors(PluginRunError, "failed to close"),
                ):
                    _run_in(worker, engine.close)

    @contextmanager
    def _open_worker(self) -> Iterator[WorkerThread | None]:
        """Return the thread to work in, where the work is watched."""
        if self._given_up:
            raise PluginTimeoutError(
                f"{self._title} was given up before and may still be at work: make a "
                "new Pipeline, at best in a new process"
            )
        with call_context.get()(self._title):
            if math.isinf(self._timeout_s):
                yield None
                return
            with WorkerThread(self._title, self._timeout_s).opened() as worker:
                try:
                    yield worker
                finally:
                    self._given_up = self._given_up or worker.is_given_up

    def _start(self, method: str, place: int, worker: WorkerThread | None) -> T:
        if self._closed:
            raise InputError(f"{self._title} is closed: make a new Pipeline")
        if place not in self._loaded:
            with self._name_errors(PluginLoadError, "could not be started"):
                options = self._with_model_path()
                loaded: Any = _run_in(worker, partial(self.found.record.load, options))
            for name in (method, "close"):
                if not callable(getattr(loaded, name, None)):
                    raise PluginContractError(
                        f"{self._title}: what its load gives has no method '{name}'"
                    )
            self._loaded[place], self.options = loaded, options
        return self._loaded[place]

    def _with_model_path(self) -> EngineOptions:
        form, model = self.found.record.model_form, self.options.model
        if form is None or model is None:
            return self.options
        # Only here, so that importing sync_core stays quick.
        from sync_core.models import find_model

        return evolve(self.options, model_path=find_model(model, form))

    @contextmanager
    def _name_errors(
        self, error_type: type[SyncCoreError], what: str
    ) -> Iterator[None]:
        try:
            yield
        except SyncCoreError:
            raise
        except (Exception, SystemExit) as error:
            cause = f"{type(error).__name__}: {error}".rstrip(": ")
            raise error_type(f"{self._title} {what}: {cause}") from error


def _run_in(worker: WorkerThread | None, work: Callable[[], R]) -> R:
    return work() if worker is None else worker.call(work)


def _check_model_language(model: str, language: str) -> None:
    # Only here, so that importing sync_core stays quick.
    from sync_core.models import model_info, split_type, unknown_language

    info = model_info(split_type(model)[0])
    if info is not None and not info.speaks(language):
        raise unknown_language(model, language, info.languages)


def _complete_options(
    options: EngineOptions, record: BackendPlugin | AlignerPlugin, own: object
) -> EngineOptions:
    return evolve(options, own=own, model=options.model or record.default_model)
