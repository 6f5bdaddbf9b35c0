import pytest

# So that what fails in them tells its values.
pytest.register_assert_rewrite("tests.docs.decisions", "tests.docs.evaluations")
