"""Facts carry who and when: constraints that tie an instant to its actor."""

from django.db.models import CheckConstraint, Q


def has_actor(name: str) -> CheckConstraint:
    """`<name>_at` and `<name>_by` are both there or both absent."""
    return CheckConstraint(
        condition=Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})
        | Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False}),
        name=f"%(app_label)s_%(class)s_{name}_has_actor",
    )
