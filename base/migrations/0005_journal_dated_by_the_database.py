"""The instant of a journal line is PostgreSQL's, whatever the app role writes there.

The owner may date lines otherwise: that is how the demo tells of last year.
"""

from django.db import migrations

DATE = """
CREATE FUNCTION dated_by_the_database() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        NEW.at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dated_by_the_database BEFORE INSERT ON base_journalline
    FOR EACH ROW EXECUTE FUNCTION dated_by_the_database();
"""
LEAVE_UNDATED = """
DROP TRIGGER dated_by_the_database ON base_journalline;
DROP FUNCTION dated_by_the_database();
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0004_pictures")]

    operations = [migrations.RunSQL(DATE, LEAVE_UNDATED)]
