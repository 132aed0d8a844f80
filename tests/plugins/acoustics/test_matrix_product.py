"""Products of matrices, made on one thread."""

import numpy as np
import pytest

from sync_core_plugins.acoustics.matrix_product import product


@pytest.mark.parametrize("count", [0, 1, 42, 43, 1000])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_it_is_the_same_product(count: int, kind: type[np.floating]) -> None:
    random = np.random.default_rng(1)
    rows = random.random((count, 257)).astype(kind)
    matrix = random.random((257, 24)).astype(kind)
    made = product(rows, matrix)
    assert made.shape == (count, 24)
    assert made.dtype == kind
    np.testing.assert_allclose(made, rows @ matrix, rtol=1e-5)


def test_a_large_matrix_is_taken_row_by_row() -> None:
    random = np.random.default_rng(1)
    rows, matrix = random.random((3, 600)), random.random((600, 600))
    np.testing.assert_allclose(product(rows, matrix), rows @ matrix)
