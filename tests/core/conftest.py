"""What tests of installed plugins share."""

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

AddDistribution = Callable[..., None]


@pytest.fixture
def distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AddDistribution]:
    """Give a function that puts a package with entry points on the path."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    # For processes that a test starts.
    monkeypatch.setenv("PYTHONPATH", str(site))
    before = set(sys.modules)

    def add(
        package: str,
        entry_points: dict[str, str],
        requires: str = "",
        **modules: str,
    ) -> None:
        info = site / f"{package.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        facts = [f"Name: {package}", "Version: 1.0", *([requires] if requires else ())]
        (info / "METADATA").write_text("\n".join(["Metadata-Version: 2.1", *facts, ""]))
        lines = [f"{name} = {module}" for name, module in entry_points.items()]
        (info / "entry_points.txt").write_text("\n".join(["[sync_core]", *lines]))
        for module, source in modules.items():
            (site / f"{module}.py").write_text(textwrap.dedent(source))

    yield add
    for name in set(sys.modules) - before:
        del sys.modules[name]
