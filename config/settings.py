"""All settings, from the environment. Development needs none of it; production refuses to start without its secrets."""

import base64
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from base.embedded import Embedded
from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent

ENVIRONMENT = environment.text("DJANGO_ENV", "development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured("DJANGO_ENV must be development or production.")
PRODUCTION = ENVIRONMENT == "production"
DEMO = environment.flag("DEMO")
DEBUG = environment.flag("DEBUG", default=not PRODUCTION and not DEMO)
# Refused here, not by a system check: gunicorn runs none.
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("DEMO must not be set in production: it signs anybody in as anybody.")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must not be set in production: its pages show what people typed.")


def development_only(purpose: str) -> str | None:
    """A key that everybody knows, for development; None in production, where a key must be given."""
    digest = hashlib.sha256(f"{purpose}, known to everybody".encode()).digest()
    return None if PRODUCTION else base64.b64encode(digest).decode()


# Keys
SECRET_KEY = environment.secret("SECRET_KEY", unless=development_only("signing key"))
ELECTION_KEY = environment.key(  # encrypts the key shares that the server holds for trustees
    "ELECTION_KEY", environment.secret("ELECTION_KEY", unless=development_only("election key"))
)

# Where we are
PUBLIC_URL = environment.text("PUBLIC_URL", "" if PRODUCTION else "http://localhost:8000").rstrip("/")
if PRODUCTION and not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("Set PUBLIC_URL to the address that people see: https://elections.example.org")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", PUBLIC_HOST if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXY_COUNT = environment.whole_number("TRUSTED_PROXY_COUNT", 0)
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "base.administration.Administration",
    "base",  # before procrastinate and above Django: our `migrate` and `runserver` take precedence
    "members",
    "elections",
    "nominees",
    "ballots",
    "community",
    "pages",
    "office",
    *(["demo"] if DEMO else []),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_countries",
]

MIDDLEWARE = [
    "config.middleware.security_headers",  # above WhiteNoise, which answers before later middleware
    "config.middleware.limited_bodies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nominees.orders.order_cookie",
    "config.shared_pages.shared_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.private_answers",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "members.second_factor.SecondFactorForStaff",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *(["demo.banner.banner"] if DEMO else []),
            ],
        },
    }
]

# Database: the app role for web and worker, the owner for migrations
DATABASE_URL = environment.secret("DATABASE_URL", unless=None if PRODUCTION else "")
EMBEDDED_POSTGRES = not DATABASE_URL
if EMBEDDED_POSTGRES:
    DATABASE_URL, DATABASE_OWNER_URL = Embedded().url("app"), Embedded().url("owner")
else:
    DATABASE_OWNER_URL = environment.secret("DATABASE_OWNER_URL", unless=DATABASE_URL)
