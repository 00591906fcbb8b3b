"""Whoever belonged to the election office when there was one role in it is an officer."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Now


def appoint(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    staff = apps.get_model("members", "User").objects.filter(is_staff=True, person__isnull=False)
    appointments = apps.get_model("elections", "Appointment").objects
    for person in staff.values_list("person", flat=True):
        appointments.create(person_id=person, role="officer", appointed_at=Now())


class Migration(migrations.Migration):
    dependencies = [("elections", "0006_roles_and_proposals_of_the_office")]

    operations = [migrations.RunPython(appoint, migrations.RunPython.noop, elidable=True)]
