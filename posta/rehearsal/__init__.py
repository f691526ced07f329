"""A rehearsal of a mission with invented people: who walks, what each post is told, what is written down.

Owns: lists of names, the noise between one registration and the next, the road, visits with plausible answers, and the
truth of who is who. Doors: `visits.rehearse`, `people.list_people`, `truth`. Never: reads or writes anything but its
own data files; holds a real person; is used where people are cared for.
"""
