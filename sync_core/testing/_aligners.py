"""The contract of aligners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync_core.plugin_types import Aligner, AlignerPlugin
from sync_core.testing._engines import EngineSubject, check_facts
from sync_core.testing._suite import CheckResult, Suite

__all__ = ["aligner_contract", "check_aligner"]


class Subject(EngineSubject[Aligner]):
    """A aligner under test."""


SUITE: Suite[Subject] = Suite()


@SUITE.check
def facts_of_the_record(subject: Subject) -> None:
    """A record tells the truth without starting anything."""
    check_facts(subject.record)


def check_aligner(
    record: AlignerPlugin,
    *,
    model: str | None = None,
    options: Mapping[str, object] | None = None,
    language: str | None = None,
) -> list[CheckResult]:
    """Run the quick checks of the aligners' contract; needs no pytest.

    Args:
        record: What the plugin's hook lists.
        model: The model to test with; None: the record's default.
        options: The plugin's own options, by name.
        language: BCP-47 tag of what is spoken; None: the aligner finds out.
    """
    subject = Subject("aligner", record, model, options, language)
    try:
        return SUITE.results(subject)
    finally:
        subject.close()


def aligner_contract(
    record: AlignerPlugin,
    *,
    model: str | None = None,
    options: Mapping[str, object] | None = None,
    language: str | None = None,
) -> Any:
    """Make a test of everything that an aligner promises.

    Args:
        record: What the plugin's hook lists.
        model: The model to test with; None: the record's default.
        options: The plugin's own options, by name.
        language: BCP-47 tag of what is spoken; None: the aligner finds out.

    Raises:
        MissingDependencyError: pytest is not installed.
    """
    subject = Subject("aligner", record, model, options, language)
    return SUITE.test(subject, subject.close)
