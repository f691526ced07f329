"""The peers Posta is measured against, each run as its makers publish it, in processes of its own, on loopback.

Morango 0.8.15 (morango.py, morango_site/) and PouchDB 9 with express-pouchdb (pouchdb.py, pouchdb_site/). Each is
installed once, from a locked list, into a cache folder outside the tree (cache.py); its servers are always stopped
(processes.py). A peer gives figures or raises PeerUnavailable; it never touches Posta's own code.
"""
