GET = """
address | none
"""
POST = GET
