"""Simulated people on the route, with ground truth: who travels, what each post hears, what is written down.

Owns: lists of names, the noise between one registration and the next, the route, visits with plausible answers, and
the true person of each registration. Doors: `visits.simulate`, `population`, `ground_truth`. Never: reads or writes
anything but its own data files; holds a real person; is used where people are cared for.
"""
