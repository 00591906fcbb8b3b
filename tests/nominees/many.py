"""Twenty-six invented candidates with forty-four endorsements between them, as many as the largest election had."""

import io
import math
import random
from datetime import timedelta
from typing import Any

from PIL import Image, ImageDraw

from base import clock
from base.models import Picture
from base.pictures import Shape, keep
from elections.models import BoardTerm, Election
from nominees.affiliations import Affiliated
from nominees.models import Nominee
from nominees.nominating import endorse
from nominees.revising import write_profile
from tests.nominees.asking import open_to_questions
from tests.nominees.nominations import ANNOUNCED, STATEMENT, approve_all, during, election, member, standing

GIVEN = ["Amaru", "Birgitta", "Chidi", "Dóra", "Émile", "Farah", "Gwen", "Hyun-woo", "Ilse", "Jürgen", "Keiko", "Lwazi"]
FAMILY = ["Ångström", "Batbayar", "Castañeda de la Cruz-Villanueva", "Dlamini", "Eze", "Fjellheim", "Guðmundsdóttir"]
OTHER_SCRIPTS = ["山田 太郎", "سلمى بنعيسى", "Олександра Шевчук", "तारा गुरुङ"]
PLACES = ["NZ", "KE", "BR", "", "DE", "JP"]
WORK = ["Example Works", "University of Somewhere", "Harbour Software", "Acme Labs"]


def many(*, candidates: int = 26, endorsements: int = 44, photos: int = 26, asking: bool = False) -> Election:
    """Announced an hour ago, or four days ago where questions are asked; some gave everything, some next to nothing.

    A browser asks for all photos at once; a server whose database is then replaced by another test's has a pool of dead
    connections to get over, one after the other. So tests in a browser have few.
    """
    if asking:
        board = open_to_questions(shifted=clock.now() - ANNOUNCED - timedelta(days=4))
    else:
        board = election(shifted=clock.now() - ANNOUNCED - timedelta(hours=1))
    people = [_candidate(board, number, photo=number < photos) for number in range(candidates)]
    for number in range(endorsements):
        nominee = people[number * number % candidates]
        words = "She answers **every** mail, and then she answers the question behind it." * (1 + number % 3)
        endorse(nominee, text=words, by=member(f"Backer {number}"), at=during(board), shows_class=number % 2 == 0)
    approve_all(board)
    return board


def _candidate(board: Election, number: int, *, photo: bool) -> Nominee:
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number % len(FAMILY)]}"
    name = OTHER_SCRIPTS[number - 8] if 8 <= number < 12 else name
    nominee = standing(board, name, f"c{number}@example.org")
    if number % 9 == 5:
        return nominee
    picture = portrait(number) if photo and number % 3 else None
    rows = [Affiliated(WORK[number % 4], "employed", "engineer", 2015 + number % 8)]
    if number % 4 == 1:
        rows.append(Affiliated("Example User Group", "officer", "treasurer", 2019, 2023, "Example Association"))
    write_profile(
        nominee, by=nominee.person, at=during(board), text=STATEMENT + more(number),
        previous_service=["New", "2019–2022", "New board member", ""][number % 4],
        summary="" if number % 7 == 3 else "I organise a user group in a small town. I want grants without a lawyer.",
        affiliations=[] if number % 6 == 4 else rows, has_no_affiliations=number % 6 == 4,
        pronouns=["she/her", "", "he/him", "they/them"][number % 4], country=PLACES[number % len(PLACES)],
        languages="English, Kiswahili" if number % 2 else "", photo=picture,
        links=[f"https://example.org/people/{number}"] if number % 3 else [], photo_text="A pattern in two colours",
    )  # fmt: skip
    if number % 8 == 2:
        day = clock.now().date()
        BoardTerm.objects.create(
            person=nominee.person, name=name, since=day - timedelta(days=700), until=day + timedelta(days=300)
        )
    return nominee


def more(number: int) -> str:
    """Statements have 420 words at the median and 1,095 at the ninth of ten: this makes them as long."""
    paragraph = "\n\n" + "I would write down what we decide, and why, so that whoever comes next need not ask us. " * 4
    return "".join(f"\n\n## Point {part + 1}{paragraph * (1 + number % 2)}" for part in range(number % 7))


def portrait(seed: int) -> Picture:
    """A picture of `abstract`, which each process writes in its three sizes once."""
    if seed not in _WRITTEN:
        picture = keep(abstract(seed), Shape.PORTRAIT)
        _WRITTEN[seed] = {
            name: getattr(picture, name) for name in ("width", "height", "large", "small", "tiny", "hash")
        }
    fields = dict(_WRITTEN[seed])
    return Picture.objects.get_or_create(hash=fields.pop("hash"), defaults=fields)[0]


_WRITTEN: dict[int, dict[str, Any]] = {}


def abstract(seed: int) -> bytes:
    """Rings and bars in two colours: a portrait of nobody."""
    chance = random.Random(seed)
    paper, ink = ([chance.randrange(60, 230) for _ in range(3)] for _ in range(2))
    picture = Image.new("RGB", (320, 320), tuple(paper))
    draw = ImageDraw.Draw(picture)
    for ring in range(6, 0, -1):
        radius = 26 * ring * (1 + 0.2 * math.sin(seed + ring))
        draw.ellipse((160 - radius, 160 - radius, 160 + radius, 160 + radius), outline=tuple(ink), width=12)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
