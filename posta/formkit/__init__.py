"""Renders and reads declared fields: one renderer for each type of question, and the reader of what was posted.

Owns: no tables; the templates of fields. Doors: `render.form_presenter.present_form`, `form_reader.read_form`,
`form_data`.
Never: knows a person, a screen or a session; it uses only `catalog` and what is below it.
"""
