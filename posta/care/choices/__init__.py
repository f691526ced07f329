"""What a person decides: consents read aloud, wishes, requests with their answers, a copy of the record, the notice.

Doors: urls. Never: shows what is sealed, or why somebody refused; names no other person in a copy.
"""
