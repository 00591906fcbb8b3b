"""Running the two commands in tests, and what the database holds before and after."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

CHECKOUT = Path(__file__).resolve().parents[2]
FIXTURES = CHECKOUT / "tests" / "fixtures" / "documents"
SEEDS = Path(os.environ.get("SHARED_DIR", CHECKOUT.parent / "shared")) / "seeds"
ROOMS = ("members", "elections", "nominees", "community")


def run(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command("import_documents", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def export(folder: Path) -> dict[str, bytes]:
    """Every exported document by its path."""
    call_command("export_documents", str(folder), stdout=StringIO())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.md")}


def seed(number: str) -> Path:
    found = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"no seed {number} in {SEEDS}")
    return found[0]


def tables() -> dict[str, list[object]]:
    """Every row of the rooms that documents are taken into."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside leaves nothing behind: a database for the time being."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
