"""The vocabulary: every kind of the reference, no other, with the role that the reference gives it."""

import doctest
import importlib
import pkgutil

import pytest

import devswap.labels
from devswap.labels.kinds import ROLES, offer, reading, weak

DEVICES = """hp-serial lenovo-serial apple-serial surface-serial getac-serial acer-serial dell-service-tag
dell-express-service-code lenovo-1S monitor-serial asset-tag asset-tag-as-upca asset-uuid asset-url imei imeisv meid
gs1-giai di-fixed-asset""".split()


def test_only_these_kinds_may_make_a_device() -> None:
    assert sorted(kind for kind, role in ROLES.items() if role == "D") == sorted(DEVICES)


def test_a_weak_reading_of_an_identity_only_matches() -> None:
    assert reading("imei", "1", "").role == "D"
    assert weak("imei", "1", "").role == "W"
    assert weak("ean13", "1", "").role == "P"


def test_what_is_offered_does_nothing_until_it_is_confirmed() -> None:
    assert (offer("imei", "1", "").role, offer("imei", "1", "").offered) == ("N", True)


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules(devswap.labels.__path__)])
def test_the_examples_in_the_docstrings_are_true(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"devswap.labels.{module}")).failed == 0
