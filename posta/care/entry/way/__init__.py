"""What is asked once of somebody on the way, by whichever trade sees them first: the journey, and what happened since.

The consultation shows the questions in its own order; every other page of a visit shows them as one part. Never: a
question that was answered here already, an answer that is required where care must not wait for it.
"""
