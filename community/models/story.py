"""Community stories: what people say of a programme."""

from django.db import models
from django.db.models import UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.facts import has_actor
from elections.models import fact_at, fact_by


class Programme(models.Model):
    """A programme that people tell of; its slug is its anchor on the page of stories."""

    slug = models.SlugField(_("anchor"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True, help_text=_("empty for stories of no programme"))
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title or self.slug

    def get_absolute_url(self) -> str:
        return f"{reverse('community:stories')}#{self.slug}"


class Story(models.Model):
    """One text of a programme, and the line that says whose it is."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="stories")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"), help_text=_("Markdown"))
    html = models.TextField(blank=True, editable=False)
    attribution = models.CharField(_("who says it"), max_length=500, blank=True, help_text=_("the line as it stands"))
    featured_at = fact_at(_("the last one featured is shown on the home page"))
    featured_by = fact_by()

    class Meta:
        verbose_name_plural = _("stories")
        ordering = ("programme__position", "programme_id", "position", "id")
        constraints = [
            UniqueConstraint(
                fields=["programme", "position"],
                name="community_story_one_a_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            has_actor("featured"),
        ]

    def __str__(self) -> str:
        return self.attribution or self.text[:40]

    def get_absolute_url(self) -> str:
        return f"{reverse('community:stories')}#story-{self.pk}"


class Voice(models.Model):
    """One of the people whose words a story is."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="voices")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=200)
    affiliation = models.CharField(_("affiliation"), max_length=300, blank=True)

    class Meta:
        ordering = ("story_id", "position")
        constraints = [UniqueConstraint(fields=["story", "position"], name="community_voice_one_a_position")]

    def __str__(self) -> str:
        return f"{self.name}, {self.affiliation}" if self.affiliation else self.name
