"""``sync-core plugins --check``: the quick contract checks of what is installed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sync_core.base.errors import MissingDependencyError, ModelError
from sync_core.cli.plugin_report.listing import ListedPlugin
from sync_core.cli.shared.timeouts import get_file_timeout_s
from sync_core.plugins.availability import why_unavailable
from sync_core.plugins.records import ExporterPlugin
from sync_core.plugins.timed_calls import call_with_timeout

if TYPE_CHECKING:
    from sync_core.testing import CheckResult

__all__ = ["CheckReport", "check_all"]

_MISSING_ERRORS = (MissingDependencyError, ModelError)


@frozen(eq=False)
class CheckReport:
    """The result of the checks of one part."""

    item: ListedPlugin
    results: tuple[CheckResult, ...] = ()
    reason: str = ""
    """Why nothing was checked."""
    failed: bool = False

    @property
    def state(self) -> str:
        """``passed``, ``failed`` or ``skipped``."""
        if self.failed or any(_is_broken(result) for result in self.results):
            return "failed"
        return "skipped" if self.reason else "passed"

    def as_dict(self) -> dict[str, object]:
        """Return everything about it, for JSON."""
        return {
            "kind": self.item.kind,
            "name": self.item.name,
            "package": self.item.origin,
            "state": self.state,
            "reason": self.reason or None,
            "checks": [
                {"name": r.name, "state": _name_state(r), "message": _get_message(r)}
                for r in self.results
            ],
        }

    def format_lines(self) -> Iterator[str]:
        """Yield it as text: one line, and one more for each check that failed."""
        title = f"{self.item.kind:9} {self.item.name:17}"
        if not self.results:
            yield f"{title} {self.state}: {self.reason}"
            return
        counts: dict[str, int] = {}
        for result in self.results:
            state = _name_state(result)
            counts[state] = counts.get(state, 0) + 1
        yield f"{title} " + ", ".join(f"{n} {state}" for state, n in counts.items())
        for result in self.results:
            if _is_broken(result):
                told = _get_message(result).replace("\n", "\n    ")
                yield f"  {result.name}: {told}"


def check_all(items: Collection[ListedPlugin], named: bool) -> Iterator[CheckReport]:
    """Check one part after the other.

    Args:
        items: What to check.
        named: Whether the user asked for these by name; what needs the network is
            only checked then.
    """
    for item in items:
        yield _check(item, named)


def _check(item: ListedPlugin, named: bool) -> CheckReport:
    if item.failure is not None:
        return CheckReport(
            item, reason=f"not loaded: {item.failure.reason}", failed=True
        )
    assert item.found is not None  # noqa: S101
    record: Any = item.found.record
    if not isinstance(record, ExporterPlugin):
        reason = why_unavailable(record)
        if reason is None and record.needs_network and not named:
            reason = f"it needs the network: sync-core plugins --check {item.name}"
        if reason is not None:
            return CheckReport(item, reason=reason)
    title = f"the {item.kind} '{item.name}' ({item.origin})"
    try:
        work = partial(_load_checks()[item.kind], record)
        return CheckReport(
            item, tuple(call_with_timeout(title, work, get_file_timeout_s()))
        )
    except _MISSING_ERRORS as error:
        return CheckReport(item, reason=str(error))
    except (Exception, SystemExit) as error:
        reason = f"{type(error).__name__}: {error}"
        return CheckReport(item, reason=reason, failed=True)


def _load_checks() -> Mapping[str, Callable[[Any], list[CheckResult]]]:
    # Only here: what tests need is no part of a listing.
    from sync_core.testing import check_aligner, check_backend, check_exporter

    return {
        "backend": check_backend,
        "aligner": check_aligner,
        "exporter": check_exporter,
    }


def _is_missing(result: CheckResult) -> bool:
    return isinstance(result.error, _MISSING_ERRORS)


def _is_broken(result: CheckResult) -> bool:
    return not result.passed and not _is_missing(result)


def _name_state(result: CheckResult) -> str:
    if result.skipped or _is_missing(result):
        return "skipped"
    return "passed" if result.passed else "failed"


def _get_message(result: CheckResult) -> str:
    return str(result.error) if _is_missing(result) else result.message
