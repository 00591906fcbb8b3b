"""What is kept of a link that was mailed to somebody who needs no account."""

from django.db import models

from base.clock import ClockTimestamp


class MailedLink(models.Model):
    """One link to one person, whom each kind names by a key of its own. Of its token there is the hash alone."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        abstract = True
