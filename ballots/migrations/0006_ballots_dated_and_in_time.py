"""PostgreSQL takes no ballot before or after the vote, nor one that the app role dates otherwise than now.

The owner may date ballots: that is how the demo tells of last year.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ballots_ballot_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM ballots_setup AS setup JOIN elections_election AS election ON election.id = setup.election_id
        WHERE setup.id = NEW.setup_id AND election.ballots_ended_at IS NULL
            AND election.voting_opens <= NEW.cast_at AND NEW.cast_at < election.voting_closes
    ) THEN
        RAISE EXCEPTION 'ballots_ballot_in_time: voting is not open'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')
        AND NEW.cast_at NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() THEN
        RAISE EXCEPTION 'ballots_ballot_in_time: a ballot is cast now'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballots_ballot_in_time BEFORE INSERT ON ballots_ballot
    FOR EACH ROW EXECUTE FUNCTION ballots_ballot_in_time();
"""
FORGET = "DROP TRIGGER ballots_ballot_in_time ON ballots_ballot; DROP FUNCTION ballots_ballot_in_time();"


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0005_statements_corrections_and_past_results"),
        ("elections", "0012_sealed_rolls_stay"),
    ]

    operations = [migrations.RunSQL(REFUSE, FORGET)]
