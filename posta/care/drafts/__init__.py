"""The drafts of a colleague: saved while they write, listed, continued or discarded.

Doors: urls. Never: a draft of another colleague, or its content in a list.
"""
