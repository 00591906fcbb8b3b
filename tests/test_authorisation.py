"""Who may read what: every address of the site, taken from its table of contents, for every kind of reader.

Who may do what is tested with the acts; this table makes sure that no page is forgotten: a new one fails here until it
is given its readers.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ballots import trustee_links
from base.models import JournalLine, Mail
from base.pictures import Shape, keep
from base.work import ask
from community.models import Award, Post, PostRevision
from elections.models import Appointment, BoardTerm, Election, ElectionKind
from elections.proposals import propose
from members.importing import import_members
from members.member_list import Row
from members.models import Address, MemberImport, Merger, Person, SavedMapping, User
from nominees.models import AnswerRevision, EndorsementRevision, Nominee, ProfileRevision, Question
from tests import cast
from tests.ballots.elections import Office
from tests.ballots.holders import open_with
from tests.cast import picture_file

READERS = ("anonymous", "outsider", "voter", "nominee", "officer", "superuser")
TRUSTEE = "trustee"
"""Nobody is signed in; the browser opened the link that was mailed to a trustee. Else they read what anybody does."""
DAY = timedelta(days=1)

EVERYBODY = dict.fromkeys(READERS, 200)
SIGNED_IN = EVERYBODY | {"anonymous": 302}
OFFICE = dict.fromkeys(READERS, 403) | {"anonymous": 302, "officer": 200, "superuser": 200}
NOT_YET = dict.fromkeys(READERS, 404)
NOT_READ = dict.fromkeys(READERS, 405)  # it takes a POST
NOT_READ_SIGNED_IN = NOT_READ | {"anonymous": 302}
BACK = dict.fromkeys(READERS, 302)  # to where the step before it is
MOVED = dict.fromkeys(READERS, 301)
OWN_NOMINEE = dict.fromkeys(READERS, 403) | {"anonymous": 302, "nominee": 200}
AUTHOR_AND_OFFICE = dict.fromkeys(READERS, 403) | {"anonymous": 302, "officer": 200, "superuser": 200}
OWN_ACCOUNT_EMPTY = dict.fromkeys(READERS, 404) | {"anonymous": 302}  # there is no passkey, app or code yet
CONFIRMS = dict.fromkeys(READERS, 403) | {"anonymous": 302}  # nothing to confirm with

BY_NAMESPACE = {
    "pages": EVERYBODY,
    "elections": EVERYBODY,
    "ballots": EVERYBODY,
    "nominees": SIGNED_IN,
    "community": EVERYBODY,
    "office": OFFICE,
}
TABLE = {
    "pages:me": SIGNED_IN,
    "elections:affirm": NOT_READ_SIGNED_IN,
    "elections:opt_in": NOT_READ_SIGNED_IN,
    "elections:report": NOT_READ_SIGNED_IN,
    "elections:voter_list": SIGNED_IN,
    "elections:voter_list_csv": NOT_READ_SIGNED_IN,
    "nominees:candidates": EVERYBODY,
    "nominees:candidate": EVERYBODY,
    "nominees:candidates_json": EVERYBODY,
    "nominees:candidates_feed": EVERYBODY,
    "nominees:candidate_json": EVERYBODY,
    "nominees:epub": EVERYBODY,
    "nominees:compare": EVERYBODY,
    "nominees:guide": EVERYBODY,
    "nominees:elections_of_origin": MOVED,
    "nominees:election_of_origin": MOVED,
    "nominees:candidate_of_origin": MOVED,
    "nominees:known": SIGNED_IN | {"anonymous": 401},  # a script asks
    "nominees:preview": NOT_READ,
    "nominees:save_draft": NOT_READ,
    "nominees:drop_draft": NOT_READ_SIGNED_IN,
    "nominees:answer": NOT_YET,  # a token that nobody has
    "nominees:answer_mine": NOT_YET | {"anonymous": 302, "nominee": 200},
    "nominees:edit_profile": OWN_NOMINEE,
    "nominees:withdraw": OWN_NOMINEE,
    "nominees:history": AUTHOR_AND_OFFICE | {"nominee": 200},
    "nominees:endorsement_history": AUTHOR_AND_OFFICE | {"voter": 200},
    "nominees:correct": OWN_NOMINEE,
    "nominees:questions": EVERYBODY,
    "nominees:questions_json": EVERYBODY,
    "nominees:question": EVERYBODY,
    "nominees:answer_question": OWN_NOMINEE,
    "nominees:answer_history": AUTHOR_AND_OFFICE | {"nominee": 200},
    "nominees:hide": NOT_READ_SIGNED_IN,
    "nominees:show": NOT_READ_SIGNED_IN,
    "ballots:ballot": dict.fromkeys(READERS, 403) | {"anonymous": 302, "voter": 200},
    "ballots:own_program": dict.fromkeys(READERS, 403) | {"anonymous": 302, "voter": 200},
    "ballots:give_up": dict.fromkeys(READERS, 403) | {"anonymous": 302, "voter": 200},
    "ballots:review": BACK,
    "ballots:cast": BACK,
    "ballots:test": BACK,
    "ballots:practice_review": BACK,
    "ballots:receipt": NOT_YET | {"anonymous": 302, "voter": 200},
    "ballots:receipt_file": NOT_YET | {"anonymous": 302, "voter": 200},
    "ballots:observe_confirm": NOT_YET,  # a token that nobody has
    "ballots:result": NOT_YET,
    "ballots:result_csv": NOT_YET,
    "ballots:result_json": NOT_YET,
    "ballots:result_steps_csv": NOT_YET,
    "ballots:result_picture": NOT_YET,
    "ballots:shares": NOT_YET,
    "ballots:trustee": dict.fromkeys(READERS, 403) | {TRUSTEE: 200},
    "ballots:trustee_file": dict.fromkeys(READERS, 403) | {TRUSTEE: 200},
    "ballots:trustee_link": NOT_YET,  # a token that nobody has
    "ballots:authority": dict.fromkeys(READERS, 403),
    "ballots:authority_voters": NOT_READ,
    "ballots:authority_identities": dict.fromkeys(READERS, 403),
    "ballots:authority_link": NOT_YET,
    "community:former_address": MOVED,
    "office:participants": NOT_READ,
    "office:forget_mapping": NOT_READ,
    "office:assure": NOT_READ,
    "office:news_preview": NOT_READ,
    "office:post_preview": NOT_READ,
    "office:mail_repeat": NOT_READ,
    "office:mail_hold": NOT_READ,
    "office:mail_anew": NOT_READ,
    "office:words_preview": NOT_READ,
    "office:words_restore": NOT_READ,
    "office:work": OFFICE | {"superuser": 404},  # for the officer who asked for it
    "account_login": BACK | {"anonymous": 200},
    "account_request_login_code": BACK | {"anonymous": 200},
    "account_confirm_login_code": BACK,
    "account_logout": SIGNED_IN,
    "account_inactive": EVERYBODY,
    "account_reauthenticate": CONFIRMS,
    "mfa_login_webauthn": BACK,
    "mfa_authenticate": BACK,
    "mfa_reauthenticate": CONFIRMS,
    "mfa_reauthenticate_webauthn": CONFIRMS,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_totp_picture": SIGNED_IN,
    "mfa_deactivate_totp": OWN_ACCOUNT_EMPTY,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": OWN_ACCOUNT_EMPTY,
    "mfa_remove_webauthn": OWN_ACCOUNT_EMPTY,
    "mfa_view_recovery_codes": OWN_ACCOUNT_EMPTY,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": OWN_ACCOUNT_EMPTY,
    "mail_unsubscribe": NOT_YET,  # a token that nobody has
    "mail_reports": NOT_READ,
    "mail_wishes": SIGNED_IN,
    "mail_works": NOT_READ,
    "healthz": EVERYBODY,
    "picture": EVERYBODY,
    "picture_small": EVERYBODY,
    "picture_tiny": EVERYBODY,
}
PUBLISHED = {
    "ballots:ballot": dict.fromkeys(READERS, 409) | {"anonymous": 302},  # voting is over
    "ballots:own_program": dict.fromkeys(READERS, 409) | {"anonymous": 302},
    "ballots:give_up": dict.fromkeys(READERS, 409) | {"anonymous": 302},
    "ballots:result": EVERYBODY,
    "ballots:result_csv": EVERYBODY,
    "ballots:result_json": EVERYBODY,
    "ballots:result_steps_csv": EVERYBODY,
    "ballots:result_picture": EVERYBODY,
    "ballots:shares": EVERYBODY,
}
OF_THE_OFFICE = {"office:staff_proposal", "office:dismiss", "office:repair"}  # of no election
SIGN_IN_FIRST = {302, 401}  # 401 where what was sent is kept for after the signing in


class Site:
    """An election while voting is open, one thing of each kind in it, and a browser for every reader."""

    def __init__(self) -> None:
        self.office = office = Office()
        self.trustees = open_with(office, 3, threshold=2)
        office.move(
            nominations_open=office.now - 9 * DAY,
            nominations_close=office.now - 8 * DAY,
            acceptance_closes=office.now - 7 * DAY,
            candidates_announced=office.now - 6 * DAY,
            questions_open=office.now - 6 * DAY,
            questions_close=office.now + DAY / 24,
        )
        nominee = Nominee.objects.get(slug="candidate-01")
        User.objects.create_user("nominee@example.org", person=nominee.person)
        superuser = cast.officer("Sura Superuser")
        User.objects.filter(person=superuser).update(is_superuser=True)
        self.readers = {
            "outsider": cast.person(),
            "voter": office.voters[0],
            "nominee": nominee.person,
            "officer": office.first,
            "superuser": superuser,
        }
        self.words = {
            "slug": office.election.slug,
            "nominee_slug": nominee.slug,
            "tracker": office.vote(office.voters[0]).tracker,
            "token": "nobody-has-this",
            "act": "pause",
            "what": "trial",
            "kind": "statement",
            "body": "packaging-council",
            "letter": "voting-opened",
            "path": "2019/02/post",
            "uuid": ask("office.do_act", key="x", title="x", by=office.first, on="/office/").uuid,
            "year": 2019,
            "tag": "grants",
            "number": 1,
            "name": "certificates.jsons",
            "hash": keep(picture_file(), Shape.PORTRAIT).hash,
        }
        self.keys = self.one_of_each(nominee)
        self.keys_of_community = self.news() | self.members()

    def news(self) -> dict[str, int]:
        """A post at the address of the election, so that one word names both; and what stands beside it."""
        at = datetime(2019, 2, 11, tzinfo=UTC)
        post = Post.objects.create(
            slug=self.office.election.slug, title="x", tags=["grants"], published_at=at, legacy_url="/2019/02/post.html"
        )
        PostRevision.objects.create(post=post, number=1, title="x", text="x")
        ElectionKind.objects.create(slug=self.office.election.slug, name="x")
        award = Award.objects.create(series="x", recipient="x", awarded_on=at.date())
        term = BoardTerm.objects.create(name="x", since=at.date(), until=at.date() + 3 * DAY)
        said = self.office.election.mistake_reports.create(email="a@example.org", reported_at=self.office.now)
        return {"office:award": award.pk, "office:term": term.pk, "office:report": said.pk} | dict.fromkeys(
            ("office:post", "office:revise_post", "office:version"), post.pk
        )

    def members(self) -> dict[str, int]:
        """A list that waits, one that was taken over, and somebody who was merged."""
        at, who = self.office.now, self.office.first
        waits = MemberImport.objects.create(source="x", as_of=at.date(), content=b"name,email,class\nx,x,x\n")
        taken = import_members([Row(2, "x", "x@example.org", "basic")], by=who, at=at, source="x", as_of=at.date())
        saved = SavedMapping.objects.create(name="x", read_as={}, saved_at=at, saved_by=who)
        gone, stays = cast.person(), cast.person()
        known = Address.objects.create(person=stays, email="y@example.org", normalised="y@example.org")
        self.words["address"] = known.pk
        merger = Merger.objects.create(
            person=gone,
            into=stays,
            reason="x",
            merged_at=at,
            merged_by=who,
            seconded_by=self.office.second,
            moved={"rows": {}, "memberships": {"widened": []}, "account": None},
        )
        keys = {"office:columns": waits.pk, "office:forget_mapping": saved.pk, "office:part": merger.pk}
        keys |= dict.fromkeys(("office:member_import", "office:undo_import"), taken.pk)
        return keys | dict.fromkeys(
            ("office:person", "office:add_address", "office:remove_address", "office:merge"), stays.pk
        )

    def one_of_each(self, nominee: Nominee) -> dict[str, int]:
        """What addresses name by a number."""
        office = self.office
        words = ProfileRevision.objects.create(nominee=nominee, number=1, written_by=nominee.person, text="x", html="x")
        backed = nominee.nominations.create(nominator=office.voters[0], nominator_name="Voter")
        EndorsementRevision.objects.create(nomination=backed, number=1, written_by=office.voters[0], text="x", html="x")
        question = Question.objects.create(
            election=office.election,
            asked_by=office.voters[0],
            asked_name="Voter",
            text="x",
            html="x",
            approved_at=office.now,
            approved_by=office.first,
        )
        answer = question.answers.create(nominee=nominee)
        AnswerRevision.objects.create(answer=answer, number=1, written_by=nominee.person, text="x", html="x")
        about_the_office = propose(
            None, act="appoint", arguments={"person": 1, "role": "keeper"}, reason="x", by=office.second, at=office.now
        )
        asked = propose(office.election, act="void", arguments={}, reason="x", by=office.second, at=office.now)
        letter = Mail.objects.create(
            kind="x", election_uuid=office.election.uuid, recipient="a@example.org", subject="x", text="x"
        )
        voter = office.election.roll.order_by("pk")[0]
        return {
            "nominees:endorsement_history": backed.pk,
            "nominees:correct": backed.pk,
            "nominees:question": question.pk,
            "nominees:answer_question": question.pk,
            "nominees:answer_history": question.pk,
            "office:proposal": asked.pk,
            "office:staff_proposal": about_the_office.pk,
            "office:dismiss": Appointment.objects.order_by("pk")[0].pk,
            "office:roll_request": office.election.roll_requests.create(
                person=office.voters[0], purpose="x", asked_at=office.now
            ).pk,
            "office:contest": office.election.contests.order_by("pk")[0].pk,
            "office:nominee": nominee.pk,
            "office:trustee": self.trustees[0].trustee.pk,
            "office:revision": words.pk,
            "office:roll_remove": voter.pk,
            "office:roll_restore": voter.pk,
            "office:roll_code": voter.pk,
            "office:mail_repeat": letter.pk,
            "office:repair": letter.bounces.create(address="a@example.org", kind="hard", received_at=office.now).pk,
        }

    def address(self, name: str, route: str, slug: str = "") -> str:
        known: dict[str, Any] = self.words | {"pk": (self.keys | self.keys_of_community).get(name, 1)}
        known |= {"slug": slug} if slug else {}
        return reverse(name, kwargs={word: value for word, value in known.items() if f":{word}>" in route})

    def browser(self, reader: str) -> Client:
        client, person = Client(), self.readers.get(reader)
        if reader == TRUSTEE:
            token = trustee_links.mint(self.trustees[0].trustee)
            client.get(reverse("ballots:trustee_link", args=[token]))
        if isinstance(person, Person):
            client.force_login(User.objects.get(person=person))
        return client


@pytest.fixture
def site(db: None) -> Site:
    return Site()


def addresses(patterns: list[Any], route: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """The name and route of every address; the Django admin has a table of its own, in test_admin."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from addresses(pattern.url_patterns, f"{route}{pattern.pattern}", pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{route}{pattern.pattern} has no name"
            yield f"{namespace}:{pattern.name}" if namespace else pattern.name, f"{route}{pattern.pattern}"


