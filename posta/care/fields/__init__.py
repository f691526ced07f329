"""One renderer for each type of question, and the way back from what was posted.

Doors: present.present_form (a catalog form to what a template shows), read.read_form (what was posted to answers),
rows.with_rows_changed (add or remove a repeated row without JavaScript), typed.typed_from (answers to what was typed).
Never: decides whether an answer is right; the catalog does. Never: reads or writes a table.
"""
