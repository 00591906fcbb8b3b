"""Who is signed in, as every page asks for them."""

from allauth.account.auth_backends import AuthenticationBackend

from members.models import User


class WithPerson(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """The account together with its person, whom nearly every page needs: one question instead of two."""

    def get_user(self, user_id: int) -> User | None:
        try:
            user = User.objects.select_related("person").get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
