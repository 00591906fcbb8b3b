"""What somebody writes is kept while they write: by the account and the page, until it is sent or has grown old."""

import re
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.http import QueryDict
from django.utils.translation import gettext as _

from members.models import User
from nominees.models import Draft
from nominees.old_addresses import present_slug

LARGEST = 100_000
MOST = 30
KEPT = timedelta(days=90)
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "preview", "draft", "page"})
OF_NOMINEE = re.compile(r"(?P<before>/elections/(?P<election>[-\w]+)/candidates/)(?P<slug>[-\w]+)(?=/)")


def save(user: User, page: str, data: QueryDict, *, at: datetime) -> Draft:
    """Keep what was typed, in place of what was kept before. Raises ValidationError for more than anybody types."""
    page = _present(page)
    fields = {name: values for name, values in data.lists() if name not in NOT_KEPT}
    if sum(len(name) + len(value) for name, values in fields.items() for value in values) > LARGEST:
        raise ValidationError(_("This is too long to be kept as a draft."), code="long")
    if any("\0" in text for name, values in fields.items() for text in (name, *values)):
        raise ValidationError(_("There is a character in this that cannot be kept. Type it again."), code="character")
    if not page.startswith("/elections/") or len(page) > 300:
        raise ValidationError(_("Nothing is written on that page."), code="page")
    if Draft.objects.filter(user=user).exclude(page=page).count() >= MOST:
        raise ValidationError(_("You have as many drafts as we keep. Send or drop one of them."), code="many")
    draft, _made = Draft.objects.update_or_create(user=user, page=page, defaults={"fields": fields, "saved_at": at})
    return draft


def of(user: User, page: str) -> Draft | None:
    return Draft.objects.filter(user=user, page=_present(page)).first()


def typed(draft: Draft) -> QueryDict:
    """What it holds, as a form would have sent it."""
    data = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        data.setlist(name, values)
    return data


def drop(user: User, page: str) -> None:
    """It was sent, or is not wanted any more."""
    Draft.objects.filter(user=user, page=_present(page)).delete()


def move(old: str, new: str) -> None:
    """A nominee has another address: what people are writing below the old one goes along."""
    Draft.objects.filter(page__startswith=new).delete()
    Draft.objects.filter(page__startswith=old).update(page=Concat(Value(new), Substr("page", len(old) + 1)))


def purge(at: datetime) -> int:
    """Drop what nobody touched for so long; says how many."""
    return Draft.objects.filter(saved_at__lt=at - KEPT).delete()[0]


def _present(page: str) -> str:
    """Where the page is now: the name of a nominee may change while somebody writes."""
    page = page.replace("\0", "")  # which PostgreSQL takes nowhere
    found = OF_NOMINEE.match(page)
    slug = present_slug(found["election"], found["slug"]) if found else None
    return OF_NOMINEE.sub(rf"\g<before>{slug}", page, count=1) if slug else page
