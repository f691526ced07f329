"""Sheets to print: prescription, certificate of care, day sheet, due list; and the list of what was opened and printed.

Doors: urls. Owns nothing. Every sheet is a page of its size, black on white, noted in the access log when it is shown.
Never: a name or an illness in a title or an address; sealed content unless this session opens it and the colleague who
prints confirms that.
"""