def misread(site: Site, table: dict[str, dict[str, int]]) -> str:
    """Every address whose readers are others than the table says, a line each."""
    everything = list(addresses(get_resolver().url_patterns))
    assert len(everything) > 70
    browsers = {reader: site.browser(reader) for reader in (*READERS, TRUSTEE)}
    wrong = []
    for name, route in everything:
        row = table.get(name) or BY_NAMESPACE[name.partition(":")[0]]
        expected = {TRUSTEE: row["anonymous"]} | row
        found = {reader: browser.get(site.address(name, route)).status_code for reader, browser in browsers.items()}
        if found != expected:
            wrong.append(f"{name}: {found}, and not {expected}")
    return "\n".join(wrong)


BY_A_MAILED_LINK = {
    "ballots:trustee",
    "ballots:trustee_file",
    "ballots:authority",
    "ballots:authority_voters",
    "ballots:authority_identities",
}
"""Everybody else is told the way back, whether there is such an election or not."""


def test_every_page_has_its_readers_and_no_other_while_voting_is_open(site: Site) -> None:
    assert not misread(site, TABLE)


def test_every_page_has_its_readers_and_no_other_once_the_result_is_published(site: Site) -> None:
    site.office.move(questions_close=site.office.now - DAY)
    site.office.vote(site.office.voters[1])
    site.office.count()
    for trustee in site.trustees[1:]:
        trustee.open()
    site.office.certify()
    site.office.publish()
    assert not misread(site, TABLE | PUBLISHED)


