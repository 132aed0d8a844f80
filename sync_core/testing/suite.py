"""A contract as a list of named checks, run one by one with or without pytest."""

from __future__ import annotations

import contextlib
import io
import traceback
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from sync_core.base.errors import MissingDependencyError

__all__ = ["Broken", "Check", "CheckResult", "NotApplicable", "Suite"]

S = TypeVar("S")


@frozen
class CheckResult:
    """What became of one check of a plugin's contract."""

    name: str
    """The check, in kebab case: ``same-bytes-every-time``."""
    passed: bool
    """True also where the check does not apply; ``skipped`` then says so."""
    message: str = ""
    """What is wrong and what the contract says, or why the check was not run."""
    skipped: bool = False
    """Whether it does not apply to this plugin, or cannot be run here."""
    error: BaseException | None = field(default=None, eq=False, repr=False)
    """What the plugin raised, if it raised."""


class Broken(Exception):
    """The plugin does not do what the contract says; the message tells what it does."""


class NotApplicable(Exception):
    """The check asks for something that this plugin does not have, or cannot here."""


@frozen
class Check(Generic[S]):
    """One promise of a contract, and how to find out whether it is kept."""

    name: str
    promise: str
    run: Callable[[S], None]
    quick: bool

    def result(self, subject: S) -> CheckResult:
        """Find out whether a plugin keeps the promise."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                self.run(subject)
        except NotApplicable as reason:
            return CheckResult(self.name, True, f"not checked: {reason}", skipped=True)
        except Broken as error:
            return self._failed(f"{subject}: {error}", error.__cause__)
        except (Exception, SystemExit) as error:
            return self._failed(f"{subject} raised {_in_a_line(error)}", error)
        return CheckResult(self.name, True)

    def _failed(self, what: str, error: BaseException | None) -> CheckResult:
        message = f"{what}\nThe contract says: {self.promise}"
        return CheckResult(self.name, False, message, error=error)


class Suite(Generic[S]):
    """The checks of one kind of plugin, in the order in which they are defined."""

    def __init__(self, checks: Sequence[Check[S]] = ()) -> None:
        self.checks = list(checks)

    def check(self, function: Callable[[S], None]) -> Callable[[S], None]:
        """Add a function as a check, named as it, with its docstring as the promise.

        It raises ``Broken`` or ``NotApplicable``, or what the plugin raises.
        """
        return self._add(function, quick=True)

    def slow(self, function: Callable[[S], None]) -> Callable[[S], None]:
        """Add a check that takes too long for a look at everything installed."""
        return self._add(function, quick=False)

    def results(self, subject: S) -> list[CheckResult]:
        """Run the quick checks."""
        return [check.result(subject) for check in self.checks if check.quick]

    def test(self, subject: S, close: Callable[[], None] | None = None) -> Any:
        """Make a test function that pytest runs once for each check.

        Args:
            subject: What is checked.
            close: Called when the last test of the module is done.

        Raises:
            MissingDependencyError: pytest is not installed.
        """
        pytest = _pytest()

        def test(check: Check[S], request: Any) -> None:
            if close is not None:
                module = request.node.getparent(pytest.Module)
                module.addfinalizer(close)
            result = check.result(subject)
            if result.skipped:
                pytest.skip(result.message)
            if not result.passed:
                pytest.fail(_report(result), pytrace=False)

        return pytest.mark.parametrize("check", self.checks, ids=_name)(test)

    def _add(self, function: Callable[[S], None], quick: bool) -> Callable[[S], None]:
        name = function.__name__.replace("_", "-")
        promise = " ".join((function.__doc__ or name).split())
        self.checks.append(Check(name, promise, function, quick))
        return function


def _name(check: Check[Any]) -> str:
    return check.name


def _pytest() -> Any:
    try:
        import pytest
    except ImportError as error:
        raise MissingDependencyError(
            "the contract tests run under pytest: pip install pytest; without it, "
            "check_exporter, check_aligner and check_backend give results"
        ) from error
    return pytest


def _in_a_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ").splitlines()[0]


def _report(result: CheckResult) -> str:
    if result.error is None:
        return result.message
    lines: Sequence[str] = traceback.format_exception(result.error)
    return f"{result.message}\n\n{''.join(lines)}"
