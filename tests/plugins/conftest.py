"""Which checks of the contracts are slow."""

import pytest

from sync_core.testing.suite import Check

QUICK_ENGINES = ("test_hmm[",)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        call = getattr(item, "callspec", None)
        check = call.params.get("check") if call is not None else None
        is_engine = item.get_closest_marker("engine") is not None
        if isinstance(check, Check) and is_engine and not check.quick:
            if not item.name.startswith(QUICK_ENGINES):
                item.add_marker("slow")
