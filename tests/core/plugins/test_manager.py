"""Registering, discovering and looking up plugins."""

from collections.abc import Callable
from typing import Any

import pytest

from sync_core import (
    BackendPlugin,
    Document,
    ExporterPlugin,
    PluginContractError,
    PluginError,
    PluginManager,
    UnknownPluginError,
    hookimpl,
)

AddDistribution = Callable[..., None]


def write_nothing(document: Document, out: object) -> None:
    """An exporter's work, for records that only get looked up."""


class Exporters:
    def __init__(self, *records: object) -> None:
        self.records = list(records)

    @hookimpl
    def sync_core_exporters(self) -> list[Any]:
        return self.records


def exporter(name: str, *suffixes: str) -> ExporterPlugin:
    return ExporterPlugin(name, suffixes=suffixes, export=write_nothing)


def names(manager: PluginManager) -> list[str]:
    return [item.record.name for item in manager.exporters()]


GOOD_MODULE = """
    from sync_core import ExporterPlugin, hookimpl

    @hookimpl
    def sync_core_exporters():
        return [ExporterPlugin("good", suffixes=(".good",), export=print)]
"""


def test_built_ins_are_installed_plugins(manager: PluginManager) -> None:
    assert manager.failures == ()
    backends = [item.record.name for item in manager.backends()]
    assert backends == ["faster-whisper", "openai-whisper", "whisper-cpp"]
    aligners = [item.record.name for item in manager.aligners()]
    assert aligners == ["ctc", "hmm", "whisper"]
    assert {"ass", "json", "lrc", "srt", "ttml", "txt", "vtt"} <= set(names(manager))
    assert names(manager) == sorted(names(manager))
    assert manager.backend("faster-whisper").distribution.startswith("sync-core ")


def test_records_come_sorted_whatever_the_order_of_registering() -> None:
    manager = PluginManager()
    manager.register(Exporters(exporter("b", ".b"), exporter("a", ".a")), "second")
    manager.register(Exporters(exporter("c", ".c")), "first")
    assert names(manager) == ["a", "b", "c"]


def test_the_longest_suffix_wins_in_any_case() -> None:
    manager = PluginManager()
    manager.register(Exporters(exporter("json", ".json")), "json")
    manager.register(Exporters(exporter("whisper", ".whisper.json")), "whisper")
    assert manager.exporter_for("a.WHISPER.json").record.name == "whisper"
    assert manager.exporter_for("a.Json").record.name == "json"


def test_two_claims_on_a_suffix_are_named() -> None:
    manager = PluginManager()
    manager.register(Exporters(exporter("one", ".x")), "one")
    manager.register(Exporters(exporter("two", ".x")), "two")
    with pytest.raises(PluginError, match=r"one .* and two .*name the format"):
        manager.exporter_for("a.x")
    assert manager.exporter("two").record.name == "two"


def test_two_claims_on_a_name_are_an_error_that_names_both() -> None:
    manager = PluginManager()
    manager.register(Exporters(exporter("x", ".x")), "mine", "mine 1.0")
    manager.register(Exporters(exporter("x", ".y")), "yours", "yours 2.0")
    with pytest.raises(PluginError, match=r"'mine' \(mine 1.0\) and 'yours' \(yours"):
        manager.exporter("x")


def test_an_unknown_name_brings_a_suggestion_and_a_list(
    manager: PluginManager,
) -> None:
    with pytest.raises(UnknownPluginError) as caught:
        manager.exporter("strt")
    assert str(caught.value) == (
        "no exporter named 'strt' (did you mean 'srt'?); there are: "
        f"{', '.join(names(manager))}"
    )


def test_an_unknown_suffix_lists_the_known_ones(manager: PluginManager) -> None:
    with pytest.raises(UnknownPluginError, match=r"\.json, .*\.srt, .*\.vtt"):
        manager.exporter_for("a.docx")


def test_a_class_is_refused() -> None:
    with pytest.raises(PluginContractError, match="is a class"):
        PluginManager().register(Exporters)


def test_a_plugin_without_hooks_is_refused_and_leaves_no_trace() -> None:
    manager, plugin = PluginManager(), object()
    for _ in range(2):
        with pytest.raises(PluginContractError, match="it has no hook"):
            manager.register(plugin, "empty")


def test_a_misspelt_hook_is_refused() -> None:
    class Misspelt:
        @hookimpl
        def sync_core_exporter(self) -> list[ExporterPlugin]:
            return []

    with pytest.raises(PluginContractError, match="sync_core_exporter"):
        PluginManager().register(Misspelt())


def test_a_hook_with_arguments_is_refused_and_leaves_no_trace() -> None:
    class Curious:
        @hookimpl
        def sync_core_exporters(self, config: object) -> list[ExporterPlugin]:
            return []

    manager = PluginManager()
    with pytest.raises(PluginContractError, match="config"):
        manager.register(Curious(), "curious")
    assert manager.exporters() == []


def test_a_taken_name_is_refused_and_the_first_stays() -> None:
    manager = PluginManager()
    manager.register(Exporters(exporter("a", ".a")), "taken")
    with pytest.raises(PluginContractError, match="taken"):
        manager.register(Exporters(exporter("b", ".b")), "taken")
    assert names(manager) == ["a"]


