"""Django settings of one end of the Morango peer; which end is told by the environment."""

import os

SECRET_KEY = "benchmark on loopback only"  # guards nothing: synthetic records, a free loopback port
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "morango", "consults"]
AUTH_USER_MODEL = "consults.Staff"
ROOT_URLCONF = "urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["BENCH_DATABASE"]}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
TIME_ZONE = "UTC"
USE_TZ = True
