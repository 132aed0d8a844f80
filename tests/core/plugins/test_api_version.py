"""Plugins of other versions than the core's, and what will go."""

import io
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from sync_core import (
    AlignerPlugin,
    BackendPlugin,
    Document,
    ExporterPlugin,
    Pipeline,
    PluginContractError,
    PluginLoadError,
    PluginManager,
    export,
    hookimpl,
    load,
)
from sync_core.plugins import api_version as plugin_api
from sync_core.plugins.api_version import OLDEST_PLUGIN_API, PLUGIN_API, check_api

AddDistribution = Callable[..., None]
FIRST = Path(__file__).parents[2] / "data" / "plugin-api-1"
NOISE = np.random.default_rng(0).integers(-3000, 3000, 16_000).astype(np.int16)

MODULE = """
    from sync_core import ExporterPlugin, hookimpl

    sync_core_api = {api}

    @hookimpl
    def sync_core_exporters():
        return [ExporterPlugin("good", suffixes=(".good",), export=print)]
"""


@pytest.fixture
def first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PluginManager]:
    """The plugin that was written against the first API, installed."""
    site = tmp_path / "site"
    shutil.copytree(FIRST, site)
    monkeypatch.syspath_prepend(str(site))
    yield PluginManager.installed({"SYNC_CORE_PLUGINS": "acme-first"})
    del sys.modules["acme_first_plugin"]


def test_a_plugin_of_the_first_api_works_whole(
    first: PluginManager, tmp_path: Path
) -> None:
    assert first.failures == ()
    assert first.deprecations == ()
    assert [item.api for item in first.exporters()] == [1]
    with Pipeline(
        backend="acme-first",
        aligner="acme-first",
        manager=first,
        backend_options={"separator": "-"},
    ) as pipeline:
        heard = pipeline.transcribe(NOISE, sample_rate_hz=16_000, language="en")
        document = pipeline.align(
            NOISE, "one two", sample_rate_hz=16_000, language="en"
        )
    assert [w.text for w in heard.words] == ["one"]
    assert [w.start_ms for w in document.words] == [0, 500]
    findings = export(
        document,
        tmp_path / "a.first",
        options={"separator": "_"},
        manager=first,
    )
    assert (tmp_path / "a.first").read_bytes() == b"one_two"
    assert [finding.code for finding in findings] == ["not-kept", "not-kept"]
    assert load(tmp_path / "a.first", manager=first).segments[0].text == "one_two"


def test_the_frozen_plugin_uses_every_field_of_the_first_api() -> None:
    source = (FIRST / "acme_first_plugin.py").read_text(encoding="utf-8")
    for name in ("available", "coarse", "kept", "sniff", "longest_ms", "holds"):
        assert f" {name}=" in source


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        (BackendPlugin, ["name", "load"]),
        (AlignerPlugin, ["name", "load"]),
        (ExporterPlugin, ["name", "suffixes", "export"]),
    ],
)
def test_a_field_that_comes_later_has_a_default(kind: Any, needed: list[str]) -> None:
    fields = attrs.fields(kind)
    assert [f.name for f in fields if f.default is attrs.NOTHING] == needed
    assert [f.name for f in fields][: len(needed)] == needed, "may be given by place"


def test_a_plugin_of_this_api_and_one_that_says_nothing(
    distribution: AddDistribution,
) -> None:
    silent = MODULE.replace("sync_core_api = {api}", "").replace("good", "silent")
    distribution(
        "acme",
        {"good": "acme_good", "silent": "acme_silent"},
        acme_good=MODULE.format(api=PLUGIN_API),
        acme_silent=silent,
    )
    manager = PluginManager.installed({})
    assert manager.exporter("good").api == PLUGIN_API
    assert manager.exporter("silent").api == 1


def test_a_plugin_of_a_newer_api_is_not_loaded(distribution: AddDistribution) -> None:
    distribution("acme", {"new": "acme_new"}, acme_new=MODULE.format(api=99))
    manager = PluginManager.installed({})
    (failure,) = manager.failures
    assert failure.reason == (
        "PluginLoadError: plugin 'new': written for plugin API 99, and sync-core 0.1.0 "
        f"takes {PLUGIN_API}: update sync-core: pip install -U sync-core"
    )
    assert "good" not in [item.record.name for item in manager.exporters()]
    assert manager.exporter("srt").api == 1


@pytest.mark.parametrize("api", [2, 3, 4])
def test_what_is_supported_passes(api: int) -> None:
    check_api(api, oldest=2, newest=4)


def test_a_plugin_that_is_too_old_is_told_what_to_do() -> None:
    message = (
        r"^written for plugin API 1, and sync-core .* takes 2 to 4: update the plugin,"
    )
    with pytest.raises(PluginLoadError, match=message):
        check_api(1, oldest=2, newest=4)


