"""Settings of the site. Where the study and its results lie comes from the environment."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

from trialwright_web.accounts.secret import site_secret
from trialwright_web.databases import database_settings

HERE = Path(__file__).resolve().parent

STUDY_DIRECTORY = Path(os.environ["TRIALWRIGHT_STUDY"]).resolve()
OUT_DIRECTORY = Path(os.environ["TRIALWRIGHT_OUT"]).resolve()

# The last day of the data of a rehearsal; None for a study that is run.
_REHEARSED = os.environ.get("TRIALWRIGHT_REHEARSAL_DAY")
REHEARSAL_DAY = date.fromisoformat(_REHEARSED) if _REHEARSED else None

DEBUG = False
# The site listens on this machine only; another name in a request is a rebinding attack.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    # Before allauth: its pages are ours.
    "trialwright_web.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "trialwright_web.audit",
    "trialwright_web.capture",
    "trialwright_web.oversight",
    "trialwright_web.summaries",
    "trialwright_web.imports",
    "trialwright_web.api",
    "trialwright_web.studies",
]
AUTH_USER_MODEL = "accounts.User"
DATABASES = {
    "default": database_settings(os.environ.get("TRIALWRIGHT_DATABASE", ""), OUT_DIRECTORY)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "trialwright_web.security_headers.add_security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "trialwright_web.accounts.session_limits.end_long_sessions",
    "allauth.account.middleware.AccountMiddleware",
    # Last: what it refuses is answered with a page of the site.
    "trialwright_web.studies.odd_addresses.refuse_odd_addresses",
]
ROOT_URLCONF = "trialwright_web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trialwright_web.studies.frame.page_frame",
            ]
        },
    }
]

SECRET_KEY = site_secret(OUT_DIRECTORY / "site.secret")
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SHORTEST_PASSWORD = 12
_VALIDATORS: dict[str, dict[str, int]] = {
    "UserAttributeSimilarityValidator": {},
    "MinimumLengthValidator": {"min_length": SHORTEST_PASSWORD},
    "CommonPasswordValidator": {},
    "NumericPasswordValidator": {},
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in _VALIDATORS.items()
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "trialwright_web.accounts.adapter.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# An account locks after five wrong passwords (trialwright.capture.lock_out). The same holds for a
# name that nobody has, so that the answer tells nothing; and one machine gets 20 in all.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,20/5m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Trialwright"
# One code before and after the present one: a phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "trialwright_web.accounts.keys.SecondFactors"
# Who signs, who changes everybody's data and who lets people in. Empty: nobody has to.
REQUIRE_SECOND_FACTOR = ("investigator", "data_manager", "administrator")
LOGIN_REDIRECT_URL = "work"
LOGOUT_REDIRECT_URL = "home"
# The limits of a session: see trialwright_web.accounts.session_limits.
SESSION_COOKIE_AGE = 30 * 60
SESSION_LONGEST = timedelta(hours=12)
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# A form is checked by a cookie and its own field.
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "trialwright_web.studies.views.refusals.form_not_from_here"
# An uploaded record stays in memory and reaches no disk; a view refuses larger ones unread.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 11_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 2

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [OUT_DIRECTORY / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
# Served from the source: there is no build step that could be forgotten.
WHITENOISE_USE_FINDERS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"outage": {"()": "trialwright_web.outage.OneLineForAnOutage"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["outage"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR"},
        # Refused with a page: a stranger's request is no fault to report to who runs the site.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
