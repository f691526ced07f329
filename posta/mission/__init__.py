"""Who works where and who may do what: posts, networks, staff, roles, devices, epochs and grants.

Owns: the projection of the admin compartment, permissions. Doors: `posts`, `staff`, `roles`, `rules.permissions`,
`keys`. Never: knows a person cared for.
"""