def test_an_older_plugin_is_refused_before_its_hooks_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Old:
        @hookimpl
        def sync_core_exporters(self) -> list[ExporterPlugin]:
            raise AssertionError

    monkeypatch.setattr(plugin_api, "PLUGIN_API", 3)
    monkeypatch.setattr(plugin_api, "OLDEST_PLUGIN_API", 2)
    with pytest.raises(PluginLoadError, match=r"'old': written for plugin API 1.*2 to"):
        PluginManager().register(Old(), "old")


@pytest.mark.parametrize("api", ["1", 0, -1, 1.0, True, None])
def test_a_version_that_is_none(api: object) -> None:
    class Odd:
        sync_core_api = api

        @hookimpl
        def sync_core_exporters(self) -> list[ExporterPlugin]:
            return []

    with pytest.raises(PluginContractError, match=r"'odd': sync_core_api is the num"):
        PluginManager().register(Odd(), "odd")


def test_the_supported_versions_make_sense() -> None:
    assert 1 <= OLDEST_PLUGIN_API <= PLUGIN_API


@pytest.mark.parametrize(
    "source",
    [
        "from sync_core import SomethingOfTomorrow",
        """
        from sync_core import ExporterPlugin, hookimpl

        @hookimpl
        def sync_core_exporters():
            return [ExporterPlugin("x", suffixes=(), export=print, colour=True)]
        """,
    ],
)
def test_what_looks_like_a_plugin_for_a_newer_core_is_said_to(
    distribution: AddDistribution, source: str
) -> None:
    distribution(
        "acme", {"new": "acme_new"}, "Requires-Dist: sync-core>=7", acme_new=source
    )
    manager = PluginManager.installed({"SYNC_CORE_PLUGINS": "new"})
    assert manager.exporters() == []
    (failure,) = manager.failures
    assert failure.reason.endswith(
        "(it may be written for another version than sync-core 0.1.0; it asks for "
        "'sync-core>=7': update sync-core or the plugin)"
    )


def plugin_with_summary() -> object:
    class Dated:
        @hookimpl
        def sync_core_exporters(self) -> list[ExporterPlugin]:
            return [
                ExporterPlugin("a", suffixes=(".a",), export=print, summary="x"),
                ExporterPlugin("b", suffixes=(".b",), export=print, summary="y"),
                ExporterPlugin("c", suffixes=(".c",), export=print),
            ]

    return Dated()


GOING = {"ExporterPlugin.summary": "ExporterPlugin.about (plugin API 2)"}
WARNING = (
    r"^plugin 'acme' \(acme 1\.0\) uses ExporterPlugin\.summary, which will go: use "
    r"ExporterPlugin\.about \(plugin API 2\)$"
)


def test_a_deprecated_field_warns_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_api, "DEPRECATED", GOING)
    manager = PluginManager()
    manager.register(plugin_with_summary(), "acme", "acme 1.0")
    with pytest.warns(DeprecationWarning, match=WARNING) as caught:
        manager.exporters()
    assert len(caught) == 1
    assert caught[0].filename == __file__, "shown as the plugin's own"
    assert manager.deprecations == (
        "plugin 'acme' (acme 1.0) uses ExporterPlugin.summary: use "
        "ExporterPlugin.about (plugin API 2)",
    )
    assert [item.record.name for item in manager.exporters()] == ["a", "b", "c"]


def test_another_manager_does_not_warn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_api, "DEPRECATED", GOING)
    plugin = plugin_with_summary()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            manager = PluginManager()
            manager.register(plugin, "once", "acme 1.0")
            manager.exporters()
            assert len(manager.deprecations) == 1
    assert len(caught) == 1


def test_a_deprecated_hook_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    going = {"sync_core_exporters": "sync_core_formats"}
    monkeypatch.setattr(plugin_api, "DEPRECATED", going)
    manager = PluginManager()
    manager.register(plugin_with_summary(), "acme", "acme 1.0")
    message = "uses sync_core_exporters, which will go: use sync_core_formats"
    with pytest.warns(DeprecationWarning, match=message):
        assert len(manager.exporters()) == 3


def test_what_is_deprecated_exists() -> None:
    """Or the warning never comes."""
    kinds = {k.__name__: k for k in (BackendPlugin, AlignerPlugin, ExporterPlugin)}
    for name in plugin_api.DEPRECATED:
        kind, dot, field = name.partition(".")
        assert not dot or field in {f.name for f in kinds[kind].__attrs_attrs__}


def test_no_built_in_plugin_uses_what_will_go(manager: PluginManager) -> None:
    assert manager.backends()
    assert manager.aligners()
    assert manager.exporters()
    assert manager.deprecations == ()


def test_an_empty_document_still_goes_through(first: PluginManager) -> None:
    out = io.BytesIO()
    export(Document([]), out, "acme-first", manager=first)
    assert out.getvalue() == b""
