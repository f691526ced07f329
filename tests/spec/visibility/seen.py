"""What is seen of one person's record: by role, at the post where it was written, at the next, elsewhere, in the capital.

`reserved` is a row that says that somebody was here and nothing else; `refused` is a role to which no record is shown.
"""

SEEN = """
post      | role            | name    | care    | mental_health | sexual_violence | protected | contacts
here      | doctor          | seen    | seen    | reserved      | seen            | seen      | -
here      | nurse           | seen    | seen    | reserved      | reserved        | reserved  | -
here      | midwife         | seen    | seen    | reserved      | seen            | reserved  | -
here      | psychologist    | seen    | seen    | seen          | reserved        | seen      | -
here      | psychiatrist    | seen    | seen    | seen          | reserved        | reserved  | -
here      | social_worker   | seen    | seen    | reserved      | reserved        | seen      | seen
here      | promoter        | seen    | seen    | reserved      | reserved        | reserved  | -
here      | logistician     | refused | refused | refused       | refused         | refused   | refused
here      | team_leader     | seen    | seen    | reserved      | reserved        | reserved  | -
here      | residence_staff | seen    | seen    | reserved      | reserved        | reserved  | -
here      | epidemiologist  | refused | refused | refused       | refused         | refused   | refused
here      | administrator   | refused | refused | refused       | refused         | refused   | refused
next      | doctor          | seen    | seen    | reserved      | seen            | seen      | -
next      | nurse           | seen    | seen    | reserved      | reserved        | reserved  | -
next      | midwife         | seen    | seen    | reserved      | seen            | reserved  | -
next      | psychologist    | seen    | seen    | seen          | reserved        | seen      | -
next      | psychiatrist    | seen    | seen    | seen          | reserved        | reserved  | -
next      | social_worker   | seen    | seen    | reserved      | reserved        | seen      | seen
next      | promoter        | seen    | seen    | reserved      | reserved        | reserved  | -
next      | logistician     | refused | refused | refused       | refused         | refused   | refused
next      | team_leader     | seen    | seen    | reserved      | reserved        | reserved  | -
next      | residence_staff | seen    | seen    | reserved      | reserved        | reserved  | -
next      | epidemiologist  | refused | refused | refused       | refused         | refused   | refused
next      | administrator   | refused | refused | refused       | refused         | refused   | refused
elsewhere | doctor          | -       | -       | -             | -               | -         | -
elsewhere | nurse           | -       | -       | -             | -               | -         | -
elsewhere | midwife         | -       | -       | -             | -               | -         | -
elsewhere | psychologist    | -       | -       | -             | -               | -         | -
elsewhere | psychiatrist    | -       | -       | -             | -               | -         | -
elsewhere | social_worker   | -       | -       | -             | -               | -         | -
elsewhere | promoter        | -       | -       | -             | -               | -         | -
elsewhere | logistician     | refused | refused | refused       | refused         | refused   | refused
elsewhere | team_leader     | -       | -       | -             | -               | -         | -
elsewhere | residence_staff | -       | -       | -             | -               | -         | -
elsewhere | epidemiologist  | refused | refused | refused       | refused         | refused   | refused
elsewhere | administrator   | refused | refused | refused       | refused         | refused   | refused
capital   | doctor          | -       | -       | -             | -               | -         | -
capital   | nurse           | -       | -       | -             | -               | -         | -
capital   | midwife         | -       | -       | -             | -               | -         | -
capital   | psychologist    | -       | -       | -             | -               | -         | -
capital   | psychiatrist    | -       | -       | -             | -               | -         | -
capital   | social_worker   | -       | -       | -             | -               | -         | -
capital   | promoter        | -       | -       | -             | -               | -         | -
capital   | logistician     | refused | refused | refused       | refused         | refused   | refused
capital   | team_leader     | -       | -       | -             | -               | -         | -
capital   | residence_staff | -       | -       | -             | -               | -         | -
capital   | epidemiologist  | refused | refused | refused       | refused         | refused   | refused
capital   | administrator   | refused | refused | refused       | refused         | refused   | refused
"""
