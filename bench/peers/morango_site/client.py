"""The sending end: N consultations, one push, a push with nothing new, a push of one more record.

Given one JSON plan: `port` and `user` of the server, `records` (a file, one JSON record a line; the last line is the
one more), `chunk`. Says one JSON line of figures.
"""

import json
import os
import sys
import time
from urllib.request import urlopen

import ends


def main():
    """Carry the plan out and say the figures."""
    plan = json.loads(sys.argv[1])
    ends.start_django()
    with open(plan["records"], encoding="utf-8") as lines:
        *bodies, one_more = lines.read().splitlines()
    session, connection = open_session(plan)
    create(plan["user"], bodies)
    figures = {"records": len(bodies), **measured_push(plan, session, connection)}
    figures["all_received"] = asked(plan, "held") == ends.held()
    figures["noop_seconds"] = sum(push(plan, session).values())
    create(plan["user"], [one_more])
    figures["one_record_seconds"] = sum(push(plan, session).values())
    figures["all_received"] &= asked(plan, "held") == ends.held()
    os.write(1, json.dumps(figures).encode() + b"\n")


def open_session(plan):
    """Get a certificate for the subset, open a sync session under it, and pull once so that the user arrives."""
    from consults.models import PROFILE
    from morango.models.certificates import Filter
    from morango.sync.controller import MorangoProfileController

    controller = MorangoProfileController(PROFILE)
    connection = controller.create_network_connection(f"http://127.0.0.1:{plan['port']}", chunk_size=plan["chunk"])
    [root] = connection.get_remote_certificates(plan["user"], ends.ROOT)
    ours = connection.certificate_signing_request(
        root, ends.SUBSET, ends.subset_of(plan["user"]), userargs=ends.USERNAME, password=ends.PASSWORD
    )
    session = connection.create_sync_session(ours, root, chunk_size=plan["chunk"])
    pull = session.get_pull_client()
    pull.initialize(Filter(f"{plan['user']}:user"))
    pull.run()
    pull.finalize()
    return session, connection


def create(user_id, bodies):
    """Write the records at this end, in one transaction."""
    from consults.models import Consultation, Staff
    from django.db import transaction

    user = Staff.objects.get(id=user_id)
    with transaction.atomic():
        for body in bodies:
            Consultation.objects.create(user=user, body=body)


def measured_push(plan, session, connection):
    """Push what is new, with the processor time and memory of both ends and the bytes between them."""
    before, bytes_before = (ends.spent(), asked(plan, "spent")), connection.bytes_sent + connection.bytes_received
    stages = push(plan, session)
    after = (ends.spent(), asked(plan, "spent"))
    return {
        "wall_seconds": sum(stages.values()),
        "stages": stages,
        "cpu_seconds": sum(now["cpu_seconds"] - then["cpu_seconds"] for now, then in zip(after, before, strict=True)),
        "sender_peak_rss_bytes": after[0]["peak_rss_bytes"],
        "receiver_peak_rss_bytes": after[1]["peak_rss_bytes"],
        "wire_bytes": connection.bytes_sent + connection.bytes_received - bytes_before,
    }


def push(plan, session):
    """Push what is new in Morango's three stages and time each."""
    from morango.models.certificates import Filter

    client = session.get_push_client()
    steps = {
        "serialise_and_queue": lambda: client.initialize(Filter(f"{plan['user']}:user")),
        "transfer": client.run,
        "dequeue": client.finalize,
    }
    return {name: timed(step) for name, step in steps.items()}


def timed(step):
    """Tell how many seconds one step takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def asked(plan, what):
    """Ask the server what it has spent, or what it holds."""
    with urlopen(f"http://127.0.0.1:{plan['port']}/bench/{what}") as answer:  # our own loopback server
        return json.load(answer)


if __name__ == "__main__":
    main()
