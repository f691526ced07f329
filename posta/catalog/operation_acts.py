"""The structural acts of what is under way: steps of referrals and signals, and what is known of a partner."""

from posta.catalog.bounds import Day, Line, PostNumber, Word
from posta.catalog.structural_acts import Act


class ReferralStep(Act, frozen=True, array_like=True, kw_only=True):
    """One act on a referral, which `refers` names: the act of its state table, a reason code, a note, by which post.

    `post` is the post that receives the person, if the step says so. Of a sealed referral the open part says only
    `reserved`; the whole step stands in the compartment of the referral.
    """

    act: Word
    reason: Word = ""
    note: Line = ""
    post: PostNumber | None = None


class DirectoryEntry(Act, frozen=True, array_like=True, kw_only=True):
    """A partner to whom people are referred, as last verified: the newest entry of a `code` counts, whole.

    `kind` and `cost` are codes of lists, `services` and `languages` codes; `area`, `hours`, `papers` and `contact` are
    words. `verified` is the day on which somebody asked; with `closed` nobody is referred there any more.
    """

    code: Word
    name: Line
    kind: Word
    area: Line = ""
    services: tuple[Word, ...] = ()
    hours: Line = ""
    languages: tuple[Word, ...] = ()
    cost: Word = ""
    papers: Line = ""
    contact: Line = ""
    verified: Day | None = None
    closed: bool = False


class SignalStep(Act, frozen=True, array_like=True, kw_only=True):
    """One act on a signal, which `refers` names: the act of its state table, and what it says, all of it codes.

    `risk` is the level that an assessment gave, `response` what is done, `reason` why a signal is discarded. `note` is
    a line in words that names no person. With the form of the signal itself it stands in one entry and refers to none.
    """

    act: Word
    risk: Word = ""
    response: tuple[Word, ...] = ()
    reason: Word = ""
    note: Line = ""