def test_a_hook_that_raises_is_kept_as_that_plugins_failure() -> None:
    class Broken:
        @hookimpl
        def sync_core_exporters(self) -> list[ExporterPlugin]:
            raise RuntimeError("no disk")

    manager = PluginManager()
    manager.register(Broken(), "broken")
    manager.register(Exporters(exporter("a", ".a")), "fine")
    assert names(manager) == ["a"]
    assert [(f.plugin, f.reason) for f in manager.failures] == [
        ("broken", "RuntimeError: no disk")
    ]
    with pytest.raises(UnknownPluginError, match="not loaded: broken: RuntimeError"):
        manager.exporter("b")


def test_a_generator_hook_fails_inside_the_managers_care() -> None:
    class Lazy:
        @hookimpl
        def sync_core_exporters(self) -> Any:
            yield exporter("a", ".a")
            raise RuntimeError("later")

    manager = PluginManager()
    manager.register(Lazy(), "lazy")
    assert manager.exporters() == []
    assert manager.failures[0].reason == "RuntimeError: later"


def test_a_hook_that_lists_the_wrong_kind_is_a_failure() -> None:
    manager = PluginManager()
    manager.register(Exporters("srt"), "wrong")
    assert manager.exporters() == []
    assert "ExporterPlugin records is wanted, not str" in manager.failures[0].reason


@pytest.mark.parametrize("name", ["", "Upper", "a b", "-a", "a/b", "ä"])
def test_a_bad_name_fails_in_the_plugins_own_code(name: str) -> None:
    with pytest.raises(PluginContractError, match="a name is lower-case"):
        exporter(name, ".x")


@pytest.mark.parametrize("suffix", ["x", ".X", ""])
def test_a_bad_suffix_fails_in_the_plugins_own_code(suffix: str) -> None:
    with pytest.raises(PluginContractError, match="a suffix is lower case"):
        exporter("x", suffix)


def test_work_that_cannot_be_called_fails_in_the_plugins_own_code() -> None:
    with pytest.raises(PluginContractError, match="load is a callable"):
        BackendPlugin("x", load=None)  # type: ignore[arg-type]


def test_an_installed_plugin_is_found(distribution: AddDistribution) -> None:
    distribution("acme-good", {"good": "acme_good"}, acme_good=GOOD_MODULE)
    manager = PluginManager.installed({})
    found = manager.exporter("good")
    assert (found.plugin, found.distribution) == ("good", "acme-good 1.0")
    assert manager.exporter("srt").record.name == "srt"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise RuntimeError('boom')", "RuntimeError: boom"),
        ("import no_such_module_anywhere", "ModuleNotFoundError: No module named"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("def syntax(", "SyntaxError"),
        ("x = 1", "PluginContractError: plugin 'bad': it has no hook"),
    ],
)
def test_a_broken_plugin_stops_no_other(
    distribution: AddDistribution,
    caplog: pytest.LogCaptureFixture,
    source: str,
    reason: str,
) -> None:
    distribution(
        "acme",
        {"bad": "acme_bad", "good": "acme_good"},
        acme_bad=source,
        acme_good=GOOD_MODULE,
    )
    manager = PluginManager.installed({})
    assert manager.exporter("good").record.name == "good"
    (failure,) = manager.failures
    assert (failure.plugin, failure.distribution) == ("bad", "acme 1.0")
    assert reason in failure.reason
    assert f"plugin 'bad' (acme 1.0): {failure.reason}" in caplog.text


def test_two_packages_with_one_entry_point_name(distribution: AddDistribution) -> None:
    distribution("acme-a", {"good": "acme_a"}, acme_a=GOOD_MODULE)
    distribution("acme-b", {"good": "acme_b"}, acme_b=GOOD_MODULE)
    manager = PluginManager.installed({})
    assert "good" not in names(manager)
    reasons = [failure.reason for failure in manager.failures]
    assert len(reasons) == 2
    assert all("acme-a 1.0, acme-b 1.0: uninstall all but one" in r for r in reasons)


def test_the_environment_names_the_only_plugins() -> None:
    manager = PluginManager.installed({"SYNC_CORE_PLUGINS": "srt, vtt"})
    assert names(manager) == ["srt", "vtt"]
    assert manager.backends() == []


def test_an_empty_environment_variable_means_none() -> None:
    assert names(PluginManager.installed({"SYNC_CORE_PLUGINS": ""})) == []


def test_the_environment_leaves_plugins_out() -> None:
    manager = PluginManager.installed({"SYNC_CORE_DISABLE": "srt,hmm,ctc,whisper"})
    assert {"json", "txt", "vtt"} <= set(names(manager))
    assert "srt" not in names(manager)
    assert manager.aligners() == []


def test_a_plugin_that_is_asked_for_but_absent_is_a_failure() -> None:
    manager = PluginManager.installed({"SYNC_CORE_PLUGINS": "srt,nosuch"})
    assert [f.plugin for f in manager.failures] == ["nosuch"]
