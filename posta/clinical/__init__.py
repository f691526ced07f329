"""The rules by which care is judged: limits, triage, danger signs, drug safety, pregnancy, schedules, discharge.

Owns: the clinical tables (TOML, each row with its source) and the functions that read them.
Doors: one module per subject; each turns answers, age and context into findings (`findings`).
Never: does I/O besides reading its own tables, knows a screen, keeps a person, decides instead of the clinician.
"""
