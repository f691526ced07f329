"""The answer of a post to each role at each address: total, so that a new address fails until it is declared here.

none is a browser without a session; then the roles, by their first three letters. Every address is asked for (GET) and
posted to with nothing filled in (POST), about a person who is registered and waits at this post.
"""

GET = """
address | none
"""
POST = """
address | none
"""
