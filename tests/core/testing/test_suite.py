"""Contracts under pytest, and where pytest is not installed."""

import subprocess
import sys
from pathlib import Path

PLUGIN = """
from sync_core import ExporterPlugin, hookimpl

def export(document, out):
    out.write(f"{1 / len(document.words)}\\n".encode())

RECORD = ExporterPlugin("acme", suffixes=".acme", export=export, media_type="a/b")
"""
TEST = """
from acme import RECORD
from sync_core.testing import exporter_contract

test_contract = exporter_contract(RECORD)

def test_fixtures(
    sync_core_manager, sync_core_documents, sync_core_speech, sync_core_sounds
):
    assert sync_core_manager(RECORD).exporter("acme").record is RECORD
    assert "empty" in sync_core_documents
    assert sync_core_speech[0].duration_ms == 4850
    assert sync_core_sounds([(0, 10)], 10).duration_ms == 10
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_one_test_per_promise_with_a_message_that_says_it(tmp_path: Path) -> None:
    (tmp_path / "acme.py").write_text(PLUGIN)
    (tmp_path / "test_acme.py").write_text(TEST)
    done = run(tmp_path, "-W", "error", "-m", "pytest", "-W", "error", "-v", "-rN")
    out = done.stdout
    assert done.returncode == 1, out
    assert "test_acme.py::test_contract[one-word] PASSED" in out
    assert "test_acme.py::test_contract[empty-document] FAILED" in out
    assert "test_acme.py::test_contract[ten-thousand-words] PASSED" in out
    assert "test_acme.py::test_fixtures PASSED" in out
    assert "the exporter 'acme' raised ZeroDivisionError: division by zero" in out
    assert "The contract says: A document without segments is written" in out
    assert 'acme.py", line 5, in export' in out


def test_pytest_imports_nothing_of_ours_before_a_test_asks_for_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    ours = {name for name in sys.modules if name.startswith('sync_core')}\n"
        "    assert ours == {'sync_core_pytest'}\n"
        "    assert 'numpy' not in sys.modules\n"
    )
    done = run(tmp_path, "-m", "pytest", "-q")
    assert done.returncode == 0, done.stdout


def test_without_pytest(tmp_path: Path) -> None:
    (tmp_path / "acme.py").write_text(PLUGIN)
    (tmp_path / "use.py").write_text(
        "import sys\n"
        "sys.modules['pytest'] = None\n"
        "from acme import RECORD\n"
        "from sync_core.testing import check_exporter, exporter_contract\n"
        "print(*[r.name for r in check_exporter(RECORD) if not r.passed])\n"
        "exporter_contract(RECORD)\n"
    )
    done = run(tmp_path, "use.py")
    assert "empty-document" in done.stdout.split()
    assert "ten-thousand-words" not in done.stdout
    assert "MissingDependencyError" in done.stderr
    assert "pip install pytest" in done.stderr


def test_nothing_heavy_comes_with_the_kit() -> None:
    code = (
        "import sys, sync_core.testing; print(*[name for name in "
        "('numpy', 'av', 'pytest', 'rich', 'faster_whisper') if name in sys.modules])"
    )
    assert run(Path.cwd(), "-c", code).stdout.split() == []
