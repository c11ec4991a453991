import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('draws', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='draw',
            name='beside',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opposite', to='draws.draw', verbose_name='配对的抽签'),
        ),
    ]
