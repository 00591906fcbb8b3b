"""The pre-flight of the site: keys, the database's roles, the worker, mail that arrives, languages, backups."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateWorker

from ballots import server_keys
from ballots.preflight.check import Check, long_ago, names, warning
from base.journal_check import PATIENCE, unchained
from base.models import MailAttempt
from elections import assurances

NOT_SENDING = ("console", "dummy", "locmem", "filebased")
HEARTBEAT = timedelta(minutes=2)
FRESH = timedelta(days=30)
"""So long it counts what was found of the mail domain, and that a test mail arrived."""
BACKUP_FRESH = timedelta(days=7)


def checks(at: datetime) -> Iterator[Check]:
    yield _server_key()
    yield _roles()
    yield from running(at)
    yield _mail_domain(at)
    yield _test_mail(at)
    yield _languages()
    yield _backup(at)


def running(at: datetime) -> Iterator[Check]:
    """What has to run while people vote."""
    yield _worker(at)
    yield _journal(at)
    yield _mail()


def _server_key() -> Check:
    if server_keys.can_be_kept():
        return Check("key", True, _("The server can keep its key encrypted. Is ELECTION_KEY in your backup?"))
    return Check("key", False, _("The server cannot encrypt its key: ELECTION_KEY is missing or wrong."))


def _roles() -> Check:
    """One role for everything makes "only grows" a promise of the code instead of a fact of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'UPDATE')", ["ballots_ballot"])
        (may_change_ballots,) = cursor.fetchone()
    problem = _("The web server’s database role may change stored ballots: give it a role of its own.")
    return warning(
        "roles", problem if may_change_ballots else "", _("The web server’s database role can only add ballots.")
    )


def _worker(at: datetime) -> Check:
    """Without it no mail leaves, and no ballot joins the record."""
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gte=at - HEARTBEAT).exists()
    problem = _("The worker does not run: no mail leaves, and ballots do not join the record.")
    return warning("worker", "" if alive else problem, _("The worker runs."))


def _journal(at: datetime) -> Check:
    late = unchained(before=at - PATIENCE)
    problem = _("Lines of the journal wait to be chained for more than a minute.") if late else ""
    return warning("journal", problem, _("The journal is chained up to now."))


def _mail() -> Check:
    if any(f".{backend}." in settings.EMAIL_BACKEND for backend in NOT_SENDING):
        return Check("mail", False, _("No mail leaves this server: set EMAIL_URL."), is_warning=True)
    last = MailAttempt.objects.filter(finished_at__isnull=False).order_by("-finished_at").first()
    if last is not None and last.outcome != MailAttempt.Outcome.SENT:
        return Check("mail", False, _("The last mail could not be delivered. Look at the mail page."), is_warning=True)
    return Check("mail", True, _("Mail leaves the server."), is_warning=True)


def _mail_domain(at: datetime) -> Check:
    last = assurances.last_mail_domain()
    if last is None or at - last[0].at > FRESH:
        return Check("mail domain", False, _("The mail domain was not looked up in the last month."), is_warning=True)
    line, found = last
    facts = {"domain": found.domain, "when": long_ago(line, at), "missing": names(found.missing)}
    if not found.reachable:
        sentence = _("No name server could be asked about %(domain)s (%(when)s): nothing is known of it.")
        return Check("mail domain", False, sentence % facts, is_warning=True)
    if found.missing:
        sentence = _("%(domain)s lacks %(missing)s in the DNS (%(when)s): mail may go to spam.")
        return Check("mail domain", False, sentence % facts, is_warning=True)
    if not found.selector:
        sentence = _("%(domain)s has SPF and DMARC (%(when)s). DKIM was not looked up: DKIM_SELECTOR is not set.")
        return Check("mail domain", True, sentence % facts, is_warning=True)
    return Check("mail domain", True, _("%(domain)s has SPF, DKIM and DMARC (%(when)s).") % facts, is_warning=True)


def _test_mail(at: datetime) -> Check:
    line = assurances.last("receive test mail")
    if line is None or at - line.at > FRESH:
        sentence = _("Nobody said in the last month that a test mail arrived.")
        return Check("test mail", False, sentence, is_warning=True)
    facts = {"who": line.actor, "when": long_ago(line, at)}
    return Check("test mail", True, _("A test mail reached %(who)s (%(when)s).") % facts, is_warning=True)


def _languages() -> Check:
    """Words of elections, such as resolutions, are in the one language in which they were written."""
    spoken = [str(name) for _code, name in settings.LANGUAGES]
    if len(spoken) == 1:
        return Check("languages", True, _("Pages and mails are in one language: %(name)s.") % {"name": spoken[0]}, True)
    sentence = _("Pages and mails are in %(names)s; what is on the ballot is only in the language it was written in.")
    return Check("languages", True, sentence % {"names": names(spoken)}, is_warning=True)


def _backup(at: datetime) -> Check:
    line = assurances.last("record backup")
    if line is None:
        return Check("backup", False, _("Nobody recorded that a backup was verified."), is_warning=True)
    facts = {"when": long_ago(line, at), "who": line.actor}
    if at - line.at > BACKUP_FRESH:
        sentence = _("A backup was last verified %(when)s, by %(who)s: that is long ago.") % facts
        return Check("backup", False, sentence, is_warning=True)
    return Check("backup", True, _("A backup was verified %(when)s, by %(who)s.") % facts, is_warning=True)
