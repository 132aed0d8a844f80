"""Problems of a file that is read, as findings."""

from __future__ import annotations

from sync_core import Finding

__all__ = ["MAX_FINDINGS", "Problems"]

MAX_FINDINGS = 100
"""Of a file that is damaged everywhere so many problems are told, and one more."""


class Problems:
    """Collects what is wrong in a file, by line, as findings."""

    def __init__(self, findings: list[Finding] | None = None) -> None:
        self._findings = list(findings or [])
        self._more = 0

    def add(self, place: int | str, message: str) -> None:
        """Add that a line (the first is 1) was left out or read with a guess.

        A file without lines names the place in its own way: ``segments[2]``.
        """
        if len(self._findings) >= MAX_FINDINGS:
            self._more += 1
            return
        where = f"line {place}" if isinstance(place, int) else place
        self._findings.append(Finding("damaged-line", "warning", f"{where}: {message}"))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was noted, for ``Document.findings``."""
        if not self._more:
            return tuple(self._findings)
        message = f"{self._more} more lines are damaged"
        return (*self._findings, Finding("damaged-line", "warning", message))
