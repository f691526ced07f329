"""The sentence shown for each rule that an answer can break: English msgids with named parameters.

Screens translate them; this room knows no translation machinery, so `_` only marks the text for extraction.

>>> MESSAGES["min"] % {"limit": 30, "unit": "°C"}
'Enter 30 °C or more.'
"""


def _(text: str) -> str:
    return text


MESSAGES = {
    # typed text that is not a value
    "not_a_number": _("Enter a number, for example %(example)s."),
    "not_whole": _("Enter a whole number, for example %(example)s."),
    "too_many_digits": _("Write at most %(limit)s digits."),
    "not_a_date": _("Enter a date as day/month/year, for example 25/11/2018."),
    "no_such_day": _("This day does not exist in the calendar: check the day and the month."),
    "only_a_year": _("Enter the whole date. If only the year is known, leave this empty and enter the age."),
    "not_a_moment": _("Enter a date and time, for example 25/11/2018 14:30."),
    "not_a_phone": _("Enter the number with its country code, for example +52 934 123 4567."),
    "no_country": _("Enter the country code first: for a number in Mexico, +52 and then the number."),
    "not_yes_or_no": _("Choose yes or no."),
    "one_only": _("Choose one answer only."),
    "not_typed": _("This is computed; it cannot be typed."),
    # values that break a rule of the field
    "type": _("This value is not of the kind the form expects."),
    "unknown_field": _("The form has no such question."),
    "nothing": _("Nothing is filled in. Answer at least one question."),
    "required": _("Answer this question."),
    "min": _("Enter %(limit)s %(unit)s or more."),
    "max": _("Enter %(limit)s %(unit)s or less."),
    "earliest": _("The date cannot be before %(limit)s."),
    "latest": _("The date cannot be after %(limit)s."),
    "pattern": _("This is not written in the form expected."),
    "too_short": _("Write at least %(limit)s characters."),
    "too_long": _("Write at most %(limit)s characters."),
    "too_few": _("Choose at least %(limit)s."),
    "too_many": _("Choose at most %(limit)s."),
    "unknown_code": _("Choose an answer from the list."),
    "not_listed": _("This is not in the list. Choose one that is offered, or write it another way."),
    "not_here": _("This code cannot be written in this form."),
    "none_excludes": _("“None” cannot be chosen together with other answers."),
    "check": _("These answers do not agree with each other: correct or confirm."),
    # unlikely, but possible
    "unlikely_low": _("Unusually low: check %(limit)s %(unit)s."),
    "unlikely_high": _("Unusually high: check %(limit)s %(unit)s."),
    "danger_low": _("Dangerously low: below %(limit)s %(unit)s."),
    "size_low": _("Very little for this age: usual from %(low)s to %(high)s %(unit)s."),
    "size_high": _("Very much for this age: usual from %(low)s to %(high)s %(unit)s."),
    "size_changed": _("The last value was %(last)s %(unit)s, on %(day)s."),
    "size_meant": _("Did you mean %(guess)s %(unit)s?"),
    "size_weeks": _("Does not go with %(weeks)s weeks: check the date and the measure."),
    "size_pressures": _("Less than %(limit)s mmHg between the two pressures: a slip, or shock. Measure again."),
    "not_woman": _("This person is registered as a man. Is this right?"),
    "not_man": _("This person is registered as a woman. Is this right?"),
    "not_age": _("According to the register this person is %(years)s years old. Is this right?"),
    "before_birth": _("This is before the person was born. Is the day right?"),
    "far_ahead": _("This is more than a year ahead. Is the day right?"),
    "long_ago": _("This is more than a year ago. Is the day right?"),
    "twice": _("The main diagnosis stands among the others too."),
    "not_offered": _("This answer is not usual for this person: check."),
    "age_and_date": _("The birth date gives %(age)s. Correct one of the two, or leave the age empty."),
    # a referral that nobody could answer
    "refer_own_post": _("This is your own post. Choose another destination."),
    "refer_no_post": _("Choose from the list which post: no post receives what is only typed."),
    "refer_unknown_post": _("The mission has no such post. Choose one that is offered."),
    "refer_other_network": _(
        "That post is of another care network and could not read this record. Choose another one, or "
        "a partner and a printed letter."
    ),
    "return_closed": _("This place is closed on that day, or does not give this care then. Choose another day."),
    "refer_closed": _("This place is closed or does not offer this any more. Choose another destination."),
    "refer_not_shared": _(
        "This person did not agree that other posts see their record. Ask whether they agree to this referral, or "
        "give them a printed letter."
    ),
    "refer_twice": _("The same referral is open already. Look at it before writing another."),
    "confirmed": _("Confirmed although the answers do not agree."),
}
