"""What Posta costs and gains, measured beside its peers: `python -m bench`, or `make bench ONLY=sync`.

One JSON line per benchmark goes to standard output, everything else to standard error. A peer runs in the same run, on
the same records, on the same machine; where it cannot be installed the line says so and the ratio is marked as against
the recorded figure. Nothing under posta/ may import from here.
"""
