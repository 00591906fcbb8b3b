"""The mails of this room to who was named, and to who named them."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from base import mail, texts
from base.moments import in_words
from elections.models import Election
from members.addresses import normalised
from members.models import Person
from nominees import links
from nominees.models import Nomination, Nominee, Question


def address_of(person: Person | None) -> str | None:
    """The address of record, else the one that the person signs in with."""
    if person is None:
        return None
    recorded = person.addresses.order_by("position", "id").first()
    if recorded:
        return recorded.email
    return person.user.email if hasattr(person, "user") else None


def address_for(nominee: Nominee) -> str | None:
    """As we know it, where we know the nominee by it: what a nominator typed may only look alike.

    Who connected an account under another address hears from us there, where they can sign in.
    """
    person, named_by = nominee.person, normalised(nominee.email)
    known = person.addresses.filter(normalised=named_by).first() if named_by else None
    if known:
        return known.email
    if hasattr(person, "user") and normalised(person.user.email) != named_by:
        return address_of(person)
    return nominee.email or address_of(person)


def to_nominee(nomination: Nomination, election: Election, text: str) -> None:
    """You were named, or backed once more. Until they answer, every mail has a link that works without an account."""
    nominee = nomination.nominee
    to = address_for(nominee)
    if not to:
        return
    asks = nominee.accepted_at is None and nominee.declined_at is None
    mail.queue(
        kind="nominated" if asks else "endorsed",
        to=to,
        context={
            "name": nominee.name,
            "election": election.name,
            "author": nomination.nominator_name,
            "said": quoted(texts.plain(text)),
            "answer_until": election.acceptance_closes,
            "link": _answer_link(nominee, election) if asks else settings.PUBLIC_URL + nominee.get_absolute_url(),
        },
        election=election.uuid,
        person=nominee.person.uuid,
        secret=asks,
    )


def reminder_to_answer(nominee: Nominee, election: Election, key: str) -> bool:
    """Acceptance closes soon: a fresh link, since the first mail may be lost. Says whether it was queued."""
    to = address_for(nominee)
    if not to:
        return False
    queued = mail.queue(
        kind="answer_reminder",
        to=to,
        context={
            "name": nominee.name,
            "election": election.name,
            "answer_until": election.acceptance_closes,
            "link": _answer_link(nominee, election),
        },
        election=election.uuid,
        person=nominee.person.uuid,
        key=key,
        secret=True,
    )
    return queued is not None


def reminder_to_write(nominee: Nominee, election: Election, key: str) -> bool:
    """Candidates are announced soon. Who accepted without an account gets a link that connects one."""
    to = address_for(nominee)
    if not to:
        return False
    known = hasattr(nominee.person, "user")

    def what_next() -> str:
        if known:
            return _("Write what members read about you:")
        return _(
            "Sign in through this link, which connects your account with your nomination, and write what members read "
            "about you:"
        )

    values = {
        "name": nominee.name,
        "election": election.name,
        "announced": election.candidates_announced,
        "what_next": lazy(what_next, str)(),
        "edit_until": election.voting_opens,
        "link": page("edit_profile", election.slug, nominee.slug) if known else _answer_link(nominee, election),
    }
    return _reminder("statement_reminder", to, nominee, election, key, values, secret=not known)


def reminder_of_questions(nominee: Nominee, questions: list[Question], election: Election, key: str) -> bool:
    """Answers close soon: what they have not answered, and where to."""
    to = address_for(nominee)
    if not to:
        return False
    values = {
        "nominee": nominee,
        "election": election,
        "questions": questions,
        "answer_until": in_words(election.voting_closes),
    }
    return _reminder("questions_reminder", to, nominee, election, key, values)


def of_silence(nomination: Nomination, election: Election, key: str) -> bool:
    """To who named or backed somebody: they did not answer in time. Says whether it was queued."""
    return _to_backer(nomination, election, "unanswered", key=key)


def _reminder(
    kind: str,
    to: str,
    nominee: Nominee,
    election: Election,
    key: str,
    values: Mapping[str, object],
    *,
    secret: bool = False,
) -> bool:
    person = nominee.person.uuid
    queued = mail.queue(kind=kind, to=to, context=values, election=election.uuid, person=person, key=key, secret=secret)
    return queued is not None


def withdrawal_recorded(nominee: Nominee, election: Election, reason: str) -> None:
    """The office wrote down that they withdraw: they hear of it, in case they did not ask for it."""
    if to := address_for(nominee):
        mail.queue(
            kind="withdrawal recorded",
            to=to,
            context={
                "name": nominee.name,
                "election": election.name,
                "reason": reason,
                "link": settings.PUBLIC_URL + election.get_absolute_url(),
            },
            election=election.uuid,
            person=nominee.person.uuid,
        )


def to_endorser(nomination: Nomination, election: Election) -> None:
    """Thanks, and what happens to the words next."""
    nominee = nomination.nominee

    def what_next() -> str:
        if nominee.accepted_at is not None:
            return _("%(name)s has accepted already.") % {"name": nominee.name}
        told = {"name": nominee.name, "when": in_words(election.acceptance_closes)}
        return _("We mailed %(name)s, who can accept until %(when)s. You hear from us then.") % told

    link = page("endorse", election.slug, nominee.slug)
    _to_backer(nomination, election, "thanks", what_next=lazy(what_next, str)(), link=link)


def to_nominators(nominee: Nominee, election: Election, outcome: str) -> None:
    """How the nominee answered: `accepted`, `declined` or `withdrew`."""
    for nomination in nominee.nominations.filter(by_self=False).select_related("nominator__user", "nominee"):
        _to_backer(nomination, election, outcome)


def _to_backer(
    nomination: Nomination, election: Election, kind: str, *, key: str | None = None, **more: object
) -> bool:
    """To who nominated or endorsed. Says whether it was queued."""
    to = address_of(nomination.nominator)
    if not to:
        return False
    values: dict[str, object] = {
        "name": nomination.nominator_name,
        "nominee": nomination.nominee.name,
        "election": election.name,
        "edit_until": election.voting_opens,
        "link": settings.PUBLIC_URL + election.get_absolute_url(),
    }
    queued = mail.queue(
        kind=kind,
        to=to,
        context=values | more,
        election=election.uuid,
        person=nomination.nominator.uuid if nomination.nominator else None,
        key=key,
    )
    return queued is not None


def _answer_link(nominee: Nominee, election: Election) -> str:
    """A fresh one, which works without an account."""
    return page("answer", links.mint(nominee, election))


def page(name: str, *args: object) -> str:
    """The address of a page of this room."""
    return settings.PUBLIC_URL + reverse(f"nominees:{name}", args=args)


def quoted(text: str) -> str:
    """Somebody's words, marked as theirs on every line, so that they cannot pass for ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())
