"""The codes that open accounts: each browser's own; or, where one address is asked for often, one for all who ask.

So nobody can lock an owner out by asking in their name, and no mailbox is flooded: docs/decisions/0012-shared-codes.md.
"""

from datetime import datetime, timedelta
from typing import Final

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from base import clock, limits, mail
from base.limits import Costly
from base.locks import Lock, hold
from members.addresses import normalised
from members.models import SharedCode
from members.signing_in import Entrance

LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
PART, PARTS = 4, 3  # longer than one's own: more browsers may guess it
GIVEN_OUT: Final = timedelta(minutes=5)
"""So long a shared code is given to whoever asks. It works for as long as any other: whoever asks has time left."""


class SignInCode(LoginCodeVerificationProcess):  # type: ignore[misc]
    """A code that this browser waits for."""

    @classmethod
    def ask(cls, request: HttpRequest, entrance: Entrance) -> None:
        """Send a code, and let this browser wait for it."""
        login = Login(user=entrance.user, email=entrance.email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(entrance.user, entrance.email), initiated_by_user=True)
        code = cls(stage)
        code.send()
        code.persist()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        """One's own while the address has some left in this hour, else the shared one. Each lives from its mail on."""
        now = clock.now()
        if limits.spend_of(normalised(email), Costly.OWN_CODE):
            self.state.update(at=now.timestamp(), shared=False)
            super().send_by_email(email, skip_enumeration_mails)
        else:
            shared = shared_code(email, at=now)
            self.state.update(at=shared.mailed_at.timestamp(), shared=True, code=shared.code)

    def try_once(self) -> bool:
        """Count a try before it is judged. False where this browser has none left for this code."""
        return limits.spend_of(f"{self.request.session.session_key} {self.code}", Costly.TRY_CODE)

    def redeem(self) -> bool:
        """A shared code that somebody has used is worthless to all others. A browser's own ends with its session."""
        if not self.state.get("shared"):
            return True
        unused = SharedCode.objects.filter(address=normalised(self.state["email"]), code=self.code, used_at=None)
        return bool(unused.update(used_at=clock.now()))


@transaction.atomic
def shared_code(email: str, *, at: datetime) -> SharedCode:
    """The code that all who ask for this address get; mailed when it is made, and made when there is no recent one."""
    address = normalised(email)
    hold(Lock.SHARED_CODES, address)
    recent = (
        SharedCode.objects.filter(address=address, used_at=None, mailed_at__gt=at - GIVEN_OUT).order_by("pk").last()
    )
    if recent:
        return recent
    code = "-".join(get_random_string(PART, LETTERS) for _part in range(PARTS))
    mail_code(email, code, shared=True)
    return SharedCode.objects.create(address=address, code=code, mailed_at=at)


def mail_code(email: str, code: str, *, shared: bool) -> None:
    context = {"code": code, "shared": shared, "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
    mail.queue(kind="sign-in code", to=email, context=context, secret=True)


def forget_shared(*, at: datetime) -> None:
    """Take away the shared codes that no longer work."""
    oldest = at - timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    SharedCode.objects.filter(mailed_at__lt=oldest).delete()
