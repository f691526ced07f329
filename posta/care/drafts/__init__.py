"""What a colleague has half written: kept by itself while they write, listed, taken up again or thrown away.

Doors: urls. Never: anybody else's draft, and nothing of its content in a list.
"""
