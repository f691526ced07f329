"""A page of every component and every form with invented people; exists for the tests and for looking at the kit."""
