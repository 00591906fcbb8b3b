"""The journal's lines are chained by hash, by PostgreSQL: the app role can neither choose a hash nor leave a line out.

`chain_journal` works with the owner's rights, alone (its lock lasts as long as its transaction), on lines that are
committed; so writing a line waits for nobody. See docs/decisions/0018 and base/chaining.py, which checks it.
"""

import django.contrib.postgres.functions
from django.db import migrations, models

CHAIN = """
CREATE FUNCTION unchained_at_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.salt := gen_random_uuid();
    NEW.position := NULL;
    NEW.hash := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER unchained_at_first BEFORE INSERT ON base_journalline
    FOR EACH ROW EXECUTE FUNCTION unchained_at_first();

CREATE FUNCTION journal_sha256(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(words, 'UTF8')), 'hex')
$$;
CREATE FUNCTION journal_instant(instant timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
CREATE FUNCTION journal_public_text(line base_journalline) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN line.public THEN jsonb_build_array(
        line.election_uuid, journal_instant(line.at), line.act,
        CASE WHEN line.actor_id IS NULL THEN line.actor END, line.second_id IS NOT NULL,
        line.subject, line.reason, line.details
    )::text ELSE '' END
$$;
CREATE FUNCTION journal_office_hash(line base_journalline) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT journal_sha256(jsonb_build_array(
        line.salt, line.election_uuid, journal_instant(line.at), line.act,
        line.actor_id, line.actor, line.second_id, line.second,
        line.subject, line.reason, line.details, line.public
    )::text)
$$;

CREATE FUNCTION chain_journal(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    line base_journalline;
    chain uuid;
    place bigint;
    head text;
    chained integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(3, 0);  -- 3: the journal, among the locks of two numbers
    FOR line IN
        SELECT * FROM base_journalline WHERE position IS NULL ORDER BY election_uuid, id LIMIT most
    LOOP
        IF chained = 0 OR line.election_uuid IS DISTINCT FROM chain THEN
            chain := line.election_uuid;
            place := 0;
            head := repeat('0', 64);
            IF chain IS NULL THEN
                SELECT position, hash INTO place, head FROM base_journalline
                    WHERE election_uuid IS NULL AND position IS NOT NULL ORDER BY position DESC LIMIT 1;
            ELSE
                SELECT position, hash INTO place, head FROM base_journalline
                    WHERE election_uuid = chain AND position IS NOT NULL ORDER BY position DESC LIMIT 1;
            END IF;
            place := coalesce(place, 0);
            head := coalesce(head, repeat('0', 64));
        END IF;
        place := place + 1;
        head := journal_sha256(concat_ws(E'\\n', head, journal_office_hash(line), journal_public_text(line)));
        UPDATE base_journalline SET position = place, hash = head WHERE id = line.id;
        chained := chained + 1;
    END LOOP;
    RETURN chained;
END $$;

DROP TRIGGER append_only_row ON base_journalline;
CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON base_journalline
    FOR EACH ROW EXECUTE FUNCTION append_only_row('position', 'hash');
SELECT chain_journal(2147483647);
"""
UNCHAIN = """
DROP TRIGGER append_only_row ON base_journalline;
CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON base_journalline
    FOR EACH ROW EXECUTE FUNCTION append_only_row();
DROP FUNCTION chain_journal(integer);
DROP FUNCTION journal_office_hash(base_journalline);
DROP FUNCTION journal_public_text(base_journalline);
DROP FUNCTION journal_instant(timestamptz);
DROP FUNCTION journal_sha256(text);
DROP TRIGGER unchained_at_first ON base_journalline;
DROP FUNCTION unchained_at_first();
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0007_tiny_pictures")]

    operations = [
        migrations.AddField(
            "journalline",
            "salt",
            models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False),
        ),
        migrations.AddField(
            "journalline",
            "position",
            models.BigIntegerField(
                editable=False, help_text="in the chain of its election, from 1; PostgreSQL alone sets it", null=True
            ),
        ),
        migrations.AddField(
            "journalline",
            "hash",
            models.CharField(
                editable=False, help_text="of this line and all before it (base/chaining.py)", max_length=64, null=True
            ),
        ),
        migrations.AddConstraint(
            "journalline",
            models.UniqueConstraint(
                condition=models.Q(("position__isnull", False)),
                fields=("election_uuid", "position"),
                name="base_journal_one_a_position",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            "journalline",
            models.CheckConstraint(
                condition=models.Q(("hash__isnull", True), ("position__isnull", True))
                | models.Q(("hash__isnull", False), ("position__isnull", False)),
                name="base_journal_position_has_hash",
            ),
        ),
        migrations.AddIndex(
            "journalline",
            models.Index(
                condition=models.Q(("position__isnull", True)),
                fields=["election_uuid", "id"],
                name="base_journal_waits",
            ),
        ),
        migrations.RunSQL(CHAIN, UNCHAIN),
    ]