def test_an_election_that_is_not_announced_is_there_for_nobody_but_the_office(site: Site) -> None:
    now = site.office.now
    draft = Election.objects.create(
        slug="draft", name="Draft", roll_closes=now + DAY, voting_opens=now + DAY, voting_closes=now + 2 * DAY
    )
    refused = {reader: {404, 405} for reader in ("outsider", "voter", "nominee")}
    refused["anonymous"] = refused[TRUSTEE] = {404, 405} | SIGN_IN_FIRST
    pages = [
        (name, route)
        for name, route in addresses(get_resolver().url_patterns)
        if name.partition(":")[0] in {"elections", "nominees", "ballots"} and "slug:slug>" in route
    ]
    assert len(pages) > 30
    browsers = {reader: site.browser(reader) for reader in refused}
    for name, route in pages:
        address, nowhere = (site.address(name, route, slug=slug) for slug in (draft.slug, "no-such-election"))
        by_link = {403} if name in BY_A_MAILED_LINK else set()
        for reader, statuses in refused.items():
            answers = [(browsers[reader].get(each), browsers[reader].post(each)) for each in (address, nowhere)]
            told, as_nowhere = ([answer.status_code for answer in pair] for pair in answers)
            assert told == as_nowhere, (reader, address)
            assert set(told) <= statuses | by_link, (reader, address)


