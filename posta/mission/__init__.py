"""Who works where and who may do what: posts, networks, staff, roles, devices, epochs and grants.

Owns: the projection of the admin compartment, permissions, visibility. Doors: `posts`, `staff`, `roles`, `permissions`,
`visibility`, `keyring`. Never: knows a person cared for.
"""
