"""News posts: their words, versions and pictures. A post is public once the clock reaches its publication."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp
from base.models import Picture
from elections.models import Election, fact_at, fact_by


class PostQuerySet(models.QuerySet["Post"]):
    def published(self, now: datetime) -> "PostQuerySet":
        """What everybody may read, the newest first."""
        return self.filter(published_at__lte=now).order_by("-published_at", "-id")


class PostManager(models.Manager["Post"]):
    """Posts without their search vector, which the database alone reads."""

    def get_queryset(self) -> PostQuerySet:
        return PostQuerySet(self.model, using=self._db).defer("search")

    def published(self, now: datetime) -> PostQuerySet:
        return self.get_queryset().published(now)


class Post(models.Model):
    """A news post. Without an instant of publication it is a draft; with one to come it waits for the clock."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=300)
    author = models.CharField(_("author"), max_length=300, blank=True, help_text=_("as it stands under the title"))
    description = models.TextField(_("description"), blank=True, help_text=_("one or two sentences, for lists"))
    text = models.TextField(_("text"), blank=True, help_text=_("Markdown"))
    html = models.TextField(blank=True, editable=False)
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name=_("tags"))
    election = models.ForeignKey(Election, on_delete=models.SET_NULL, null=True, blank=True, related_name="posts")
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = fact_by()
    once_public_at = fact_at(_("when it became public and was taken back later: its address stays"))
    updated_on = models.DateField(_("updated"), null=True, blank=True)
    legacy_url = models.CharField(
        _("former address"), max_length=300, blank=True, help_text=_("a path on the site where it was first published")
    )
    notes = ArrayField(
        models.TextField(), default=list, blank=True, editable=False, help_text=_("what an import noted, for staff")
    )
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    created_by = fact_by()
    search = models.GeneratedField(
        expression=SearchVector("title", config="english", weight="A")
        + SearchVector("description", config="english", weight="B")
        + SearchVector("text", config="english", weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )

    objects = PostManager()

    class Meta:
        ordering = ("-published_at", "-id")
        indexes = [GinIndex(fields=["search"], name="community_post_search"), models.Index(fields=["published_at"])]
        constraints = [
            UniqueConstraint(
                fields=["legacy_url"], condition=~Q(legacy_url=""), name="community_post_one_a_former_address"
            ),
            CheckConstraint(condition=~Q(title=""), name="community_post_has_title"),
            CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                name="community_post_published_by_and_at",  # nobody's name stands under what was taken over
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("community:post", args=[self.slug])

    def is_public(self, now: datetime) -> bool:
        return self.published_at is not None and self.published_at <= now


class PostRevision(models.Model):
    """One version of a post's words; the last is what the post says now."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    written_by = fact_by()
    written_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("number",)
        constraints = [UniqueConstraint(fields=["post", "number"], name="community_postrevision_one_a_number")]

    def __str__(self) -> str:
        return f"{self.title}, {self.number}"


class PostPicture(models.Model):
    """A picture that a post shows where its Markdown says `![…](name)`."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=300, help_text=_("its address in the text"))
    alt = models.CharField(_("what the picture shows"), max_length=300)

    class Meta:
        ordering = ("id",)
        constraints = [
            UniqueConstraint(fields=["post", "name"], name="community_postpicture_one_a_name"),
            CheckConstraint(condition=~Q(alt=""), name="community_postpicture_is_described"),
        ]

    def __str__(self) -> str:
        return self.name
