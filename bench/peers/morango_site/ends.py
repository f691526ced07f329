"""What both ends of the Morango peer share: starting Django, the scopes, and what was spent and is held."""

import hashlib
import os
import resource
import threading

PASSWORD = "benchmark"  # of a user who exists for some seconds on loopback
USERNAME = "bob"
ROOT, SUBSET = "root_scope", "subset_scope"


def start_django():
    """Set Django up and make the tables; runs once per process, before any model is imported."""
    threading.Thread(target=_leave_when_the_benchmark_does, daemon=True).start()
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    _make_scopes()


def spent():
    """Tell the processor seconds and the largest resident memory of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_seconds": used.ru_utime + used.ru_stime, "peak_rss_bytes": used.ru_maxrss * 1024}


def held():
    """Tell how many consultations this end holds, and one hash over their bodies."""
    from consults.models import Consultation

    bodies = sorted(Consultation.objects.values_list("body", flat=True))
    return {"count": len(bodies), "digest": hashlib.sha256("\n".join(bodies).encode()).hexdigest()}


def subset_of(user_id):
    """The parameters of the subset scope: the user's own partition."""
    return {"user": user_id, "sub": "user"}


def _make_scopes():
    from consults.models import PROFILE
    from morango.models.certificates import ScopeDefinition

    ScopeDefinition.objects.create(
        id=ROOT,
        profile=PROFILE,
        version=1,
        primary_scope_param_key="user",
        description="All of ${user}.",
        read_filter_template="",
        write_filter_template="",
        read_write_filter_template="${user}",
    )
    ScopeDefinition.objects.create(
        id=SUBSET,
        profile=PROFILE,
        version=1,
        primary_scope_param_key="",
        description="${sub} of ${user}.",
        read_filter_template="${user}",
        write_filter_template="${user}:${sub}",
        read_write_filter_template="",
    )


def _leave_when_the_benchmark_does():
    """Our standard input is a pipe that the benchmark holds open; its end is the order to stop."""
    os.read(0, 1)
    os._exit(0)
