"""The acts on news posts: write, revise, publish at once or later, take back, and keep pictures for them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from base import journal, pictures, texts
from base.locks import Lock, hold
from base.models import Picture
from base.moments import in_words
from base.pictures import Shape
from community import honouring
from community.models import Post, PostPicture, PostRevision
from community.rendering import post_html
from elections.models import Election
from elections.officers import require_duty, require_reason
from elections.roles import Duty
from members.models import Person
from nominees import slugs

LONGEST = {"title": 300, "author": 300, "description": 1000}
LONGEST_TAG = 50
MOST_TAGS = 10
MOST_PICTURES = 20
RESERVED = frozenset({"tags", "feed"})  # what stands beside the posts


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a post says, as typed."""

    title: str
    text: str
    author: str = ""
    description: str = ""
    tags: Sequence[str] = ()
    election: Election | None = None


@transaction.atomic
def write(said: Words, *, by: Person, at: datetime) -> Post:
    """A draft, which nobody sees but the office."""
    require_duty(by, Duty.NEWS)
    said = checked(said)
    post = Post(slug=slug_for(said.title), created_by=by, created_at=at)
    _store(post, said, by=by, at=at)
    _journal("write post", post, by=by)
    return post


@transaction.atomic
def revise(post: Post, said: Words, *, by: Person, at: datetime, seen: str = "") -> Post:
    """Other words. What is public says when it was changed; what was never shown may still change its address.

    `seen` is the digest of the post over which they were written: where it was changed meanwhile they are refused once.
    """
    require_duty(by, Duty.NEWS)
    post, said = _locked(post), checked(said)
    _require_seen(post, seen)
    if post.published_at is None and post.once_public_at is None and post.title != said.title:
        post.slug = slug_for(said.title, but=post)
    if post.is_public(at):
        post.updated_on = at.date()
    _store(post, said, by=by, at=at)
    _journal("revise post", post, by=by)
    return post


@transaction.atomic
def publish(post: Post, *, by: Person, at: datetime, on: datetime | None = None) -> Post:
    """Everybody reads it from now on, or from an instant to come."""
    require_duty(by, Duty.NEWS)
    post = _locked(post)
    if post.is_public(at):
        raise ValidationError(_("This post is public already."), code="public")
    if not post.text:
        raise ValidationError(_("Write the text first: a post without words is not published."), code="empty")
    if on is not None and on <= at:
        raise ValidationError({"on": _("This instant is past. Leave it empty to publish at once.")}, code="past")
    post.published_at, post.published_by = on or at, by
    post.save(update_fields=["published_at", "published_by"])
    honouring.record_awards(post)
    _journal("schedule post" if on else "publish post", post, by=by, details={"from": in_words(on)} if on else {})
    return post


@transaction.atomic
def unpublish(post: Post, *, by: Person, at: datetime, reason: str) -> Post:
    """A draft again; its address leads nowhere until it is published anew."""
    require_duty(by, Duty.NEWS)
    reason, post = require_reason(reason), _locked(post)
    if post.published_at is None:
        raise ValidationError(_("This post is a draft already."), code="draft")
    if post.is_public(at):
        post.once_public_at = post.once_public_at or post.published_at
    post.published_at = post.published_by = None
    post.save(update_fields=["published_at", "published_by", "once_public_at"])
    _journal("unpublish post", post, by=by, reason=reason)
    return post


@transaction.atomic
def keep_picture(post: Post, content: bytes, *, name: str, alt: str, by: Person, at: datetime) -> PostPicture:
    """A picture that the text shows as `![](name)`; under a name that is there already it takes its place."""
    require_duty(by, Duty.NEWS)
    post, name, alt = _locked(post), _one_line(name), _one_line(alt)
    if not alt:
        raise ValidationError({"alt": _("Say what the picture shows, for who cannot see it.")}, code="alt")
    if len(alt) > 300:
        raise ValidationError({"alt": _("Say it in at most 300 characters.")}, code="long")
    if not name or len(name) > 300 or any(letter in "()<>\\[]" or letter.isspace() for letter in name):
        said = _("Give it a name for the text: letters, digits, dots and slashes, such as stage.jpg.")
        raise ValidationError({"name": said}, code="name")
    if post.pictures.exclude(name=name).count() >= MOST_PICTURES:
        raise ValidationError(_("A post holds at most %(most)d pictures.") % {"most": MOST_PICTURES}, code="many")
    held, _made = PostPicture.objects.update_or_create(
        post=post, name=name, defaults={"picture": _decoded(content), "alt": alt}
    )
    _render_again(post)
    _journal("add picture to post", post, by=by, details={"picture": name})
    return held


