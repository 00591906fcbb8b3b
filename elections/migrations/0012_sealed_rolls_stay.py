"""PostgreSQL keeps a sealed roll sealed: no row joins it unmarked, it is not unsealed, and its hash ends with Setup."""

from django.db import migrations

KEEP = """
CREATE FUNCTION elections_roll_takes_late_voters_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.added_late_at IS NULL AND EXISTS (
        SELECT 1 FROM elections_election WHERE id = NEW.election_id AND roll_sealed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'elections_roll_takes_late_voters_alone: the roll is sealed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM elections_election WHERE id = NEW.election_id AND ballots_ended_at IS NOT NULL) THEN
        RAISE EXCEPTION 'elections_roll_takes_late_voters_alone: the ballots are ended'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER elections_roll_takes_late_voters_alone BEFORE INSERT ON elections_rollentry
    FOR EACH ROW EXECUTE FUNCTION elections_roll_takes_late_voters_alone();

CREATE FUNCTION elections_roll_stays_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM elections_rollentry WHERE election_id = OLD.id) THEN
        RETURN NEW;
    END IF;
    IF OLD.roll_sealed_at IS NOT NULL AND NEW.roll_sealed_at IS DISTINCT FROM OLD.roll_sealed_at THEN
        RAISE EXCEPTION 'elections_roll_stays_sealed: the roll is sealed once'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.ballot_sealed_at IS NOT NULL AND NEW.roll_hash <> OLD.roll_hash THEN
        RAISE EXCEPTION 'elections_roll_stays_sealed: the ballot is sealed with this roll'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER elections_roll_stays_sealed BEFORE UPDATE OF roll_sealed_at, roll_hash ON elections_election
    FOR EACH ROW EXECUTE FUNCTION elections_roll_stays_sealed();
"""
LET_GO = """
DROP TRIGGER elections_roll_stays_sealed ON elections_election;
DROP FUNCTION elections_roll_stays_sealed();
DROP TRIGGER elections_roll_takes_late_voters_alone ON elections_rollentry;
DROP FUNCTION elections_roll_takes_late_voters_alone();
"""


class Migration(migrations.Migration):
    dependencies = [("elections", "0011_rights_reports_and_lists_of_voters")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
