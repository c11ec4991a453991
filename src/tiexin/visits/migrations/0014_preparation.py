import django.db.models.deletion
from django.db import migrations, models


def begin(apps, schema_editor):
    """Stays planned before there was a gate begin as they were planned."""
    apps.get_model("visits", "Stay").objects.filter(begun=None).update(begun=models.F("start"))


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0004_deputies'),
        ('orgs', '0007_under_indexes'),
        ('visits', '0013_deeds'),
    ]

    operations = [
        migrations.AddField(
            model_name='stay',
            name='batch',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='第几批'),
        ),
        migrations.AddField(
            model_name='stay',
            name='begun',
            field=models.DateField(null=True, verbose_name='进驻登记日期'),
        ),
        migrations.AddField(
            model_name='stay',
            name='unready',
            field=models.TextField(blank=True, verbose_name='进驻时还没有备齐的'),
        ),
        migrations.AddField(
            model_name='stay',
            name='why_begun',
            field=models.CharField(blank=True, max_length=200, verbose_name='没有备齐而进驻的理由'),
        ),
        migrations.CreateModel(
            name='StayPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12, verbose_name='哪一种')),
                ('sections', models.JSONField(default=dict, verbose_name='各部分')),
                ('state', models.CharField(choices=[('draft', '起草中'), ('submitted', '已报送'), ('accepted', '已通过'), ('returned', '已退回')], default='draft', max_length=10, verbose_name='状态')),
                ('edition', models.PositiveIntegerField(default=1)),
                ('accepted', models.DateField(null=True, verbose_name='通过日期')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.officer', verbose_name='执笔')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='visits.stay', verbose_name='蹲点')),
            ],
        ),
        migrations.CreateModel(
            name='StayPaperStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', '起草中'), ('submitted', '已报送'), ('accepted', '已通过'), ('returned', '已退回')], max_length=10, verbose_name='状态')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.entry')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='visits.staypaper')),
            ],
        ),
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='哪天的事')),
                ('what', models.CharField(max_length=500, verbose_name='是什么事')),
                ('state', models.CharField(choices=[('reported', '已登记'), ('handled', '已处理'), ('unfounded', '查无此事')], default='reported', max_length=10, verbose_name='状态')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='处理结果')),
                ('closed', models.DateField(null=True, verbose_name='处理日期')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.officer', verbose_name='干部')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='所在单位')),
            ],
            options={
                'indexes': [models.Index(fields=['org', '-on', '-id'], name='breach_of_org')],
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('publicity', '宣传材料'), ('research_outline', '调研提纲'), ('interview_outline', '访谈提纲')], max_length=20, verbose_name='材料')),
                ('on', models.DateField(verbose_name='归档日期')),
                ('withdrawn', models.DateField(null=True, verbose_name='撤下日期')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.file', verbose_name='文件')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='单位')),
            ],
            options={
                'indexes': [models.Index(fields=['org', '-on', '-id'], name='material_of_org')],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='承诺日期')),
                ('wording', models.CharField(max_length=64)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.officer', verbose_name='干部')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='visits.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'officer'), name='pledge_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='staypaper',
            constraint=models.UniqueConstraint(fields=('stay', 'kind'), name='stay_paper_once'),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
