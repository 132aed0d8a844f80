"""A contract as a list of named checks that run with or without pytest."""

from __future__ import annotations

import contextlib
import io
import traceback
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from sync_core.base.errors import MissingDependencyError

__all__ = ["Check", "CheckResult", "ContractViolation", "NotApplicable", "Suite"]

S = TypeVar("S")


@frozen
class CheckResult:
    """The result of one check of a plugin's contract."""

    name: str
    """The check's name in kebab case: ``same-bytes-every-time``."""
    passed: bool
    """Also True where the check does not apply; ``skipped`` is then True."""
    message: str = ""
    """What is wrong and what the contract says, or why the check was not run."""
    skipped: bool = False
    """Whether the check does not apply to this plugin, or cannot run here."""
    error: BaseException | None = field(default=None, eq=False, repr=False)
    """The error that the plugin raised, if any."""


class ContractViolation(Exception):
    """The plugin breaks the contract; the message says what it does."""


class NotApplicable(Exception):
    """The check needs something that this plugin lacks, or that cannot run here."""


@frozen
class Check(Generic[S]):
    """One promise of a contract, and the function that checks it."""

    name: str
    promise: str
    run: Callable[[S], None]
    quick: bool

    def evaluate(self, subject: S) -> CheckResult:
        """Check a plugin and return the result."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                self.run(subject)
        except NotApplicable as reason:
            return CheckResult(self.name, True, f"not checked: {reason}", skipped=True)
        except ContractViolation as error:
            return self._make_failure(f"{subject}: {error}", error.__cause__)
        except (Exception, SystemExit) as error:
            return self._make_failure(f"{subject} raised {_format_error(error)}", error)
        return CheckResult(self.name, True)

    def _make_failure(self, what: str, error: BaseException | None) -> CheckResult:
        message = f"{what}\nThe contract says: {self.promise}"
        return CheckResult(self.name, False, message, error=error)


class Suite(Generic[S]):
    """The checks of one kind of plugin, in the order in which they are defined."""

    def __init__(self, checks: Sequence[Check[S]] = ()) -> None:
        self.checks = list(checks)

    def check(self, function: Callable[[S], None]) -> Callable[[S], None]:
        """Add a function as a check with its name, and its docstring as the promise.

        The function raises ``ContractViolation`` or ``NotApplicable``, or what the
        plugin raises.
        """
        return self._add_check(function, quick=True)

    def slow(self, function: Callable[[S], None]) -> Callable[[S], None]:
        """Add a check that is too slow for a check of all installed plugins."""
        return self._add_check(function, quick=False)

    def run_quick(self, subject: S) -> list[CheckResult]:
        """Run the quick checks and return their results."""
        return [check.evaluate(subject) for check in self.checks if check.quick]

    def test(self, subject: S, close: Callable[[], None] | None = None) -> Any:
        """Make a test function that pytest runs once per check.

        Args:
            subject: The plugin under test.
            close: Called after the last test of the module.

        Raises:
            MissingDependencyError: pytest is not installed.
        """
        pytest = _import_pytest()

        def test(check: Check[S], request: Any) -> None:
            if close is not None:
                module = request.node.getparent(pytest.Module)
                module.addfinalizer(close)
            result = check.evaluate(subject)
            if result.skipped:
                pytest.skip(result.message)
            if not result.passed:
                pytest.fail(_format_report(result), pytrace=False)

        return pytest.mark.parametrize("check", self.checks, ids=_get_name)(test)

    def _add_check(
        self, function: Callable[[S], None], quick: bool
    ) -> Callable[[S], None]:
        name = function.__name__.replace("_", "-")
        promise = " ".join((function.__doc__ or name).split())
        self.checks.append(Check(name, promise, function, quick))
        return function


def _get_name(check: Check[Any]) -> str:
    return check.name


def _import_pytest() -> Any:
    try:
        import pytest
    except ImportError as error:
        raise MissingDependencyError(
            "the contract tests run under pytest: pip install pytest; without it, "
            "check_exporter, check_aligner and check_backend give results"
        ) from error
    return pytest


def _format_error(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ").splitlines()[0]


def _format_report(result: CheckResult) -> str:
    if result.error is None:
        return result.message
    lines: Sequence[str] = traceback.format_exception(result.error)
    return f"{result.message}\n\n{''.join(lines)}"
