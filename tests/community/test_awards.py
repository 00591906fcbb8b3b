"""Awards in the text of a post: one or several recipients, one or several resolutions, and what is none."""

import time

import pytest

from community.awards import Found, find
from tests.community.seeds import seed

WORK = "their work on grants"


def recipients(text: str) -> list[str]:
    return [found.recipient for found in find(text)]


def test_the_award_of_a_published_post() -> None:
    [found] = find(seed("002"))
    assert (found.series, found.recipient) == ("Q3 2018 Community Service Award", "Alex Gaynor")
    assert found.citation == "his contributions to the Python Community and the Python Software Foundation"
    assert found.resolution.startswith("RESOLVED, that the Python Software Foundation award the Q3 2018")
    assert found.resolution.endswith("compressing 404 images.")


def test_two_recipients_of_one_resolution_have_an_award_each() -> None:
    text = f"RESOLVED, that the Foundation award the 2024 Community Service Awards to Ada Okafor and Bo Li for {WORK}."
    resolution = text
    assert find(text) == [
        Found("2024 Community Service Award", name, WORK, resolution) for name in ("Ada Okafor", "Bo Li")
    ]


def test_each_resolution_of_a_post_is_one() -> None:
    text = (
        "Dear all,\n\nRESOLVED, that the PSF award the Q1 2020 Community Service Award to Ada Okafor for mentoring.\n\n"
        "Ada is great.\n\n> RESOLVED, that the PSF award the Q1 2020\n> Community Service Award to Bo Li for teaching."
    )
    assert [(found.recipient, found.citation) for found in find(text)] == [
        ("Ada Okafor", "mentoring"),
        ("Bo Li", "teaching"),
    ]


def test_two_resolutions_in_one_paragraph() -> None:
    text = (
        "RESOLVED, that the PSF award the Q1 2020 Community Service Award to Ada Okafor for mentoring. Thanks! "
        "BE IT FURTHER RESOLVED, that the PSF award the 2020 Distinguished Service Award to Bo Li."
    )
    first, second = find(text)
    assert first.resolution.endswith("Thanks!")
    assert (second.series, second.recipient, second.citation) == ("2020 Distinguished Service Award", "Bo Li", "")


@pytest.mark.parametrize(
    ("to", "names"),
    [
        ("Ada Okafor", ["Ada Okafor"]),
        ("Ada Okafor, Bo Li and Cy Dee", ["Ada Okafor", "Bo Li", "Cy Dee"]),
        ("Ada Okafor, Bo Li, and Cy Dee", ["Ada Okafor", "Bo Li", "Cy Dee"]),
        ("both Ada Okafor & Bo Li", ["Ada Okafor", "Bo Li"]),
        ("Ernest W. Durban III", ["Ernest W. Durban III"]),
        ("Martin L. King, Jr., and Dr. Mae J. Jemison", ["Martin L. King, Jr.", "Dr. Mae J. Jemison"]),
        ("Ada Okafor, a long-time organiser,", ["Ada Okafor"]),
        ("[Ada Okafor](https://a.example/a_(b)) and **Bo Li**", ["Ada Okafor", "Bo Li"]),
        ("José Ñúñez\\-Ortiz", ["José Ñúñez-Ortiz"]),
        ("山田 太郎", ["山田 太郎"]),
        ("Guido van Rossem and Jan de Boer", ["Guido van Rossem", "Jan de Boer"]),
        ("the following members: Ada Okafor and Bo Li", ["Ada Okafor", "Bo Li"]),
        ("Ada Okafor and Ada Okafor", ["Ada Okafor"]),
    ],
)
@pytest.mark.parametrize("why", [" for their work.", ", in recognition of a decade of work.", " in honor of it.", "."])
def test_names(to: str, names: list[str], why: str) -> None:
    assert recipients(f"RESOLVED, that the PSF award the Q1 2020 Community Service Award to {to}{why}") == names


@pytest.mark.parametrize(
    "opening",
    [
        "RESOLVED, that the Python Software Foundation award the",
        "**RESOLVED**, that the Python Software Foundation awards the",
        "RESOLVED that the PSF award its",
        "Resolved: That the PSF presents the",
        "BE IT RESOLVED, that the Python Software Foundation (“PSF”) grant the",
        "RESOLVED, THAT the board of directors, acting for the PSF, give the",
    ],
)
def test_ways_to_resolve(opening: str) -> None:
    [found] = find(f"{opening} Q4 2021 Community Service Award to Ada Okafor for teaching. She lives in Lagos.")
    assert (found.series, found.recipient, found.citation) == (
        "Q4 2021 Community Service Award",
        "Ada Okafor",
        "teaching",
    )


@pytest.mark.parametrize(
    "series",
    [
        "Community Service Award for the third quarter of 2018",
        "Q3 2018 Community Service Award",
        "Community Service Award of this season",
        "2024 Distinguished Service Award",
    ],
)
def test_series(series: str) -> None:
    [found] = find(f"RESOLVED, that the PSF award the {series} to Ada Okafor for teaching people for a year.")
    assert (found.series, found.recipient, found.citation) == (series, "Ada Okafor", "teaching people for a year")


def test_the_citation_is_one_sentence_however_it_is_abbreviated() -> None:
    [found] = find(
        "RESOLVED, that we award the 2020 Award to Ada for work with Dr. J. Doe on v1.2 and more. She rests."
    )
    assert found.citation == "work with Dr. J. Doe on v1.2 and more"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The Q3 2018 Community Service Award went to Ada Okafor for her work.",
        "RESOLVED, that the PSF grant $5,000 to PyLagos for a workshop.",
        "RESOLVED, that the PSF approve the minutes. The Community Service Award was given to Ada in 2018.",
        "Unresolved: that we award the Community Service Award to Ada for it is not decided.",
        "RESOLVED, that the PSF award the Community Service Award.",
    ],
)
def test_what_is_no_award(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    "piece", ["RESOLVED, that ", "award the Award to ", "A, ", "[", "a [b](c) ", "award ", "**", "> "]
)
def test_hostile_texts_take_less_than_a_second(piece: str) -> None:
    began = time.process_time()
    find("RESOLVED, that the PSF award the Q1 Award to " + (piece * 100_000)[:100_000])
    find((piece * 100_000)[:100_000])
    assert time.process_time() - began < 1
