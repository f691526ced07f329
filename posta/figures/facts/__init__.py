"""Facts: the coded, pseudonymous part of every entry, as typed rows that can be counted.

`columns` says which columns the forms declare, `tables` makes them, `project` fills them from entries (the only
module of counting that reads an opened part), `read` lists and counts them, `page` documents them.
"""

from posta.figures.facts.project import dump as dump
from posta.figures.facts.project import forget as forget
from posta.figures.facts.project import list_withdrawals as list_withdrawals
from posta.figures.facts.project import project as project
from posta.figures.facts.project import reset as reset
from posta.figures.facts.read import count_facts as count_facts
from posta.figures.facts.read import list_facts as list_facts
from posta.figures.facts.read import list_unlinked as list_unlinked