@transaction.atomic
def remove_picture(held: PostPicture, *, by: Person, at: datetime) -> None:
    """The text shows its description instead."""
    require_duty(by, Duty.NEWS)
    post = _locked(held.post)
    held.delete()
    _render_again(post)
    _journal("remove picture from post", post, by=by, details={"picture": held.name})


def checked(said: Words) -> Words:
    """The words without what nobody sees. Raises ValidationError with everything that is wrong, by field."""
    lines = {"title": _one_line(said.title), "author": _one_line(said.author)}
    lines["description"] = _one_line(said.description)
    problems: dict[str, list[str]] = {}
    for name, line in lines.items():
        if len(line) > LONGEST[name] or not line.isprintable():
            refusal = _("At most %(most)d characters, all of them visible.") % {"most": LONGEST[name]}
            problems[name] = [refusal]
    if not lines["title"]:
        problems["title"] = [_("Give it a title.")]
    tags = list(dict.fromkeys(filter(None, map(_one_line, said.tags))))
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG or not tag.isprintable() or "/" in tag for tag in tags):
        refusal = _("Give at most %(most)d tags, each of at most %(longest)d characters and without a slash.")
        problems["tags"] = [refusal % {"most": MOST_TAGS, "longest": LONGEST_TAG}]
    text = said.text.replace("\r\n", "\n").strip("\n").rstrip()
    try:
        texts.check(text, limit=texts.RENDER_LIMIT)
    except ValidationError as error:
        problems["text"] = error.messages
    if problems:
        raise ValidationError(problems)
    return Words(**lines, text=text, tags=tags, election=said.election)


def slug_for(title: str, *, but: Post | None = None) -> str:
    """An address in Latin letters that no other post has. Who asks at the same time waits for this transaction."""
    hold(Lock.POSTS)
    words = slugs.latin(title) or f"post-{sha256(title.encode()).hexdigest()[:8]}"
    words = f"{words}-post" if words in RESERVED or words.isdigit() else words
    others = Post.objects.exclude(pk=but.pk) if but else Post.objects.all()
    return slugs.slug_for(words, set(others.filter(slug__startswith=words).values_list("slug", flat=True)), "")


def digest(post: Post) -> str:
    """What the post says, all of it, in a few letters."""
    said = [post.title, post.text, post.author, post.description, post.tags, post.election_id]
    return sha256(json.dumps(said).encode()).hexdigest()


def _require_seen(post: Post, seen: str) -> None:
    if seen and seen != digest(post):
        refusal = _(
            "The post was changed while you wrote. Your words are still here: save again, and they take its place."
        )
        raise ValidationError(refusal, code="changed meanwhile")


def _store(post: Post, said: Words, *, by: Person, at: datetime) -> None:
    changed = (post.title, post.text) != (said.title, said.text) or post.pk is None
    post.title, post.text, post.author, post.description = said.title, said.text, said.author, said.description
    post.tags, post.election = list(said.tags), said.election
    post.html = post_html(post)
    post.save()
    if changed:
        number = (post.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
        PostRevision.objects.create(
            post=post, number=number, title=post.title, text=post.text, written_by=by, written_at=at
        )
    honouring.record_awards(post)


def _render_again(post: Post) -> None:
    post.html = post_html(post)
    post.save(update_fields=["html"])


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",)).select_related("election").get(pk=post.pk)


def _decoded(content: bytes) -> Picture:
    try:
        return pictures.keep(content, Shape.WIDE)
    except ValidationError as error:
        raise ValidationError({"picture": error.messages}, code="picture") from error


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _journal(act: str, post: Post, *, by: Person, reason: str = "", details: dict[str, object] | None = None) -> None:
    election = post.election.uuid if post.election else None
    journal.write(act, by=by, election=election, subject=post.title, reason=reason, details=details)
