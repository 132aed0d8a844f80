import pickle
import re

import pytest

from sync_core.base import errors
from sync_core.base.errors import SyncCoreError

ALL = sorted(errors.__all__)


def tree_of_classes(kind: type[Exception], depth: int = 0) -> list[tuple[int, str]]:
    lines = [(depth, kind.__name__)]
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            lines += tree_of_classes(child, depth + 1)
    return lines


def tree_of_docstring() -> list[tuple[int, str]]:
    drawn = re.findall(r"^ {4}([│├└─ ]*)(\w+Error)\b", errors.__doc__ or "", re.M)
    return [(len(lead) // 4, name) for lead, name in drawn]


def test_the_docstring_draws_the_classes() -> None:
    assert tree_of_docstring() == tree_of_classes(SyncCoreError)
    assert sorted(name for _, name in tree_of_docstring()) == ALL


@pytest.mark.parametrize("name", ALL)
def test_every_error_survives_pickling(name: str) -> None:
    error = getattr(errors, name)("no such thing: ‘ünïcode’")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == "no such thing: ‘ünïcode’"


@pytest.mark.parametrize("name", ALL)
def test_every_error_says_what_it_is(name: str) -> None:
    doc = getattr(errors, name).__doc__
    assert doc
    assert doc.endswith(".")
