"""What is true once an act is done, in a sentence for the officer who did it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.moments import in_words
from elections.models import Election
from office.acts import Text

DONE: dict[str, Text] = {
    "announce": _("The election is announced: everybody sees it."),
    "open-nominations": _("Nominations are open. They close on %(nominations_close)s."),
    "close-nominations": _("Nominations are closed, and the candidates are announced."),
    "seal-roll": _("The roll is sealed. Its hash is public."),
    "seal-ballot": _("The ballot is sealed: nothing on it can change."),
    "do-without-proof": _("Voting can open without the missing proofs."),
    "open": _("Voting is open. It closes on %(voting_closes)s."),
    "extend": _("Voting now closes on %(voting_closes)s."),
    "pause": _("Voting is paused. It still closes on %(voting_closes)s."),
    "resume": _("Voting goes on. It closes on %(voting_closes)s."),
    "close": _("Voting is closed."),
    "end-ballots": _("The close is final. The ballots can be counted."),
    "count": _("The ballots are counted. Only officers and auditors see the totals."),
    "certify": _("The result is certified. It is not public yet."),
    "publish": _("The result is published: everybody sees it."),
    "set-publication": _("The result becomes public on %(result_due_at)s, by itself."),
    "unset-publication": _("No time is set any more: publish the result when you are ready."),
    "correct-result": _("The correction stands under the result."),
    "one-officer": _("One officer is enough for critical acts from now on. The election’s page says so."),
    "cancel": _("The election is cancelled. Its page says so."),
    "void": _("The vote is void. The election’s page says so."),
    "add-to-roll": _("The voter is on the roll. The public journal says so, without the name."),
    "remove-from-roll": _("The voter is off the roll. The public journal says so, without the name."),
    "restore-to-roll": _("The voter is back on the roll. The public journal says so, without the name."),
    "replace-credential": _("The voter has another code. Who makes the codes was told by mail to send it."),
    "withdraw-nominee": _("The nominee stands no more. We told them by mail, and their page says so."),
    "appoint": _("They work in the election office now. We told them by mail."),
    "dismiss": _("Their role has ended. We told them by mail."),
    "merge-people": _("They are one person now. It can be undone as long as nothing of it has changed."),
}


def done(act: str, election: Election | None) -> str:
    """`election` as it was before the act: what is true now is read anew."""
    if election is None:
        return str(DONE[act])
    election.refresh_from_db()
    if act == "count" and election.counted_at is None:
        return gettext("The ballots are added up. The trustees were asked by mail to open the totals.")
    instants = {name: getattr(election, name) for name in ("nominations_close", "voting_closes", "result_due_at")}
    return str(DONE[act]) % {name: in_words(at) for name, at in instants.items() if at}
