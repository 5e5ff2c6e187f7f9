"""Settings of the site. Where the study and its results lie comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from trialwright_web.databases import database_settings

HERE = Path(__file__).resolve().parent

STUDY_DIRECTORY = Path(os.environ["TRIALWRIGHT_STUDY"]).resolve()
OUT_DIRECTORY = Path(os.environ["TRIALWRIGHT_OUT"]).resolve()

DEBUG = False
# The site listens on this machine only; another name in a request is a rebinding attack.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "trialwright_web.accounts",
    "trialwright_web.audit",
    "trialwright_web.capture",
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
]
ROOT_URLCONF = "trialwright_web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "trialwright_web.studies.frame.page_frame",
            ]
        },
    }
]

# A form is checked by a cookie and its own field. There is no session and no secret to keep.
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "trialwright_web.studies.views.refusals.form_not_from_here"
# An uploaded record stays in memory and reaches no disk; a view refuses larger ones unread.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 11_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12
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
    "handlers": {
        "stderr": {"class": "logging.StreamHandler"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR"},
        # Refused with a page: a stranger's request is no fault to report to who runs the site.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
