import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0004_deputies'),
        ('orgs', '0007_under_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Effort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='月份')),
                ('form', models.CharField(max_length=40, verbose_name='表单')),
                ('records', models.PositiveIntegerField(default=0, verbose_name='件数')),
                ('seconds', models.PositiveBigIntegerField(default=0, verbose_name='秒')),
                ('typed', models.PositiveIntegerField(default=0, verbose_name='打字的格子')),
                ('taps', models.PositiveIntegerField(default=0, verbose_name='点选')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='单位')),
            ],
            options={
                'indexes': [models.Index(fields=['-month', 'form', 'org'], name='effort_by_month')],
                'constraints': [models.UniqueConstraint(fields=('org', 'month', 'form'), name='effort_once')],
            },
        ),
    ]
