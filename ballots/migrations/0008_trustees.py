"""Trustees beside the server: who they are, how their keys were made, proofs that the keys are there, strong shares."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import base.clock
from base.append_only import AppendOnlyTable

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def person(**options: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.person", **options
    )


def fact_at(help_text: str) -> models.DateTimeField:
    return models.DateTimeField(blank=True, editable=False, help_text=help_text, null=True)


def has_actor(model: str, name: str) -> migrations.AddConstraint:
    both = {f"{name}_at__isnull": False, f"{name}_by__isnull": False}
    neither = dict.fromkeys(both, True)
    return migrations.AddConstraint(
        model_name=model,
        constraint=models.CheckConstraint(condition=Q(**neither) | Q(**both), name=f"ballots_{model}_{name}_has_actor"),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0007_heads_of_the_record_and_observers"),
        ("elections", "0015_added_up_before_opened"),
        ("members", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="share",
            name="strong",
            field=models.BinaryField(
                help_text="a proof beside the record that ties the share to what it opens", null=True
            ),
        ),
        migrations.CreateModel(
            name="Trustee",
            fields=[
                ID,
                (
                    "number",
                    models.PositiveSmallIntegerField(help_text="counts from 1 over those who were not removed"),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("added_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                ("removed_at", fact_at("somebody else holds a key, or nobody does instead")),
                ("added_by", person()),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trustees", to="elections.election"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trusteeships",
                        to="members.person",
                    ),
                ),
                ("removed_by", person(blank=True, editable=False, null=True)),
            ],
            options={"ordering": ("election_id", "number", "id")},
        ),
        migrations.AddConstraint(
            model_name="trustee",
            constraint=models.UniqueConstraint(
                condition=Q(removed_at__isnull=True),
                fields=("election", "number"),
                name="ballots_trustee_one_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="trustee",
            constraint=models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(name="") & ~Q(email=""), name="ballots_trustee_is_named"
            ),
        ),
        has_actor("trustee", "removed"),
        migrations.CreateModel(
            name="TrusteeLink",
            fields=[
                ID,
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                (
                    "trustee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="ballots.trustee"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ceremony",
            fields=[
                ID,
                ("number", models.PositiveSmallIntegerField()),
                (
                    "threshold",
                    models.PositiveSmallIntegerField(
                        help_text="k: so many trustees open the totals. Null: each has a key of their own, and is needed",
                        null=True,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", fact_at("what was given in it counts no more: another one began")),
                ("began_by", person()),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ceremonies", to="elections.election"
                    ),
                ),
                ("ended_by", person(blank=True, editable=False, null=True)),
            ],
            options={"ordering": ("election_id", "number")},
        ),
        migrations.AddConstraint(
            model_name="ceremony",
            constraint=models.UniqueConstraint(fields=("election", "number"), name="ballots_ceremony_one_a_number"),
        ),
        migrations.AddConstraint(
            model_name="ceremony",
            constraint=models.UniqueConstraint(
                condition=Q(ended_at__isnull=True), fields=("election",), name="ballots_ceremony_one_goes_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="ceremony",
            constraint=models.CheckConstraint(
                condition=Q(threshold__isnull=True) | Q(threshold__gte=2), name="ballots_ceremony_needs_more_than_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="ceremony",
            constraint=models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="ballots_ceremony_ends_later"
            ),
        ),
        has_actor("ceremony", "ended"),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ID,
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("key", "public key"),
                            ("certificate", "certificate"),
                            ("polynomial", "polynomial"),
                            ("acknowledgement", "confirmation"),
                        ],
                        max_length=15,
                    ),
                ),
                ("content", models.BinaryField()),
                ("given_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                (
                    "ceremony",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="ballots.ceremony",
                    ),
                ),
                (
                    "trustee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="ballots.trustee",
                    ),
                ),
            ],
            options={"ordering": ("ceremony_id", "id")},
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                fields=("ceremony", "trustee", "step"), name="ballots_contribution_one_a_step"
            ),
        ),
        AppendOnlyTable("ballots_contribution"),
        migrations.CreateModel(
            name="KeyProof",
            fields=[
                ID,
                (
                    "occasion",
                    models.CharField(
                        choices=[("opening", "before voting opens"), ("close", "before voting closes")], max_length=7
                    ),
                ),
                ("nonce", models.CharField(help_text="what is signed", max_length=64)),
                ("asked_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                ("signature", models.BinaryField(null=True)),
                ("given_at", models.DateTimeField(null=True)),
                (
                    "trustee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proofs", to="ballots.trustee"
                    ),
                ),
            ],
            options={"ordering": ("trustee_id", "id")},
        ),
        migrations.AddConstraint(
            model_name="keyproof",
            constraint=models.UniqueConstraint(fields=("trustee", "occasion"), name="ballots_proof_once_an_occasion"),
        ),
        migrations.AddConstraint(
            model_name="keyproof",
            constraint=models.CheckConstraint(
                condition=Q(signature__isnull=True, given_at__isnull=True)
                | Q(signature__isnull=False, given_at__isnull=False),
                name="ballots_proof_given_with_signature",
            ),
        ),
        AppendOnlyTable("ballots_keyproof", ["signature", "given_at"]),
    ]
