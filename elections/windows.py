"""What may be done now: every window as a function of the instants, the facts and now.

One home for each rule: acts ask here before they act, pages before they offer a button. Who may do it is for the acts
to check. Windows are half-open, as the phases are.
"""

from datetime import datetime

from elections.phases import (
    BEFORE_THE_VOTE,
    CASTING,
    STOPPED,
    Facts,
    Instants,
    Phase,
    phase,
    reached,
    ready_at,
    stopped_at,
    within,
)


def may_announce(instants: Instants, facts: Facts, now: datetime) -> bool:
    """A draft, whatever the clock says; the act refuses one whose instants have passed, and names them."""
    return phase(instants, facts, now) is Phase.DRAFT


def may_change_timetable(instants: Instants, facts: Facts, now: datetime) -> bool:
    """The timetable is settled once casting has ended, by the clock or for good."""
    return phase(instants, facts, now) in BEFORE_THE_VOTE | CASTING | {Phase.DRAFT}


def may_open_nominations_now(instants: Instants, facts: Facts, now: datetime) -> bool:
    return instants.has_nominations and phase(instants, facts, now) is Phase.ANNOUNCED


def may_close_nominations_now(instants: Instants, facts: Facts, now: datetime) -> bool:
    return phase(instants, facts, now) in {Phase.NOMINATIONS, Phase.ACCEPTANCE}


