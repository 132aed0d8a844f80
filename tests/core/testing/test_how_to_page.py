"""What docs/how-to says about testing plugins is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sync_core_pytest
from sync_core import testing as kit
from sync_core.testing import sample_documents

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to"
PAGE = (HOW_TO / "test-a-plugin.md").read_text(encoding="utf-8")
BLOCKS = [
    block
    for page in ("test-a-plugin.md", "exporter-plugin.md")
    for block in re.findall(
        r"^```python\n(.*?)^```$",
        (HOW_TO / page).read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    if "_contract(" in block
]


def test_the_examples_pass_as_tests(tmp_path: Path) -> None:
    for number, block in enumerate(BLOCKS):
        (tmp_path / f"test_{number}.py").write_text(block, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert len(BLOCKS) == 3


@pytest.mark.parametrize("name", kit.__all__)
def test_every_name_is_there(name: str) -> None:
    assert name in PAGE


def test_the_fixtures_are_all_there() -> None:
    rows = re.findall(r"^\| `(sync_core_\w+)`", PAGE, re.MULTILINE)
    assert sorted(rows) == sync_core_pytest.__all__


def test_the_documents_are_counted() -> None:
    (count,) = re.findall(r"\| exporter \| (\d+) documents", PAGE)
    assert int(count) == len(sample_documents())
