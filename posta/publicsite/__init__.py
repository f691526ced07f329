"""The mission's public page: a static site that says where the mission works, what it did and how to help it.

Owns: what may be public (`network.disclosure_gate`), the content folder, pictures, charts, map and templates of the
site.
Doors: `build`, `output`, `content.content_folder`. Never: reaches a chart, a fact or the log; shows a place finer
than the mission allows; loads anything from elsewhere; reads the clock.
"""
