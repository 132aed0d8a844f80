"""``sync-core plugins``: what is installed, and whether it keeps its promises."""

import json
from collections.abc import Callable

import pytest

from sync_core.cli import main

AddDistribution = Callable[..., None]
Install = Callable[..., None]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs ``sync-core plugins`` among a few of the built-ins."""
    monkeypatch.setenv("SYNC_CORE_PLUGINS", "srt,json,hmm")

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(["plugins", *arguments])
        out, err = capfd.readouterr()
        assert isinstance(caught.value.code, int)
        return caught.value.code, out, err

    return call


ENGINES = """
    from sync_core import AlignerPlugin, BackendPlugin, ExporterPlugin, hookimpl

    def load(options):
        raise AssertionError("nothing is to be started")

    @hookimpl
    def sync_core_backends():
        return [
            BackendPlugin(
                "far", load=load, languages=("en", "de"), license="MIT",
                weights_license="CC-BY-4.0", needs_network=True,
            )
        ]

    @hookimpl
    def sync_core_aligners():
        return [AlignerPlugin("absent", load=load, available=lambda: "needs a moon")]
"""
SLOPPY = """
    import os
    from sync_core import ExporterPlugin, hookimpl

    def export(document, out):
        out.write(os.urandom(8).hex().encode())

    @hookimpl
    def sync_core_exporters():
        return [ExporterPlugin("sloppy", suffixes=(".x",), export=export)]
"""


@pytest.fixture
def install(
    run: Run, distribution: AddDistribution, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Give a function that installs plugins out of their modules' text."""

    def install(**modules: str) -> None:
        names = {name: f"acme_{name}" for name in modules}
        distribution("acme", names, **{names[n]: text for n, text in modules.items()})
        monkeypatch.setenv("SYNC_CORE_PLUGINS", ",".join(["srt", "hmm", *modules]))

    return install


def test_all_facts_as_json(run: Run, install: Install) -> None:
    install(far=ENGINES)
    code, out, _ = run("--json", "far", "absent", "srt")
    assert code == 0
    listing = json.loads(out)
    assert listing["plugin_api"] == {"oldest": 1, "newest": 1}
    assert listing["deprecations"] == []
    far, absent, srt = listing["plugins"]
    assert far == {
        "kind": "backend",
        "name": "far",
        "package": "acme 1.0",
        "distribution": "acme",
        "version": "1.0",
        "plugin": "far",
        "api": 1,
        "summary": "",
        "license": "MIT",
        "languages": ["en", "de"],
        "weights_license": "CC-BY-4.0",
        "needs_network": True,
        "state": "ready",
        "unavailable": None,
    }
    assert (absent["state"], absent["unavailable"]) == ("unavailable", "needs a moon")
    assert (srt["license"], srt["readable"]) == ("MIT", True)


def test_failures_as_json(run: Run, install: Install) -> None:
    install(bad="raise OSError('no disk')")
    code, out, _ = run("--json", "bad")
    assert code == 0
    assert json.loads(out)["failures"] == [
        {
            "kind": "plugin",
            "name": "bad",
            "package": "acme 1.0",
            "distribution": "acme",
            "version": "1.0",
            "plugin": "bad",
            "reason": "OSError: no disk",
        }
    ]


def test_the_table_of_a_narrow_terminal(
    run: Run, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(far=ENGINES, bad="raise OSError('no disk')")
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = run()
    assert code == 0
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    (far,) = (line for line in lines if line.startswith("backend  far"))
    assert far.split() == "backend far acme 1.0 yes en de yes MIT, CC-BY-4.0".split()
    (srt,) = (line for line in lines if line.startswith("exporter  srt"))
    assert srt.split() == "exporter srt sync-core 0.1.0 .srt yes MIT".split()
    assert "what it is" not in out
    assert "cannot run here: absent: needs a moon" in lines
    assert "not loaded: bad (acme 1.0): OSError: no disk" in lines
    for name in ("BSD-2-Clause", "BSD-3-Clause,"):
        assert name in out, "no licence is cut"


def test_the_table_of_a_wide_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    _, out, _ = run("srt", "hmm")
    srt = " ".join(out.splitlines()[-2].split())
    assert srt == "exporter srt sync-core 0.1.0 .srt yes MIT SubRip subtitles"
    assert "English words and phones" in out
    assert "json" not in out


def test_an_unknown_name(run: Run) -> None:
    code, _, err = run("strt")
    assert code == 2
    assert "no plugin named 'strt' (did you mean 'srt'?)" in err


def test_check_what_is_fine(run: Run) -> None:
    code, out, _ = run("--check", "srt", "json")
    assert code == 0
    assert out.count(" passed") == 3
    assert "2 passed" in out.splitlines()[-1]


def test_check_what_is_not(run: Run, install: Install) -> None:
    install(good=SLOPPY, bad="raise OSError('no disk')")
    code, out, _ = run("--check", "sloppy", "bad", "srt")
    assert code == 1
    assert "\n  same-bytes-every-time: the exporter 'sloppy': " in out
    assert "not loaded: OSError: no disk" in out
    assert out.splitlines()[-1] == "2 failed, 1 passed"


def test_check_as_json(run: Run, install: Install) -> None:
    install(good=SLOPPY)
    code, out, _ = run("--check", "--json", "sloppy")
    assert code == 1
    found = json.loads(out)
    assert found["counts"] == {"failed": 1}
    (checked,) = found["checked"]
    assert (checked["kind"], checked["package"]) == ("exporter", "acme 1.0")
    failed = [c["name"] for c in checked["checks"] if c["state"] == "failed"]
    assert "same-bytes-every-time" in failed


def test_what_cannot_run_or_needs_the_network_is_skipped(
    run: Run, install: Install
) -> None:
    install(far=ENGINES)
    code, out, _ = run("--check", "--json")
    assert code == 0
    states = {c["name"]: (c["state"], c["reason"]) for c in json.loads(out)["checked"]}
    assert states["absent"] == ("skipped", "needs a moon")
    assert states["far"][0] == "skipped"
    assert "it needs the network: sync-core plugins --check far" in states["far"][1]
    assert states["srt"] == ("passed", None)


def test_a_missing_model_is_no_failure(
    run: Run, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ENGINES.replace("needs_network=True", "needs_network=False").replace(
        'AssertionError("nothing is to be started")', "ModelError('no weights: pull')"
    )
    module = module.replace(
        "import AlignerPlugin,", "import AlignerPlugin, ModelError,"
    )
    install(far=module)
    code, out, _ = run("--check", "far")
    assert code == 0, out
    assert "failed" not in out
