"""Over HTTP and all at once: the same submit, different ballots of one voter, and casts around the close."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from ballots.models import Ballot
from ballots.tallying import end_ballots
from base import clock
from base.models import Mail
from tests.ballots.threads import in_the_background
from tests.faults.casters import Answer, Caster, all_at_once, casters
from tests.faults.conftest import Serve, open_office, until
from tests.faults.invariants import require_truth


def trackers(answers: list[Answer], *, refused: bool = False) -> list[str]:
    return [answer.tracker for answer in answers if (answer.refused if refused else answer.acknowledged)]


def test_the_same_submit_sixty_times(serve: Serve) -> None:
    office = open_office(2)
    caster, sealed = Caster(serve(WEB_WORKERS="2").url, office.voters[0]), office.sealed(office.voters[0], (0,))
    answers = all_at_once([partial(caster.cast, sealed)] * 60)
    assert {answer.words for answer in answers if answer.acknowledged} == {answers[0].words}
    assert len(trackers(answers)) == 60
    assert require_truth(office, trackers(answers)).ballots == 1
    assert Mail.objects.filter(kind="ballot cast").count() == 1


def test_two_browsers_that_cast_differently(serve: Serve) -> None:
    office = open_office(2)
    live, voter = serve(WEB_WORKERS="2"), office.voters[0]
    for _time in range(10):
        casts = [partial(Caster(live.url, voter).cast, office.sealed(voter, (each,))) for each in (0, 1)]
        answers = all_at_once(casts)
        assert len(trackers(answers)) == 2
    report = require_truth(office, trackers(answers))
    assert (report.ballots, report.counted) == (20, 1)


def test_closing_with_64_casts_in_flight(serve: Serve) -> None:
    """Each voter is told the truth: those who were acknowledged are in the record, which ends behind them."""
    office = open_office(64)
    crowd = casters(serve(WEB_WORKERS="2").url, office)
    casts = [partial(caster.cast, office.sealed(caster.voter, (0,))) for caster in crowd]

    def end() -> None:
        until(lambda: Ballot.objects.count() >= 8)
        office.close()
        end_ballots(office.election, by=office.first, at=clock.now())

    with ThreadPoolExecutor(1) as pool:
        ended = in_the_background(pool, end)
        answers = all_at_once(casts)
        ended.result(timeout=60)
    taken, refused = trackers(answers), trackers(answers, refused=True)
    assert len(taken) + len(refused) == 64
    assert 8 <= len(taken) < 64
    assert set(require_truth(office, taken, refused).trackers) == set(taken)


def test_casts_up_to_the_close_and_past_it(serve: Serve) -> None:
    """By the database's clock, whatever anybody else's says: eight voters cast without a pause while voting closes."""
    office = open_office(8)
    crowd = casters(serve(WEB_WORKERS="2").url, office)
    ballots = {caster.voter.pk: [office.sealed(caster.voter, (0,)) for _ in range(60)] for caster in crowd}
    closes = clock.now() + timedelta(seconds=1)
    office.move(voting_closes=closes)

    def casts(caster: Caster) -> list[Answer]:
        answers: list[Answer] = []
        for sealed in ballots[caster.voter.pk]:
            answers.append(caster.cast(sealed))
            if answers[-1].refused:
                break
        return answers

    with ThreadPoolExecutor(len(crowd)) as pool:
        answers = [answer for each in pool.map(casts, crowd) for answer in each]
    taken, refused = trackers(answers), trackers(answers, refused=True)
    assert len(taken) + len(refused) == len(answers)
    assert len(refused) == len(crowd)
    assert all(answer.words.count("Voting is closed.") == 1 for answer in answers if answer.refused)
    require_truth(office, taken, refused)
    times = Ballot.objects.values_list("cast_at", flat=True)
    assert len(times) == len(taken)
    assert max(times) < closes <= clock.now()
