import io

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from PIL import Image


def draw(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Pictures that are here already get their third size from the second."""
    for picture in apps.get_model("base", "Picture").objects.filter(tiny__isnull=True).defer("large").iterator(10):
        with Image.open(io.BytesIO(picture.small)) as small:
            out = io.BytesIO()
            small.resize((max(1, small.width // 2), max(1, small.height // 2))).save(out, "WEBP", quality=82, method=4)
        picture.tiny = out.getvalue()
        picture.save(update_fields=["tiny"])


class Migration(migrations.Migration):
    dependencies = [("base", "0006_allowances")]

    operations = [
        migrations.AddField(
            model_name="picture",
            name="tiny",
            field=models.BinaryField(help_text="WebP, at most a quarter as wide: beside names in a list", null=True),
        ),
        migrations.RunPython(draw, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="picture",
            name="tiny",
            field=models.BinaryField(help_text="WebP, at most a quarter as wide: beside names in a list"),
        ),
    ]