def test_nobody_else_does_what_the_office_does(site: Site) -> None:
    refused = {reader: {403, 405} for reader in ("outsider", "voter", "nominee")}
    refused["anonymous"] = refused[TRUSTEE] = {405} | SIGN_IN_FIRST
    browsers = {reader: site.browser(reader) for reader in refused}
    lines = JournalLine.objects.count()
    for name, route in addresses(get_resolver().url_patterns):
        if name.startswith("office:"):
            for reader, statuses in refused.items():
                answer = browsers[reader].post(site.address(name, route), {"agree": "", "approve": "", "reason": "x"})
                assert answer.status_code in statuses, (reader, name)
    assert JournalLine.objects.count() == lines


def test_what_belongs_to_one_election_is_not_found_in_another(site: Site) -> None:
    another = Election.objects.create(
        slug="another",
        name="Another",
        questions_open=site.office.now,
        questions_close=site.office.now + DAY,
        roll_closes=site.office.now,
        voting_opens=site.office.now + DAY,
        voting_closes=site.office.now + 2 * DAY,
    )
    routes = dict(addresses(get_resolver().url_patterns))
    officer = site.browser("officer")
    for name in site.keys.keys() - OF_THE_OFFICE:
        address = site.address(name, routes[name], slug=another.slug)
        assert officer.get(address).status_code in {404, 405}, address
        assert officer.post(address, {"agree": "", "approve": "", "reason": "x"}).status_code in {404, 405}, address
