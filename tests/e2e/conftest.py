"""Comparisons of the kit explain themselves when they fail."""

import pytest

pytest.register_assert_rewrite("tests.e2e.kit")