def may_nominate(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Nominate, and endorse who already stands."""
    return phase(instants, facts, now) is Phase.NOMINATIONS


def nominees_await_announcement(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Who agreed to stand is found by their page's address; from then on who is announced, and nobody else."""
    return phase(instants, facts, now) in {Phase.NOMINATIONS, Phase.ACCEPTANCE}


def may_accept(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Accept or decline: from the first nomination on, so this window overlaps with the nominations."""
    before_the_vote = phase(instants, facts, now) in BEFORE_THE_VOTE
    return before_the_vote and within(instants.nominations_open, instants.acceptance_closes, now)


def may_withdraw(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Until the result is certified. On a ballot that is sealed the name stays, and seating skips it."""
    before_the_result = BEFORE_THE_VOTE | CASTING | {Phase.ENDED, Phase.COUNTED}
    return phase(instants, facts, now) in before_the_result and reached(instants.nominations_open, now)


def may_record_withdrawal(instants: Instants, facts: Facts, now: datetime) -> bool:
    """The office does it for a nominee until the ballots are counted: not once it can know who would be seated."""
    return may_withdraw(instants, facts, now) and facts.counted_at is None


def may_edit_statement(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Nominees may write and revise until voting opens: nobody's vote should rest on words that change under it."""
    return phase(instants, facts, now) in {Phase.NOMINATIONS, Phase.ACCEPTANCE, Phase.CAMPAIGN}


def may_ask_questions(instants: Instants, facts: Facts, now: datetime) -> bool:
    in_progress = phase(instants, facts, now) in BEFORE_THE_VOTE | CASTING
    return in_progress and within(instants.questions_open, instants.questions_close, now)


def may_answer_questions(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Nominees may still answer, after the last question was asked, until voting closes."""
    in_progress = phase(instants, facts, now) in BEFORE_THE_VOTE | CASTING
    return in_progress and within(instants.questions_open, instants.voting_closes, now)


def may_seal_roll(instants: Instants, facts: Facts, now: datetime) -> bool:
    """The roll is a copy of the members as of the record date [bylaws 3.7], so it cannot be made before that."""
    unsealed = facts.roll_sealed_at is None
    return unsealed and phase(instants, facts, now) in BEFORE_THE_VOTE and reached(instants.roll_closes, now)


def may_correct_roll(instants: Instants, facts: Facts, now: datetime) -> bool:
    """From its sealing, before which the member list is what changes, until voting closes."""
    return facts.roll_sealed_at is not None and phase(instants, facts, now) in BEFORE_THE_VOTE | CASTING


def may_seal_ballot(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Who votes must be sealed, and the ballot due. Late sealing is allowed; it opens by "open now"."""
    sealable = facts.roll_sealed_at is not None and facts.ballot_sealed_at is None
    return sealable and ballot_is_due(instants, facts, now)


def ballot_is_due(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Who stands is announced, and voting has not begun."""
    return phase(instants, facts, now) is (Phase.CAMPAIGN if instants.has_nominations else Phase.ANNOUNCED)


def may_choose_trustees(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Who holds keys, how many of them are needed, and the keys themselves: all of it is fixed with the ballot."""
    return facts.ballot_sealed_at is None and phase(instants, facts, now) in BEFORE_THE_VOTE | {Phase.DRAFT}


def may_choose_authority(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Who makes the voting codes, where the server does not: fixed with the ballot, like the trustees."""
    return may_choose_trustees(instants, facts, now)


def may_issue_credentials(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Codes are made for the voters of a sealed roll, until the ballot is sealed with them."""
    return facts.roll_sealed_at is not None and may_choose_authority(instants, facts, now)


def may_take_voters(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Who makes the codes reads for whom they are, and sends some again, until voting is over."""
    return may_correct_roll(instants, facts, now)


def may_replace_credential(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Before voting opens: from then on a ballot signed with the old one may be in the box, which nobody may ask."""
    return facts.ballot_sealed_at is not None and phase(instants, facts, now) in BEFORE_THE_VOTE


def may_prove_key(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Before voting opens: the election waits for it."""
    return facts.keys_asked_at is not None and phase(instants, facts, now) in BEFORE_THE_VOTE


def may_prove_key_again(instants: Instants, facts: Facts, now: datetime) -> bool:
    """While people vote, so that a loss is known before the close."""
    return facts.keys_asked_at is not None and phase(instants, facts, now) in CASTING


def may_do_without_proofs(instants: Instants, facts: Facts, now: datetime) -> bool:
    """A key is lost after sealing, and enough of the others are there; the act looks whether they are."""
    return facts.keys_proved_at is None and may_prove_key(instants, facts, now)


def may_open_now(instants: Instants, facts: Facts, now: datetime) -> bool:
    """All is ready and voting has not opened: either it is not yet time, or it was ready too late."""
    return ready_at(facts) is not None and phase(instants, facts, now) in BEFORE_THE_VOTE


def may_cast(instants: Instants, facts: Facts, now: datetime) -> bool:
    return phase(instants, facts, now) is Phase.VOTING


def may_pause(instants: Instants, facts: Facts, now: datetime) -> bool:
    return phase(instants, facts, now) is Phase.VOTING


def may_resume(instants: Instants, facts: Facts, now: datetime) -> bool:
    return phase(instants, facts, now) is Phase.PAUSED


def may_close_now(instants: Instants, facts: Facts, now: datetime) -> bool:
    return phase(instants, facts, now) in CASTING


def may_extend(instants: Instants, facts: Facts, now: datetime) -> bool:
    """From sealing, before which the timetable is simply edited, until the ballots are ended: also after the close."""
    sealed = facts.ballot_sealed_at is not None and facts.ballots_ended_at is None
    return sealed and phase(instants, facts, now) in BEFORE_THE_VOTE | CASTING | {Phase.ENDED}


def may_end_ballots(instants: Instants, facts: Facts, now: datetime) -> bool:
    """The clock has ended casting; the act makes that final."""
    return phase(instants, facts, now) is Phase.ENDED and facts.ballots_ended_at is None


def may_count(instants: Instants, facts: Facts, now: datetime) -> bool:
    ended = phase(instants, facts, now) is Phase.ENDED and facts.ballots_ended_at is not None
    return ended and facts.tallied_at is None


def awaits_shares(instants: Instants, facts: Facts, now: datetime) -> bool:
    """The ballots are added up, and too few trustees have opened the totals."""
    return facts.tallied_at is not None and phase(instants, facts, now) is Phase.ENDED


def may_give_share(instants: Instants, facts: Facts, now: datetime) -> bool:
    """From the sum on, and until the record is complete: a share too many belongs into it as well."""
    return facts.tallied_at is not None and phase(instants, facts, now) in {Phase.ENDED, Phase.COUNTED, Phase.CERTIFIED}


def may_certify(instants: Instants, facts: Facts, now: datetime) -> bool:
    return phase(instants, facts, now) is Phase.COUNTED


def may_publish(instants: Instants, facts: Facts, now: datetime) -> bool:
    return phase(instants, facts, now) is Phase.CERTIFIED


def may_set_publication(instants: Instants, facts: Facts, now: datetime) -> bool:
    """A time at which the worker publishes what was certified."""
    return may_publish(instants, facts, now)


def may_unset_publication(instants: Instants, facts: Facts, now: datetime) -> bool:
    return facts.result_due_at is not None and may_publish(instants, facts, now)


def may_correct_result(instants: Instants, facts: Facts, now: datetime) -> bool:
    """What is published is never changed; corrections are added, for as long as it can be read."""
    return facts.published_at is not None


def may_let_one_officer_suffice(instants: Instants, facts: Facts, now: datetime) -> bool:
    return facts.ballot_sealed_at is None and may_cancel(instants, facts, now)


def may_cancel(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Before anybody could vote; from then on an election can only be declared void."""
    return phase(instants, facts, now) in BEFORE_THE_VOTE | {Phase.DRAFT}


def may_void(instants: Instants, facts: Facts, now: datetime) -> bool:
    """From the opening on, and for good: a published result stays to be read, marked as void."""
    return phase(instants, facts, now) not in BEFORE_THE_VOTE | STOPPED | {Phase.DRAFT}


def candidates_are_public(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Once announced they stay public, whatever becomes of the election; after a stop nobody is announced any more."""
    return facts.announced_at is not None and reached(instants.candidates_announced, stopped_at(facts) or now)


def result_is_public(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Also of a vote that was voided after publication: what was read once is not taken back, only marked."""
    return facts.published_at is not None
