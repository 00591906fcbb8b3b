"""The mails of this room: to who was named, to who named them, and to authors whose words were sent back."""

from base import mail, texts
from base.moments import in_words
from elections.models import Election
from members.models import Person
from nominees import links
from nominees.models import EndorsementRevision, Nomination, Nominee, ProfileRevision


def address_of(person: Person | None) -> str | None:
    """The address of record, else the one that the person signs in with."""
    if person is None:
        return None
    recorded = person.addresses.order_by("position", "id").first()
    if recorded:
        return recorded.email
    return person.user.email if hasattr(person, "user") else None


def to_nominee(nomination: Nomination, election: Election, text: str) -> None:
    """You were named, or backed once more. Until they answer, every mail has a link that works without an account."""
    nominee = nomination.nominee
    to = nominee.email or address_of(nominee.person)
    if not to:
        return
    asks = nominee.accepted_at is None and nominee.declined_at is None
    token = links.mint(nominee, election) if asks else None
    mail.queue(
        kind="nominated" if asks else "endorsed",
        to=to,
        template="nominees/mail/nominated" if asks else "nominees/mail/endorsed",
        context={
            **_about(nominee, election),
            "nomination": nomination,
            "said": _quoted(texts.plain(text)),
            "token": token,
        },
        election=election.uuid,
    )


def reminder_to_answer(nominee: Nominee, election: Election, key: str) -> bool:
    """Acceptance closes soon: a fresh link, since the first mail may be lost. Says whether it was queued."""
    to = nominee.email or address_of(nominee.person)
    if not to:
        return False
    return _reminder("answer_reminder", to, nominee, election, key, token=links.mint(nominee, election))


def reminder_to_write(nominee: Nominee, election: Election, key: str) -> bool:
    """Candidates are announced soon. Who accepted without an account gets a link that connects one."""
    to = nominee.email or address_of(nominee.person)
    if not to:
        return False
    token = None if hasattr(nominee.person, "user") else links.mint(nominee, election)
    return _reminder("statement_reminder", to, nominee, election, key, token=token)


def _reminder(kind: str, to: str, nominee: Nominee, election: Election, key: str, *, token: str | None) -> bool:
    about = {**_about(nominee, election), "token": token, "announced": in_words(election.candidates_announced)}
    template = f"nominees/mail/{kind}"
    return mail.queue(kind=kind, to=to, template=template, context=about, election=election.uuid, key=key) is not None


def to_endorser(nomination: Nomination, election: Election) -> None:
    """Thanks, and what happens to the words next."""
    _to_author(nomination, election, "thanks", {"may_follow": nomination.nominee.accepted_at is not None})


def to_nominators(nominee: Nominee, election: Election, outcome: str) -> None:
    """How the nominee answered: `accepted`, `declined` or `withdrew`."""
    for nomination in nominee.nominations.filter(by_self=False).select_related("nominator__user", "nominee"):
        _to_author(nomination, election, outcome, {})


def about_returned_words(revision: ProfileRevision | EndorsementRevision, election: Election) -> None:
    """An officer sent the words back: why, and where to change them."""
    nominee = revision.nominee if isinstance(revision, ProfileRevision) else revision.nomination.nominee
    to = address_of(revision.written_by)
    if to:
        mail.queue(
            kind="sent_back",
            to=to,
            template="nominees/mail/sent_back",
            context={
                **_about(nominee, election),
                "author": revision.written_by,
                "reason": _quoted(revision.returned_reason),
                "of_profile": isinstance(revision, ProfileRevision),
            },
            election=election.uuid,
        )


def about_correction(nomination: Nomination, election: Election) -> None:
    """The nominee asks for other words: for which, and where to change them."""
    _to_author(nomination, election, "correction", {"asked": _quoted(nomination.correction_asked_for)})


def _to_author(nomination: Nomination, election: Election, name: str, more: dict[str, object]) -> None:
    to = address_of(nomination.nominator)
    if to:
        mail.queue(
            kind=name,
            to=to,
            template=f"nominees/mail/{name}",
            context={**_about(nomination.nominee, election), "nomination": nomination, **more},
            election=election.uuid,
        )


def _about(nominee: Nominee, election: Election) -> dict[str, object]:
    return {
        "nominee": nominee,
        "election": election,
        "answer_until": in_words(election.acceptance_closes),
        "edit_until": in_words(election.voting_opens),
    }


def _quoted(text: str) -> str:
    """Somebody's words, marked as theirs on every line, so that they cannot pass for ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())
