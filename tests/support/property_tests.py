"""How many examples property tests try.

``pytest`` tries a part of them, ``pytest -m slow`` all.
"""

from hypothesis import settings

QUICK, FULL = "quick", "full"
"""Names of Hypothesis' profiles; ``--hypothesis-profile=full`` picks one by hand."""

_PERCENT = {QUICK: 20, FULL: 100}

for _name, _share in _PERCENT.items():
    # No deadline: how long an example takes says more about the machine than the code.
    settings.register_profile(_name, max_examples=_share, deadline=None)
settings.load_profile(QUICK)


def examples(count: int) -> int:
    """Return how many of a property test's examples are tried now.

    Args:
        count: All of them.
    """
    return max(count * settings().max_examples // _PERCENT[FULL], 1)
