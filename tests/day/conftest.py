"""`pytest tests/day --whole-day` plays all 300 visits everywhere; without it the terminal gets every kind once."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole-day", action="store_true", help="play 300 visits on the terminal too")
