"""News posts, community stories, elections and their candidates, written as the documents that are taken in."""

from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256
from pathlib import PurePosixPath

from ballots import results
from community.documents import (
    PostDocument,
    ProgrammeStories,
    Voice,
    read_post,
    read_stories,
    write_post,
    write_stories,
)
from community.models import Post, Programme, Story
from elections.models import Election
from elections.seating import Outcome as Verdict
from nominees import slugs
from nominees.election_lists import Elected, write_election_list
from nominees.exporting import exported_elections, exported_pages, listed_election, nominee_path

MOST_NAME = 80


def documents() -> Iterator[tuple[PurePosixPath, str]]:
    """Every document with its path, one at a time, in an order of their own."""
    elections = exported_elections()
    if elections:
        listed = [listed_election(election, elected_here(election)) for election in elections]
        yield PurePosixPath("elections.md"), write_election_list(listed)
    for election in elections:
        for slug, document in exported_pages(election):
            yield PurePosixPath("elections", election.slug, "nominees", f"{slug}.md"), document
    names = set[PurePosixPath]()
    for post in Post.objects.order_by("created_at", "slug").iterator(chunk_size=100):
        path = _path_of(post, names)
        names.add(path)
        yield path, write_post(post_document(post))
    if stories := programmes():
        yield PurePosixPath("stories.md"), write_stories(stories)


def elected_here(election: Election) -> tuple[Elected, ...] | None:
    """Who was elected in an election that was held here, with the terms of their seats; None for an archive."""
    if election.is_imported:
        return None
    contests = results.published(election)["contests"]
    return tuple(
        Elected(row["name"], nominee_path(election, row["slug"]), row["years"])
        for contest in contests
        for row in contest["choices"]
        if row["outcome"] == Verdict.SEATED
    )


def post_document(post: Post) -> PostDocument:
    """The post as it is once it was written and read. One without a former address is known by its own."""
    first_shown = post.published_at or post.created_at
    return read_post(
        write_post(
            PostDocument(
                title=post.title,
                published_on=first_shown.astimezone(UTC).date(),
                updated_on=post.updated_on,
                author=post.author,
                description=post.description,
                tags=tuple(post.tags),
                is_published=post.published_at is not None,
                legacy_url=post.legacy_url or post.get_absolute_url(),
                markdown=post.text,
            )
        )
    )


def _path_of(post: Post, names: set[PurePosixPath]) -> PurePosixPath:
    """After its first address; with a few letters more where two would be alike."""
    address = post.legacy_url or post.get_absolute_url()
    year = (post.published_at or post.created_at).astimezone(UTC).year
    name = slugs.latin(PurePosixPath(address).stem)[:MOST_NAME] or "post"
    path = PurePosixPath("posts", str(year), f"{name}.md")
    return path if path not in names else path.with_stem(f"{name}-{sha256(address.encode()).hexdigest()[:12]}")


def programmes() -> list[ProgrammeStories]:
    """The stories as they are once they were written and read: first those of no programme, which have no heading."""
    every = Programme.objects.prefetch_related("stories__voices").order_by("position", "pk")
    said = [
        ProgrammeStories(programme.title, tuple(_voice(story) for story in programme.stories.all()))
        for programme in sorted(every, key=lambda programme: programme.title != "")
        if programme.stories.all()
    ]
    return read_stories(write_stories(said))


def spoken(story: Story) -> Voice:
    """One story as it is once it was written and read."""
    return read_stories(write_stories([ProgrammeStories("x", (_voice(story),))]))[0].voices[0]


def _voice(story: Story) -> Voice:
    name, _, affiliation = story.attribution.partition(", ")
    return Voice(name, affiliation, story.text)
