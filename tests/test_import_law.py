"""Imports run one way, along one line of rooms; and the reader of that law is itself put to the test."""

from pathlib import Path

import pytest

from tests.import_law import LINE, breaches, modules

CHECKOUT = Path(__file__).resolve().parent.parent
PURE = (
    "base.addresses",
    "base.delivery_reports",
    "base.documents",
    "members.addresses",
    "members.csv_table",
    "members.drops",
    "members.mapping",
    "members.member_list",
    "elections.phases",
    "elections.rights",
    "elections.seating",
    "elections.ties",
    "elections.mail_schedule",
    "elections.majority",
    "elections.quorum",
    "nominees.folding",
    "nominees.ordering",
    "nominees.document_kinds",
    "nominees.documents",
    "nominees.election_lists",
    "nominees.word_diff",
    "nominees.written_dates",
    "community.awards",
    "community.documents",
)


def test_our_modules_keep_the_law() -> None:
    found = [breach for name, source in modules(CHECKOUT) for breach in breaches(name, source, PURE)]
    assert not found, "\n".join(found)


def test_every_room_is_read_and_every_pure_module_exists() -> None:
    names = {name for name, _ in modules(CHECKOUT)}
    assert {name.split(".")[0] for name in names} >= {*LINE, "pages", "office", "config"} - {"community"}
    assert names >= set(PURE)
    assert "ballots.protocol.ballot" in names


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("base.models", "import members"),
        ("base.models", "from members import models"),
        ("base.models", "from members.models import Person"),
        ("elections.roll", "def seal():\n    from ballots import setup"),
        ("elections.roll", "if TYPE_CHECKING:\n    from nominees.models import Nominee"),
        ("elections.roll", "from importlib import import_module\nimport_module('ballots.setup')"),
        ("elections.roll", "from ..ballots import setup"),
        ("elections.__init__", "from ..ballots import setup"),
        ("ballots.casting", "import pages.views"),
        ("community.models", "from office import views"),
        ("pages.views", "import office"),
        ("office.views", "from pages import views"),
        ("members.models", "from config import environment"),
        ("pages.views", "import demo"),
        ("ballots.protocol.ballot", "from base import texts"),
        ("ballots.protocol.ballot", "from ballots import models"),
        ("ballots.protocol.ballot", "from ..models import Ballot"),
        ("ballots.protocol.ballot", "import django.conf"),
        ("ballots.protocol.ballot", "def f():\n    import random"),
        ("elections.phases", "from django.utils import timezone"),
        ("elections.phases", "import time"),
        ("elections.migrations.0002_x", "class Migration:\n    dependencies = [('ballots', '0001_initial')]"),
        ("elections.migrations.0002_x", "class Migration:\n    run_before = [('ballots', '0001_initial')]"),
    ],
)
def test_a_breach_is_found(module: str, source: str) -> None:
    assert list(breaches(module, source, PURE))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("members.models", "from base.clock import ClockTimestamp"),
        ("ballots.casting", "from elections.models import Election\nfrom ballots.models import Ballot"),
        ("ballots.casting", "from .models import Ballot"),
        ("base.texts", "from ballots.protocol import wire"),
        ("ballots.protocol.ballot", "from .group import Point\nimport hashlib"),
        ("ballots.protocol.__init__", "from .group import Point"),
        ("office.views", "from community.models import Post"),
        ("config.urls", "import office.urls, demo.urls"),
        ("demo.personas", "from office import views"),
        ("elections.phases", "from datetime import datetime\nfrom elections import calendar"),
        ("base.models", "from django.db import models\nimport baseball"),
        ("ballots.migrations.0002_x", "class Migration:\n    dependencies = [('elections', '0001_initial')]"),
    ],
)
def test_what_the_law_allows_is_let_be(module: str, source: str) -> None:
    assert not list(breaches(module, source, PURE))
