"""What speaks against going on one's way: every row names answers that exist."""

import pytest

from posta.catalog.language.form import get_form
from posta.terms.diagnoses import find_diagnosis
from posta.terms.lists import get_list
from posta.terms.not_home import NotHome, list_not_home


@pytest.mark.parametrize("row", list_not_home(), ids=lambda row: f"{row.form}.{row.fields[0]}")
def test_every_code_is_an_answer_of_its_question(row: NotHome) -> None:
    for name in row.fields:
        question = get_form(row.form).field(name)
        if question.coded_list:
            assert set(row.codes) <= set(get_list(question.coded_list).codes)
        else:
            assert [code for code in row.codes if find_diagnosis(code) is None] == []
