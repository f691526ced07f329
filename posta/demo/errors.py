"""What can go wrong in the demonstration, for the person who runs it in a terminal."""

from posta.errors import TemporarilyUnavailable, gettext_noop


class DemoFailed(TemporarilyUnavailable):
    """Something of the demonstration did not do what it shows."""

    sentences = {
        "demo_step_failed": "This step failed: %(what)s. %(why)s",
        "demo_step_differs": "It was not as it must be: %(why)s.",
        "node_silent": "A node of the demo did not answer within ten seconds.",
        "wrong_words_opened": "Wrong words opened the post.",
        "words_did_not_open_board": "The right words did not open the board.",
        "node_did_not_start": "A node of the demo did not start; try `posta doctor`.",
        "page_differs": "The public page does not answer with what was built.",
        "page_not_built": gettext_noop("The public page was not built: %(why)s"),
        "relay_port_taken": gettext_noop(
            "Another program uses the port of the demo's relay: end it, or delete the demo's folder."
        ),
    }
