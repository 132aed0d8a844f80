"""``sync-core new``."""

import subprocess
import sys
from pathlib import Path


def run(
    *command: str, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", *command]
    return subprocess.run(arguments, cwd=cwd, env=env, capture_output=True, text=True)


def test_the_command(tmp_path: Path) -> None:
    done = run("sync_core.cli", "new", "aligner", "acme", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "sync-core-acme\n")
    assert "pip install -e" in done.stderr
    again = run("sync_core.cli", "new", "aligner", "acme", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("error: 'sync-core-acme' is there already")
    wrong = run("sync_core.cli", "new", "exporter", "srt", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "'srt' is taken" in wrong.stderr