STATEMENT_TIMEOUT = environment.text("STATEMENT_TIMEOUT")  # config/gunicorn.py sets one; jobs may take their time
POOL: dict[str, Any] = {
    "min_size": 1,
    "max_size": environment.whole_number("DATABASE_POOL_SIZE", 10),
    "timeout": 5,  # then an honest 503; the default of 30 s would keep people waiting
    "reconnect_timeout": 4,  # the pool would double its pauses for five minutes, and miss the database's return
}
DATABASES: dict[str, dict[str, Any]] = {"default": environment.database(DATABASE_URL)}
PREPARED = {"server_side_binding": True, "prepare_threshold": 5}  # what is asked often PostgreSQL plans once
DATABASES["default"]["OPTIONS"] |= {"connect_timeout": "5", "tcp_user_timeout": "5000", "pool": POOL, **PREPARED}
DATABASE_OWNER = environment.database(DATABASE_OWNER_URL)
if STATEMENT_TIMEOUT:
    DATABASES["default"]["OPTIONS"]["options"] = f"-c statement_timeout={STATEMENT_TIMEOUT}"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {  # shared by all processes: the sign-in library's limits must count across workers
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "base_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # with Django's 300 a busy hour would push counts out
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SHARED_PAGES_SECONDS = environment.whole_number("SHARED_PAGES_SECONDS", 5)  # how old a page for everybody may be

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-built"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_STORAGE = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if PRODUCTION
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is stored in files
    "staticfiles": {"BACKEND": STATICFILES_STORAGE},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION

# Signing in: a code by mail, or a passkey; no passwords
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.auth_backends.WithPerson"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code that opens an account is the proof of its address
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a changed second factor
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(PUBLIC_URL).scheme
ACCOUNT_RATE_LIMITS = {"reauthenticate": "10/m/user"}
RATES = {  # so many times in so many seconds, counted by base/limits.py
    # A conference signs in behind one address of origin: 600 codes a minute from a network are no attack. After six in
    # an hour whoever asks for an address shares a code (members/codes.py): asking in its name locks no owner out.
    "ask_for_code": (600, 60),  # by network
    "own_code": (6, 3600),  # by address
    "try_code": (3, 3600),  # by code and browser
    # what costs the server work or the journal a line, by account
    "seal_ballot": (20, 60),
    "refused_ballot": (20, 600),
    "test_ballot": (20, 3600),
    "preview": (120, 60),
    "picture": (20, 600),
    "draft": (60, 60),
    "mail_report": (1200, 60),  # by network: what a provider says of mails, signed or not
    "test_mail": (20, 3600),
    "mailed_link": (120, 60),  # by network
    "trustee_file": (60, 3600),  # by trustee: what is sent is checked, which takes a while
    # a mail to whatever address somebody types, who is not signed in
    "observe": (60, 3600),  # by network
    "observe_with": (3, 86_400),  # by address
}
MFA_ADAPTER = "members.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "members.forms.SecondFactor",
    "reauthenticate": "members.forms.ConfirmSecondFactor",
    "activate_totp": "members.forms.SetUpApp",
    "add_webauthn": "members.forms.AddPasskey",
    "edit_webauthn": "members.forms.RenamePasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever is signed in has proved an address; others' unproved ones don't matter
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_TOTP_ISSUER = "PSF Elections"
MFA_TOTP_TOLERANCE = 1  # the code before and after, for clocks that are slow or fast
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SECOND_FACTOR_FOR_STAFF = PRODUCTION and not DEMO

# Mail
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"PSF Elections <elections@{PUBLIC_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OFFICE_EMAIL = environment.text("OFFICE_EMAIL", f"elections@{PUBLIC_HOST}")  # whom people write to
BOUNCES_TO = environment.text("BOUNCES_TO")  # where servers send back what they cannot deliver; else to the sender
BULK_MAIL_RATE = environment.whole_number("BULK_MAIL_RATE", 10)  # mails a second to many; others are not held up
if BULK_MAIL_RATE < 1:
    raise ImproperlyConfigured("BULK_MAIL_RATE must be at least 1.")
MAIL_WEBHOOK_KEY = environment.secret("MAIL_WEBHOOK_KEY", unless="")  # signs what a provider reports; empty: closed
DKIM_SELECTOR = environment.text("DKIM_SELECTOR")  # names the key in the DNS that signs our mail, for the pre-flight
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_URL = environment.secret("EMAIL_URL", unless=None if PRODUCTION else "console:")
globals().update(environment.email(EMAIL_URL))
ANYMAIL = environment.json_object("ANYMAIL")  # for a provider's own interface: docs/mail.md

# Headers and cookies; the Content-Security-Policy is in config/middleware.py
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer Chromium sends "Origin: null", and every form is refused
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SESSION_COOKIE_AGE = 14 * 24 * 3600
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from within, without TLS
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logs go to the standard output, and never hold a request's body or query string
LOG_LEVEL = environment.text("LOG_LEVEL", "INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": LOG_LEVEL, "propagate": False},
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.jobs": {"level": "WARNING"},  # a line for each job would drown the rest
        "procrastinate.periodic": {"level": "WARNING"},
        "django.db.backends": {"level": "INFO"},  # its debug lines hold the values of queries
    },
}
