"""The site under test: the study of this repository, and a small run made by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from member_client import as_member  # noqa: F401  # fixture
from site_database import definition, empty_postgres, empty_site, postgres, site  # noqa: F401  # fixtures
from site_study import STUDY

import trialwright_web.sqlite  # noqa: F401  # before anything that imports sqlite3


@pytest.fixture(scope="session", autouse=True)
def _django(tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("site")
    os.environ["TRIALWRIGHT_STUDY"] = str(STUDY)
    os.environ["TRIALWRIGHT_OUT"] = str(out)
    os.environ["DJANGO_SETTINGS_MODULE"] = "trialwright_web.settings"
    from trialwright_web.translations import write_translations

    write_translations(out / "locale")
    django.setup()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A request leaves its language behind; each test starts in English."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """An empty output folder that the site looks into."""
    from django.test import override_settings

    with override_settings(OUT_DIRECTORY=tmp_path):
        yield tmp_path


@pytest.fixture
def run(out: Path) -> Path:
    """The output folder with a run in it."""
    from made_run import write_run

    write_run(out)
    return out


@pytest.fixture
def client():
    from django.test import Client

    return Client(headers={"host": "localhost"})
