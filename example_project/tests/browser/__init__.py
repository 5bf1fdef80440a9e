import pytest

pytest.register_assert_rewrite("browser.pages")  # so that a failure names what it has found
