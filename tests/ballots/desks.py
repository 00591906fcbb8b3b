"""Trustees at their own computers, with a browser, a folder and programs, which run what stands on the page."""

import html
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ballots import trustee_links
from ballots.trustee_models import Trustee
from tests.ballots.elections import Office

OURS, THEIRS = "python -m ballots.protocol", "belenios-tool"
SEALED_KEY, CERTIFICATES, TO_CHECK = "sealed-key.json", "certificates.jsons", "to-check.json"


@dataclass
class Desk:
    """A trustee at their own computer: a browser, a folder, and programs."""

    office: Office
    trustee: Trustee
    folder: Path
    tool: str = ""

    def __post_init__(self) -> None:
        self.browser = Client()
        self.browser.get(reverse("ballots:trustee_link", args=[trustee_links.mint(self.trustee)]))
        self.page = reverse("ballots:trustee", args=[self.office.election.slug])
        programs = self.folder / "programs"
        programs.mkdir()
        if self.tool:
            (programs / THEIRS).symlink_to(Path(self.tool).resolve())
        paths = {
            "PATH": f"{programs}:{Path(sys.executable).parent}:/usr/bin:/bin",
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        self.environment = paths | {"BELENIOS_USE_URANDOM": "1", "HOME": os.environ.get("HOME", "/")}

    def save(self, *names: str) -> None:
        """What the page gives."""
        for name in names:
            address = reverse("ballots:trustee_file", args=[self.office.election.slug, name])
            (self.folder / name).write_bytes(self.browser.get(address).content)

    def run(self, program: str, kept: str = "MINE") -> None:
        """The command of this program, with the name of the private file in its place."""
        page = html.unescape(self.browser.get(self.page).content.decode())
        command = next(each for each in re.findall(r"<code>(.*?)</code>", page) if each.startswith(program))
        command = re.sub(r"MINE\.\w+", kept, command)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            input=b"yes\n" if "decrypt" in command else None,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, (command, done.stderr.decode())

    def send(self, task: str, pattern: str, strong: str = "") -> None:
        """A file that the command wrote; taken, or the page says why not."""
        answer = self.sent(task, pattern, strong)
        assert answer.status_code == 302, answer.content.decode()

    def sent(self, task: str, pattern: str, strong: str = "") -> Any:
        """What the page answers."""
        files = {"file": self.written(pattern)} | ({"strong": self.written(strong)} if strong else {})
        sent = {name: SimpleUploadedFile(path.name, path.read_bytes()) for name, path in files.items()}
        return self.browser.post(self.page, {"task": task, **sent})

    def written(self, pattern: str) -> Path:
        (found,) = self.folder.glob(pattern)
        return found
