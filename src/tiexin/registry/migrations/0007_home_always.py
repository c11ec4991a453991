import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_homes")]
    operations = [
        migrations.AlterField(
            model_name="worker",
            name="org",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="workers",
                to="orgs.org",
                verbose_name="所属工会",
            ),
        ),
    ]
