"""News posts and community stories, taken over from published documents. Taking them over again changes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.urls import Resolver404, resolve

from base import texts
from base.documents import DocumentError
from community import honouring, publishing
from community.documents import (
    Missing,
    PostDocument,
    ProgrammeStories,
    missing_pictures,
    read_post,
    read_stories,
)
from community.documents import Voice as Spoken
from community.exporting import post_document, spoken
from community.models import Post, PostRevision, Programme, Story, Voice
from community.rendering import post_html, story_html
from members.models import Person
from nominees import slugs
from nominees.document_kinds import Kind

NO_PROGRAMME = "stories"  # the anchor of what stands above the first heading


@dataclass(frozen=True)
class Taken:
    """What became of one thing that a document holds, and the pictures that did not come with it."""

    subject: str
    outcome: str
    missing: tuple[Missing, ...] = ()


def take(text: str, kind: Kind, path: str, *, by: Person, at: datetime) -> list[Taken]:
    """Everything that one document holds. Raises DocumentError with path, line and reason."""
    if kind is Kind.NEWS_POST:
        return [_take_post(read_post(text, path), path, by, at)]
    return list(_take_stories(read_stories(text, path), path))


def _take_post(said: PostDocument, path: str, by: Person, at: datetime) -> Taken:
    _check_text(said.markdown, path, said.line)
    missing = tuple(missing_pictures(said.markdown, said.line))
    post = _known(said)
    if post and post_document(post) == said:
        return Taken(said.title, "unchanged", missing)
    is_new = post is None
    post = post or Post(slug=_slug_of(said))
    before = (post.title, post.text)
    _fill(post, said, missing)
    _checked(post, path, said.line)
    post.save()
    if is_new or (post.title, post.text) != before:
        number = (post.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
        PostRevision.objects.create(
            post=post, number=number, title=post.title, text=post.text, written_by=by, written_at=at
        )
    honouring.record_awards(post)
    return Taken(post.title, "new" if is_new else "changed", missing)


def _known(said: PostDocument) -> Post | None:
    """By where it was first published, be that here; else by its title and day."""
    own = own_slug(said.legacy_url)
    if own:
        return Post.objects.filter(slug=own).first()
    if said.legacy_url:
        return Post.objects.filter(legacy_url=said.legacy_url).first()
    posts = Post.objects.filter(title=said.title, legacy_url="").order_by("pk")
    return next((post for post in posts if post_document(post).published_on == said.published_on), None)


def own_slug(address: str) -> str:
    """The slug of one of our own posts; empty where the address is another site's."""
    try:
        found = resolve(address)
    except Resolver404:
        return ""
    return str(found.kwargs["slug"]) if found.view_name == "community:post" else ""


def _slug_of(said: PostDocument) -> str:
    own = own_slug(said.legacy_url)
    if own:
        return own
    return publishing.slug_for(said.title)


def _fill(post: Post, said: PostDocument, missing: Sequence[Missing]) -> None:
    first_day = midnight(said.published_on)
    post.title, post.author, post.description = said.title, said.author, said.description
    post.text, post.tags, post.updated_on = said.markdown, list(said.tags), said.updated_on
    post.legacy_url = "" if own_slug(said.legacy_url) else said.legacy_url
    post.html = post_html(post)
    if not said.is_published:
        post.once_public_at = post.once_public_at or post.published_at
        post.published_at, post.published_by, post.created_at = None, None, first_day
    elif post.published_at is None or post.published_at.astimezone(UTC).date() != said.published_on:
        post.published_at = post.created_at = first_day
    post.notes = [f"The picture {each.address} (line {each.line}) was not taken over." for each in missing]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _take_stories(programmes: Sequence[ProgrammeStories], path: str) -> Iterator[Taken]:
    for said in programmes:
        programme = Programme.objects.filter(title=said.name).order_by("position", "pk").first() or _programme(said)
        known = list(programme.stories.prefetch_related("voices").order_by("position", "pk"))
        for story, voice in _paired(known, said.voices):
            _check_text(voice.markdown, path, voice.line)
            subject = f"{said.name or 'Stories'}: {voice.name or voice.markdown[:40]}"
            missing = tuple(missing_pictures(voice.markdown, voice.line))
            if story and spoken(story) == voice:
                yield Taken(subject, "unchanged", missing)
                continue
            _store(story or Story(programme=programme, position=_next(programme)), voice, path)
            yield Taken(subject, "changed" if story else "new", missing)


def _paired(known: list[Story], said: Sequence[Spoken]) -> Iterator[tuple[Story | None, Spoken]]:
    """Each voice with the story that it is: of the same words, else by the same person, else none."""
    same = {place: story for place, voice in enumerate(said) if (story := _pop(known, voice))}
    for place, voice in enumerate(said):
        story = same.get(place) or next((each for each in known if _speaker(each) == voice.name), None)
        if story in known:
            known.remove(story)
        yield story, voice


def _pop(known: list[Story], voice: Spoken) -> Story | None:
    found = next((story for story in known if spoken(story).markdown == voice.markdown), None)
    if found:
        known.remove(found)
    return found


def _speaker(story: Story) -> str:
    return spoken(story).name


def _programme(said: ProgrammeStories) -> Programme:
    words = slugs.latin(said.name) or NO_PROGRAMME
    taken = set(Programme.objects.filter(slug__startswith=words).values_list("slug", flat=True))
    last = Programme.objects.aggregate(last=Max("position"))["last"] or 0
    return Programme.objects.create(slug=slugs.slug_for(words, taken, ""), title=said.name, position=last + 1)


def _next(programme: Programme) -> int:
    return (programme.stories.aggregate(last=Max("position"))["last"] or 0) + 1


def _store(story: Story, voice: Spoken, path: str) -> None:
    story.text = voice.markdown
    story.html = story_html(voice.markdown)
    story.attribution = ", ".join(filter(None, (voice.name, voice.affiliation)))
    _checked(story, path, voice.line)
    story.save()
    story.voices.all().delete()
    if voice.name:
        who = Voice(story=story, position=1, name=voice.name, affiliation=voice.affiliation)
        _checked(who, path, voice.line)
        who.save()


def _checked(row: models.Model, path: str, line: int) -> None:
    """Raises DocumentError for a value that its column cannot hold."""
    relations = [each.name for each in row._meta.concrete_fields if each.is_relation]
    try:
        row.clean_fields(exclude=[*relations, "created_at", "search"])
    except ValidationError as error:
        said = "; ".join(f"{name}: {' '.join(reasons)}" for name, reasons in error.message_dict.items())
        raise DocumentError(path, line, said) from error


def _check_text(markdown: str, path: str, line: int) -> None:
    try:
        texts.check(markdown, limit=texts.RENDER_LIMIT)
    except ValidationError as error:
        raise DocumentError(path, line, " ".join(error.messages)) from error
