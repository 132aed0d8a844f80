"""``auto`` takes what can run here, and says what cannot and why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync_core import (
    Aligner,
    AlignerPlugin,
    EngineOptions,
    InputError,
    PluginManager,
    hookimpl,
)
from sync_core.alignment.selection import AlignerSelector
from sync_core.plugins.availability import why_unavailable


def load(options: EngineOptions) -> Aligner:
    raise AssertionError("nothing is to be started")


def record(name: str, preference: int = 0, **facts: Any) -> AlignerPlugin:
    return AlignerPlugin(name, load=load, preference=preference, **facts)


def choice(*records: AlignerPlugin, own: object = None) -> AlignerSelector:
    class Plugin:
        @hookimpl
        def sync_core_aligners(self) -> list[AlignerPlugin]:
            return list(records)

    manager = PluginManager()
    manager.register(Plugin(), "acme")
    return AlignerSelector(manager, "auto", EngineOptions(own=own))


def absent() -> str:
    return 'needs fine-parts: pip install "acme[fine]"'


def test_the_best_that_can_run_is_picked() -> None:
    fine, coarse = record("fine", 5, available=absent), record("coarse", 1)
    picked = choice(fine, coarse).select("fr")
    assert picked.engine.found.record is coarse
    assert picked.note is not None
    assert picked.note.startswith("auto picked 'coarse' for 'fr': ")
    assert f"'fine' cannot run here: {absent()}" in picked.note


def test_nothing_is_said_of_what_would_not_have_been_picked() -> None:
    picked = choice(record("fine", 5), record("coarse", 1, available=absent)).select(
        "fr"
    )
    assert picked.engine.found.record.name == "fine"
    assert picked.note is not None
    assert "cannot run" not in picked.note


def test_none_can_run() -> None:
    with pytest.raises(InputError, match=r"no aligner for 'fr' can run here: .*\[fine"):
        choice(record("fine", available=absent)).select("fr")


def test_weights_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNC_CORE_MODELS", str(tmp_path))
    form: dict[str, Any] = {"model_form": "ctranslate2"}
    reason = why_unavailable(record("a", default_model="small", **form))
    assert reason is not None
    assert "sync-core models pull small" in reason
    assert why_unavailable(record("a", default_model="base", **form)) is None
    assert why_unavailable(record("a", **form)) is None
    assert why_unavailable(record("a", **form), str(tmp_path / "none")) is not None
    assert list(tmp_path.iterdir()) == []


def test_a_model_among_the_aligners_own_options(tmp_path: Path) -> None:
    coarse = record("coarse", model_form="ctranslate2", default_model="small")
    picked = choice(coarse, own={"model": tmp_path}).select("fr")
    assert picked.engine.options.model == str(tmp_path)


def raising() -> str | None:
    raise OSError("no such thing")


@pytest.mark.parametrize(
    ("available", "reason"),
    [(None, None), (absent, absent()), (raising, "OSError: no such thing")],
)
def test_reasons(available: Callable[[], str | None], reason: str | None) -> None:
    assert why_unavailable(record("a", available=available)) == reason
