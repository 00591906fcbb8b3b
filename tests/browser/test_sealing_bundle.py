"""The files that are served are what their sources give, to the byte, and the page for checking tells their hashes."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from ballots.browser_sealing import SCRIPTS, scripts
from tests.ballots.elections import Office

ROOT = Path(settings.BASE_DIR)
SUMS = "ballot/built/SHA256SUMS"


def test_the_bundle_is_made_of_its_sources(tmp_path: Path) -> None:
    if not shutil.which("npm") or not (ROOT / "node_modules/.bin/esbuild").exists():
        pytest.skip("no bundler: apt-get install nodejs npm, then npm ci")
    environment = os.environ | {"BUILT": str(tmp_path)}
    subprocess.run(["npm", "run", "--silent", "bundle"], cwd=ROOT, env=environment, check=True)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        Path(name).name: (ROOT / "static" / name).read_text() for name in (*SCRIPTS, SUMS)
    }


def test_it_takes_chance_from_the_browsers_generator_and_keeps_nothing() -> None:
    for name in SCRIPTS:
        text = (ROOT / "static" / name).read_text()
        for word in ("Math.random", "localStorage", "sessionStorage", "indexedDB", "eval(", "new Function"):
            assert word not in text, (name, word)


def test_the_lock_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


@pytest.mark.django_db
def test_the_hashes_on_the_page_are_those_of_the_files() -> None:
    office = Office()
    office.seal()
    page = Client().get("/elections/board-2026/verify/").content.decode()
    for script, name in zip(scripts(), SCRIPTS, strict=True):
        assert script.sha256 == hashlib.sha256((ROOT / "static" / name).read_bytes()).hexdigest()
        assert script.sha256 in page
        assert script.address in page
