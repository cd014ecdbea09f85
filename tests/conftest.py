"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import djledger.knowledge

# One profile for every machine: the same examples each time, no limit on a slow example.
# HYPOTHESIS_PROFILE=night looks much further.
settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("night", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files instead of comparing"
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def knowledge() -> djledger.knowledge.Knowledge:
    """What djledger ships with."""
    return djledger.knowledge.default()


@pytest.fixture
def update_golden(request) -> bool:
    """Are golden files to be written?"""
    return request.config.getoption("--update-golden")
