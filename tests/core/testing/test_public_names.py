"""The public names of ``sync_core.testing``."""

from types import ModuleType

from sync_core import testing as kit


def test_all_is_exact_and_sorted() -> None:
    names = kit.__all__
    assert names == sorted(names, key=lambda n: (not n.isupper(), n[0].islower(), n))
    # pytest rewrites a plugin's asserts, and leaves names with an @ in its modules.
    public = {
        name
        for name, value in vars(kit).items()
        if name.isidentifier() and not name.startswith("_")
        if not isinstance(value, ModuleType)
    }
    assert public == set(names)


def test_every_public_thing_says_what_it_raises() -> None:
    for name in kit.__all__:
        text = getattr(kit, name).__doc__
        assert text, name
