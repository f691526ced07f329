"""What is seen on the route at this post: the commonest diagnoses, the same complaint in a group, violence by place.

Doors: urls. Never: a name, a cell below five of violence, violence for who holds no key to it.
"""
