"""How similar phones are."""

import pytest

from sync_core_plugins.ctc.phone_similarity import compute_similarity


@pytest.mark.parametrize(
    ("phone", "near", "far"),
    [
        ("e", "ɛ", "u"), ("y", "i", "a"), ("ʁ", "ɹ", "m"), ("d̪", "d", "k"),
        ("ɲ", "n", "s"), ("β", "b", "i"), ("aɪ", "a", "t"), ("j", "i", "p"),
    ],
)  # fmt: skip
def test_likeness(phone: str, near: str, far: str) -> None:
    assert compute_similarity(phone, phone) == 1
    assert compute_similarity(phone, near) > 3 * compute_similarity(phone, far)
    assert compute_similarity(phone, near) == compute_similarity(near, phone)
