"""The screens of coordination: posts, last contact, counts of visits from facts only.

Owns: no tables. Doors: `urls`. Never: reaches the chart; shows a person.
"""
