"""What members ask everybody who stands, and what each nominee answers."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import texts
from base.clock import ClockTimestamp
from base.facts import has_actor
from elections.models import Election
from members.models import Person
from nominees.models.nominee import Nominee
from nominees.models.words import Judged, Revision

OPENING_WORDS = 16


class Question(Judged):
    """One member's question to every nominee. Public once approved; it stands where its approval put it."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="questions")
    asked_name = models.CharField(_("name to show"), max_length=200)
    asked_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta(Judged.Meta):
        ordering = ("election_id", "id")
        constraints = [
            *Judged.Meta.constraints,
            has_actor("approved"),
            CheckConstraint(condition=~Q(text=""), name="nominees_question_asks_something"),
            CheckConstraint(condition=~Q(asked_name=""), name="nominees_question_has_name"),
        ]

    def __str__(self) -> str:
        return f"question of {self.asked_name}"

    def get_absolute_url(self) -> str:
        return reverse("nominees:question", args=[self.election.slug, self.pk])

    @property
    def opening(self) -> str:
        """How it begins, on one line."""
        return texts.beginning(self.html, OPENING_WORDS)


class Answer(models.Model):
    """One nominee's answer to one question, in versions: there is never a second one."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    nominee = models.ForeignKey(Nominee, on_delete=models.PROTECT, related_name="answers")

    class Meta:
        ordering = ("question_id", "id")
        constraints = [UniqueConstraint(fields=["question", "nominee"], name="nominees_answer_one_a_nominee")]

    def __str__(self) -> str:
        return f"{self.nominee}: {self.question}"


class AnswerRevision(Revision):
    """The words of an answer. To amend it is to write another; what was approved stays public until that is, too."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="revisions")

    class Meta(Revision.Meta):
        constraints = [
            *Revision.Meta.constraints,
            UniqueConstraint(fields=["answer", "number"], name="nominees_answer_one_a_number"),
        ]

    @property
    def about(self) -> Nominee:
        return self.answer.nominee

    @property
    def versions(self) -> "models.QuerySet[AnswerRevision]":
        return AnswerRevision.objects.filter(answer_id=self.answer_id)
