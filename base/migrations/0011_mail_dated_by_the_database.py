"""When a mail was promised is PostgreSQL's word, whatever the app role writes there; it never changes.

The owner may date mails: that is how the demo tells of last year.
"""

from django.db import migrations

DATE = """
CREATE FUNCTION mail_dated_by_the_database() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.queued_at := clock_timestamp();
    ELSE
        NEW.queued_at := OLD.queued_at;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mail_dated_by_the_database BEFORE INSERT OR UPDATE OF queued_at ON base_mail
    FOR EACH ROW EXECUTE FUNCTION mail_dated_by_the_database();
"""
LEAVE_UNDATED = "DROP TRIGGER mail_dated_by_the_database ON base_mail; DROP FUNCTION mail_dated_by_the_database();"


class Migration(migrations.Migration):
    dependencies = [("base", "0010_mail_until")]

    operations = [migrations.RunSQL(DATE, LEAVE_UNDATED)]
