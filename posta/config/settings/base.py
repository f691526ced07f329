"""Settings every node shares. Where the node lives is `POSTA_HOME`; keys never come from settings or environment."""

import os
from pathlib import Path

from posta.node.http.cookies import LANGUAGE, TOKEN, cookie_name

ROOT = Path(__file__).resolve().parents[2]
POSTA_HOME = Path(os.environ.get("POSTA_HOME", "demo-home/node")).resolve()

SECRET_KEY = os.urandom(32).hex()  # lives as long as the worker: signed cookies end with the lock, as they should
DEBUG = False
ALLOWED_HOSTS = ["*"]  # judged before Django is asked, and on the locked page too: `posta.node.wsgi.host_names`
USE_TZ = True
TIME_ZONE = "America/Mexico_City"
LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", "Español"), ("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [ROOT / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "posta.config.urls"
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "posta.node",
    "posta.ledger",
    "posta.mission",
    "posta.chart",
    "posta.figures",
    "posta.operations",
    "posta.formkit",
    "posta.web",
    "posta.care",
    "posta.operations_web",
    "posta.administration",
    "posta.coordination",
]
MIDDLEWARE: list[str] = [
    "django.middleware.security.SecurityMiddleware",
    "posta.node.middleware.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with random padding, so that sizes show nothing of the token (BREACH)
    "posta.node.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "posta.web.middleware.PageLayoutMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["posta.web.template_loader.Loader"])],
            "context_processors": ["django.template.context_processors.request", "posta.web.layout.layout_context"],
        },
    }
]
# A page, an act and an exchange ask some hundreds of different questions. The driver keeps 128 statements, of
# which the newest goes first: a full cache prepared every statement of every act again, a fifth of its work (ADR 0041).
DATABASES = {
    "default": {
        "ENGINE": "posta.node.storage.sqlcipher",
        "NAME": POSTA_HOME / "node.db",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "cached_statements": 1024},
    }
}
POSTA_LOGIN_URL = "/login/"
POSTA_OPEN_PATHS = ("/v1/",)  # other devices: they prove themselves by card and signature
FILE_UPLOAD_HANDLERS = ["posta.node.storage.uploads.HomeTempUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a documentation of torture with every row filled has over 2,000
STATIC_URL = "/static/"
STATIC_ROOT = POSTA_HOME / "static"  # gathered, named by content and compressed by posta.config.assets
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["woff2", "txt"]

# A page loads what this node serves and nothing else; no inline script or style, no frame, no form to elsewhere.
CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip
SECURE_REFERRER_POLICY = "same-origin"  # with "no-referrer" browsers post "Origin: null", and the CSRF check refuses it
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None  # until the browser is closed, not a year on its disk
CSRF_COOKIE_NAME = cookie_name(TOKEN)
LANGUAGE_COOKIE_NAME = cookie_name(LANGUAGE)
X_FRAME_OPTIONS = "DENY"
