"""The door of a post: who arrives is registered and put in the queue with a number, one after another.

Doors: urls. Never: a question that delays the next person, a name on a slip, a sign that the open chart may not hold.
"""
