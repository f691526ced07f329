"""Who holds which key, and who may do which work: what follows from a role alone."""

PEOPLE = """
role            | mental_health | sexual_violence | protected | contacts
doctor          | -             | opens           | opens     | -
nurse           | -             | -               | -         | -
midwife         | -             | opens           | -         | -
psychologist    | opens         | -               | opens     | -
psychiatrist    | opens         | -               | -         | -
social_worker   | -             | -               | opens     | opens
promoter        | -             | -               | -         | -
logistician     | -             | -               | -         | -
team_leader     | -             | -               | -         | -
residence_staff | -             | -               | -         | -
epidemiologist  | -             | -               | -         | -
administrator   | -             | -               | -         | -
"""

COMPUTERS = """
computer            | facts | care: route | care: reynosa | person-held | admin | pseudonym secret
a post of the route | opens | opens       | -             | -           | opens | opens
a post of Reynosa   | opens | -           | opens         | -           | opens | opens
coordination        | opens | -           | -             | -           | opens | -
"""

WORK = """
role            | gives care | counts | administers | records
doctor          | yes        | -      | -           | vitals triage opd violence sv sv_fu torture anc pnc
                |            |        |             | fp ncd vacc nut res referral ebs case covid move death cert stock busload stop intake
nurse           | yes        | -      | -           | vitals triage opd fp ncd vacc nut res referral group
                |            |        |             | ebs case covid move death stock busload stop intake
midwife         | yes        | -      | -           | vitals triage opd sv sv_fu anc pnc fp ncd vacc nut
                |            |        |             | res referral ebs case covid move death stock busload stop intake
psychologist    | yes        | -      | -           | violence mh_base mh_fu mh_close torture res referral
                |            |        |             | group ebs cert busload stop intake
psychiatrist    | yes        | -      | -           | psych referral ebs busload stop intake
social_worker   | yes        | -      | -           | violence res sw referral ebs busload stop intake
promoter        | yes        | -      | -           | triage nut referral group ebs covid busload stop intake
logistician     | -          | -      | -           | wash ebs stock
team_leader     | yes        | yes    | -           | triage nut referral group wash assess ebs covid
                |            |        |             | stock busload stop intake
residence_staff | yes        | -      | -           | res referral ebs busload stop intake
epidemiologist  | -          | yes    | -           | assess ebs
administrator   | -          | yes    | yes         | -
"""
